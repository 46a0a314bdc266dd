/**
 * Linking on a Spark through the built command line, with a stand-in for Spark's program: the same links, the engine in the
 * log, and nothing left where the cluster could see it, whatever becomes of either program.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Behaviour, isRunning, seenBy, sparkHome } from '../linkage/engines/spark-home.ts';
import { facts, failure, scratch, throughline } from './cli.ts';

const { path, temp, remove } = scratch();
const demo = join(path, 'northmere');
const mounted: string[] = [];
let server: Server;
let master: string;

beforeAll(async () => {
  await facts(['demo', '--people', '150', '--no-report', '--out', demo], { temp });
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  master = `spark://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  for (const disk of mounted) execFileSync('umount', [disk]);
  remove();
});

/** A copy of the linkage unit's workspace, a folder to share with a cluster, and a stand-in for Spark. */
function prepared(name: string, behaviour: Behaviour = {}) {
  const unit = join(path, name);
  cpSync(join(demo, 'linkage-unit'), unit, { recursive: true });
  const shared = join(path, `${name}-shared`);
  mkdirSync(shared);
  return { unit, shared, home: sparkHome(path, behaviour) };
}

const args = ({ unit, shared, home }: ReturnType<typeof prepared>): string[] => [
  ...['link', '--workspace', unit, '--engine', 'spark', '--master', master],
  ...['--spark-home', home, '--spark-folder', shared],
];

/** Puts a disk that holds next to nothing under a folder; false where this account may not mount one. */
function onSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  mounted.push(folder);
  return true;
}

const linksIn = (workspace: string): string =>
  readFileSync(join(workspace, 'work', 'links', 'links.csv'), 'utf8');
const hiddenIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.'));

interface Entry {
  readonly op?: string;
  readonly phase?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

const entriesOf = async (workspace: string): Promise<Entry[]> =>
  (await facts<{ entries: Entry[] }>(['log', 'show', '--workspace', workspace], { temp })).entries.filter(
    ({ op }) => op === 'combination',
  );

describe.skipIf(process.platform === 'win32')('linking on a Spark', () => {
  test('gives the same links, and the log says which engine held the tokens, not where', async () => {
    const one = prepared('same');
    await facts(args(one), { temp });
    expect(linksIn(one.unit)).toBe(linksIn(join(demo, 'linkage-unit')));
    expect(readdirSync(one.shared)).toEqual([]);
    const [before, , intent, done] = await entriesOf(one.unit);
    expect(before!.details!.engine).toBe('duckdb, in this process');
    for (const entry of [intent, done]) {
      expect(entry!.details).toMatchObject({
        engine: 'spark, on a cluster',
        cluster: expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/),
      });
      expect(JSON.stringify(entry)).not.toContain('127.0.0.1');
    }
    expect((await throughline(['log', 'verify', '--workspace', one.unit], { temp })).code).toBe(0);
  });

  test('which fails leaves the links that stand, and an entry that says so', async () => {
    const one = prepared('fails', { stderr: 'No space left on device\n', exit: 1 });
    const { run, error } = await failure(args(one), { temp });
    expect({ exit: run.code, code: error.code, stderr: run.stderr }).toEqual({
      exit: 3,
      code: 'DISK_FULL',
      stderr: '',
    });
    expect(linksIn(one.unit)).toBe(linksIn(join(demo, 'linkage-unit')));
    expect([...readdirSync(one.shared), ...hiddenIn(join(one.unit, 'work'))]).toEqual([]);
    expect((await entriesOf(one.unit)).at(-1)).toMatchObject({
      phase: 'failed',
      details: { reason: 'DISK_FULL' },
    });
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'when link is ended by %s, Spark ends too, and the next linkage needs no help',
    async (signal) => {
      const one = prepared(signal, { hang: true });
      let timer: NodeJS.Timeout | undefined;
      const { signal: by } = await throughline(args(one), {
        temp,
        onStart: (kill) => {
          timer = setInterval(() => {
            if (seenBy(one.home) !== undefined) kill(signal);
          }, 20);
        },
      });
      clearInterval(timer);
      expect(by).toBe(signal);
      await expect.poll(() => isRunning(seenBy(one.home)!.pid)).toBe(false);
      expect(linksIn(one.unit)).toBe(linksIn(join(demo, 'linkage-unit')));
      // What is killed outright leaves its folder to the next linkage.
      expect(readdirSync(one.shared)).toHaveLength(signal === 'SIGTERM' ? 0 : 1);
      await facts(args({ ...one, home: sparkHome(path) }), { temp });
      expect(linksIn(one.unit)).toBe(linksIn(join(demo, 'linkage-unit')));
      expect([...readdirSync(one.shared), ...hiddenIn(join(one.unit, 'work'))]).toEqual([]);
    },
  );

  test('into a Spark folder whose disk is full names that folder, and not the workspace', async ({
    skip,
  }) => {
    const one = prepared('full');
    if (!onSmallDisk(one.shared)) skip('skipped: needs mount');
    const { run, error } = await failure(args(one), { temp });
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 3, code: 'DISK_FULL' });
    expect(`${error.message}; ${error.hint}`).toContain(
      `${one.shared}: the disk that holds the Spark folder is full`,
    );
    expect(seenBy(one.home)).toBeUndefined();
    expect(readdirSync(one.shared)).toEqual([]);
  });

  test('on a master that Spark cannot know is refused before anything is logged', async () => {
    const one = prepared('bogus');
    const before = await entriesOf(one.unit);
    const { run, error } = await failure(
      ['link', '--workspace', one.unit, '--engine', 'spark', '--master', 'local[x]'],
      { temp },
    );
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'SPARK_MASTER' });
    expect(await entriesOf(one.unit)).toEqual(before);
  });

  test('is asked for by name: its flags beside another engine are a mistake', async () => {
    const { run, error } = await failure(
      ['link', '--workspace', join(demo, 'linkage-unit'), '--master', 'local[2]'],
      {
        temp,
      },
    );
    expect({ exit: run.code, code: error.code }).toEqual({ exit: 2, code: 'USAGE' });
  });
});
