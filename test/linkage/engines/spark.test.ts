/**
 * The engine that has a Spark find the pairs, with a stand-in for Spark's program that runs the same script in DuckDB and
 * goes wrong when it is told to. test/interop asks a real one.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { duckdbEngine } from '../../../src/linkage/engines/duckdb.ts';
import { type SparkOptions, sparkEngine } from '../../../src/linkage/engines/spark.ts';
import { sparkMaster } from '../../../src/linkage/engines/spark-words.ts';
import { errorOf, scratch } from '../../files/helpers.ts';
import { schemeOf } from '../schemes.ts';
import { type Behaviour, isRunning, seenBy, sparkHome } from './spark-home.ts';
import { reference, someTables, sourcesOf, type Table, token } from './tables.ts';

const SCHEME = schemeOf(
  'nhs-number.exact',
  'surname.exact+date-of-birth.full',
  'date-of-birth.full+postcode.unit',
  'upn.exact',
);
const KEYS = SCHEME.matchKeys.map(({ name }) => name);
const CANARY = 'Zzyzxcanary';

const row = (person: number, ...tokens: readonly number[]) => ({
  reference: reference(person),
  tokens: KEYS.map((_, key) => (tokens[key] ? token(tokens[key]) : '')),
  presence: 3,
});
const TWO: Table = { matchKeys: KEYS, rows: [row(1, 5, 6), row(2, 5, 6), row(3, 7)] };

interface Run {
  readonly tables?: readonly Table[];
  readonly behaviour?: Behaviour;
  readonly spark?: Partial<SparkOptions>;
  readonly mostSharing?: number;
}

/** A linkage that is ready to be run, with the folders that it works in. */
function prepared({ tables = [TWO], behaviour, spark, mostSharing = 100 }: Run = {}) {
  const folder = scratch();
  const home = sparkHome(folder, behaviour);
  const spill = join(folder, 'spill');
  mkdirSync(spill);
  const sources = sourcesOf(folder, tables);
  const options = { spill, memoryMegabytes: 200, threads: 1, mostSharing };
  const engine = sparkEngine({ master: 'local[2]', home, ...spark });
  return {
    home,
    spill,
    sources,
    find: () => engine.candidates(sources, SCHEME, options),
    inDuckdb: () => duckdbEngine.candidates(sources, SCHEME, options),
  };
}

describe.skipIf(process.platform === 'win32')('pairs found by Spark', () => {
  it('are those that DuckDB finds, one by one, with all that is told beside them', async () => {
    for (const seed of [3, 5, 8]) {
      const { find, inDuckdb } = prepared({ tables: someTables(SCHEME, seed), mostSharing: 2 });
      expect(await find()).toEqual(await inDuckdb());
    }
  });

  it('rest on tokens and running numbers: no reference goes there, and nobody else may look', async () => {
    const { home, spill, find } = prepared();
    await find();
    const seen = seenBy(home)!;
    expect(seen.files.filter((name) => !name.includes('.parquet')).toSorted()).toEqual([
      'held',
      'people',
      'plan.sql',
      'scratch',
    ]);
    expect(seen.columns).toEqual({
      'people/people.parquet': ['person INTEGER', 'agency INTEGER', 'presence BIGINT'],
      ...Object.fromEntries(
        KEYS.map((_, key) => [`held/${key}.parquet`, ['person INTEGER', 'key SMALLINT', 'token BIGINT']]),
      ),
    });
    expect(seen.mode).toBe('700');
    expect(seen.scratch).toBe(join(seen.folder, 'scratch'));
    expect(seen.folder.startsWith(spill)).toBe(true);
    expect(readdirSync(spill)).toEqual([]);
  });

  it('lie in the folder given, and are gone from there afterwards', async () => {
    const shared = scratch();
    const { home, find } = prepared({ spark: { folder: shared } });
    await find();
    expect(seenBy(home)!.folder.startsWith(shared)).toBe(true);
    expect(readdirSync(shared)).toEqual([]);
  });

  it('leave no folder of Spark among the temporary files of the machine', async () => {
    const { home, find } = prepared();
    await find();
    const { args, folder } = seenBy(home)!;
    const resources = join(folder, 'scratch', 'resources');
    expect(args).toContain(`spark.hadoop.hive.downloaded.resources.dir=${resources}`);
  });

  it('what Spark keeps on its own disks is encrypted, and its page of what it runs is shut', async () => {
    const { home, find } = prepared();
    await find();
    const { args } = seenBy(home)!;
    expect(args).toEqual(
      expect.arrayContaining([
        'spark.io.encryption.enabled=true',
        'spark.ui.enabled=false',
        'local[2]',
        '200m',
      ]),
    );
  });
});

