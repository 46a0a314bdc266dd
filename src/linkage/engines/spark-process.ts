/**
 * Running `spark-sql`. What Spark writes is read for signs of how it goes and never passed on: its lines quote values, paths
 * and hosts. When this process ends, however it ends, so does Spark's on this machine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ended, MARK, notHere, type Sign, signIn, unreachable, waitedInVain } from './spark-words.ts';

export interface SparkRun {
  readonly master: string;
  readonly isLocal: boolean;
  readonly home?: string;
  /** A folder of this run, with `scratch` in it. */
  readonly folder: string;
  readonly script: string;
  /** For Spark's own process here, which does all the work where Spark is local. */
  readonly memoryMegabytes: number;
  readonly partitions: number;
  readonly patience?: number;
  /** The folder given with --spark-folder, if any. */
  readonly within?: string;
  /** The cells of a row that the script marked as meant for us, without the mark. */
  readonly onRow: (cells: readonly string[]) => void;
}

const PATIENCE = 300;

/**
 * Ends when the script has run to its end.
 *
 * @throws the errors of `spark-words.ts`, by what went wrong
 */
export async function runSpark(run: SparkRun): Promise<void> {
  const child = start(run);
  const watch = new Watch(run.patience ?? PATIENCE, () => child.stdin!.end());
  const signs = new Set<Sign>();
  const reading = Promise.all([
    eachLine(child.stdout!, (line) => {
      const [mark, ...cells] = line.split('\t');
      if (mark !== MARK) return;
      watch.moved();
      run.onRow(cells);
    }),
    eachLine(child.stderr!, (line) => {
      const sign = signIn(line);
      if (sign !== undefined) signs.add(sign);
      // One machine has nobody to wait for.
      if (!run.isLocal) watch.heard(line);
    }),
  ]);
  const code = await exitOf(child);
  await reading;
  watch.moved();
  if (watch.isOver) throw waitedInVain(signs);
  if (code !== 0) throw ended(run, code, signs);
}

/**
 * The shell that stands between: it lets Spark's scratch files lie in our folder, and ends Spark when our end of its input
 * closes, which the system sees to even when this process is killed.
 */
const BETWEEN = `exec 3<&0
SPARK_LOCAL_DIRS=$1 && export SPARK_LOCAL_DIRS && shift
command -v "$1" >/dev/null 2>&1 || exit 127
"$@" </dev/null 3<&- & spark=$!
{ cat <&3 >/dev/null; kill "$spark"; } >/dev/null 2>&1 &
exec 3<&-
wait "$spark"`;

function start({
  home,
  folder,
  script,
  master,
  isLocal,
  memoryMegabytes,
  partitions,
}: SparkRun): ChildProcess {
  const program = home === undefined ? 'spark-sql' : join(home, 'bin', 'spark-sql');
  const settings = {
    'spark.sql.catalogImplementation': 'in-memory',
    'spark.sql.warehouse.dir': `file:${folder}/warehouse`,
    'spark.sql.shuffle.partitions': partitions,
    // An empty folder that Spark would leave among the machine's temporary files.
    'spark.hadoop.hive.downloaded.resources.dir': join(folder, 'scratch', 'resources'),
    'spark.io.encryption.enabled': true,
    'spark.ui.enabled': false,
    'spark.ui.showConsoleProgress': true,
  };
  return spawn(
    'sh',
    [
      ...['-c', BETWEEN, 'sh', join(folder, 'scratch'), program],
      ...['--master', master, '--name', 'throughline link'],
      ...(isLocal ? ['--driver-memory', `${memoryMegabytes}m`] : []),
      ...Object.entries(settings).flatMap(([name, value]) => ['--conf', `${name}=${value}`]),
      ...['-f', script],
    ],
    { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] },
  );
}

/** 127 where there is no such program, or no shell. */
const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.stdin!.on('error', () => undefined);
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 143));
  });

async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  // A progress bar is written over itself: carriage returns end lines here, too.
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
    take(line);
}

/** Gives up when a cluster has had work and nobody to do it for too long. */
class Watch {
  isOver = false;
  readonly #patience: number;
  readonly #giveUp: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(seconds: number, giveUp: () => void) {
    this.#patience = seconds * 1000;
    this.#giveUp = giveUp;
  }

  /**
   * What Spark says of its work: tasks done and running in each stage, painted anew when they change, or after a minute, and
   * blotted out with spaces at the end of the stage; or that nobody takes any.
   */
  heard(line: string): void {
    const running = Array.from(line.matchAll(/\(\d+ \+ (\d+)\) \/ \d+/g), ([, tasks]) => tasks !== '0');
    if (running.includes(true) || /^ +$/.test(line)) this.moved();
    else if (running.length > 0 || /has not accepted any resources/.test(line)) this.#wait();
  }

  moved(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => {
      this.isOver = true;
      this.#giveUp();
    }, this.#patience);
  }
}

/**
 * Asks once whether anybody listens at a standalone master, since Spark itself would try for a minute.
 *
 * @throws fault `SPARK_UNREACHABLE`; unusable `SPARK_NOT_HERE` on Windows, where no shell stands between
 */
export async function requireReachable(master: string): Promise<void> {
  if (process.platform === 'win32') throw notHere();
  const hosts = /^spark:\/\/(.*)$/.exec(master)?.[1]?.split(',');
  if (hosts === undefined) return;
  const answers = await Promise.all(hosts.map((host) => listens(host)));
  if (!answers.includes(true)) throw unreachable();
}

const ANSWER_WITHIN = 10_000;

function listens(address: string): Promise<boolean> {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(address) ?? [];
  if (host === undefined || Number(port) > 65_535) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({
      host: host.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port),
      timeout: ANSWER_WITHIN,
    });
    const answer = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
