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
import { PRIVATE_FILE, writeFileAtomically } from '../files/index.ts';

/** What a key file can hold, as its header says it. */
export type KeyKind = 'log' | 'witness' | 'sealing' | 'project' | 'reference';

const header = (kind: KeyKind): string => `# throughline ${kind} key v1`;

const TEXT_FORM: Readonly<Record<KeyKind, RegExp>> = {
  log: /^PRIVATE\+KEY\+[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/,
  witness: /^PRIVATE\+KEY\+[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/,
  sealing: /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/,
  project: /^[A-Za-z0-9+/]{43}=$/,
  reference: /^[A-Za-z0-9+/]{43}=$/,
};

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
 * Writes a new key file that only this account can read. An existing one is never overwritten.
 *
 * @throws `OUTPUT_EXISTS`, or what the disk refuses with.
 */
export async function writeKeyFile(path: string, kind: KeyKind, text: string): Promise<void> {
  await writeFileAtomically(path, keyFileText(kind, text), { mode: PRIVATE_FILE });
}

/** Reads a key file's text; `undefined` when there is none. @throws as {@link requireKeyFile}. */
export async function readKeyFile(path: string, kind: KeyKind): Promise<string | undefined> {
  if (!(await isPrivate(path))) return undefined;
  const bytes = await readFile(path).catch(() => {
    throw unusable('KEY_FILE_UNREADABLE', 'this key file cannot be read', {
      place: { file: path },
      hint: 'run the command from the account that made the key',
    });
  });
  try {
    return parseKeyFile(kind, bytes.toString('latin1'), path);
  } finally {
    bytes.fill(0);
  }
}

/**
 * Reads a key file's text.
 *
 * @throws `KEY_MISSING` when there is none, `KEY_FILE_EXPOSED` (exit code 1) when others can read it or its
 * folder, `KEY_FILE_INVALID` and `KEY_FILE_UNREADABLE` (exit code 2).
 */
export async function requireKeyFile(path: string, kind: KeyKind, hint: string): Promise<string> {
  const text = await readKeyFile(path, kind);
  if (text !== undefined) return text;
  throw unusable('KEY_MISSING', `this party's ${kind} key is not there`, { place: { file: path }, hint });
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
