/** A disk that fails, or a process that dies, at every single call of an append. */
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ThroughlineError } from '../../src/errors.ts';
import { type FileSystem, type OutputHandle, realFileSystem } from '../../src/files/index.ts';
import { diskFiles, type LogFiles, type LogReport, logFiles, verifyLog } from '../../src/sharelog/index.ts';
import { draft, logOf, openLog, scratch } from './helpers.ts';

type Fault = 'fails once' | 'dies' | 'writes half and says whole';

const broken = (): Error => Object.assign(new Error('made to fail'), { code: 'EIO' });

/** Counts calls; at call `at` (from 0) the fault happens. */
class Faults {
  calls = 0;
  readonly #at: number;
  readonly #fault: Fault;

  constructor(at: number, fault: Fault) {
    this.#at = at;
    this.#fault = fault;
  }

  /** Whether this call happens; only a write can lie. */
  take(isWrite: boolean): 'happens' | 'half' {
    const call = this.calls;
    this.calls += 1;
    if (call < this.#at || (call > this.#at && this.#fault !== 'dies')) return 'happens';
    if (this.#fault === 'writes half and says whole') return isWrite ? 'half' : 'happens';
    throw broken();
  }

  system(): FileSystem {
    const wrap =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        this.take(false);
        return call(...args);
      };
    const real = realFileSystem;
    return {
      create: async (path, mode) => {
        this.take(false);
        return this.#handle(await real.create(path, mode));
      },
      syncFile: wrap(real.syncFile),
      syncDirectory: wrap(real.syncDirectory),
      link: wrap(real.link),
      rename: wrap(real.rename),
      makeDirectories: wrap(real.makeDirectories),
      makeDirectory: wrap(real.makeDirectory),
      remove: wrap(real.remove),
      setMode: wrap(real.setMode),
      list: wrap(real.list),
      inspect: wrap(real.inspect),
    };
  }

  #handle(handle: OutputHandle): OutputHandle {
    return {
      write: async (bytes) => {
        if (this.take(true) === 'happens') return handle.write(bytes);
        await handle.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
        return { bytesWritten: bytes.length };
      },
      sync: async () => {
        this.take(false);
        await handle.sync();
      },
      close: async () => {
        await handle.close();
        this.take(false);
      },
    };
  }
}

const paths = (workspace: string) => ({
  log: join(workspace, 'log'),
  rememberedHead: join(workspace, 'head.json'),
});

function verified(workspace: string): Promise<LogReport> {
  const { log, rememberedHead } = paths(workspace);
  return verifyLog(log, { rememberedHead });
}

async function copyOf(base: string): Promise<string> {
  const workspace = await scratch();
  await cp(base, workspace, { recursive: true });
  return workspace;
}

/** Appends with the fault; afterwards the lock of a process that died is removed, as its message says. */
async function appendWith(files: LogFiles, workspace: string): Promise<'done' | 'refused' | 'crashed'> {
  try {
    const log = await openLog(workspace, { files });
    await log.append([draft('denial'), draft()]);
    return 'done';
  } catch (error) {
    return error instanceof ThroughlineError ? 'refused' : 'crashed';
  } finally {
    await rm(join(workspace, 'log', 'lock'), { force: true });
  }
}

/** Whole at the old size or the new, and the next append goes on from there; what it is otherwise. */
async function trouble(workspace: string, before: number, outcome: string): Promise<string | undefined> {
  const allowed = outcome === 'done' ? [before + 2] : [before, before + 2];
  const { size, findings } = await verified(workspace);
  const log = await openLog(workspace);
  const [appended] = await log.append([draft('erasure')]);
  const after = await verified(workspace);
  const left = await readdir(join(workspace, 'log', 'tmp'));
  const right =
    outcome !== 'crashed' &&
    findings.length === 0 &&
    allowed.includes(size) &&
    allowed.includes(appended!.index) &&
    appended!.index >= size &&
    after.ok &&
    after.remembered === 'same' &&
    after.size === appended!.index + 1 &&
    left.length === 0;
  return right
    ? undefined
    : JSON.stringify({ outcome, size, findings, appended: appended?.index, after, left });
}

/** Runs `work` for 0 to `count` - 1, several at a time, and gives back its complaints. */
async function atEach(count: number, work: (at: number) => Promise<string | undefined>): Promise<string[]> {
  const found: string[] = [];
  const next = Array.from({ length: count }, (_, at) => at).values();
  const worker = async (): Promise<void> => {
    for (const at of next) {
      const complaint = await work(at);
      if (complaint !== undefined) found.push(`call ${at}: ${complaint}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return found;
}

const FAULTS: readonly Fault[] = ['fails once', 'dies', 'writes half and says whole'];

describe.each([
  ['inside a tile', 2],
  ['filling a tile', 255],
])('an append %s', (_, before) => {
  let base: string;

  beforeAll(async () => {
    base = await logOf(before, before);
  });

  /** How many calls a whole append makes. */
  async function countCalls(): Promise<number> {
    const counting = new Faults(Number.POSITIVE_INFINITY, 'dies');
    expect(await appendWith(logFiles(counting.system()), await copyOf(base))).toBe('done');
    return counting.calls;
  }

  test.each(FAULTS)('survives a disk that %s, at every call', async (fault) => {
    const calls = await countCalls();
    expect(calls).toBeGreaterThan(60);
    const complaints = await atEach(calls, async (at) => {
      const workspace = await copyOf(base);
      const outcome = await appendWith(logFiles(new Faults(at, fault).system()), workspace);
      return trouble(workspace, before, outcome);
    });
    expect(complaints).toEqual([]);
  });

  test('survives a disk that cannot be read, at every read', async () => {
    const reading = (at: number, count: () => number): LogFiles => ({
      ...diskFiles,
      read: async (path, limit) => {
        if (count() === at) throw broken();
        return diskFiles.read(path, limit);
      },
    });
    let reads = 0;
    await appendWith(
      reading(-1, () => reads++),
      await copyOf(base),
    );
    expect(reads).toBeGreaterThan(10);
    const complaints = await atEach(reads, async (at) => {
      const workspace = await copyOf(base);
      let count = 0;
      return trouble(
        workspace,
        before,
        await appendWith(
          reading(at, () => count++),
          workspace,
        ),
      );
    });
    expect(complaints).toEqual([]);
  });
});

describe('making a log', () => {
  test.each(FAULTS)('survives a disk that %s, at every call', async (fault) => {
    const open = async (workspace: string, faults: Faults): Promise<unknown> => {
      try {
        await openLog(workspace, { files: logFiles(faults.system()) });
        return undefined;
      } catch (error) {
        return error;
      }
    };
    const counting = new Faults(Number.POSITIVE_INFINITY, fault);
    expect(await open(await scratch(), counting)).toBeUndefined();
    const complaints = await atEach(counting.calls, async (at) => {
      const workspace = await scratch();
      const error = await open(workspace, new Faults(at, fault));
      await rm(join(workspace, 'log', 'lock'), { force: true });
      await (await openLog(workspace)).append([draft()]);
      const report = await verified(workspace);
      const right =
        (error === undefined || error instanceof ThroughlineError) &&
        report.ok &&
        report.size === 1 &&
        report.remembered === 'same';
      return right ? undefined : JSON.stringify(report);
    });
    expect(complaints).toEqual([]);
  });
});
