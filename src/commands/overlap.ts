import { overlap } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { CountCommand, type Counted } from '../count-command.ts';

export default class Overlap extends CountCommand {
  static override summary = 'Count people by exactly which agencies know them';
  static override description =
    paragraph(`Counts distinct people in every combination of agencies. What is shown has passed the agreement's disclosure
control; the exact figures are written to work/figures/overlap and stay there. Needs events and links that have been
opened in this workspace.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace analyst',
    '<%= config.bin %> <%= command.id %> --role victim --from 2025-04-01 --to 2026-03-31 --csv',
  ];
  static override flags = { ...CountCommand.countFlags };

  async run(): Promise<Counted> {
    const { flags } = await this.parse(Overlap);
    return this.counted(
      'overlap',
      overlap,
      flags,
      {},
      'throughline repeats shows who comes again; add --csv for a table to paste',
    );
  }
}
