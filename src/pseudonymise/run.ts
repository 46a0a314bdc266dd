/** One extract, under one recipe, into the two files that leave it: what `pseudonymise` and `rehearse` share. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Hmac256 } from '../custody/index.ts';
import { type Extract, ensurePrivateDirectory, readBlocks } from '../files/index.ts';
import type { OddAges } from '../standardise/index.ts';
import {
  ChanceSample,
  chanceOf,
  type HouseholdChance,
  householdChanceOf,
  type IdentifierChance,
} from './chance.ts';
import { type FlagCells, summedFlags } from './flags.ts';
import { type Gathered, type GatherOptions, gather } from './gather.ts';
import { partsFor } from './parts.ts';
import { pseudonymiseBlocks } from './pool.ts';
import type { Recipe, RecipeKeys } from './recipe.ts';
import { type RejectedRow, rejectedRows } from './rejected.ts';
import { SeenPeople } from './seen.ts';
import { Strangers } from './strangers.ts';

export interface RunOptions extends Pick<GatherOptions, 'format'> {
  readonly threads: number;
  /** Bytes read, of all bytes; then parts gathered, of all parts. */
  readonly onProgress?: (stage: 'reading' | 'gathering', done: number, of: number) => void;
}

export interface RunResult extends Gathered {
  readonly rowsRead: number;
  readonly outsideWindow: number;
  /** Rows whose event lies outside the person's life; they were kept. */
  readonly oddAges: OddAges;
  /** Rows that yielded no location, being flagged or of a listed address. */
  readonly sensitiveRows: number;
  readonly rejected: readonly RejectedRow[];
  /** Cells that could not be used, by column and reason, most frequent first. */
  readonly problems: readonly { readonly cells: string; readonly count: number }[];
  readonly flags: readonly FlagCells[];
  readonly sampled: number;
  readonly chance: readonly IdentifierChance[];
  readonly household: HouseholdChance;
}

/** Shorter extracts are done before threads have started. */
const WORTH_THREADS = 1 << 20;

/**
 * Writes `tokens/tokens.csv` and `events/events.csv` under `folder`, a stage of the caller's, or `.parquet` in place of
 * `.csv`. Equal input, recipe and keys give equal bytes, whatever the number of threads.
 */
export async function run(
  extract: Extract,
  recipe: Recipe,
  keys: RecipeKeys,
  folder: string,
  { threads, format, onProgress }: RunOptions,
): Promise<RunResult> {
  const spill = join(folder, 'spill');
  await ensurePrivateDirectory(spill);
  const parts = partsFor(extract.bytes);
  const job = { recipe, keys, dialect: extract.dialect, spill, parts, seen: SeenPeople.memory() };
  const totals = await pseudonymiseBlocks(readBlocks(extract), job, {
    threads: extract.bytes < WORTH_THREADS ? 1 : threads,
    onBlock: (block) => onProgress?.('reading', block.readSoFar, extract.bytes),
  });
  // Where every row stands for a person, the agency has not told people apart: that is what is to be found out.
  const strangers = recipe.everyRowIsAPerson
    ? undefined
    : new Strangers(spill, parts, recipe.scheme, new Hmac256(keys.stranger));
  const spilled = {
    folder: spill,
    parts,
    tokens: totals.map(({ tokens }) => tokens),
    events: totals.map(({ events }) => events),
    ...(strangers === undefined ? {} : { strangers }),
  };
  let gathered: Gathered;
  try {
    gathered = await gather(spilled, recipe, folder, {
      format,
      threads: totals.length,
      onPart: (done, of) => onProgress?.('gathering', done, of),
    });
  } finally {
    await strangers?.close();
  }
  await rm(spill, { recursive: true });
  const sample = new ChanceSample(recipe.scheme);
  for (const total of totals) sample.merge(total.sample);
  const people = sample.sampled.people.filter(({ reference }) => !gathered.protected.has(reference));
  return {
    ...gathered,
    rowsRead: totals.reduce((sum, { rows }) => sum + rows, 0),
    outsideWindow: totals.reduce((sum, total) => sum + total.outsideWindow, 0),
    oddAges: {
      beforeBirth: totals.reduce((sum, { oddAges }) => sum + oddAges.beforeBirth, 0),
      beyondLife: totals.reduce((sum, { oddAges }) => sum + oddAges.beyondLife, 0),
    },
    sensitiveRows: totals.reduce((sum, total) => sum + total.sensitiveRows, 0),
    rejected: rejectedRows(totals.map(({ rejected }) => rejected)),
    problems: summed(totals.map(({ problems }) => problems)),
    flags: summedFlags(totals.map(({ flags }) => flags)),
    sampled: people.length,
    chance: chanceOf(recipe.scheme, people),
    household: householdChanceOf(recipe.scheme, people),
  };
}

function summed(all: readonly ReadonlyMap<string, number>[]): RunResult['problems'] {
  const sums = new Map<string, number>();
  for (const problems of all)
    for (const [cells, count] of problems) sums.set(cells, (sums.get(cells) ?? 0) + count);
  return [...sums]
    .map(([cells, count]) => ({ cells, count }))
    .toSorted((a, b) => b.count - a.count || (a.cells < b.cells ? -1 : 1));
}
