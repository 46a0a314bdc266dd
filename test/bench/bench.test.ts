/** The bench does its work at any size, and says what it was told wrongly; how long anything takes is no part of it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT, scratch } from '../journeys/cli.ts';

function run(script: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'scripts', script), ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const { path, remove } = scratch();
afterAll(remove);

describe('npm run bench', () => {
  test.each([
    [['--rows', 'many'], 'bench: --rows takes a whole number of at least 100'],
    [['--rows', '2000.5'], 'bench: --rows takes a whole number of at least 100'],
    [['--runs', '0'], 'bench: --runs takes a whole number of at least 1'],
    [['--only', 'constructor'], 'bench: --only takes one of: files, peers, engines, log, figures, catalogue'],
  ])('with %s says what it takes instead', async (args, reason) => {
    expect(await run('bench.mjs', ...args)).toMatchObject({ code: 2, stdout: '', stderr: `${reason}\n` });
  });

  test('leaves other programs out where it is not told where they are', async () => {
    for (const [only, said] of [
      ['peers', 'skipped: other programs (needs --peers VENV'],
      ['engines', 'skipped: engines side by side (needs --spark HOME'],
    ] as const) {
      const { code, stdout } = await run('bench.mjs', '--rows', '2000', '--only', only);
      expect(code).toBe(0);
      expect(stdout.trimEnd().split('\n').at(-1)).toContain(said);
    }
  });

  test('measures files of growing length beside what one core could do, as JSON of which a chart is made', async () => {
    const [json, svg] = [join(path, 'bench.json'), join(path, 'bench.svg')];
    const only = ['--only', 'files', '--spare-core', '--json', json];
    const { code, stdout, stderr } = await run('bench.mjs', '--rows', '2000', ...only);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^pseudonymise, share of what the cores could do at best +\d+ %$/m);
    expect(stdout).toMatch(/^link, time per record at 2,000 divided by that at 200 +\d+\.\d\d times$/m);
    expect(stdout).not.toContain('aim:');
    expect(stdout).toMatch(/^aims are set for a million rows .*left out here for: pseudonymise and link$/m);
    const found = JSON.parse(readFileSync(json, 'utf8'));
    const { cores, threads } = found.machine;
    expect(threads).toBe(Math.max(1, cores - 1));
    expect(found).toMatchObject({
      rows: 2000,
      runs: 1,
      pseudonymise: [{ size: 100 }, { size: 200 }, { size: 2000, rows: 2000 }],
      link: [{ size: 100 }, { size: 200 }, { size: 2000, records: 2000 }],
      ceiling: { eventRows: expect.any(Number), rows: 2000 },
    });
    // A hash for each row, and several for most people.
    expect(found.ceiling.hashes).toBeGreaterThan(2 * 2000);
    expect((await run('bench/chart.mjs', json, svg)).code).toBe(0);
    const drawn = readFileSync(svg, 'utf8');
    expect(drawn.match(/<circle /g)).toHaveLength(6);
    expect(drawn).not.toMatch(/NaN|undefined|Infinity/);
    expect(await run('bench/chart.mjs', json)).toMatchObject({ code: 2 });
  }, 300_000);
});
