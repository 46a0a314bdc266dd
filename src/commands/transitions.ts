import { Flags } from '@oclif/core';
import { transitions } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { CountCommand, type Counted, stepFlags, stepOptions } from '../count-command.ts';

export default class Transitions extends CountCommand {
  static override summary = 'Count from which agency people come to which, and how soon';
  static override description =
    paragraph(`Counts every pair of presentations of one person that follow one another: how many, of how many people,
what share of all that lead on from the first, and the median number of days between. What is shown has passed the
agreement's disclosure control; the exact figures are written to work/figures/transitions and stay there. Needs events
and links that have been opened in this workspace.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace analyst',
    '<%= config.bin %> <%= command.id %> --by-type --gap 90 --csv',
  ];
  static override flags = {
    ...CountCommand.countFlags,
    ...stepFlags,
    collapse: Flags.boolean({ default: false, summary: 'leave out steps from one to the same' }),
  };

  async run(): Promise<Counted> {
    const { flags } = await this.parse(Transitions);
    return this.counted(
      'transitions',
      transitions,
      flags,
      { collapse: flags.collapse, ...stepOptions(flags) },
      'throughline waits shows how long it takes; add --csv for a table to paste',
    );
  }
}
