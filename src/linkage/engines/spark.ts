/**
 * Candidate pairs on a Spark that is there already, which needs no code of ours: `spark-sql` runs the plan as a script. The
 * cluster gets tokens with running numbers in place of people, as Parquet files in a folder of this run that it sees too,
 * and puts pairs of those numbers there; references stay here. The folder is for this account alone, and goes afterwards.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unusable } from '../../errors.ts';
import { ensurePrivateDirectory, leftoverFolder, writeFileAtomically } from '../../files/index.ts';
import { linkageEngine } from './candidates.ts';
import { SPARK } from './dialect.ts';
import type { EngineOptions, LinkageEngine } from './engine.ts';
import { comparingSteps, findingSteps, RESULTS, type Step } from './plan.ts';
import { isDiskFull, type Session } from './session.ts';
import { requireReachable, runSpark } from './spark-process.ts';
import { MARK, resultsMissing, sparkFolderFull } from './spark-words.ts';
import * as sql from './tokens-sql.ts';

export interface SparkOptions {
  /** As Spark's own programs take it: `local[2]`, `spark://HOST:7077`, `yarn`. */
  readonly master: string;
  /** The folder of a Spark 3.5 or 4; without it, the `spark-sql` that the shell finds. */
  readonly home?: string;
  /** A folder that this machine and the cluster see under one path; without it, the one for spilling. */
  readonly folder?: string;
  /** How long nothing may move on the cluster, in seconds; default five minutes. */
  readonly patience?: number;
}

