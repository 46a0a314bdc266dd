import { Args, Flags } from '@oclif/core';
import { readColumns } from '../agreement/index.ts';
import { BaseCommand, effortFlags, extractFlags, intakeOptions, paragraph } from '../base.ts';
import { type Rehearsal, rehearse } from '../linkage/index.ts';
import { rehearsalText } from '../render/rehearsal.ts';

export default class Rehearse extends BaseCommand {
  static override summary = 'Measure linkage on labelled data of your own, before anything is shared';
  static override description =
    paragraph(`Standardises the files, makes tokens under a throw-away key, links them as the linkage unit would, and compares
the result with the column that says who is who. Each row is a record. One file is de-duplicated; several are
linked with each other. Flags hide nobody here, but their maps are held against the files as by "pseudonymise".
Reads CSV (also packed with gzip), Excel and Parquet. Needs no agreement and no workspace, and keeps nothing.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> people.csv --columns fixtures/rehearsal/febrl3.columns.yaml --truth person',
    '<%= config.bin %> <%= command.id %> a.csv b.csv --columns columns.yaml --truth person --group origin --json',
    '<%= config.bin %> <%= command.id %> people.xlsx --sheet People --columns columns.yaml --truth person',
  ];
  static override strict = false;
  static override args = { file: Args.string({ required: true, description: 'labelled extracts' }) };
  static override flags = {
    ...effortFlags,
    ...extractFlags,
    columns: Flags.string({
      required: true,
      helpValue: 'FILE',
      summary: 'what each column is, in the form of an agreement',
    }),
    truth: Flags.string({ required: true, helpValue: 'COLUMN', summary: 'the column that says who is who' }),
    group: Flags.string({ helpValue: 'COLUMN', summary: 'score by the values of this column as well' }),
    scheme: Flags.string({ default: 'standard-1', helpValue: 'ID', summary: 'the match-key scheme' }),
  };

  async run(): Promise<Rehearsal> {
    const { argv, flags } = await this.parse(Rehearse);
    const columns = await readColumns(flags.columns);
    const result = await this.withProgress((onStage) =>
      rehearse({
        files: argv as string[],
        intake: intakeOptions(flags),
        columns,
        scheme: flags.scheme,
        truth: flags.truth,
        ...(flags.group === undefined ? {} : { group: flags.group }),
        threads: flags.threads,
        memoryMegabytes: flags.memory,
        ambient: this.ambient,
        onStage,
      }),
    );
    this.print(rehearsalText(result));
    return result;
  }
}
