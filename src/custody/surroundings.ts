/** What a workspace holds beside the agreement that a permit depends on: notices, and a log that verifies. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FiledNotice, type Notice, parseNotice, type Surroundings } from '../agreement/index.ts';
import { systemCode } from '../errors.ts';
import { type Verifier, verifySince } from '../sharelog/index.ts';
import type { WorkspacePaths } from './paths.ts';

/** @param key the party's own log key, where it is at hand */
export async function lookAround(paths: WorkspacePaths, key?: Verifier): Promise<Surroundings> {
  return {
    notices: await readNotices(paths.notices),
    log: await verifySince(paths.log, paths.head, key === undefined ? {} : { key }),
  };
}

/** Every notice in a folder; a file that is none is told as such, since it may have been one. */
async function readNotices(folder: string): Promise<FiledNotice[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const notes = names.filter((name) => name.endsWith('.note') && !name.startsWith('.')).toSorted();
  return Promise.all(notes.map(async (file) => ({ file, notice: await noticeIn(join(folder, file)) })));
}

async function noticeIn(path: string): Promise<Notice | undefined> {
  try {
    return parseNotice(await readFile(path));
  } catch {
    return undefined;
  }
}
