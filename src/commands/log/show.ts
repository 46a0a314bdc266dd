import { Args, Flags } from '@oclif/core';
import { locateLog } from '../../audit/index.ts';
import { BaseCommand } from '../../base.ts';
import { EXPLAINED } from '../../explain/index.ts';
import {
  agreementNamed,
  committedSize,
  type EntryFields,
  failedRules,
  SELECTABLE,
  type Selection,
  selectEntries,
  sentenceOf,
} from '../../sharelog/index.ts';

export interface LogShowResult {
  /** Entries in the whole log. */
  readonly size: number;
  /** Those chosen, with every field they have. */
  readonly entries: readonly EntryFields[];
}

export default class LogShow extends BaseCommand {
  static override summary = 'Show the entries of the share log in plain words';
  static override description =
    'One line an entry (more on a terminal where it is long): its number, its date and time (UTC), and what was done, allowed or refused. The entries ' +
    'are shown as they stand; "throughline log verify" checks that they are the ones that were logged. A step is announced ' +
    'in one entry and answered in another. The agreement that the first entry is under is named once, above them all.';
  static override examples = [
    {
      description: "a copy of a partner's log",
      command: '<%= config.bin %> log show auditor/received/police',
    },
    { description: 'the last ten entries', command: '<%= config.bin %> log show --last 10' },
    {
      description: 'what was disclosed, or refused to be, in April',
      command: '<%= config.bin %> log show --operation disclosure --from 2026-04-01 --to 2026-04-30',
    },
  ];
  static override args = {
    dir: Args.directory({
      description: "folder of the log, or of a workspace (default: this workspace's log)",
    }),
  };
  static override flags = {
    operation: Flags.option({ options: SELECTABLE })({
      summary: 'only this kind of operation, and its refusals',
    }),
    party: Flags.string({
      helpValue: 'ID',
      summary: 'only what this party did, handed over or received, or what is about its log',
    }),
    from: Flags.string({ helpValue: 'YYYY-MM-DD', summary: 'from this day on (UTC)' }),
    to: Flags.string({ helpValue: 'YYYY-MM-DD', summary: 'up to and including this day (UTC)' }),
    outcomes: Flags.boolean({
      default: false,
      summary: 'leave out announcements that another entry answers; what was never ended stays',
    }),
    last: Flags.integer({ helpValue: 'N', min: 1, summary: 'only the newest N of those chosen' }),
  };

  async run(): Promise<LogShowResult> {
    const { args, flags } = await this.parse(LogShow);
    const { folder } = locateLog(args.dir, this.workspacePath(flags));
    const size = await committedSize(folder);
    const { operation, party, from, to, last, outcomes } = flags;
    const selection: Selection = {
      outcomes,
      ...(operation === undefined ? {} : { operation }),
      ...(party === undefined ? {} : { party }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(last === undefined ? {} : { last }),
    };
    const common = await firstAgreement(folder, selection);
    if (common !== undefined)
      this.printSentence('', `Under agreement ${common}, where a sentence names no other:`);
    const entries: EntryFields[] = [];
    let shown = 0;
    let failed: string | undefined;
    for await (const { index, fields } of selectEntries(folder, selection)) {
      const { isa, ...others } = fields;
      const sentence = sentenceOf(agreementNamed(isa) === common ? others : fields);
      this.printSentence(`${index}  ${when(fields)}  `, sentence);
      if (this.jsonEnabled()) entries.push(fields);
      failed ??= failedRules(fields).find((rule) => EXPLAINED.includes(rule));
      shown += 1;
    }
    if (shown === 0) this.say('no entries to show');
    if (failed !== undefined)
      this.saySentence(`next: "throughline explain ${failed}" says what that rule asks`);
    return { size, entries };
  }
}

/** `2026-04-01 09:00:00` */
function when({ at }: EntryFields): string {
  return typeof at === 'string' ? at.slice(0, 19).replace('T', ' ') : 'no time';
}

/** The name of the agreement that the first entry chosen is under, of those that are under one. */
async function firstAgreement(folder: string, selection: Selection): Promise<string | undefined> {
  for await (const { fields } of selectEntries(folder, selection)) {
    const named = agreementNamed(fields.isa);
    if (named !== undefined) return named;
  }
  return undefined;
}
