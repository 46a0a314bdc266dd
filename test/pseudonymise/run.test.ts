import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hmac256 } from '../../src/custody/index.ts';
import { type Extract, readBlocks } from '../../src/files/index.ts';
import { BlockWorker } from '../../src/pseudonymise/blocks.ts';
import { ChanceSample, chanceOf } from '../../src/pseudonymise/chance.ts';
import { gather } from '../../src/pseudonymise/gather.ts';
import { type Recipe, run } from '../../src/pseudonymise/index.ts';
import { rejectedRows } from '../../src/pseudonymise/rejected.ts';
import { SeenPeople } from '../../src/pseudonymise/seen.ts';
import { Strangers } from '../../src/pseudonymise/strangers.ts';
import { errorOf } from '../agreement/helpers.ts';
import {
  COLUMNS,
  cellsOf,
  csvOf,
  extractOf,
  HEADER,
  keysFor,
  outputsIn,
  type Ran,
  recipeFor,
  runOn,
  SCHEME,
  scratch,
  table,
} from './helpers.ts';
import { personByHand } from './taking.ts';

const PEOPLE = [
  cellsOf({ URN: 'P1', OTHER: 'P2' }),
  cellsOf({ URN: 'P2', OTHER: 'P1', SURNAME: 'Moss', FORENAME: 'Ivan', ROLE: 'SUS', DOB: '02/05/1980' }),
  cellsOf({ URN: 'P1', DATE: '09/09/2025', CRIME: 'C2', SURNAME: 'Quill-Moss' }),
  cellsOf({ URN: '', SURNAME: 'Okafor', FORENAME: 'Ada', DOB: '01/02/1990', CRIME: 'C3' }),
  cellsOf({ URN: 'P4', SURNAME: 'Lindqvist', FORENAME: 'Åsa', DOB: '29/02/1996', SAFE: 'Y' }),
  cellsOf({ URN: 'P5', SURNAME: 'Hale', FORENAME: 'Rose', DOB: '11/11/1970', DATE: '10/10/2025' }),
  cellsOf({ URN: 'P5', SURNAME: 'Hale', FORENAME: 'Rose', DOB: '11/11/1970', PROT: 'Y', DATE: 'soon' }),
];

