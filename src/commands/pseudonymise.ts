import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand, effortFlags, extractArg, extractFlags, intakeOptions, paragraph } from '../base.ts';
import { TABLE_FORMATS } from '../files/index.ts';
import { type Pseudonymised, pseudonymise } from '../pseudonymise/index.ts';
import { pseudonymisedText } from '../render/pseudonymised.ts';

export default class Pseudonymise extends BaseCommand {
  static override summary = 'Turn an extract into tokens and events that nobody can read a person from';
  static override description =
    paragraph(`Reads the extract row by row (CSV, also packed with gzip; an Excel workbook; a Parquet file), standardises the identifiers that the agreement names, and writes two
packages: tokens (keyed hashes of match-keys, for the linkage unit) and events (only the columns that the
agreement keeps, for the analyst). Rows that cannot be used are listed by number and reason in
work/AGENCY/rejected.csv; no value of a row is ever shown. What the agreement does not permit does not happen,
and is logged.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> police.csv --workspace police',
    '<%= config.bin %> <%= command.id %> applications.xlsx --sheet Applications --header-row 3 --replace',
  ];
  static override args = extractArg;
  static override flags = {
    agency: Flags.string({
      helpValue: 'ID',
      summary: "the agency whose extract it is, when you want it checked against this workspace's party",
    }),
    ...extractFlags,
    replace: Flags.boolean({ summary: 'take the place of packages made before' }),
    format: Flags.option({
      options: TABLE_FORMATS,
      default: 'csv' as const,
      summary: 'write both tables as CSV or as Parquet, with the same columns',
    })(),
    threads: effortFlags.threads,
    'spare-core': Flags.boolean({
      summary: 'leave one processor core to whatever else the machine does',
      exclusive: ['threads'],
    }),
  };

  async run(): Promise<Omit<Pseudonymised, 'rejected'> & { rejected: Pseudonymised['rejected'] }> {
    const { args, flags } = await this.parse(Pseudonymise);
    const workspace = await this.openWorkspace(flags);
    if (flags.agency !== undefined && flags.agency !== workspace.party.id) {
      this.error(`this is the workspace of ${workspace.party.id}, not of the agency that was named`);
    }
    const packages = join(workspace.paths.work, workspace.party.id);
    const before = identity(packages);
    const result = await this.withProgress(
      (onProgress) =>
        pseudonymise(workspace, {
          extract: this.pathHere(args.extract, flags),
          replace: flags.replace,
          threads: flags['spare-core'] ? Math.max(1, flags.threads - 1) : flags.threads,
          format: flags.format,
          ...intakeOptions(flags),
          onProgress,
        }),
      () =>
        identity(packages) === before
          ? 'stopped: no package was made, and those made before are as they were'
          : 'stopped while the packages were put in place: run it again with --replace',
    );
    this.print(pseudonymisedText(result));
    for (const what of ['tokens', 'events'] as const) {
      for (const step of this.sealSteps(workspace, what, join(result.folder, what))) this.print(step);
    }
    return result;
  }
}

/** What tells a folder from another of its name; undefined where there is none. */
const identity = (folder: string): number | undefined => statSync(folder, { throwIfNoEntry: false })?.ino;
