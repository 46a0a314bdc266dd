/** Logs made of any bytes at all, honestly hashed and signed, held in memory; and files held in memory. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newFiles } from '../../src/sharelog/commit.ts';
import { Frontier } from '../../src/sharelog/frontier.ts';
import { type LogFiles, type LogSigner, signCheckpoint, vkeyOf } from '../../src/sharelog/index.ts';
import { signer as ownSigner, scratch } from './helpers.ts';

/** Paths under the log's folder, with `/`, and what is in each file. */
export type Files = Map<string, Uint8Array>;

export const FOLDER = '/log';

/** The log of these entries as an insider with the key could make it. */
export function rawLog(entries: readonly Uint8Array[], signer: LogSigner = ownSigner): Files {
  const empty = { frontier: new Frontier(), tiles: [], bundle: [], last: undefined };
  const { files, size, root } = newFiles(empty, entries);
  files.set('policy', Buffer.from(`log ${vkeyOf(signer)}\nquorum none\n`));
  const checkpoint = signCheckpoint({ origin: signer.name, size, root }, signer);
  files.set('checkpoint', checkpoint);
  files.set(`checkpoints/${size}`, checkpoint);
  return files;
}

/** Reading from files held in memory; writing is not asked of verification. */
export function memoryFiles(files: Files): LogFiles {
  const under = (path: string): string => path.replaceAll('\\', '/').slice(FOLDER.length + 1);
  const unused = (): never => {
    throw new Error('verification does not write');
  };
  return {
    kind: async (path) => {
      if (files.has(under(path))) return 'file';
      return [...files.keys()].some((name) => name.startsWith(`${under(path)}/`)) ? 'directory' : undefined;
    },
    list: async (path) => {
      const prefix = path === FOLDER ? '' : `${under(path)}/`;
      const inside = [...files.keys()].filter((name) => name.startsWith(prefix));
      return [...new Set(inside.map((name) => name.slice(prefix.length).split('/')[0]!))].sort();
    },
    read: async (path, limit) => {
      const bytes = files.get(under(path));
      if (bytes !== undefined && bytes.length > limit) throw new Error('too long');
      return bytes;
    },
    create: unused,
    makeFolder: unused,
    link: unused,
    rename: unused,
    remove: unused,
    flushFolder: unused,
  };
}

/** The files of a folder on disk. */
export async function fromDisk(folder: string): Promise<Files> {
  const files: Files = new Map();
  for (const found of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!found.isFile()) continue;
    const path = join(found.parentPath, found.name);
    files.set(path.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(path));
  }
  return files;
}

/** A folder on disk with these files. */
export async function toDisk(files: Files): Promise<string> {
  const folder = await scratch();
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** An entry of the shortest kind. */
export function shortEntry(seq: number, more: Record<string, unknown> = {}): Uint8Array {
  const at = new Date(Date.UTC(2026, 3, 1) + seq * 60_000).toISOString();
  const entry: Record<string, unknown> = { at, seq, type: 'disclosure', v: 1, ...more };
  const sorted = Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
  return Buffer.from(JSON.stringify(sorted));
}

export const shortEntries = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => shortEntry(i));
