/** The whole population: household after household, each written as soon as it is made. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unusable } from '../errors.ts';
import { ensureDirectory, type FileDigest, openForWriting, stageDirectory } from '../files/index.ts';
import { BAD_ROWS, FILE_SHAPES, NO_BAD_ROWS } from './bad-rows.ts';
import { type ExtractFile, openExtractFile } from './extract-file.ts';
import { Population } from './population.ts';
import { AGENCY_IDS, type AgencyId } from './profiles.ts';
import { Random } from './random.ts';
import { TruthFiles } from './truth.ts';

export const MOST_PEOPLE = 10_000_000;

export interface SynthesiseOptions {
  /** People known to at least one agency: exactly so many. From 1 to {@link MOST_PEOPLE}. */
  readonly people: number;
  /** A whole number from 0; the same seed gives the same bytes. */
  readonly seed: number;
  /** The folder to make, which must not exist. */
  readonly out: string;
  /** Plant five rows that must be rejected; default false. */
  readonly badRows?: boolean;
  /** Times the agencies' usual rates of faults; 0 is none; default 1. */
  readonly faults?: number;
  /** Told now and then how many people there are so far. */
  readonly onProgress?: (people: number) => void;
}

export interface Summary {
  readonly people: number;
  /** Households with at least one of them. */
  readonly households: number;
  /** Rows of data in each agency's file, planted ones included. */
  readonly rows: Readonly<Record<AgencyId, number>>;
  /** Every file under the folder, in the order of its name, with length and digest. */
  readonly files: readonly ({ readonly name: string } & FileDigest)[];
}

const PEOPLE_PER_REPORT = 2000;

/**
 * Invents a population and writes it to a new folder, whole or not at all: `police.csv`, `health.csv`,
 * `housing.csv`, `childrens.csv`, `agreement.yaml` and `truth/people.csv`, `truth/records.csv`.
 * Memory is bounded by the windows of the writers and does not grow with `people`.
 *
 * @throws ThroughlineError `SYNTHESISE_PEOPLE`, `SYNTHESISE_SEED` for a number out of range, `OUTPUT_EXISTS`,
 * and the files room's errors when the disk refuses.
 */
export async function synthesise(options: SynthesiseOptions): Promise<Summary> {
  check(options);
  const stage = await stageDirectory(options.out);
  try {
    const summary = await writePopulation(stage.path, options);
    await stage.commit();
    return summary;
  } finally {
    await stage.abandon();
  }
}

function check({ people, seed }: SynthesiseOptions): void {
  if (!Number.isInteger(people) || people < 1 || people > MOST_PEOPLE) {
    throw unusable('SYNTHESISE_PEOPLE', 'the number of people is not a whole number from 1 to 10,000,000', {
      hint: 'give for example --people 2000',
    });
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw unusable('SYNTHESISE_SEED', 'the seed is not a whole number from 0', {
      hint: 'give for example --seed 1',
    });
  }
}

interface OpenFiles {
  readonly extracts: ReadonlyMap<AgencyId, ExtractFile>;
  readonly truth: TruthFiles;
}

async function writePopulation(directory: string, options: SynthesiseOptions): Promise<Summary> {
  const opened: { abandon(): Promise<void> }[] = [];
  try {
    const files = await openAll(directory, options, opened);
    const counts = await fill(files, options);
    const rows = Object.fromEntries([...files.extracts].map(([id, file]) => [id, file.rows]));
    return { ...counts, rows: rows as Record<AgencyId, number>, files: await endAll(directory, files) };
  } catch (error) {
    for (const file of opened) await file.abandon();
    throw error;
  }
}

async function openAll(
  directory: string,
  { seed, badRows = false }: SynthesiseOptions,
  opened: { abandon(): Promise<void> }[],
): Promise<OpenFiles> {
  const planted = badRows ? BAD_ROWS : NO_BAD_ROWS;
  const extracts = new Map<AgencyId, ExtractFile>();
  for (const [at, id] of AGENCY_IDS.entries()) {
    const shape = FILE_SHAPES[id];
    const order = Random.from(seed, 1 + at);
    const file = await openExtractFile(join(directory, shape.name), shape, order, planted[id]);
    opened.push(file);
    extracts.set(id, file);
  }
  await ensureDirectory(join(directory, 'truth'));
  const truth = await TruthFiles.open(join(directory, 'truth'));
  opened.push(truth);
  return { extracts, truth };
}

/** Household after household until there are enough people; one that would bring too many, or nobody, is passed over. */
async function fill(
  { extracts, truth }: OpenFiles,
  options: SynthesiseOptions,
): Promise<Pick<Summary, 'people' | 'households'>> {
  const population = new Population(options);
  let people = 0;
  let households = 0;
  let nextReport = PEOPLE_PER_REPORT;
  while (people < options.people) {
    const { household, pair, rows, registrations } = population.next(households);
    const met = new Set(registrations.map(({ person }) => person)).size;
    if (met === 0 || people + met > options.people) continue;
    for (const [agency, cells] of rows) extracts.get(agency)!.add(cells);
    truth.add(household, households, pair, registrations);
    households++;
    people += met;
    for (const file of extracts.values()) await file.relieve();
    await truth.relieve();
    if (people >= nextReport) {
      options.onProgress?.(people);
      nextReport += PEOPLE_PER_REPORT;
    }
  }
  return { people, households };
}

async function endAll(directory: string, { extracts, truth }: OpenFiles): Promise<Summary['files']> {
  const ended: ({ name: string } & FileDigest)[] = [await writeAgreement(directory)];
  for (const [id, file] of extracts) ended.push({ name: FILE_SHAPES[id].name, ...(await file.end()) });
  const { people, records } = await truth.end();
  ended.push({ name: 'truth/people.csv', ...people }, { name: 'truth/records.csv', ...records });
  return ended.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The text of the agreement between the invented parties, every field explained. */
export const exampleAgreement = (): Promise<string> =>
  readFile(new URL('./agreement.yaml', import.meta.url), 'utf8');

/** The agreement for this population, to be filled in with keys: the same text every time. */
async function writeAgreement(directory: string): Promise<{ name: string } & FileDigest> {
  const name = 'agreement.yaml';
  const file = await openForWriting(join(directory, name));
  await file.write(Buffer.from(await exampleAgreement()));
  return { name, ...(await file.end()) };
}
