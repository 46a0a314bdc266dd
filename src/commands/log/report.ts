import { join, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { agreementIn, type IssuedReport, isPartyHere, issueReport, locateLog } from '../../audit/index.ts';
import { asWord, BaseCommand, paragraph } from '../../base.ts';
import { printable } from '../../terminal/index.ts';

export default class LogReportCommand extends BaseCommand {
  static override summary = 'Write a page about a share log that an auditor can file';
  static override description =
    paragraph(`One self-contained page, which loads nothing and prints on A4: what was shared with whom under which power, what was
refused and why, what is due to be destroyed, what was begun and not ended, and who has witnessed the log. Every sentence
names its entries. The log is checked first. In the workspace of a party the page's digest goes into that party's own log,
and a page that was issued before (--at N) is made again and has to be the same to the byte. Elsewhere it is made from the
log alone, by the agreement.yaml that lies in the folder it is run in (or --workspace); without one the page
cannot say what was agreed, nor what is due. A party's page lies in work/report of its workspace, any other in the
folder that the command is run in, unless --out names one. Ends with exit code 1 when the log is not whole.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    {
      description: 'at the auditor, about a copy of a log',
      command: '<%= config.bin %> <%= command.id %> received/police',
    },
  ];
  static override args = {
    dir: Args.directory({
      description: "folder of the log, or of a workspace (default: this workspace's log)",
    }),
  };
  static override flags = {
    at: Flags.integer({ helpValue: 'N', min: 0, summary: 'about the first N entries only' }),
    out: Flags.string({
      helpValue: 'DIR',
      summary:
        "folder to write the page into (default: work/report of a party's workspace, else this folder)",
    }),
  };

  async run(): Promise<IssuedReport> {
    const { args, flags } = await this.parse(LogReportCommand);
    const dir = this.workspacePath(flags);
    const issuer = isPartyHere(dir)
      ? await this.openWorkspace(flags)
      : { agreement: await agreementIn(dir), now: this.ambient.now() };
    const issued = await issueReport(issuer, {
      log: locateLog(args.dir, dir),
      out: resolve(flags.out ?? ('paths' in issuer ? join(issuer.paths.work, 'report') : '.')),
      ...(flags.at === undefined ? {} : { at: flags.at }),
    });
    this.print(printable(issued.file));
    this.saySentence(standingOf(issued));
    this.saySentence(`its digest: ${issued.page}`);
    if (!issued.underAgreement) {
      this.saySentence(
        'no agreement is at hand, so the page cannot say which flows were agreed, nor what is past its day of destruction',
      );
      this.saySentence(
        `hint: copy agreement.yaml into ${flags.workspace === '.' ? 'this folder' : asWord(flags.workspace)} and run this again`,
      );
    }
    if (!issued.whole) {
      this.saySentence('the log is NOT whole: the page says what was found');
      process.exitCode = 1;
    }
    return issued;
  }
}

function standingOf({ entry, again }: IssuedReport): string {
  if (entry === undefined) return 'no party is in this workspace, so no log holds the digest of the page';
  return again
    ? `the page is the same, to the byte, as entry ${entry} tells of`
    : `entry ${entry} of this party's log holds its digest`;
}
