/** What went wrong with Spark, in our words. Nothing that Spark wrote is in them. */
import { fault, type ThroughlineError, unusable } from '../../errors.ts';
import { tooLittleMemory } from './memory.ts';

/** The first cell of a row that the script means for us. */
export const MARK = 'throughline';

export type Sign =
  | 'master'
  | 'java'
  | 'unreachable'
  | 'disk'
  | 'memory'
  | 'rights'
  | 'folder'
  | 'lost'
  | 'refused';

/** By what lines of Spark's are known, those first that explain the others. */
const SIGNS: readonly (readonly [Sign, RegExp])[] = [
  [
    'java',
    /UnsupportedClassVersionError|JAVA_HOME is not set|java: (?:command )?not found|Unable to locate a Java/,
  ],
  ['master', /Could not parse Master URL|Master must either be|invalid master URL/i],
  ['disk', /No space left on device|Disk quota exceeded/],
  [
    'memory',
    /OutOfMemoryError|Unable to acquire \d+ bytes of memory|UNABLE_TO_ACQUIRE_MEMORY|OOMKilled|exceeding (?:physical )?memory limits|System memory \d+ must be at least/,
  ],
  ['unreachable', /All masters are unresponsive|Failed to connect to master|UnknownHostException/],
  [
    'lost',
    /ExecutorLostFailure|Lost executor|Application has been killed|Master removed our application|SparkContext (?:was|has been) shut ?down/i,
  ],
  ['rights', /Permission denied|AccessControlException/],
  [
    'folder',
    /FileNotFoundException|FAILED_READ_FILE|PATH_NOT_FOUND|Path does not exist|NoSuchFileException|Unable to infer schema/,
  ],
  // A lost worker refuses connections, too.
  ['refused', /Connection refused/],
];

export const signIn = (line: string): Sign | undefined =>
  SIGNS.find(([, pattern]) => pattern.test(line))?.[0];

const AGAIN = 'the links before stand; link again, or link on this machine with --engine duckdb';

export const notHere = (): ThroughlineError =>
  unusable('SPARK_NOT_HERE', 'there is no spark-sql on this machine that link can start', {
    hint: 'install Spark 3.5 or 4 on Linux or macOS (docs/spark.md), or name its folder with --spark-home',
  });

export const unreachable = (): ThroughlineError =>
  fault('SPARK_UNREACHABLE', 'nobody answers at the address of the Spark master', {
    hint: 'check --master and that the cluster is up; the links before stand',
  });

const noMaster = (): ThroughlineError =>
  unusable('SPARK_MASTER', '--master is no address that Spark knows', {
    hint: 'write it as Spark does: local[2], spark://HOST:7077, yarn or k8s://HOST:PORT',
  });

/** One process here, cores of which there is at least one and retries; workers, cores and megabytes; YARN; or an address. */
const MASTER =
  /^(?:local(?:\[(?:0*[1-9]\d*|\*)(?:\s*,\s*\d+)?\])?|local-cluster\[[\d\s,]+\]|yarn|[a-z][a-z0-9+.-]*:\/\/.+)$/;

/**
 * A master in Spark's own words, as far as its form tells: Spark itself takes up to half a minute to refuse one.
 *
 * @throws unusable `SPARK_MASTER`
 */
export function sparkMaster(text: string): string {
  if (MASTER.test(text)) return text;
  throw noMaster();
}

/** `folder` is the one given with --spark-folder. */
export const sparkFolderFull = (folder: string): ThroughlineError =>
  fault('DISK_FULL', 'the disk that holds the Spark folder is full', {
    hint: 'free some space there, or give --spark-folder another folder; then link again: the links before stand',
    place: { file: folder },
  });

/** Work lay there and nobody took it. */
export const waitedInVain = (signs: ReadonlySet<Sign>): ThroughlineError =>
  signs.has('lost')
    ? lost()
    : fault('SPARK_NO_WORKERS', 'the Spark cluster has no worker that takes the work', {
        hint: 'check that workers are up and have as much memory as an executor asks for; then link again',
      });

const lost = (): ThroughlineError =>
  fault('SPARK_WORKERS_LOST', 'the Spark cluster lost the workers that did the work', { hint: AGAIN });

export const resultsMissing = (): ThroughlineError =>
  fault(
    'SPARK_RESULTS',
    'not all of what Spark read and wrote is in the folder that it shares with this machine',
    {
      hint: 'give --spark-folder a folder that this machine and every worker see under one path; the links before stand',
    },
  );

export interface Ended {
  readonly isLocal: boolean;
  readonly memoryMegabytes: number;
  /** The folder given with --spark-folder. */
  readonly within?: string;
}

/** Spark ended with another exit code than 0, having given these signs. */
export function ended(run: Ended, code: number, signs: ReadonlySet<Sign>): ThroughlineError {
  if (code === 127) return notHere();
  const sign = SIGNS.find(([known]) => signs.has(known))?.[0];
  return sign === undefined ? stopped(code) : WORDS[sign](run);
}

const stopped = (code: number): ThroughlineError =>
  code > 128
    ? fault('SPARK_STOPPED', 'Spark was stopped before it was done', { hint: AGAIN })
    : fault('SPARK_FAILED', 'Spark could not find the pairs', {
        hint: `look at Spark's own logs for the application "throughline link"; ${AGAIN}`,
      });

const WORDS: Readonly<Record<Sign, (run: Ended) => ThroughlineError>> = {
  java: () =>
    unusable('SPARK_JAVA', 'Spark finds no Java here that it can run with', {
      hint: 'install Java 17, or set JAVA_HOME to the folder of one',
    }),
  master: noMaster,
  unreachable,
  // Here, Spark writes into that folder and nowhere else.
  disk: ({ isLocal, within }) =>
    isLocal && within !== undefined
      ? sparkFolderFull(within)
      : fault('DISK_FULL', 'a disk that Spark works on is full', {
          hint: 'free some space where --spark-folder lies (without it, the workspace) and where workers keep their scratch files, and link again; the links before stand',
        }),
  memory: ({ isLocal, memoryMegabytes }) =>
    isLocal
      ? tooLittleMemory('Spark', memoryMegabytes)
      : fault('ENGINE_MEMORY', 'Spark needs more memory than its executors are given', {
          hint: "raise spark.executor.memory in Spark's own settings; 4 GB for each core of an executor does",
        }),
  rights: () =>
    unusable('SPARK_FOLDER', 'Spark may not read or write the folder that it shares with this machine', {
      hint: 'run the workers under the account that runs link: the folder is for that account alone',
    }),
  folder: () =>
    unusable('SPARK_FOLDER', 'the Spark cluster does not see the folder that holds the tokens', {
      hint: 'give --spark-folder a folder that this machine and every worker see under one path',
    }),
  lost,
  refused: unreachable,
};
