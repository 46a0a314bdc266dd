/** The indicators there are: those that come with the program, and a partnership's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemCode, unusable } from '../errors.ts';
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

/**
 * All indicators that a workspace has: the program's, then its own from the folder `indicators`, each in order of id.
 * Throws what {@link readIndicator} throws, and `INDICATOR_SHADOWED` for a file with the id of one of the program's.
 */
export async function catalogue(workspace: string): Promise<readonly Entry[]> {
  const own = await ownIndicators(join(workspace, 'indicators'));
  return [
    ...shippedIndicators().map((indicator) => ({ indicator, own: false })),
    ...own.map((indicator) => ({ indicator, own: true })),
  ];
}

/** The one with this id. Throws as {@link catalogue}, and `INDICATOR_UNKNOWN`. */
export async function findIndicator(workspace: string, id: string): Promise<Entry> {
  const found = (await catalogue(workspace)).find((entry) => entry.indicator.id === id);
  if (found !== undefined) return found;
  throw unusable('INDICATOR_UNKNOWN', 'there is no indicator with this id', {
    hint: 'throughline indicators lists them',
  });
}

async function ownIndicators(folder: string): Promise<Indicator[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw unusable('FILE_NOT_READABLE', 'it cannot be read', {
      hint: 'check that this account may read it',
      place: { file: 'indicators' },
    });
  });
  const found: Indicator[] = [];
  for (const name of names.filter((file) => file.endsWith('.yaml')).toSorted()) {
    const indicator = await readIndicator(join(folder, name));
    if (shippedIndicators().some(({ id }) => id === indicator.id)) {
      throw unusable('INDICATOR_SHADOWED', 'it has the id of an indicator that comes with the program', {
        hint: 'give it an id of its own, so that nobody takes the one for the other',
        place: { file: name },
      });
    }
    found.push(indicator);
  }
  return found;
}
