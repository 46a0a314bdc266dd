import { Flags } from '@oclif/core';
import { PROCESSING_COLUMNS, type ProcessingRow, processingRecord } from '../../agreement/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { viewWorkspace } from '../../custody/index.ts';
import { humanCsv } from '../../files/index.ts';

export default class AgreementRecord extends BaseCommand {
  static override summary = 'Rows for the record of processing (UK GDPR Article 30, DPA 2018 s61)';
  static override description =
    paragraph(`One row for each party and legal basis, as CSV to paste into a record of processing activities: what the
agreement can say of it. This is not legal advice; what the agreement does not hold is for the party to add.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace police > record.csv',
    '<%= config.bin %> <%= command.id %> --party police',
  ];
  static override flags = {
    party: Flags.string({ helpValue: 'PARTY', summary: 'rows of this party alone' }),
  };

  async run(): Promise<{ columns: typeof PROCESSING_COLUMNS; rows: readonly ProcessingRow[] }> {
    const { flags } = await this.parse(AgreementRecord);
    const { agreement } = await viewWorkspace(this.workspacePath(flags));
    this.sayCombined(agreement, true);
    const rows = processingRecord(agreement).filter(
      ({ party }) => flags.party === undefined || party === flags.party,
    );
    const names = Object.keys(PROCESSING_COLUMNS) as (keyof ProcessingRow)[];
    const cells = rows.map((row) => names.map((name) => row[name]));
    this.print(humanCsv([names.map((name) => PROCESSING_COLUMNS[name]), ...cells]).trimEnd());
    return { columns: PROCESSING_COLUMNS, rows };
  }
}
