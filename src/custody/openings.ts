/**
 * Texts that could name a living person (why, on whose authority, about which record reference) are in the
 * share log as salted digests alone, in the form of RFC 9901 (SD-JWT) disclosures. What a digest stands for is
 * kept beside the log in `disclosures/ENTRY.jsonl.age`, sealed to this party's own key; whoever removes that
 * file erases the text, and the log stays whole.
 */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { identityToRecipient } from 'age-encryption';
import type { Ambient } from '../ambient.ts';
import { refused } from '../errors.ts';
import { ensurePrivateDirectory, PRIVATE_FILE, writeFileAtomically } from '../files/index.ts';
import { readEntries } from '../sharelog/index.ts';
import { once, seal, unseal } from './age.ts';
import type { Workspace } from './workspace.ts';

export interface Concealed {
  /** What stands in the log: base64url of SHA-256. */
  readonly digest: string;
  /** What opens it: base64url of the JSON `[salt, name, value]`. */
  readonly disclosure: string;
}

/** Conceals one named text under 128 bits of salt. */
export function conceal(ambient: Ambient, name: string, value: string): Concealed {
  const salt = Buffer.from(ambient.random(16)).toString('base64url');
  return concealed(Buffer.from(JSON.stringify([salt, name, value])).toString('base64url'));
}

/** A disclosure with its digest. */
export const concealed = (disclosure: string): Concealed => ({
  digest: createHash('sha256').update(disclosure, 'ascii').digest('base64url'),
  disclosure,
});

/** Keeps the openings of an entry, one disclosure a line. */
export async function keepOpenings(
  workspace: Workspace,
  entry: number,
  texts: readonly Concealed[],
): Promise<void> {
  const path = openingsFile(workspace, entry);
  await ensurePrivateDirectory(dirname(path));
  const lines = texts.map(({ disclosure }) => `${disclosure}\n`).join('');
  const recipient = await identityToRecipient(await ownIdentity(workspace));
  const chunks: Uint8Array[] = [];
  for await (const chunk of seal(once(Buffer.from(lines)), recipient)) chunks.push(chunk);
  await writeFileAtomically(path, Buffer.concat(chunks), { mode: PRIVATE_FILE });
}

/**
 * The texts of an entry by name, each checked against the digests that the log has for it.
 *
 * @throws `SHARE_NOT_FOUND` when they were erased; `OPENING_DIFFERS` (exit code 1) when one is not what was logged.
 */
export async function readOpenings(
  workspace: Workspace,
  entry: number,
): Promise<ReadonlyMap<string, string>> {
  const chunks: Uint8Array[] = [];
  const file = openingsFile(workspace, entry);
  for await (const chunk of unseal(file, await ownIdentity(workspace))) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString('utf8').trimEnd().split('\n');
  const logged = await digestsOf(workspace, entry);
  return new Map(
    lines.map((line) => {
      const value: unknown = JSON.parse(Buffer.from(line, 'base64url').toString('utf8'));
      const [, name, text]: unknown[] = Array.isArray(value) ? value : [];
      if (!logged.includes(concealed(line).digest) || typeof name !== 'string' || typeof text !== 'string') {
        throw refused('OPENING_DIFFERS', 'a text kept beside the share log is not the one that was logged', {
          place: { file },
          hint: 'restore the file from your backup; the log itself is not touched by this',
        });
      }
      return [name, text] as const;
    }),
  );
}

const openingsFile = ({ log }: Workspace, entry: number): string =>
  join(log.folder, 'disclosures', `${entry}.jsonl.age`);

const ownIdentity = ({ keys, paths }: Workspace): Promise<string> =>
  keys.require(paths.sealingKey, 'sealing', 'restore it from your backup');

async function digestsOf({ log }: Workspace, entry: number): Promise<readonly unknown[]> {
  for await (const { fields } of readEntries(log.folder, { from: entry, to: entry + 1 })) {
    const { _sd: digests } = fields;
    return Array.isArray(digests) ? digests : [];
  }
  return [];
}
