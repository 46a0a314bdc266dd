/**
 * The openings of an entry's personal fields: `log/disclosures/<entry>.jsonl`, outside the tree. One line a
 * field, each sealed by itself to the IG lead's age key, so that one can be erased without opening another:
 *
 *     {"digest":"<as in the entry>","field":"operator","sealed":"<base64 of an age file>"}
 */
import { dirname, join } from 'node:path';
import { refused, unusable } from '../errors.ts';
import { base64, fromBase64, fromUtf8, utf8 } from './bytes.ts';
import { canonicalise, isJsonObject, parseCanonical } from './canonical.ts';
import { type Opening, readDisclosure } from './disclosure.ts';
import { diskFiles, type LogFiles, replaceWhole } from './filesystem.ts';

const LONGEST_FILE = 1_000_000;
/** What is sealed is filled up to a multiple of this, so that its length tells little of a name's. */
const PADDING = 256;

export interface SealedOpening {
  readonly digest: string;
  readonly field: string;
  readonly sealed: string;
}

const pathOf = (folder: string, entry: number): string => join(folder, 'disclosures', `${entry}.jsonl`);

/** Writes the openings of entry `entry`, sealed to an age recipient. What lies there is of no committed entry. */
export async function writeOpenings(
  files: LogFiles,
  folder: string,
  entry: number,
  openings: readonly Opening[],
  recipient: string,
): Promise<void> {
  const lines: SealedOpening[] = [];
  for (const { digest, field, disclosure } of openings) {
    lines.push({ digest, field, sealed: await sealText(disclosure, recipient) });
  }
  await putLines(files, folder, entry, lines);
}

/** The sealed openings that are left of entry `entry`. @throws OPENINGS when the file is not whole. */
export async function readOpenings(
  folder: string,
  entry: number,
  files: LogFiles = diskFiles,
): Promise<SealedOpening[]> {
  const bytes = await files.read(pathOf(folder, entry), LONGEST_FILE);
  if (bytes === undefined) return [];
  const text = fromUtf8(bytes);
  if (text === '') return [];
  if (text === undefined || !text.endsWith('\n')) throw notWhole(entry);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => parsedLine(line, entry));
}

/** Takes one opening away; what is left stays sealed as it was. Returns whether it was there. */
export async function eraseOpening(
  folder: string,
  entry: number,
  field: string,
  files: LogFiles = diskFiles,
): Promise<boolean> {
  const lines = await readOpenings(folder, entry, files);
  const left = lines.filter((line) => line.field !== field);
  if (left.length === lines.length) return false;
  if (left.length > 0) await putLines(files, folder, entry, left);
  else {
    await files.remove(pathOf(folder, entry));
    await files.flushFolder(join(folder, 'disclosures'));
  }
  return true;
}

/**
 * Opens one opening and checks it against the digests that the entry holds.
 * @throws OPENING_SEALED when the identity does not open it; OPENING_MISMATCH when it is not the entry's.
 */
export async function openOpening(
  { digest, field, sealed: text }: SealedOpening,
  identity: string,
  entryDigests: readonly string[],
): Promise<Opening> {
  const bytes = fromBase64(text);
  const opened = bytes === undefined ? undefined : await openText(bytes, identity);
  const opening = opened === undefined ? undefined : readDisclosure(opened.trimEnd());
  if (opening?.digest !== digest || opening.field !== field || !entryDigests.includes(opening.digest)) {
    throw refused('OPENING_MISMATCH', `the opening of ${field} is not the one that was logged`, {
      hint: 'restore log/disclosures from a copy; it was changed, or belongs to another entry',
    });
  }
  return opening;
}

async function putLines(
  files: LogFiles,
  folder: string,
  entry: number,
  lines: readonly SealedOpening[],
): Promise<void> {
  const path = pathOf(folder, entry);
  const text = lines.map((line) => `${fromUtf8(canonicalise(line)) ?? ''}\n`).join('');
  await replaceWhole(files, path, utf8(text));
  await files.flushFolder(dirname(path));
  await files.flushFolder(folder);
}

function parsedLine(line: string, entry: number): SealedOpening {
  try {
    const value = parseCanonical(utf8(line));
    if (isJsonObject(value)) {
      const { digest, field, sealed } = value;
      if (typeof digest === 'string' && typeof field === 'string' && typeof sealed === 'string') {
        return { digest, field, sealed };
      }
    }
  } catch {
    // Said below.
  }
  throw notWhole(entry);
}

async function sealText(disclosure: string, recipient: string): Promise<string> {
  const length = Math.ceil(disclosure.length / PADDING) * PADDING;
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return base64(await encrypter.encrypt(disclosure.padEnd(length)));
}

async function openText(bytes: Uint8Array, identity: string): Promise<string> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(bytes, 'text');
  } catch {
    throw refused('OPENING_SEALED', 'an opening cannot be opened with the sealing key of this party', {
      hint: 'it was sealed to another key, or it was changed: restore log/disclosures from a copy',
    });
  }
}

const notWhole = (entry: number) =>
  unusable('OPENINGS', `the openings of entry ${entry} are not whole`, {
    hint: 'restore the file from a copy; the log itself is not touched by this',
    place: { file: `log/disclosures/${entry}.jsonl` },
  });
