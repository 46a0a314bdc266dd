/**
 * The share log as another program sees it: Go's transparency-log packages read what this one writes, and
 * both give the same verdict on logs that were tampered with. Needs Go and, the first time, its module
 * proxy, so it runs only with THROUGHLINE_INTEROP=1.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeProof, verifyLog, vkeyOf } from '../../src/sharelog/index.ts';
import { logOf, scratch, signer } from '../sharelog/helpers.ts';

const hasGo = spawnSync('go', ['version']).status === 0;
const runs = hasGo && process.env.THROUGHLINE_INTEROP === '1';
if (!runs) console.log(`skipped: needs go${hasGo ? ' and THROUGHLINE_INTEROP=1' : ''}`);

describe.skipIf(!runs)("Go's verifier", () => {
  let program: string;

  beforeAll(async () => {
    program = join(await scratch(), process.platform === 'win32' ? 'verify-log.exe' : 'verify-log');
    execFileSync('go', ['build', '-o', program, '.'], { cwd: join(import.meta.dirname, 'verify-log') });
  });

  const verdict = (folder: string, ...proofs: string[]): string =>
    spawnSync(program, [vkeyOf(signer), folder, ...proofs], { encoding: 'utf8' }).stdout.trim();

  test.each([
    [0, 1],
    [1, 1],
    [2, 1],
    [255, 100],
    [256, 100],
    [257, 100],
    [700, 33],
  ])('accepts a log of %d entries', async (size, lot) => {
    const workspace = await logOf(size, lot);
    const folder = join(workspace, 'log');
    const checkpoint = await readFile(join(folder, 'checkpoint'));
    const proofs: string[] = [];
    for (const index of new Set([0, Math.floor(size / 2), size - 1].filter((i) => i >= 0 && i < size))) {
      const path = join(workspace, `${index}.tlog-proof`);
      await writeFile(path, await makeProof(folder, index, checkpoint));
      proofs.push(path);
    }
    const { root, ok } = await verifyLog(folder);
    expect(ok).toBe(true);
    const kept = Math.ceil(size / lot) + 1;
    expect(verdict(folder, ...proofs)).toBe(
      `OK size=${size} root=${root} checkpoints=${kept} proofs=${proofs.length}`,
    );
  });

  test('rejects what this program rejects: one byte changed anywhere in what it reads', async () => {
    const base = join(await logOf(3), 'log');
    const paths = ['checkpoint', 'checkpoints/2', 'tile/0/000.p/3', 'tile/entries/000.p/3'];
    const verdicts: [string, boolean, boolean][] = [];
    for (const path of paths) {
      const bytes = await readFile(join(base, path));
      for (let at = 0; at < bytes.length; at += 37) {
        const folder = await scratch();
        await cp(base, folder, { recursive: true });
        await writeFile(join(folder, path), bytes.with(at, bytes[at]! ^ 4));
        verdicts.push([`${path} byte ${at}`, (await verifyLog(folder)).ok, verdict(folder).startsWith('OK')]);
      }
    }
    expect(verdicts.length).toBeGreaterThan(40);
    expect(verdicts.filter(([, ours, theirs]) => ours || theirs)).toEqual([]);
  });
});
