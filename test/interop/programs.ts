/** Programs that are not ours: Go's transparency-log packages and openssl, asked about share logs, LibreOffice and Chromium. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scratch } from '../sharelog/helpers.ts';
import type { Answer, Question } from '../sharelog/verdicts.ts';

const wanted = process.env.THROUGHLINE_INTEROP === '1';
const hasGo = spawnSync('go', ['version']).status === 0;
const hasOpenssl = /^OpenSSL 3/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '');

const hasLibreOffice = spawnSync('soffice', ['--version']).status === 0;

export const runsLibreOffice = wanted && hasLibreOffice;
if (!runsLibreOffice)
  console.log(`skipped: needs LibreOffice${hasLibreOffice ? ' and THROUGHLINE_INTEROP=1' : ''}`);

/** Where the shell finds it; empty where it does not. */
export const CHROMIUM = (
  spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).stdout ?? ''
).trim();
const hasChromium = CHROMIUM !== '';
export const runsChromium = wanted && hasChromium;
if (!runsChromium) console.log(`skipped: needs chromium${hasChromium ? ' and THROUGHLINE_INTEROP=1' : ''}`);
export const runsGo = wanted && hasGo;
export const runsOpenssl = wanted && hasOpenssl && process.platform === 'linux';
if (!runsGo) console.log(`skipped: needs go${hasGo ? ' and THROUGHLINE_INTEROP=1' : ''}`);
if (!runsOpenssl)
  console.log(`skipped: needs openssl 3 on Linux${hasOpenssl ? ' and THROUGHLINE_INTEROP=1' : ''}`);

/** Builds the verifier in Go, whose module comes from a proxy the first time. */
export async function goVerifier(): Promise<string> {
  const program = join(await scratch(), process.platform === 'win32' ? 'verify-log.exe' : 'verify-log');
  execFileSync('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, 'verify-log') });
  return program;
}

/** What Go's packages answer, all in one run. */
export async function goAnswers(program: string, questions: readonly Question[]): Promise<Answer[]> {
  const file = join(await scratch(), 'questions.json');
  await writeFile(file, JSON.stringify(questions));
  const options = { encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync(program, ['-questions', file], options)) as Answer[];
}

const SCRIPT = join(import.meta.dirname, 'checkpoint.sh');

/** What openssl says of checkpoints, each asked once under each key: a line each. */
export class Openssl {
  readonly #said = new Map<string, string>();

  /** The lines of the script for these files, which are of a log with this key. */
  async said(vkey: string, paths: readonly string[]): Promise<string[]> {
    const named = await Promise.all(
      paths.map(async (path) => {
        const content = await readFile(path).catch(() => Buffer.of());
        return { path, id: `${vkey} ${createHash('sha256').update(content).digest('hex')}` };
      }),
    );
    const asked = [
      ...new Map(named.filter(({ id }) => !this.#said.has(id)).map((one) => [one.id, one])).values(),
    ];
    if (asked.length > 0) {
      const { stdout } = spawnSync('bash', [SCRIPT, vkey, ...asked.map(({ path }) => path)], {
        encoding: 'utf8',
      });
      const lines = stdout.trimEnd().split('\n');
      for (const [i, { id }] of asked.entries()) this.#said.set(id, lines[i] ?? lines[0]!);
    }
    return named.map(({ id }) => this.#said.get(id)!);
  }

  /** Whether the log signed each checkpoint with one of its keys, and with none of them wrongly. */
  async signed({ dir, keys, checkpoints }: Question): Promise<('yes' | 'no')[]> {
    const paths = checkpoints.map((path) => join(dir, path));
    const byKey = await Promise.all(keys.map((key) => this.said(key, paths)));
    return paths.map((_, i) => {
      const lines = byKey.map((said) => said[i]!);
      const isRight = lines.every((line) => /^OK|the log did not sign it/.test(line));
      return isRight && lines.some((line) => line.startsWith('OK')) ? 'yes' : 'no';
    });
  }
}
