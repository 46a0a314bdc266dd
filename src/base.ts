/** What every command shares: `--json`, `--workspace`, and how an error reaches the user. */
import { resolve } from 'node:path';
import { Command, Errors, Flags } from '@oclif/core';
import { type Ambient, systemAmbient } from './ambient.ts';
import { ThroughlineError } from './errors.ts';

export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    workspace: Flags.directory({
      char: 'w',
      default: '.',
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
      summary: "this party's workspace folder (default: here)",
    }),
  };

  protected readonly ambient: Ambient = systemAmbient;

  /** The workspace as an absolute path. */
  protected workspacePath(flags: { workspace: string }): string {
    return resolve(flags.workspace);
  }

  /** Facts go to stdout only when no script is reading JSON from it. */
  protected print(text: string): void {
    if (!this.jsonEnabled()) process.stdout.write(`${text}\n`);
  }

  /** Messages beside the result: to stderr, and never under `--json`. */
  protected say(text: string): void {
    if (!this.jsonEnabled()) process.stderr.write(`${text}\n`);
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<void> {
    const shown = presentable(error);
    process.exitCode = shown.exitCode;
    if (this.jsonEnabled()) {
      const { code, exitCode, message, hint, place } = shown;
      process.stdout.write(
        `${JSON.stringify({ error: { code, exitCode, message, hint, place } }, null, 2)}\n`,
      );
      return;
    }
    process.stderr.write(`throughline: ${shown.message}\n  hint: ${shown.hint}\n`);
  }
}

/** Turns anything thrown into an error whose text carries no value from a file. */
function presentable(error: Error & { exitCode?: number }): ThroughlineError {
  if (error instanceof ThroughlineError) return error;
  if (error instanceof Errors.CLIError) {
    return new ThroughlineError(2, 'USAGE', firstLine(error.message), {
      hint: 'add --help to see how this command is used',
    });
  }
  const frame = error.stack?.split('\n').find((line) => line.includes('/dist/') || line.includes('\\dist\\'));
  const where = frame?.replace(/^.*dist[\\/]/, '').replace(/\)$/, '') ?? 'unknown place';
  return new ThroughlineError(3, 'INTERNAL', `an internal fault (${error.name} at ${where})`, {
    hint: 'nothing was written; please report this line, which holds no personal value',
  });
}

const firstLine = (text: string): string => text.split('\n')[0] ?? text;
