import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/pseudonymise/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { fileOf, PEOPLE, police, policeCsv, worldWithKey } from './agency.ts';
import {
  COLUMNS,
  cellsOf,
  csvOf,
  extractOf,
  keysFor,
  outputsIn,
  recipeFor,
  SCHEME,
  scratch,
  treeOf,
} from './helpers.ts';

/** More than two MiB, so that there are three blocks: a thousand people, some in two spellings, three protected. */
const LARGE = csvOf(
  Array.from({ length: 16_000 }, (_, index) => {
    const person = (index * 7919) % 1000;
    return cellsOf({
      URN: `P${person}`,
      SURNAME: `Quill${'abcdefghij'[person % 10]}${'klmnopqrst'[Math.floor(person / 10) % 10]}${index % 997 === 0 ? 'e' : ''}`,
      DOB: `${String(1 + (person % 28)).padStart(2, '0')}/0${1 + (person % 9)}/19${50 + (person % 50)}`,
      DATE: index % 2000 === 17 ? 'soon' : `0${1 + (index % 9)}/04/2025`,
      CRIME: `C${index}`.padEnd(120, '-'),
      OTHER: `P${(person + 1) % 1000}`,
      PROT: index === 8000 || index === 15_999 || index === 3 ? 'Y' : '',
      SAFE: index % 1013 === 0 ? 'Y' : '',
    });
  }),
);

describe('without the compiled worker', () => {
  test('a run whose threads cannot start ends with an error', async () => {
    const extract = await extractOf(LARGE);
    const recipe = recipeFor(COLUMNS, extract.header);
    expect(extract.bytes).toBeGreaterThan(2 << 20);
    const error = await errorOf(async () =>
      run(extract, recipe, keysFor(SCHEME), await scratch(), { threads: 3 }),
    );
    expect([error.code, error.exitCode]).toEqual(['WORKER_FAILED', 3]);
    expect(error.hint).toContain('--threads 1');
  });

  test('a small extract needs no threads', async () => {
    const extract = await extractOf(csvOf([cellsOf()]));
    const recipe = recipeFor(COLUMNS, extract.header);
    const { events } = await run(extract, recipe, keysFor(SCHEME), await scratch(), { threads: 8 });
    expect(events.rows).toBe(1);
  });
});

// Worker threads run compiled code only: "npm test" builds before it tests.
const SOURCES = fileURLToPath(new URL('../../src/pseudonymise/', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../dist/pseudonymise/', import.meta.url));
const compiled = existsSync(join(COMPILED, 'worker.js')) && newest(COMPILED) >= newest(SOURCES);
if (!compiled) console.log('not tested: worker threads, because dist/ is not built from these sources');

/** When the last file of a folder was written. */
function newest(folder: string): number {
  return Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs));
}

