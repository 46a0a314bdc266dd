import { Flags } from '@oclif/core';
import { repeatLenses, repeats } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { CountCommand, type Counted } from '../count-command.ts';

export default class Repeats extends CountCommand {
  static override summary = 'Count people who come again within twelve months';
  static override description =
    paragraph(`Counts presentations, repeat presentations, distinct people and people with a repeat, at each agency and at any
of them. A repeat comes at most twelve months after the same person's presentation before it. What is shown has
passed the agreement's disclosure control; the exact figures are written to work/figures/repeats and stay there.
Needs events and links that have been opened in this workspace.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace analyst',
    '<%= config.bin %> <%= command.id %> --lenses',
    '<%= config.bin %> <%= command.id %> --role victim --from 2025-04-01 --to 2026-03-31 --csv',
  ];
  static override flags = {
    ...CountCommand.countFlags,
    lenses: Flags.boolean({
      default: false,
      summary: 'MARAC referrals under every definition of a repeat, side by side, and why they differ',
    }),
  };

  async run(): Promise<Counted> {
    const { flags } = await this.parse(Repeats);
    return this.counted(
      'repeats',
      flags.lenses ? repeatLenses : repeats,
      flags,
      { lenses: flags.lenses },
      'throughline journeys shows in which order; add --csv for a table to paste',
    );
  }
}