describe('an extract', () => {
  test('becomes tokens and events, each in order of reference', async () => {
    const { result, folder, tokens, events } = await runOn(csvOf(PEOPLE));
    expect((await readdir(folder)).toSorted()).toEqual(['events', 'tokens']);
    expect(result).toMatchObject({ rowsRead: 7, outsideWindow: 0, rejected: [], problems: [] });
    expect(tokens.split('\n')[0]).toBe(
      ['reference', ...SCHEME.matchKeys.map(({ name }) => name), 'presence'].join(','),
    );
    const people = table(tokens).map(({ reference }) => reference!);
    expect(people).toEqual(people.toSorted());
    expect(new Set(people).size).toBe(4);
    expect(result.tokens).toMatchObject({ people: 4, rows: people.length });
    // Maria Quill and Maria Quill-Moss: a row for the one spelling, three for the other.
    expect(people.filter((one) => one === personByHand('P1'))).toHaveLength(4);
    const rows = table(events);
    const order = rows.map(({ reference }) => reference!);
    expect(order).toEqual(order.toSorted());
    expect(rows).toHaveLength(5);
    expect(result.events.rows).toBe(5);
    const [first, second] = ['P1', 'P2'].map(
      (id) => rows.find(({ reference }) => reference === personByHand(id))!,
    );
    expect(first).toMatchObject({ date: '2025-04-05', role: 'victim', counterparty: second!.reference });
    expect(second).toMatchObject({
      role: 'suspect',
      case: first!.case,
      'age-group': '35-44',
      district: 'ZE3',
    });
    expect(rows.find(({ reference }) => reference === personByHand('P4'))).toMatchObject({ district: '' });
  });

  test('has nothing of a protected person, in tokens, events, people or chance', async () => {
    const { result, tokens, events } = await runOn(csvOf(PEOPLE));
    const hidden = personByHand('P5');
    expect(result.protected).toEqual(new Set([hidden]));
    expect(tokens + events).not.toContain(hidden);
    expect(result.sampled).toBe(4);
    const without = await runOn(csvOf(PEOPLE.slice(0, 5)));
    expect([without.tokens, without.events]).toEqual([tokens, events]);
    expect(without.result.chance).toEqual(result.chance);
    expect(without.result.household).toEqual(result.household);
    expect(without.result.sampled).toBe(4);
  });

  test('gives the same bytes when it is run again', async () => {
    const csv = csvOf(PEOPLE);
    const [one, other] = [await runOn(csv), await runOn(csv)];
    expect(other.result).toEqual(one.result);
    expect([other.tokens, other.events]).toEqual([one.tokens, one.events]);
  });

  test('gives the same in another encoding, with another delimiter and other line ends', async () => {
    const one = await runOn(csvOf(PEOPLE));
    const text = csvOf(PEOPLE).replaceAll(',', ';').replaceAll('\n', '\r\n');
    const latin = await runOn(Buffer.from(text, 'latin1'));
    expect([latin.tokens, latin.events]).toEqual([one.tokens, one.events]);
    const wide = await runOn(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect([wide.tokens, wide.events]).toEqual([one.tokens, one.events]);
  });

  test('lists rows that yield nothing, by number and in order', async () => {
    const lines = csvOf(PEOPLE.slice(0, 1)).trimEnd();
    const csv = [
      lines,
      cellsOf({ DATE: '' }).join(','),
      '',
      'P7,Quill,Maria',
      cellsOf({ ROLE: 'X' }).join(','),
      'P8,"Qu"ill,Maria,23/11/1987,ZE3 9JZ,05/04/2025,VIC,C1,,,',
      cellsOf({ URN: '', SURNAME: '', FORENAME: '', DOB: '', PC: '' }).join(','),
      cellsOf({ URN: 'P9' }).join(','),
    ].join('\n');
    const { result } = await runOn(csv);
    const leftOut = (row: number, reason: string) => ({
      row,
      reason: `${reason}; it may protect somebody, and whom it names was left out`,
      leftOut: true,
    });
    expect(result.rejected).toEqual([
      { row: 3, column: 'DATE', reason: 'no date' },
      leftOut(5, 'has 3 fields where the header has 11'),
      { row: 6, column: 'ROLE', reason: 'a value that the map of this column does not name' },
      leftOut(7, 'has a quote that is not closed or stands inside a field'),
      { row: 8, reason: 'nothing in it tells one person from another' },
    ]);
    expect(result.rowsRead).toBe(7);
    expect(result.events.rows).toBe(2);
  });

  test('counts what could not be used, most frequent first', async () => {
    const { result } = await runOn(
      csvOf([
        cellsOf({ URN: 'P1', PC: 'ZE3 9J' }),
        cellsOf({ URN: 'P2', DOB: '31/02/1987' }),
        cellsOf({ URN: 'P3', PC: '12345' }),
      ]),
    );
    expect(result.problems.map(({ count }) => count)).toEqual([2, 1]);
    expect(result.problems[0]!.cells).toMatch(/^PC: /);
    expect(result.problems[1]!.cells).toBe('DOB: not a day of the calendar');
  });

  test('may keep text of several lines, which stands on one', async () => {
    const specs = { ...COLUMNS, CRIME: { event: 'type', treat: 'keep' } as const };
    const { events } = await runOn(csvOf([cellsOf({ CRIME: 'threat,\r\n"loud"\n' })]), {}, specs);
    expect(events.trimEnd().split('\n')[1]).toContain(',"threat, ""loud""",victim,');
  });

  test('without a row is refused', async () => {
    const extract = await extractOf(csvOf([]));
    const folder = await scratch();
    const error = await errorOf(() =>
      run(extract, recipeFor(COLUMNS, extract.header), keysFor(SCHEME), folder, { threads: 1 }),
    );
    expect(error.code).toBe('CSV_HEADER_ONLY');
  });

  test('tells how far it is', async () => {
    const extract = await extractOf(csvOf(PEOPLE));
    const told: [string, number][] = [];
    await run(extract, recipeFor(COLUMNS, extract.header), keysFor(SCHEME), await scratch(), {
      threads: 1,
      onProgress: (stage, done, of) => told.push([stage, done / of]),
    });
    expect(told[0]).toEqual(['reading', 1]);
    expect(told.at(-1)).toEqual(['gathering', 1]);
    expect(told).toHaveLength(129);
  });
});

type Shared = Pick<Ran, 'tokens' | 'events'> & { readonly chance: unknown; readonly rejected: number };

/** A run in small blocks that are dealt out to several workers, as threads would share them. */
async function dealtOut(
  extract: Extract,
  recipe: Recipe,
  blockBytes: number,
  turns: readonly number[],
): Promise<Shared> {
  const folder = await scratch();
  const spill = join(folder, 'spill');
  await mkdir(spill);
  const keys = keysFor(recipe.scheme);
  const names = ['0', '1', '2'];
  const job = { recipe, keys, dialect: extract.dialect, spill, parts: 64, seen: SeenPeople.memory() };
  const workers = names.map((name) => new BlockWorker({ ...job, name }));
  let block = 0;
  for await (const each of readBlocks(extract, { blockBytes })) {
    await workers[turns[block % turns.length]!]!.take(each);
    block += 1;
  }
  const totals = await Promise.all(workers.map((worker) => worker.end()));
  const tokens = totals.map((total) => total.tokens);
  const events = totals.map((total) => total.events);
  const strangers = new Strangers(spill, job.parts, recipe.scheme, new Hmac256(keys.stranger));
  const spilled = { folder: spill, parts: job.parts, tokens, events, strangers };
  const { protected: hidden } = await gather(spilled, recipe, folder);
  await strangers.close();
  const sample = new ChanceSample(recipe.scheme);
  for (const total of totals) sample.merge(total.sample);
  const people = sample.sampled.people.filter(({ reference }) => !hidden.has(reference));
  return {
    ...(await outputsIn(folder)),
    chance: chanceOf(recipe.scheme, people),
    rejected: rejectedRows(totals.map(({ rejected }) => rejected)).length,
  };
}

describe('the order of things', () => {
  const row = fc
    .record({
      URN: fc.constantFrom('P1', 'P2', 'P3', 'P4', '', 'N/A'),
      SURNAME: fc.constantFrom('Quill', 'Quille', 'Moss-Quill', 'UNKNOWN', '李'),
      DOB: fc.constantFrom('23/11/1987', '29/02/1996', '31/02/1987', ''),
      PC: fc.constantFrom('ZE3 9JZ', 'ZE2 1AA', ''),
      DATE: fc.constantFrom('05/04/2025', '01/01/2020', 'soon', '06/05/2025'),
      ROLE: fc.constantFrom('VIC', 'SUS', '?'),
      OTHER: fc.constantFrom('', 'P1', 'P2'),
      PROT: fc.constantFrom('', '', '', '', '', 'Y'),
      SAFE: fc.constantFrom('', '', '', 'Y'),
    })
    .map(cellsOf);
  const rows = fc.array(row, { minLength: 1, maxLength: 25 });
  const recipe = recipeFor(COLUMNS, HEADER, { window: { from: '2023-04-01' } });

  test('of rows does not show in the files', async () => {
    const shuffled = rows.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, other]) => {
        const one = await runOn(csvOf(all), { window: recipe.window });
        const again = await runOn(csvOf(other), { window: recipe.window });
        expect(again.tokens).toBe(one.tokens);
        expect(again.events).toBe(one.events);
        expect(again.result.chance).toEqual(one.result.chance);
        expect(again.result.rejected.length).toBe(one.result.rejected.length);
      }),
      { numRuns: 25 },
    );
  });

  test('of blocks, their size, and who works on them do not show in the files', async () => {
    const turns = fc.array(fc.nat(2), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 400 }), turns, async (all, blockBytes, dealt) => {
        const one = await runOn(csvOf(all), { window: recipe.window });
        const shared = await dealtOut(await extractOf(csvOf(all)), recipe, blockBytes, dealt);
        expect(shared.tokens).toBe(one.tokens);
        expect(shared.events).toBe(one.events);
        expect(shared.chance).toEqual(one.result.chance);
        expect(shared.rejected).toBe(one.result.rejected.length);
      }),
      { numRuns: 25 },
    );
  });
});