/** Whether Spark would run on this machine alone, in one process. */
export const isLocal = (master: string): boolean => /^local(?:\[|$)/.test(master);

/** Nothing is read, and no token written, where Spark could not be reached. Throws what `pair` and `requireReachable` do. */
export const sparkEngine = (spark: SparkOptions): LinkageEngine => ({
  async candidates(sources, scheme, options) {
    requirePlainName(spark.folder ?? options.spill);
    await requireReachable(spark.master);
    return linkageEngine((session, matchKeys) => pair(session, matchKeys, options, spark)).candidates(
      sources,
      scheme,
      options,
    );
  },
});

/** @throws the errors of `runSpark`, `SPARK_RESULTS`, and those of the disk */
async function pair(
  session: Session,
  matchKeys: number,
  options: EngineOptions,
  spark: SparkOptions,
): Promise<void> {
  const shared = await leftoverFolder(join(spark.folder ?? options.spill, 'throughline-tokens'));
  try {
    const held = await writeTokens(session, matchKeys, shared.path, options).catch((error: unknown) => {
      const { folder } = spark;
      throw folder !== undefined && isDiskFull(error, shared.path) ? sparkFolderFull(folder) : error;
    });
    const found = await onCluster(shared.path, held, spark, options);
    await takeResults(session, shared.path, found);
  } finally {
    await shared.remove();
  }
}

/** @throws unusable `SPARK_FOLDER_NAME`: Spark takes some characters of a path for a pattern, and some for the end of one. */
function requirePlainName(folder: string): void {
  if (/^[\p{L}\p{N} _./@+=,~-]+$/u.test(folder)) return;
  throw unusable(
    'SPARK_FOLDER_NAME',
    'Spark cannot be told the path of the folder that it shares with this machine',
    {
      hint: 'give --spark-folder a folder whose path has letters, digits, spaces and none of * ? [ ] { } \' " ` : % \\',
    },
  );
}

/** Writes what the plan reads, and returns how many tokens that is. */
async function writeTokens(
  session: Session,
  matchKeys: number,
  folder: string,
  { onStage }: EngineOptions,
): Promise<number> {
  await ensurePrivateDirectory(join(folder, 'held'));
  await ensurePrivateDirectory(join(folder, 'people'));
  const people = join(folder, 'people', 'people.parquet');
  await session.run(sql.parquet('SELECT person, agency, presence FROM people', people));
  for (let key = 0; key < matchKeys; key += 1) {
    onStage?.('writing tokens for Spark', key, matchKeys);
    const tokens = `SELECT person, key, ${sql.SIGNED_TOKEN} AS token FROM (${sql.heldTokens(key)})`;
    await session.run(sql.parquet(tokens, join(folder, 'held', `${key}.parquet`)));
  }
  const [held] = await session.numbers(sql.rowsIn(join(folder, 'held')));
  return held!;
}

/** Tokens that one task takes at a time. */
const TOKENS_A_TASK = 2_000_000;

/** Runs the plan, and returns how many pairs the cluster says that it wrote. */
async function onCluster(
  folder: string,
  held: number,
  spark: SparkOptions,
  { mostSharing, memoryMegabytes, onStage }: EngineOptions,
): Promise<number> {
  const steps = [...findingSteps(mostSharing), ...comparingSteps(SPARK)];
  const script = join(folder, 'plan.sql');
  await writeFileAtomically(script, scriptOf(steps, folder));
  await ensurePrivateDirectory(join(folder, 'scratch'));
  const counted = { held: -1, paired: -1 };
  const say = (done: number): void => onStage?.('finding pairs on Spark', done, steps.length);
  say(0);
  await runSpark({
    ...spark,
    ...(spark.folder === undefined ? {} : { within: spark.folder }),
    isLocal: isLocal(spark.master),
    folder,
    script,
    memoryMegabytes,
    partitions: Math.max(2, Math.ceil(held / TOKENS_A_TASK)),
    onRow([what, value]) {
      if (what === 'step') say(Number(value));
      if (what === 'held' || what === 'paired') counted[what] = Number(value);
    },
  });
  if (counted.held !== held) throw resultsMissing();
  return counted.paired;
}

/** Results become tables of the session; what did not all arrive is not taken. */
async function takeResults(session: Session, folder: string, found: number): Promise<void> {
  for (const [table, columns] of Object.entries(RESULTS)) {
    const written = await readdir(join(folder, table)).catch(() => []);
    if (!written.some((name) => name.endsWith('.parquet'))) throw resultsMissing();
    await session.run(sql.resultsIn(table, columns, join(folder, table))).catch((error: unknown) => {
      throw isOurs(error) ? error : resultsMissing();
    });
  }
  const [pairs, inPatterns] = await session.numbers(sql.PAIRS_FOUND);
  if (pairs !== found || inPatterns !== found) throw resultsMissing();
}

/** Memory and disk of this machine are not what a file of results lacks. */
const isOurs = (error: unknown): boolean =>
  error instanceof Error && /out of memory|space|could not write/i.test(error.message);

/** What Spark is given: said rather than looked up, which it would do again for every statement. */
const GIVEN = {
  held: 'person INT, key SMALLINT, token BIGINT',
  people: 'person INT, agency INT, presence BIGINT',
};

/** The plan as a script: each step, then a line that says how far it is, and at the end the results as Parquet. */
function scriptOf(steps: readonly Step[], folder: string): string {
  const path = (name: string): string => `file:${folder}/${name}`;
  return [
    ...Object.entries(GIVEN).map(
      ([table, columns]) =>
        `CREATE TEMPORARY VIEW ${table} (${columns}) USING parquet OPTIONS (path '${path(table)}')`,
    ),
    `SELECT '${MARK}', 'held', count(*) FROM held`,
    ...steps.flatMap((step, at) => [SPARK.make(step), `SELECT '${MARK}', 'step', ${at + 1}`]),
    ...Object.entries(RESULTS).map(
      ([table, columns]) =>
        `INSERT OVERWRITE DIRECTORY '${path(table)}' USING parquet SELECT ${columns.join(', ')} FROM ${table}`,
    ),
    `SELECT '${MARK}', 'paired', count(*) FROM described`,
  ]
    .map((statement) => `${statement};\n`)
    .join('');
}
