/**
 * A real Spark, on one machine and as a cluster of two workers, finds what DuckDB finds. Needs `spark-sql` and Java, so it
 * runs only with THROUGHLINE_INTEROP=1.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../src/linkage/engines/duckdb.ts';
import { sparkEngine } from '../../src/linkage/engines/spark.ts';
import { facts, scratch } from '../journeys/cli.ts';
import { someTables, sourcesOf } from '../linkage/engines/tables.ts';
import { schemeOf } from '../linkage/schemes.ts';

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const hasSpark = has('spark-sql') && has('java');
const runs = hasSpark && process.env.THROUGHLINE_INTEROP === '1';
if (!runs) console.log(`skipped: needs spark${hasSpark ? ' and THROUGHLINE_INTEROP=1' : ''}`);

const { path, temp, remove } = scratch();
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  remove();
});

/** Quick to start rather than quick for long: these runs are over before a thorough compiler would pay. */
const QUICK = 'JAVA_TOOL_OPTIONS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"; export JAVA_TOOL_OPTIONS';

/** A Spark that starts quickly. */
function quickSpark(): string {
  const home = join(path, 'spark');
  mkdirSync(join(home, 'bin'), { recursive: true });
  for (const program of ['spark-sql', 'spark-class']) {
    const file = join(home, 'bin', program);
    writeFileSync(file, `#!/bin/sh\n${QUICK}\nexec ${program} "$@"\n`);
    chmodSync(file, 0o755);
  }
  return home;
}

/** Starts a master or a worker, and waits until it says that it is there. */
async function daemon(
  home: string,
  kind: 'master.Master' | 'worker.Worker',
  args: readonly string[],
  sign: RegExp,
) {
  const given = [`org.apache.spark.deploy.${kind}`, '--host', '127.0.0.1', '--webui-port', '0', ...args];
  const child = spawn(join(home, 'bin', 'spark-class'), given, {
    cwd: path,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started.push(child);
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (sign.test(line)) resolve();
    });
  });
  return child;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

describe.skipIf(!runs)('Spark', () => {
  test('on two cores of this machine gives the links of the demonstration, byte for byte', async () => {
    const made = process.env.THROUGHLINE_DEMO;
    const demo = made !== undefined && existsSync(made) ? made : join(path, 'northmere');
    if (demo !== made) await facts(['demo', '--people', '150', '--no-report', '--out', demo], { temp });
    const unit = join(path, 'unit');
    cpSync(join(demo, 'linkage-unit'), unit, { recursive: true });
    const links = () => readFileSync(join(unit, 'work', 'links', 'links.csv'), 'utf8');
    const before = links();
    await facts(
      ['link', '-w', unit, '--engine', 'spark', '--master', 'local[2]', '--spark-home', quickSpark()],
      { temp },
    );
    expect(links()).toBe(before);
  }, 600_000);

  test('as a cluster that loses one of its two workers finds the same pairs', async () => {
    const home = quickSpark();
    const master = `spark://127.0.0.1:${await freePort()}`;
    await daemon(home, 'master.Master', ['--port', master.split(':')[2]!], /Starting Spark master/);
    const workers = await Promise.all(
      ['one', 'two'].map((name) =>
        daemon(
          home,
          'worker.Worker',
          ['--cores', '1', '--memory', '1g', '--work-dir', join(path, name), master],
          /Successfully registered with master/,
        ),
      ),
    );
    const scheme = schemeOf(
      'nhs-number.exact',
      'surname.exact+date-of-birth.full',
      'date-of-birth.full+postcode.unit',
    );
    const sources = sourcesOf(path, someTables(scheme, 4));
    const spill = join(path, 'spill');
    mkdirSync(spill);
    const options = { spill, memoryMegabytes: 300, mostSharing: 2 };
    const found = await sparkEngine({ master, home }).candidates(sources, scheme, {
      ...options,
      onStage: (_, done) => {
        if (done === 3) workers[0]!.kill('SIGKILL');
      },
    });
    expect(workers[0]!.killed).toBe(true);
    expect(found).toEqual(await duckdbEngine.candidates(sources, scheme, options));
    expect(found.pairs.left.length).toBeGreaterThan(0);
  }, 600_000);
});
