/** What the tests of this folder share: scratch folders, caught errors, and a disk that fails on demand. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ThroughlineError } from '../../src/errors.ts';
import {
  type BlockOptions,
  type Extract,
  type FileSystem,
  type OutputHandle,
  type Rejection,
  type Row,
  readRows,
  realFileSystem,
} from '../../src/files/index.ts';

/** A new empty folder, which goes when the tests have run. */
export const scratch = (): string => mkdtempSync(join(tmpdir(), 'throughline-test-'));

/** A file of that content in a new folder. */
export function fileOf(content: string | Uint8Array, name = 'police.csv'): string {
  const path = join(scratch(), name);
  writeFileSync(path, content);
  return path;
}

/** The error that `action` throws. */
export async function errorOf(action: () => unknown): Promise<ThroughlineError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof ThroughlineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

export async function rowsOf(extract: Extract, options: BlockOptions = {}): Promise<(Row | Rejection)[]> {
  const rows: (Row | Rejection)[] = [];
  for await (const row of readRows(extract, options)) rows.push(row);
  return rows;
}

/** Every file below a folder, hidden ones too, as `path: content`. */
export function treeOf(directory: string): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) tree[path.slice(directory.length + 1)] = readFileSync(path, 'utf8');
  }
  return tree;
}

/** The number of a process that does not run. */
export const DEAD_PID = 999_999_999;

/** Makes what this process left unfinished in a folder look as if a process that has died had left it. */
export function orphan(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const aged = basename(path).replace(/-\d+-(\d+)$/, `-${DEAD_PID}-$1`);
    if (name.startsWith('.')) renameSync(path, join(dirname(path), aged));
  }
}

export interface FailingDisk {
  readonly files: FileSystem;
  /** Calls made so far, e.g. `['inspect', 'create', 'write', ...]`. */
  readonly calls: readonly string[];
}

/**
 * The real disk, whose call number `failAt` (from 0) fails with the system error `code`. With `killed`, every
 * later call fails as well, as if the process had died there.
 */
export function failingDisk(failAt: number, code: string, killed = false): FailingDisk {
  const calls: string[] = [];
  const counted =
    <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const number = calls.push(name) - 1;
      const fails = number === failAt || (killed && number > failAt);
      // A handle is given back to the real disk even when closing "fails".
      if (fails && name === 'close') await call(...args);
      if (fails) throw Object.assign(new Error(`${code}: value from a file`), { code });
      return call(...args);
    };
  const real = realFileSystem;
  const files: FileSystem = {
    create: counted('create', async (path: string, mode: number): Promise<OutputHandle> => {
      const handle = await real.create(path, mode);
      return {
        write: counted('write', (bytes: Uint8Array) => handle.write(bytes)),
        sync: counted('sync', () => handle.sync()),
        close: counted('close', () => handle.close()),
      };
    }),
    syncFile: counted('syncFile', real.syncFile),
    syncDirectory: counted('syncDirectory', real.syncDirectory),
    link: counted('link', real.link),
    rename: counted('rename', real.rename),
    makeDirectories: counted('makeDirectories', real.makeDirectories),
    makeDirectory: counted('makeDirectory', real.makeDirectory),
    remove: counted('remove', real.remove),
    setMode: counted('setMode', real.setMode),
    list: counted('list', real.list),
    inspect: counted('inspect', real.inspect),
  };
  return { files, calls };
}
