import { Args, Flags } from '@oclif/core';
import { agreedFor, agreementIn, locateLog, rememberedHead } from '../../audit/index.ts';
import { BaseCommand } from '../../base.ts';
import { type LogReport, reportLines, verifyLog } from '../../sharelog/index.ts';
import { progress } from '../../terminal/index.ts';

export default class LogVerify extends BaseCommand {
  static override summary = 'Check a whole share log: every byte of it, up to the signed root';
  static override description =
    'Says first whether partners have witnessed the log (so many of so many distinct organisations) and whether it ' +
    "is whole, then what was found, by file and entry. The log's key and its witnesses are those that the " +
    "workspace's agreement names, where it has one that names this log. For a workspace's own log it also " +
    'compares the head that was last seen, which is kept in party/. Ends with exit code 1 when anything was ' +
    'found. Nothing is sent anywhere and nothing is changed.';
  static override examples = [
    { description: "this workspace's own log", command: '<%= config.bin %> log verify' },
    {
      description: "a copy of a partner's log, at an auditor whose workspace has the agreement",
      command: '<%= config.bin %> log verify received/police --workspace auditor',
    },
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
    key: Flags.string({ helpValue: 'VKEY', summary: "the log's public key, where there is no agreement" }),
  };

  async run(): Promise<LogReport> {
    const { args, flags } = await this.parse(LogVerify);
    const workspace = this.workspacePath(flags);
    const log = locateLog(args.dir, workspace);
    const head = rememberedHead(log);
    const { key } = flags;
    const known = await agreedFor(await agreementIn(workspace), log.folder);
    const { agreed: _, ...others } = known;
    const meter = progress('Checking entries', undefined, this.jsonEnabled() ? { enabled: false } : {});
    try {
      const report = await verifyLog(log.folder, {
        ...(key === undefined ? known : { ...others, trustedVkey: key }),
        ...(head === undefined ? {} : { rememberedHead: head }),
        now: this.ambient.now(),
        onProgress: (done) => meter.update(done),
      });
      meter.end();
      for (const line of reportLines(report)) this.printWrapped(/^ */.exec(line)![0], line.trimStart());
      if (!report.ok) process.exitCode = 1;
      return report;
    } finally {
      meter.end();
    }
  }
}
