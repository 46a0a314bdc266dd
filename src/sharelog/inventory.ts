/**
 * What lies in a log's folder, before any of it is opened: links, devices and pipes are found here and never
 * read, names that differ only in case are found, and every file that is no part of a log is named.
 */
import { join } from 'node:path';
import { fromDecimal } from './bytes.ts';
import { PENDING, TEMPORARY } from './commit.ts';
import type { Findings } from './findings.ts';
import { LOCK_FILE } from './lock.ts';
import type { LogFolder } from './logfolder.ts';
import { parseTilePath, type Tile, tilePath } from './tiles.ts';

export interface Inventory {
  /** Sizes with a file in `checkpoints/`, ascending. */
  readonly archived: readonly number[];
  readonly tiles: readonly Tile[];
  /** The paths of `tiles`. */
  readonly tilePaths: ReadonlySet<string>;
  /** The names in `witness/`, where this party keeps what it saw of partners' logs. */
  readonly witnessed: readonly string[];
}

/** Folders whose files belong to other parts of the program; only their kinds are looked at here. */
const FOREIGN = ['disclosures', 'witness', 'witness-keys'];

export async function takeInventory(folder: LogFolder, findings: Findings): Promise<Inventory> {
  const archived: number[] = [];
  const tiles: Tile[] = [];
  const witnessed = new Set<string>();
  await walk(folder, '', findings, (path) => {
    const [top, name] = path.split('/');
    if (top === 'witness') witnessed.add(name!);
    if (path === 'checkpoint' || path === 'policy' || FOREIGN.includes(top!)) return;
    if (path === LOCK_FILE) {
      findings.note('LOCKED', path, 'a command is appending to the log, or ended while it was');
    } else if (path === PENDING) {
      findings.note('INTERRUPTED', path, 'an append was interrupted; the next one will complete it');
    } else if (top === TEMPORARY) {
      findings.note('LEFT_OVER', path, 'an append was interrupted and left this behind');
    } else if (top === 'tile') {
      const tile = parseTilePath(path);
      if (tile === undefined) findings.find('UNEXPECTED_FILE', path, 'no tile or bundle has this name');
      else tiles.push(tile);
    } else if (top === 'checkpoints') {
      const size = path === `checkpoints/${name}` ? fromDecimal(name!) : undefined;
      if (size === undefined) findings.find('UNEXPECTED_FILE', path, 'no checkpoint has this name');
      else archived.push(size);
    } else {
      findings.note('UNEXPECTED_FILE', path, 'the file is no part of a share log and was not read');
    }
  });
  archived.sort((a, b) => a - b);
  return { archived, tiles, tilePaths: new Set(tiles.map(tilePath)), witnessed: [...witnessed] };
}

async function walk(
  folder: LogFolder,
  under: string,
  findings: Findings,
  visit: (path: string) => void,
): Promise<void> {
  const names = await folder.files.list(join(folder.path, under));
  reportCollisions(names, under, findings);
  for (const name of names) {
    const path = under === '' ? name : `${under}/${name}`;
    const kind = await folder.files.kind(join(folder.path, path));
    if (kind === 'directory') {
      await walk(folder, path, findings, visit);
    } else if (kind === 'file') {
      visit(path);
    } else if (kind === 'other') {
      findings.find('NOT_A_FILE', path, 'this is a link, a device or a pipe; a log holds only files');
    }
  }
}

function reportCollisions(names: readonly string[], under: string, findings: Findings): void {
  const seen = new Set<string>();
  for (const name of names) {
    const folded = name.toLowerCase();
    const path = under === '' ? name : `${under}/${name}`;
    if (seen.has(folded)) {
      findings.find('SAME_NAME', path, 'another name here differs from this one only in capital letters');
    }
    seen.add(folded);
  }
}
