import { linkageQuality } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { CountCommand, type Counted } from '../count-command.ts';

export default class Quality extends CountCommand {
  static override summary = 'Show how sure the links are, by pair of agencies and by group';
  static override description =
    paragraph(`For each pair of agencies, how many links there are, and which precision and recall the linkage unit's model
expects of them; by sex, age group and ethnic group, how many records are linked to another agency's, and how many are in
doubt. What is shown has passed the agreement's disclosure control; the exact figures are written to
work/figures/linkage-quality and stay there. Needs events and links that have been opened in this workspace.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace analyst'];
  static override flags = { ...CountCommand.countFlags };

  async run(): Promise<Counted> {
    const { flags } = await this.parse(Quality);
    return this.counted(
      'quality',
      linkageQuality,
      flags,
      {},
      'throughline explain recall says what the words mean; add --csv for a table to paste',
    );
  }
}