describe.skipIf(!compiled)('worker threads', async () => {
  const dist = compiled
    ? ((await import(
        pathToFileURL(join(COMPILED, 'index.js')).href
      )) as typeof import('../../src/pseudonymise/index.ts'))
    : undefined!;

  /** What a failed run throws; errors of compiled code are of a class of their own. */
  async function failureOf(work: () => Promise<unknown>): Promise<Record<string, unknown>> {
    try {
      await work();
    } catch (error) {
      return error as Record<string, unknown>;
    }
    return expect.fail('nothing was thrown');
  }

  test('give the same as none', async () => {
    const extract = await extractOf(LARGE);
    const recipe = recipeFor(COLUMNS, extract.header);
    const results = [];
    for (const threads of [1, 2]) {
      const folder = await scratch();
      // How often a cell of a person already seen is counted depends on who saw them.
      const { problems: _, ...result } = await dist.run(extract, recipe, keysFor(SCHEME), folder, {
        threads,
      });
      results.push({ result, ...(await outputsIn(folder)) });
      expect((await readdir(folder)).toSorted()).toEqual(['events', 'tokens']);
    }
    const [one, two] = results;
    expect(one!.result.tokens.people).toBe(997);
    expect(one!.result.protected.size).toBe(3);
    expect(one!.result.rejected).toHaveLength(8);
    expect(one!.result.rowsRead).toBe(16_000);
    expect(two!.result).toEqual(one!.result);
    expect(two!.tokens === one!.tokens).toBe(true);
    expect(two!.events === one!.events).toBe(true);
  });

  test('end with the error and the row when a later block is not text', async () => {
    const bytes = Buffer.from(LARGE);
    bytes[bytes.length - 40] = 0xff;
    const extract = await extractOf(bytes);
    const row = bytes.subarray(0, bytes.length - 40).filter((byte) => byte === 0x0a).length + 1;
    for (const threads of [1, 2]) {
      const folder = await scratch();
      const recipe = recipeFor(COLUMNS, extract.header);
      const error = await failureOf(() => dist.run(extract, recipe, keysFor(SCHEME), folder, { threads }));
      expect(error).toMatchObject({ code: 'CSV_ENCODING', exitCode: 2, place: { file: 'test.csv', row } });
    }
  });

  test('leave the packages made before and nothing beside them when they fail', async () => {
    const world = await worldWithKey();
    try {
      await police(world, PEOPLE);
      const before = await treeOf(join(world.of('police'), 'work'));
      const rows = Array.from({ length: 12_000 }, (_, index) => ({
        PERSON_URN: `P${index % 500}`,
        NOTES: '-'.repeat(150),
      }));
      const extract = await fileOf(Buffer.concat([Buffer.from(policeCsv(...rows)), Buffer.of(0xff, 0x0a)]));
      const workspace = await world.open('police');
      const error = await failureOf(() =>
        dist.pseudonymise(workspace, { extract, replace: true, threads: 2 }),
      );
      expect(error).toMatchObject({ code: 'CSV_ENCODING', place: { row: 12_002 } });
      expect(await treeOf(join(world.of('police'), 'work'))).toEqual(before);
    } finally {
      await world.remove();
    }
  });

  test('hand on what went wrong inside them, as it was', async () => {
    const extract = await extractOf(LARGE);
    const folder = await scratch();
    await mkdir(join(folder, 'spill'));
    await writeFile(join(folder, 'spill', 'tokens-1'), '');
    const recipe = recipeFor(COLUMNS, extract.header);
    const error = await failureOf(() => dist.run(extract, recipe, keysFor(SCHEME), folder, { threads: 2 }));
    expect(error).toMatchObject({
      code: 'OUTPUT_EXISTS',
      exitCode: 2,
      reason: 'there is already something of this name',
      place: { file: expect.stringMatching(/tokens-1$/) as string },
    });
    expect(error.hint).not.toBe('');
  });

  test('say no more than that they failed when the fault is the program', async () => {
    const extract = await extractOf(LARGE);
    const recipe = recipeFor(COLUMNS, extract.header);
    const keys = { ...keysFor(SCHEME), tokens: [] };
    const folder = await scratch();
    const error = await failureOf(() => dist.run(extract, recipe, keys, folder, { threads: 2 }));
    expect(error).toMatchObject({ code: 'WORKER_FAILED', exitCode: 3 });
    expect(String(error.stack)).not.toMatch(/Quill|TypeError/);
  });

  test('that gather events tell what was wrong', async () => {
    const { EventsThread } = (await import(
      pathToFileURL(join(COMPILED, 'events-thread.js')).href
    )) as typeof import('../../src/pseudonymise/events-thread.ts');
    const folder = await scratch();
    const thread = new EventsThread({
      ...{
        folder,
        parts: 64,
        spilled: [{ file: 'gone', lengths: [new Uint32Array(64).fill(40)] }],
        hidden: new Set(),
      },
      ...{ path: join(folder, 'events.csv'), header: ['reference'] },
    });
    expect(await failureOf(() => thread.done)).toMatchObject({ code: 'SPILL_NOT_READABLE', exitCode: 3 });
    await thread.stop();
    expect(await readdir(folder)).toEqual([]);
  });
});
