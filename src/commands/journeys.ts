import { Flags } from '@oclif/core';
import { journeys } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { CountCommand, type Counted, stepFlags, stepOptions } from '../count-command.ts';

export default class Journeys extends CountCommand {
  static override summary = 'Count people by the order in which agencies saw them';
  static override description =
    paragraph(`Counts distinct people by their route from agency to agency, by where it begins and ends, by how many
steps it has before the record ends, and by whether they came back to an agency they had left. What is shown has passed the agreement's
disclosure control, with rare routes counted together; the exact figures are written to work/figures/journeys and
stay there. Needs events and links that have been opened in this workspace.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace analyst',
    '<%= config.bin %> <%= command.id %> --gap 180 --start police --end housing',
    '<%= config.bin %> <%= command.id %> --role victim --from 2025-04-01 --to 2026-03-31 --csv',
  ];
  static override flags = {
    ...CountCommand.countFlags,
    ...stepFlags,
    'every-presentation': Flags.boolean({
      default: false,
      summary: 'do not count presentations in a row as one step',
    }),
    steps: Flags.integer({ default: 5, min: 1, summary: 'show this many steps of a route, 20 at most' }),
  };

  async run(): Promise<Counted> {
    const { flags } = await this.parse(Journeys);
    return this.counted(
      'journeys',
      journeys,
      flags,
      {
        collapse: !flags['every-presentation'],
        ...stepOptions(flags),
        steps: flags.steps,
      },
      'throughline overlap shows who is known to whom; add --csv for a table to paste',
    );
  }
}