describe('a master', () => {
  it.each([
    ...[
      'local',
      'local[1]',
      'local[04]',
      'local[*]',
      'local[2,3]',
      'local[*, 3]',
      'local-cluster[2, 1, 1024]',
    ],
    ...['spark://a:7077', 'spark://a:7077,b:7077', 'spark://[::1]:7077', 'yarn', 'k8s://https://a:6443'],
    ...['mesos://zk://a:2181/b', 'another+kind://of.its.own'],
  ])('that Spark may know is taken as it is: %s', (master) => {
    expect(sparkMaster(master)).toBe(master);
  });

  it.each([
    ...[
      '',
      ' ',
      'bogus',
      'local[x]',
      'local[0]',
      'local[]',
      'local[2',
      'local[2]]',
      'local[-1]',
      'local[2] ',
    ],
    ...['localhost', 'Yarn', 'yarn-client', 'spark', 'spark://', 'host:7077', '://host', CANARY],
  ])('whose form Spark would refuse is refused before it starts: %j', async (master) => {
    const error = await errorOf(async () => sparkMaster(master));
    expect(error).toMatchObject({ code: 'SPARK_MASTER', exitCode: 2 });
    expect(`${error.message} ${error.hint}`).not.toContain(CANARY);
  });
});

describe.skipIf(process.platform === 'win32')('a Spark that fails', () => {
  const failed = async (run: Run) => {
    const one = prepared(run);
    const error = await errorOf(one.find);
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain(CANARY);
    expect(error.cause).toBeUndefined();
    expect(readdirSync(one.spill)).toEqual([]);
    return { ...one, error };
  };

  it.each([
    ['ENGINE_MEMORY', `java.lang.OutOfMemoryError: Java heap space at ${CANARY}`],
    ['DISK_FULL', `java.io.IOException: No space left on device ${CANARY}`],
    ['SPARK_UNREACHABLE', `All masters are unresponsive! Giving up. ${CANARY}`],
    ['SPARK_MASTER', `Could not parse Master URL: '${CANARY}'`],
    ['SPARK_JAVA', `JAVA_HOME is not set ${CANARY}`],
    ['SPARK_FOLDER', `java.io.FileNotFoundException: File file:/${CANARY} does not exist`],
    ['SPARK_FOLDER', `org.apache.hadoop.security.AccessControlException: Permission denied: ${CANARY}`],
    ['SPARK_WORKERS_LOST', `ERROR TaskSchedulerImpl: Lost executor 1 on ${CANARY}: worker lost`],
    ['SPARK_WORKERS_LOST', `ExecutorLostFailure ${CANARY}\nConnection refused: ${CANARY}`],
    ['SPARK_UNREACHABLE', `java.net.ConnectException: Connection refused ${CANARY}`],
    ['SPARK_FAILED', `org.apache.spark.SparkException: ${CANARY}`],
  ])('is told as %s, in words that say nothing of what it wrote', async (code, stderr) => {
    const { error } = await failed({ behaviour: { stderr: `${stderr}\n`, exit: 1 } });
    expect(error.code).toBe(code);
  });

  it('says how much memory it had, and a figure to try', async () => {
    const { error } = await failed({ behaviour: { stderr: 'java.lang.OutOfMemoryError\n', exit: 1 } });
    expect(`${error.message}; ${error.hint}`).toMatch(/200 MB.*400/);
  });

  it('on this machine for lack of room names the folder that it was given', async () => {
    const behaviour = { stderr: 'No space left on device\n', exit: 1 };
    const folder = scratch();
    const { error } = await failed({ behaviour, spark: { folder } });
    expect(error.message).toBe(`${folder}: the disk that holds the Spark folder is full`);
    const elsewhere = await failed({ behaviour, spark: { folder, master: 'yarn' } });
    expect(elsewhere.error.message).toBe('a disk that Spark works on is full');
  });

  it('killed half-way leaves nothing', async () => {
    expect((await failed({ behaviour: { kill: 'SIGKILL' } })).error.code).toBe('SPARK_STOPPED');
    expect((await failed({ behaviour: { stopAfter: 'CACHE TABLE found' } })).error.code).toBe('SPARK_FAILED');
  });

  it('is not given up because of a stage that nobody was at for a moment, and that is over', async () => {
    const stderr = '\r[Stage 3:==>  (7 + 0) / 8]\r                    \r';
    const { find, inDuckdb } = prepared({ behaviour: { stderr }, spark: { master: 'yarn', patience: 0.05 } });
    expect(await find()).toEqual(await inDuckdb());
  });

  it.each([
    [
      'SPARK_NO_WORKERS',
      'WARN TaskSchedulerImpl: Initial job has not accepted any resources; check your cluster\n',
    ],
    [
      'SPARK_WORKERS_LOST',
      'ERROR TaskSchedulerImpl: Lost executor 0 on a host\n[Stage 3:===>   (3 + 0) / 8]\r',
    ],
  ])('that waits for workers in vain is given up as %s, and ended', async (code, stderr) => {
    const { error, home } = await failed({
      behaviour: { stderr, hang: true },
      spark: { master: 'yarn', patience: 0.1 },
    });
    expect(error.code).toBe(code);
    await expect.poll(() => isRunning(seenBy(home)!.pid)).toBe(false);
  });

  it.each([['paired'], ['patterns'], ['set_aside'], ['paired/part-00000.parquet']])(
    'whose %s never arrive here is not believed',
    async (gone) => {
      const { error } = await failed({ behaviour: { lose: [gone] } });
      expect(error.code).toBe('SPARK_RESULTS');
      expect(error.hint).toContain('--spark-folder');
    },
  );

  it('whose results are cut short is not believed', async () => {
    const { error } = await failed({ behaviour: { cut: ['patterns/part-00000.parquet'] } });
    expect(error.code).toBe('SPARK_RESULTS');
  });

  it('that is not there is told from one that fails', async () => {
    const { error } = await failed({ spark: { home: scratch() } });
    expect(error).toMatchObject({ code: 'SPARK_NOT_HERE', exitCode: 2 });
  });

  it('where nobody listens is not sent a token', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    await new Promise((resolve) => server.close(resolve));
    for (const master of [`spark://127.0.0.1:${port}`, 'spark://127.0.0.1', 'spark://']) {
      const { error, home } = await failed({ spark: { master } });
      expect(error.code).toBe('SPARK_UNREACHABLE');
      expect(seenBy(home)).toBeUndefined();
    }
  });

  it('cannot be given a folder that it would take for a pattern', async () => {
    const shared = join(scratch(), 'st*r');
    mkdirSync(shared);
    const { error, home } = await failed({ spark: { folder: shared } });
    expect(error.code).toBe('SPARK_FOLDER_NAME');
    expect(seenBy(home)).toBeUndefined();
  });

  it('is not asked when a token file is cut short', async () => {
    const one = prepared();
    writeFileSync(
      one.sources[0]!.file,
      `reference,${KEYS.join(',')},presence\n${reference(1)},${token(5).slice(1)}`,
    );
    const error = await errorOf(one.find);
    expect(['ENGINE', 'TOKENS_MISSHAPEN']).toContain(error.code);
    expect(seenBy(one.home)).toBeUndefined();
  });
});
