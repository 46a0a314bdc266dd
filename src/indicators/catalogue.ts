/** The indicators there are: those that come with the program, and a partnership's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemCode, ThroughlineError, unusable } from '../errors.ts';
import { parseIndicator, readIndicator } from './read.ts';
import type { Indicator } from './types.ts';

const SHIPPED = fileURLToPath(new URL('catalogue', import.meta.url));

/** An indicator with where it comes from. */
export interface Entry {
  readonly indicator: Indicator;
  /** A file of this partnership and not of the program. */
  readonly own: boolean;
}

let shipped: readonly Indicator[] | undefined;

/** The indicators that come with the program, in order of id. */
export function shippedIndicators(): readonly Indicator[] {
  shipped ??= readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => parseIndicator(readFileSync(join(SHIPPED, name), 'utf8'), name))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return shipped;
}

/** What a workspace has: the files of its own that cannot be used are told, and stop no other. */
export interface Catalogue {
  readonly entries: readonly Entry[];
  /** Why each such file cannot be used, with its name. */
  readonly unusable: readonly ThroughlineError[];
}

/**
 * All indicators that a workspace has: the program's, then its own from the folder `indicators`, each in order of id.
 * Unusable is a file of which {@link readIndicator} says so, and one with the id of one of the program's
 * (`INDICATOR_SHADOWED`). Throws `FILE_NOT_READABLE` for the folder.
 */
export async function catalogue(workspace: string): Promise<Catalogue> {
  const own: Entry[] = [];
  const wrong: ThroughlineError[] = [];
  for (const file of await filesIn(workspace)) {
    try {
      own.push({ indicator: await ownIndicator(file), own: true });
    } catch (error) {
      if (!(error instanceof ThroughlineError)) throw error;
      wrong.push(error);
    }
  }
  const shippedOnes = shippedIndicators().map((indicator) => ({ indicator, own: false }));
  return { entries: [...shippedOnes, ...own], unusable: wrong };
}

/**
 * The one with this id, and which of the partnership's files cannot be used. Throws `INDICATOR_UNKNOWN`, what is wrong with
 * the partnership's file of this name, and as {@link catalogue} does.
 */
export async function findIndicator(
  workspace: string,
  id: string,
): Promise<Entry & Pick<Catalogue, 'unusable'>> {
  const { entries, unusable: wrong } = await catalogue(workspace);
  const ofThisName = wrong.find(({ place }) => place.file === `${id}.yaml`);
  if (ofThisName !== undefined) throw ofThisName;
  const entry = entries.find(({ indicator }) => indicator.id === id);
  if (entry !== undefined) return { ...entry, unusable: wrong };
  throw unusable('INDICATOR_UNKNOWN', 'there is no indicator with this id', {
    hint: 'throughline indicators lists them',
  });
}

async function filesIn(workspace: string): Promise<string[]> {
  const folder = join(workspace, 'indicators');
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw unusable('FILE_NOT_READABLE', 'it cannot be read', {
      hint: 'check that this account may read it, and that it is a folder',
      place: { file: 'indicators' },
    });
  });
  return names
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => join(folder, file));
}

async function ownIndicator(file: string): Promise<Indicator> {
  const indicator = await readIndicator(file);
  if (!shippedIndicators().some(({ id }) => id === indicator.id)) return indicator;
  throw unusable('INDICATOR_SHADOWED', 'it has the id of an indicator that comes with the program', {
    hint: 'give it an id of its own, so that nobody takes the one for the other',
    place: { file: basename(file) },
  });
}
