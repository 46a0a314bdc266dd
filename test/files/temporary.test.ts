import { existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../src/files/index.ts';
import { errorOf, scratch } from './helpers.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listening = () => SIGNALS.map((signal) => process.listenerCount(signal));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('a folder for the time of one job', () => {
  it('is for this account alone, and goes with all that is in it', async () => {
    const before = listening();
    const folder = await temporaryFolder('throughline-test-');
    // Windows has no such bits.
    expect([0o700, process.platform === 'win32' ? 0o666 : 0o700]).toContain(
      statSync(folder.path).mode & 0o777,
    );
    await writeFile(join(folder.path, 'tokens.csv'), 'x');
    await folder.remove();
    expect(existsSync(folder.path)).toBe(false);
    expect(listening()).toEqual(before);
  });

  it.each(SIGNALS)('goes with every other at %s, which then does what it does', async (signal) => {
    const before = listening();
    const folders = [await temporaryFolder('throughline-test-'), await temporaryFolder('throughline-test-')];
    const sent = vi.spyOn(process, 'kill').mockReturnValue(true);
    process.emit(signal, signal);
    expect(folders.map(({ path }) => existsSync(path))).toEqual([false, false]);
    expect(sent).toHaveBeenCalledExactlyOnceWith(process.pid, signal);
    expect(listening()).toEqual(before);
    await Promise.all(folders.map((folder) => folder.remove()));
  });

  it('that cannot be made is an error that says where', async () => {
    vi.stubEnv('TMPDIR', join(scratch(), 'none'));
    const error = await errorOf(() => temporaryFolder('throughline-test-'));
    expect(error.code).toBe('OUTPUT_PATH');
  });
});
