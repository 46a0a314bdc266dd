import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base.ts';
import { locateLog } from '../../custody/index.ts';
import { type LogReport, reportLines, verifyLog } from '../../sharelog/index.ts';
import { progress } from '../../terminal/index.ts';

export default class LogVerify extends BaseCommand {
  static override summary = 'Check a whole share log: every byte of it, up to the signed root';
  static override description =
    'Says first whether the log is whole and who has witnessed it, then what was found, by file and entry. For ' +
    "the workspace's own log it also compares the head that was last seen, which is kept in party/. Ends with " +
    'exit code 1 when anything was found. Nothing is sent anywhere and nothing is changed.';
  static override examples = [
    { description: "this workspace's own log", command: '<%= config.bin %> log verify' },
    {
      description: "a partner's log, with the key that the agreement gives for it",
      command:
        '<%= config.bin %> log verify received/police-log --key police.throughline.example/sharelog+...',
    },
  ];
  static override args = {
    dir: Args.directory({
      description: "folder of the log, or of a workspace (default: this workspace's log)",
    }),
  };
  static override flags = {
    key: Flags.string({ helpValue: 'VKEY', summary: "the log's public key, as the agreement gives it" }),
  };

  async run(): Promise<LogReport> {
    const { args, flags } = await this.parse(LogVerify);
    const { folder, head } = locateLog(args.dir, this.workspacePath(flags));
    const meter = progress('Checking entries', undefined, this.jsonEnabled() ? { enabled: false } : {});
    try {
      const report = await verifyLog(folder, {
        ...(head === undefined ? {} : { rememberedHead: head }),
        ...(flags.key === undefined ? {} : { trustedVkey: flags.key }),
        now: this.ambient.now(),
        onProgress: (done) => meter.update(done),
      });
      meter.end();
      for (const line of reportLines(report)) this.printSentence(/^ */.exec(line)![0], line.trimStart());
      if (!report.ok) process.exitCode = 1;
      return report;
    } finally {
      meter.end();
    }
  }
}
