import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base.ts';
import { workspacePaths } from '../../custody/index.ts';
import { type LogReport, reportLines, verifyLog } from '../../sharelog/index.ts';
import { printable, progress } from '../../terminal/index.ts';

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
    const { folder, head } = located(args.dir, this.workspacePath(flags));
    const meter = progress('Checking entries', undefined, this.jsonEnabled() ? { enabled: false } : {});
    try {
      const report = await verifyLog(folder, {
        ...(head === undefined ? {} : { rememberedHead: head }),
        ...(flags.key === undefined ? {} : { trustedVkey: flags.key }),
        now: this.ambient.now(),
        onProgress: (done) => meter.update(done),
      });
      meter.end();
      for (const line of reportLines(report)) this.print(printable(line));
      if (!report.ok) process.exitCode = 1;
      return report;
    } finally {
      meter.end();
    }
  }
}

/** The log to check, and the head remembered of it where there is one. */
function located(dir: string | undefined, workspace: string): { folder: string; head?: string } {
  const own = workspacePaths(workspace);
  if (dir === undefined || resolve(dir) === own.log) return { folder: own.log, head: own.head };
  const asWorkspace = workspacePaths(resolve(dir));
  const isWorkspace = !existsSync(join(dir, 'checkpoint')) && existsSync(asWorkspace.log);
  return isWorkspace ? { folder: asWorkspace.log, head: asWorkspace.head } : { folder: resolve(dir) };
}
