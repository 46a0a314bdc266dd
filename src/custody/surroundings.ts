/** What a workspace holds beside the agreement that a permit depends on: notices, and a log that verifies. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Agreement,
  type FiledNotice,
  type Notice,
  parseNotice,
  type Surroundings,
} from '../agreement/index.ts';
import { systemCode, ThroughlineError, unusable } from '../errors.ts';
import { readEntries, type Verifier, verifySince } from '../sharelog/index.ts';
import type { WorkspacePaths } from './paths.ts';
import { isRecord } from './shape.ts';
import { strayKeys } from './stray-keys.ts';

/** @param key the party's own log key, where it is at hand */
export async function lookAround(
  paths: WorkspacePaths,
  agreement: Pick<Agreement, 'about' | 'digest'>,
  key?: Verifier,
): Promise<Surroundings> {
  const notices = await readNotices(paths.notices);
  return {
    notices,
    ...(await logged(paths.log, agreement, notices)),
    strayKeys: await strayKeys(paths),
    log: await verifySince(paths.log, paths.head, key === undefined ? {} : { key }),
  };
}

/** Every notice in a folder; a file that is none is told as such, since it may have been one. */
async function readNotices(folder: string): Promise<FiledNotice[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw unusable('NOTICES_UNREADABLE', 'this is not a folder of notices, or it cannot be read', {
      place: { file: folder },
      hint: 'restore notices/ from your backup: a suspension may be in it, so nothing is done until then',
    });
  });
  const notes = names.filter((name) => name.endsWith('.note') && !name.startsWith('.')).toSorted();
  return Promise.all(notes.map(async (file) => ({ file, notice: await noticeIn(join(folder, file)) })));
}

/**
 * What the log remembers. `lost`: suspensions of this wording that it records, that no lifting by all ended, and that
 * are not among the notices: by digest.
 */
async function logged(
  log: string,
  { about, digest }: Pick<Agreement, 'about' | 'digest'>,
  notices: readonly FiledNotice[],
): Promise<Pick<Surroundings, 'lost' | 'otherWordings'>> {
  const recorded = new Set<string>();
  const otherWordings = new Set<string>();
  try {
    for await (const { fields } of readEntries(log)) {
      const { type, phase, isa, details } = fields;
      if (phase !== 'done' || !isRecord(isa) || !isRecord(details)) continue;
      if (isa.sha256 !== digest) {
        const isSame = isa.id === about.id && isa.version === about.version;
        const isInUse = type === 'agreement.adopt' || type === 'disclosure';
        if (isSame && isInUse && typeof isa.sha256 === 'string') otherWordings.add(isa.sha256);
        continue;
      }
      const { notice, complete } = details;
      if (typeof notice !== 'string') continue;
      if (type === 'agreement.suspend') recorded.add(notice);
      if (type === 'agreement.resume' && complete === true) recorded.delete(notice);
    }
  } catch (error) {
    // A log that is not there, or is not whole, is for the check of the log to tell of.
    if (!(error instanceof ThroughlineError)) throw error;
  }
  for (const { notice } of notices) if (notice !== undefined) recorded.delete(notice.digest);
  return { lost: [...recorded], otherWordings: [...otherWordings] };
}

async function noticeIn(path: string): Promise<Notice | undefined> {
  try {
    return parseNotice(await readFile(path));
  } catch {
    return undefined;
  }
}
