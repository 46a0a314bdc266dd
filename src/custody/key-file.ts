/**
 * A secret as a file: one header line that says which key it is, one line of text, nothing else.
 *
 *     # throughline project key v1
 *     q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=
 *
 * The header is a comment to the `age` program, which can therefore use `sealing.key` as it is. A file that
 * differs from this by one byte, or that others on the machine can read, is refused: a key that was edited,
 * mailed or converted is not to be trusted.
 */
import { lstat, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { refused, systemCode, unusable } from '../errors.ts';

/** What a key file can hold, as its header says it. */
export type KeyKind = 'log' | 'witness' | 'sealing' | 'project' | 'reference' | 'approver' | 'lock';

const header = (kind: KeyKind): string => `# throughline ${kind} key v1`;

const KINDS: readonly KeyKind[] = ['log', 'witness', 'sealing', 'project', 'reference', 'approver', 'lock'];

const SIGNING_KEY = /^PRIVATE\+KEY\+[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/;
const AGE_IDENTITY = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;

const TEXT_FORM: Readonly<Record<KeyKind, RegExp>> = {
  log: SIGNING_KEY,
  witness: SIGNING_KEY,
  sealing: AGE_IDENTITY,
  project: /^[A-Za-z0-9+/]{43}=$/,
  reference: /^[A-Za-z0-9+/]{43}=$/,
  approver: SIGNING_KEY,
  lock: AGE_IDENTITY,
};

/** Which key the content of a file says that it is; undefined where it says none. */
export const kindOf = (content: string): KeyKind | undefined =>
  KINDS.find((kind) => content.startsWith(`${header(kind)}\n`));

/** No key file is longer; a longer one is not read. */
const SIZE_LIMIT = 1024;

/** The exact content of a key file. */
export const keyFileText = (kind: KeyKind, text: string): string => `${header(kind)}\n${text}\n`;

/**
 * The key's text from the content of its file.
 *
 * @throws `KEY_FILE_INVALID` (exit code 2) unless the content is exactly what {@link keyFileText} makes.
 */
export function parseKeyFile(kind: KeyKind, content: string, file: string): string {
  const [first, text] = content.split('\n');
  if (content.includes('\r')) throw invalid(file, 'has Windows line ends, so it was edited or converted');
  if (first !== header(kind)) throw invalid(file, `does not begin as a ${kind} key does`);
  if (text === undefined || !TEXT_FORM[kind].test(text)) throw invalid(file, 'does not hold a whole key');
  if (content !== keyFileText(kind, text)) throw invalid(file, 'holds something besides the key');
  return text;
}

function invalid(file: string, why: string): Error {
  return unusable('KEY_FILE_INVALID', `this key file ${why}`, {
    place: { file },
    hint: 'restore the file from your backup exactly as it was',
  });
}

/**
 * The bytes of a key file, open or locked; undefined when there is none. Wipe them after use.
 *
 * @throws `KEY_FILE_EXPOSED` (exit code 1) when others can read it or its folder, `KEY_FILE_INVALID` and
 * `KEY_FILE_UNREADABLE` (exit code 2).
 */
export async function readPrivateFile(path: string): Promise<Buffer | undefined> {
  if (!(await isPrivate(path))) return undefined;
  return readFile(path).catch(() => {
    throw unusable('KEY_FILE_UNREADABLE', 'this key file cannot be read', {
      place: { file: path },
      hint: 'run the command from the account that made the key',
    });
  });
}

/** Whether there is such a file, refusing one that others can reach. Windows has access lists instead of modes. */
async function isPrivate(path: string): Promise<boolean> {
  const facts = await lstat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unusable('KEY_FILE_UNREADABLE', 'this key file cannot be reached', {
      place: { file: path },
      hint: 'run the command from the account that made the key',
    });
  });
  if (facts === undefined) return false;
  if (!facts.isFile()) throw invalid(path, 'is not an ordinary file');
  if (facts.size > SIZE_LIMIT) throw invalid(path, 'is too long for a key');
  if (process.platform === 'win32') return true;
  const folder = await lstat(dirname(path));
  if (((facts.mode | folder.mode) & 0o077) !== 0) {
    throw refused('KEY_FILE_EXPOSED', 'other accounts on this machine can reach this key', {
      place: { file: path },
      hint: 'set the folder to mode 700 and the file to mode 600, and ask whether the key must be replaced',
    });
  }
  return true;
}
