/** A report of exact figures, for inside the workspace. */
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { attempt, recordDone, requestPermit } from '../agreement/index.ts';
import { readFigures } from '../analyse/index.ts';
import type { Workspace } from '../custody/index.ts';
import { uncontrolled } from '../disclose/index.ts';
import { refused, systemCode, unusable } from '../errors.ts';
import { isLeftover } from '../files/index.ts';
import { rolesOf } from '../release/index.ts';
import { assess } from './assess.ts';
import { logNow, programName } from './issue.ts';
import { reportPage } from './page.ts';
import type { Source } from './view.ts';
import { indexFile, putInPlace, tablesOf } from './write.ts';

export interface Drafted {
  readonly status: 'draft';
  readonly file: string;
  readonly tables: string;
  /** The file that names each of them. */
  readonly index: string;
}

const FILE = 'DRAFT.html';

/**
 * Writes `work/report/DRAFT.html` and its tables from whatever the count commands left in `work/figures`: exact figures,
 * which every page says. There is no way to have it written elsewhere.
 *
 * @throws `NOTHING_COUNTED` (exit code 2); `DRAFT_ELSEWHERE` (exit code 1) where a link leads out of the folder `work`; what `readFigures` and `requestPermit` throw; the write errors of `files`.
 */
export async function draftReport(workspace: Workspace): Promise<Drafted> {
  const { agreement, ambient, party, paths } = workspace;
  const folder = join(paths.work, 'report');
  await refuseElsewhere(folder, workspace);
  const sources = await countedIn(join(paths.work, 'figures'), workspace);
  const permit = await requestPermit(workspace, {
    operation: 'consultation',
    action: 'report',
    parts: ['analyst'],
    details: { inside: true },
  });
  return attempt(workspace, [permit], async () => {
    const assessment = assess(sources, {
      madeOn: ambient.now().toISOString().slice(0, 10),
      publisher: party.name,
      agreement,
      tool: programName(),
      log: await logNow(workspace),
    });
    const tables = await tablesOf(assessment);
    await putInPlace(folder, tables, FILE, reportPage(assessment, tables));
    await recordDone(workspace, permit, { output: 'exact figures, in a draft inside the workspace' });
    return {
      status: 'draft',
      file: join(folder, FILE),
      tables: join(folder, tables.folder),
      index: join(folder, indexFile(FILE)),
    };
  });
}

/** A link in its way must not bring a draft among what was released, nor out of the workspace. */
async function refuseElsewhere(folder: string, { paths }: Workspace): Promise<void> {
  const [work, release, lands] = await Promise.all([paths.work, paths.release, folder].map(whereIs));
  if (lands === join(work!, basename(folder)) && !isWithin(lands, release!) && !isWithin(release!, lands))
    return;
  throw refused(
    'DRAFT_ELSEWHERE',
    'a link would bring the draft, which has exact figures, out of work/report',
    {
      hint: 'make work/report a folder of its own, not a link, and keep work and release apart; then run this again',
      place: { file: folder },
    },
  );
}

/** The path without links, as far as there is anything. */
async function whereIs(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return join(await whereIs(dirname(path)), basename(path));
  }
}

const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
};

async function countedIn(folder: string, { agreement }: Workspace): Promise<Source[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const counted = names.filter((name) => !name.startsWith('.') && !isLeftover(name)).toSorted();
  if (counted.length === 0) {
    throw unusable('NOTHING_COUNTED', 'nothing has been counted in this workspace', {
      hint: 'run a count command first, such as "throughline overlap"',
      place: { file: folder },
    });
  }
  const sources: Source[] = [];
  for (const name of counted) {
    const { figures } = (await readFigures(join(folder, name), agreement)).draft;
    sources.push({ name: `work/figures/${name}`, shown: uncontrolled(figures), roles: rolesOf(figures) });
  }
  return sources;
}
