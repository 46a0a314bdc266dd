/** Project keys that lie where none belongs: a file that was copied or mailed to somebody who may never hold one. */
import type { Dirent } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { WorkspacePaths } from './paths.ts';

/** How deep folders are looked into, and at how many files in all: this is done before every step. */
const DEPTH = 6;
const MOST_FILES = 2000;
/** Bytes. No key file is longer, and its header stands at its start. */
const LONGEST = 4096;
/** A key and a custodian's share of one both begin so; a byte order mark or a remark may stand before it. */
const HEADER = '# throughline project key';

/**
 * Files in a workspace, by name from its folder, that hold a project key or a share of one. Looked for by what stands in
 * them, whatever they are called; the log, and `party/` with its own keys, are not looked into. One that is locked
 * or sealed cannot be told.
 */
export async function strayKeys({ agreement, log, party }: WorkspacePaths): Promise<readonly string[]> {
  const folder = dirname(agreement);
  const found: string[] = [];
  let left = MOST_FILES;
  const look = async (path: string, depth: number): Promise<void> => {
    for (const entry of await entriesOf(path)) {
      const at = join(path, entry.name);
      if (at === log || at === party) continue;
      if (entry.isDirectory() && depth < DEPTH) await look(at, depth + 1);
      if (!entry.isFile() || left === 0) continue;
      left -= 1;
      if (await holdsKey(at)) found.push(relative(folder, at).split(sep).join('/'));
    }
  };
  await look(folder, 0);
  return found;
}

const entriesOf = (path: string): Promise<Dirent[]> =>
  readdir(path, { withFileTypes: true }).catch((): Dirent[] => []);

async function holdsKey(path: string): Promise<boolean> {
  try {
    if ((await lstat(path)).size > LONGEST) return false;
    const handle = await open(path, 'r');
    const buffer = Buffer.alloc(LONGEST);
    try {
      const { bytesRead } = await handle.read(buffer, 0, LONGEST, 0);
      return buffer.toString('latin1', 0, bytesRead).includes(HEADER);
    } finally {
      buffer.fill(0);
      await handle.close();
    }
  } catch {
    // Gone meanwhile, or not for this account to read.
    return false;
  }
}
