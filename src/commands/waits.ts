import { waits } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { CountCommand, type Counted } from '../count-command.ts';

export default class Waits extends CountCommand {
  static override summary = 'Show how long from the first presentation to each other agency, and to MARAC';
  static override description =
    paragraph(`For each agency, the people whom another one saw first, and the share whom it has seen 7, 14, 28, 56, 91,
182 and 365 days after: many never come, and who is not watched long enough counts for as long as they were. The same
for the first referral to MARAC. What is shown has passed the agreement's disclosure control; the exact figures are
written to work/figures/waits and stay there. Needs events and links that have been opened in this workspace.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace analyst',
    '<%= config.bin %> <%= command.id %> --from 2024-04-01 --to 2026-03-31 --csv',
  ];
  static override flags = { ...CountCommand.countFlags };

  async run(): Promise<Counted> {
    const { flags } = await this.parse(Waits);
    return this.counted(
      'waits',
      waits,
      flags,
      {},
      'throughline transitions shows which steps lead there; add --csv for a table to paste',
    );
  }
}
