import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOfFile } from '../../src/files/index.ts';
import { gather } from '../../src/pseudonymise/gather.ts';
import { PROTECTED_MARK } from '../../src/pseudonymise/lines.ts';
import { type Spilled, SpillWriter } from '../../src/pseudonymise/spill.ts';
import { errorOf } from '../agreement/helpers.ts';
import { COLUMNS, HEADER, outputsIn, recipeFor, schemeOf, scratch } from './helpers.ts';

const RECIPE = recipeFor({ URN: COLUMNS.URN!, DATE: COLUMNS.DATE!, CRIME: COLUMNS.CRIME! }, HEADER, {
  scheme: schemeOf(['nhs-number.exact', 'upn.exact']),
});

const PARTS = 64;

const ref = (start: string): string => start.padEnd(32, '0');

interface Line {
  readonly kind: 'tokens' | 'events';
  readonly reference: string;
  /** The rest of the line after the reference. */
  readonly rest: string;
  readonly writer?: string;
}

/** Sets lines down by several writers. */
async function spilledBy(folder: string, lines: readonly Line[], names: readonly string[]) {
  const spilled = { folder, parts: PARTS, tokens: [] as Spilled[], events: [] as Spilled[] };
  for (const kind of ['tokens', 'events'] as const) {
    for (const name of names) {
      const writer = new SpillWriter(folder, `${kind}-${name}`, PARTS);
      for (const line of lines) {
        if (line.kind !== kind || (line.writer ?? '0') !== name) continue;
        writer.put(`${line.reference}${line.rest}\n`);
      }
      spilled[kind].push(await writer.end());
    }
  }
  return spilled;
}

/** Gathers lines that several writers set down. */
async function gathered(lines: readonly Line[]) {
  const folder = await scratch();
  const spill = join(folder, 'spill');
  await mkdir(spill);
  const parts: number[] = [];
  const spilled = await spilledBy(spill, lines, ['0', '1']);
  const result = await gather(spilled, RECIPE, folder, { onPart: (done, of) => parts.push(done / of) });
  const { tokens, events } = await outputsIn(folder);
  return { folder, spill, result, parts, tokens: tokens.split('\n'), events: events.split('\n') };
}

const token = (reference: string, rest: string, writer = '0'): Line => ({
  kind: 'tokens',
  reference,
  rest,
  writer,
});
const event = (reference: string, rest: string, writer = '0'): Line => ({
  kind: 'events',
  reference,
  rest,
  writer,
});

