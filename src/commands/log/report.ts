import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { type IssuedReport, issueReport, locateLog } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { printable } from '../../terminal/index.ts';

export default class LogReportCommand extends BaseCommand {
  static override summary = 'Write a page about a share log that an auditor can file';
  static override description =
    paragraph(`One self-contained page, which loads nothing and prints on A4: what was shared with whom under which power, what was
refused and why, what is due to be destroyed, what was announced and not ended, and who has witnessed the log. Every
sentence names its entries. The log is checked first. The page's digest goes into this workspace's own log; --at makes a
page that was issued before again, and says when it is not the same to the byte. Ends with exit code 1 when the log is
not whole.`);
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
    out: Flags.string({ default: '.', helpValue: 'DIR', summary: 'folder to write the page into' }),
  };

  async run(): Promise<IssuedReport> {
    const { args, flags } = await this.parse(LogReportCommand);
    const workspace = await this.openWorkspace(flags);
    const issued = await issueReport(workspace, {
      log: locateLog(args.dir, this.workspacePath(flags)),
      out: resolve(flags.out),
      ...(flags.at === undefined ? {} : { at: flags.at }),
    });
    this.print(printable(issued.file));
    this.say(
      issued.again
        ? `the same page, to the byte, as entry ${issued.entry} tells of (${issued.page})`
        : `entry ${issued.entry} of this party's log holds its digest (${issued.page})`,
    );
    if (!issued.whole) {
      this.say('the log is NOT whole: the page says what was found');
      process.exitCode = 1;
    }
    return issued;
  }
}
