import { Flags } from '@oclif/core';
import { readPopulation, windowGiven } from '../analyse/index.ts';
import { BaseCommand, paragraph } from '../base.ts';
import {
  type Drafted,
  draftReport,
  type Issued,
  issueReport,
  type Prepared,
  prepare,
} from '../report/index.ts';
import { printable } from '../terminal/index.ts';

type ReportResult = (Issued | Drafted) & { readonly prepared?: readonly Omit<Prepared, 'shown'>[] };

export default class Report extends BaseCommand {
  static override summary = 'Write the whole assessment as one page, with its tables';
  static override description =
    paragraph(`Writes release/REPORT.html, one self-contained page that loads nothing and prints on A4, and every table
of it as CSV below release/report/, where release/REPORT.json finds each by a name that stays: findings in sentences, journeys, overlaps, repeats by each definition, the trend, the time
to each service, who they are, who is unseen, how sure the links are, what was withheld and why, and what it all rests on.
It is made of the newest release of each kind, and of nothing that was not released; parts without figures name the
commands that bring them. --prepare counts and releases all that the report has a place for, hiding more where it has to:
what is released stays released. The page's digest goes into the share log; made again from the same releases it is the
same to the byte. --draft makes a page of the exact figures in work/figures, marked on every page, which stays in work/.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace analyst',
    '<%= config.bin %> <%= command.id %> --prepare --population people.csv --workspace analyst',
    '<%= config.bin %> <%= command.id %> --draft --workspace analyst',
  ];
  static override flags = {
    prepare: Flags.boolean({
      default: false,
      exclusive: ['draft'],
      summary: 'first count and release all that the report has a place for',
    }),
    draft: Flags.boolean({
      default: false,
      summary: 'a page of the exact figures in work/figures, which may not leave this workspace',
    }),
    from: Flags.string({
      dependsOn: ['prepare'],
      helpValue: 'YYYY-MM-DD',
      summary: 'first day to count (default: the window of each definition)',
    }),
    to: Flags.string({
      dependsOn: ['prepare'],
      helpValue: 'YYYY-MM-DD',
      summary: 'last day, itself counted',
    }),
    population: Flags.string({
      dependsOn: ['prepare'],
      helpValue: 'FILE',
      summary: 'CSV of populations to hold the groups against; see "throughline count --help"',
    }),
  };

  async run(): Promise<ReportResult> {
    const { flags } = await this.parse(Report);
    const population = flags.population === undefined ? undefined : await readPopulation(flags.population);
    const window = windowGiven(flags);
    const workspace = await this.openWorkspace(flags);
    if (flags.draft) return this.tellDraft(await draftReport(workspace));
    const prepared = flags.prepare
      ? await this.withProgress((onStage) =>
          prepare(workspace, {
            ...window,
            ...(population === undefined ? {} : { population }),
            onStage,
          }),
        )
      : undefined;
    for (const { command, status, told } of prepared ?? [])
      this.printSentence('  ', `${command}: ${status}, ${told}`);
    const issued = await issueReport(workspace);
    this.print(printable(issued.file));
    this.saySentence(`tables: ${issued.tables}, each found by its name in ${issued.index}`);
    this.saySentence(
      issued.status === 'issued'
        ? `entry ${issued.entry} of this party's log holds its digest: ${issued.page}`
        : `the page is the same, to the byte, as entry ${issued.entry} tells of`,
    );
    for (const title of issued.missing)
      this.saySentence(`no figures have been released for all of: ${title}`);
    if (issued.missing.length > 0)
      this.saySentence(
        prepared === undefined
          ? 'hint: the page names the commands that release them; --prepare does it for all that can be counted'
          : 'hint: --prepare said above of each count that it could not make or release why not',
      );
    return {
      ...issued,
      ...(prepared === undefined
        ? {}
        : { prepared: prepared.map(({ command, status, told }) => ({ command, status, told })) }),
    };
  }

  private tellDraft(drafted: Drafted): Drafted {
    this.print(printable(drafted.file));
    this.saySentence('DRAFT - NOT CONTROLLED: it has exact figures, and may not leave this workspace');
    return drafted;
  }
}