describe('gathering', () => {
  test('sorts by reference, keeps each token line once and every event', async () => {
    const { result, tokens, events } = await gathered([
      token(ref('b'), ',t1,,1'),
      token(ref('a'), ',t2,,1'),
      token(ref('b'), ',t1,,1', '1'),
      token(ref('a'), ',,t3,2', '1'),
      token(ref('b'), ',t1,,1'),
      event(ref('b'), ',2025-01-02,c'),
      event(ref('a'), ',2025-01-01,c', '1'),
      event(ref('b'), ',2025-01-02,c', '1'),
    ]);
    expect(tokens).toEqual([
      'reference,nhs-number.exact,upn.exact,presence',
      `${ref('a')},,t3,2`,
      `${ref('a')},t2,,1`,
      `${ref('b')},t1,,1`,
      '',
    ]);
    expect(events).toEqual([
      'reference,date,case',
      `${ref('a')},2025-01-01,c`,
      `${ref('b')},2025-01-02,c`,
      `${ref('b')},2025-01-02,c`,
      '',
    ]);
    expect(result.tokens).toMatchObject({ people: 2, rows: 3 });
    expect(result.events).toMatchObject({ rows: 3 });
  });

  test('drops every line of a protected person, also where another thread saw the flag', async () => {
    const { result, tokens, events } = await gathered([
      token(ref('5'), ',t1,,1'),
      token(ref('5'), ',t2,,1', '1'),
      token(ref('5'), PROTECTED_MARK, '1'),
      event(ref('5'), ',2025-01-02,c'),
      event(ref('5'), ',2025-01-03,c', '1'),
      event(ref('5'), PROTECTED_MARK, '1'),
      event(ref('6'), ',2025-01-02,c'),
      token(ref('6'), ',t3,,1'),
      // Somebody whose every row was flagged, twice over.
      token(ref('51'), PROTECTED_MARK),
      token(ref('51'), PROTECTED_MARK, '1'),
      event(ref('51'), PROTECTED_MARK),
    ]);
    expect(tokens.slice(1)).toEqual([`${ref('6')},t3,,1`, '']);
    expect(events.slice(1)).toEqual([`${ref('6')},2025-01-02,c`, '']);
    expect(result.protected).toEqual(new Set([ref('5'), ref('51')]));
    expect(result.tokens).toMatchObject({ people: 1, rows: 1 });
    expect(result.events.rows).toBe(1);
  });

  test('does not take a cell that begins with the mark for one', async () => {
    const { result, events } = await gathered([event(ref('6'), ',!,!')]);
    expect(events[1]).toBe(`${ref('6')},!,!`);
    expect(result.protected.size).toBe(0);
  });

  test('of nothing writes the headers', async () => {
    const { result, tokens, events } = await gathered([]);
    expect([tokens.length, events.length]).toEqual([2, 2]);
    expect(result.tokens).toMatchObject({ people: 0, rows: 0 });
    expect(result.events.rows).toBe(0);
  });

  test('tells the digest of what it wrote, its progress, and leaves nothing set down', async () => {
    const { folder, spill, result, parts } = await gathered([
      token(ref('a'), ',t1,,1'),
      event(ref('a'), ',2025-01-01,c'),
    ]);
    for (const kind of ['tokens', 'events'] as const) {
      const { hash, bytes } = await digestOfFile(join(folder, kind, `${kind}.csv`));
      expect(result[kind]).toMatchObject({ hash, bytes });
    }
    expect(parts).toHaveLength(2 * PARTS);
    expect(parts.at(-1)).toBe(1);
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(await readdir(spill)).toEqual([]);
  });

  test('name no protected person as a counterparty, in whatever part they stand', async () => {
    const other = event(ref('b'), `,2025-01-01,c,${ref('f')}`);
    const kept = event(ref('b'), `,2025-01-02,c,${ref('c')}`);
    const { events } = await gathered([token(ref('f'), PROTECTED_MARK), other, kept]);
    expect(events.slice(1, -1)).toEqual([
      `${ref('b')},2025-01-01,c,`,
      `${ref('b')},2025-01-02,c,${ref('c')}`,
    ]);
  });

  test('that fails closes and removes what it was writing', async () => {
    const folder = await scratch();
    const spill = join(folder, 'spill');
    await mkdir(spill);
    const spilled = await spilledBy(spill, [event(ref('ff'), ',2025-01-01,c')], ['0']);
    await truncate(join(spill, 'events-0'), 40);
    const error = await errorOf(() => gather(spilled, RECIPE, folder));
    expect(error.code).toBe('SPILL_NOT_READABLE');
    expect(await readdir(join(folder, 'tokens'))).toEqual([]);
    expect(await readdir(join(folder, 'events'))).toEqual([]);
    await writeFile(join(folder, 'events', 'events.csv'), 'mine');
    expect((await errorOf(() => gather(spilled, RECIPE, folder))).code).toBe('OUTPUT_EXISTS');
    expect(await readFile(join(folder, 'events', 'events.csv'), 'utf8')).toBe('mine');
    expect(await readdir(join(folder, 'tokens'))).toEqual([]);
  });

  test('equals sorting all lines at once, as texts', async () => {
    const reference = fc.constantFrom(...['00', '01', '3f', '40', '7f', 'c0', 'c00000000001', 'ff'].map(ref));
    const text = fc.constantFrom('', 'a', 'b', 'ab', 'a\tb', 'é', '李', '"a,b"', '!');
    const rest = fc.oneof(
      text.map((cell) => `,${cell},1`),
      fc.tuple(text, reference).map(([cell, counterparty]) => `,${cell},${counterparty}`),
      fc.constant(PROTECTED_MARK),
    );
    const line = fc.record({
      kind: fc.constantFrom('tokens' as const, 'events' as const),
      reference,
      rest,
      writer: fc.constantFrom('0', '1'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (drawn) => {
        // The row pseudonymiser marks both kinds at once.
        const lines = drawn.flatMap((one) =>
          one.rest === PROTECTED_MARK
            ? [
                { ...one, kind: 'tokens' as const },
                { ...one, kind: 'events' as const },
              ]
            : [one],
        );
        const hidden = new Set(lines.flatMap((one) => (one.rest === PROTECTED_MARK ? [one.reference] : [])));
        const sorted = (kind: string): string[] =>
          lines
            .filter((one) => one.kind === kind && !hidden.has(one.reference))
            .map((one) => one.reference + one.rest)
            .toSorted();
        const blanked = (one: string): string => (hidden.has(one.slice(-32)) ? one.slice(0, -32) : one);
        const { tokens, events, result } = await gathered(lines);
        const expected = [...new Set(sorted('tokens'))];
        expect(tokens.slice(1, -1)).toEqual(expected);
        expect(events.slice(1, -1)).toEqual(sorted('events').map(blanked));
        const people = new Set(expected.map((one) => one.slice(0, 32))).size;
        expect(result.tokens).toMatchObject({ people, rows: expected.length });
        expect(result.events.rows).toBe(sorted('events').length);
        expect(result.protected).toEqual(hidden);
      }),
      { numRuns: 40 },
    );
  });
});
