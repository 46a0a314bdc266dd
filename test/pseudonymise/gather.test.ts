import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOfFile } from '../../src/files/index.ts';
import { gather } from '../../src/pseudonymise/gather.ts';
import { PROTECTED_MARK } from '../../src/pseudonymise/rows.ts';
import { PARTS, SpillWriter, takePart } from '../../src/pseudonymise/spill.ts';
import { errorOf } from '../agreement/helpers.ts';
import { COLUMNS, HEADER, outputsIn, recipeFor, schemeOf, scratch } from './helpers.ts';

const RECIPE = recipeFor({ URN: COLUMNS.URN!, DATE: COLUMNS.DATE!, CRIME: COLUMNS.CRIME! }, HEADER, {
  scheme: schemeOf(['nhs-number.exact', 'upn.exact']),
});

const ref = (start: string): string => start.padEnd(32, '0');

interface Line {
  readonly kind: 'tokens' | 'events';
  readonly reference: string;
  /** The rest of the line after the reference. */
  readonly rest: string;
  readonly writer?: string;
}

/** Sets lines down by several writers and gathers them. */
async function gathered(lines: readonly Line[], names: readonly string[] = ['0', '1']) {
  const folder = await scratch();
  const spill = join(folder, 'spill');
  await mkdir(spill);
  for (const kind of ['tokens', 'events'] as const) {
    for (const name of names) {
      const writer = new SpillWriter(spill, kind, name);
      for (const line of lines) {
        if (line.kind !== kind || (line.writer ?? '0') !== name) continue;
        writer.put(line.reference, `${line.reference}${line.rest}\n`);
      }
      await writer.end();
    }
  }
  const parts: number[] = [];
  const result = await gather(spill, names, RECIPE, folder, (done, of) => parts.push(done / of));
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

describe('spilled lines', () => {
  test('come back by part, sorted, whoever wrote them and however often they were flushed', async () => {
    const folder = await scratch();
    const one = new SpillWriter(folder, 'tokens', '0');
    const two = new SpillWriter(folder, 'tokens', '1');
    one.put(ref('03f'), 'c\n');
    await one.flush();
    one.put(ref('00a'), 'a\n');
    two.put(ref('02b'), 'b\n');
    two.put(ref('fff'), 'z\n');
    await one.end();
    await two.end();
    expect(await takePart(folder, 'tokens', ['0', '1'], 0)).toEqual(['a', 'b', 'c']);
    expect(await takePart(folder, 'tokens', ['0', '1'], 63)).toEqual(['z']);
    expect(await readdir(folder)).toEqual([]);
  });

  test('go to the part of their first six bits', async () => {
    const folder = await scratch();
    const writer = new SpillWriter(folder, 'events', '0');
    for (const start of ['00', '03', '04', '7f', '80', 'fb', 'fc', 'ff'])
      writer.put(ref(start), `${start}\n`);
    await writer.end();
    const parts = [];
    for (let part = 0; part < PARTS; part += 1) parts.push(await takePart(folder, 'events', ['0'], part));
    expect(PARTS).toBe(64);
    expect(parts[0]).toEqual(['00', '03']);
    expect(parts[1]).toEqual(['04']);
    expect(parts[31]).toEqual(['7f']);
    expect(parts[32]).toEqual(['80']);
    expect(parts[62]).toEqual(['fb']);
    expect(parts[63]).toEqual(['fc', 'ff']);
    expect(parts.flat()).toHaveLength(8);
  });

  test('are for this account alone', async () => {
    const folder = await scratch();
    const writer = new SpillWriter(folder, 'tokens', '0');
    writer.put(ref('00'), 'x\n');
    await writer.end();
    expect((await stat(join(folder, 'tokens-00-0'))).mode & 0o077).toBe(0);
  });

  test('that cannot be read again are a failure, never an empty part', async () => {
    const folder = await scratch();
    expect(await takePart(folder, 'tokens', ['0'], 7)).toEqual([]);
    await mkdir(join(folder, 'tokens-07-0'));
    const error = await errorOf(() => takePart(folder, 'tokens', ['0'], 7));
    expect([error.code, error.exitCode]).toEqual(['SPILL_NOT_READABLE', 3]);
    expect(error.message).toBe('lines set down in this run cannot be read again (EISDIR)');
  });

  test('given up leave no file, and giving up is harmless at any time', async () => {
    const folder = await scratch();
    const writer = new SpillWriter(folder, 'tokens', '0');
    await writer.abandon();
    writer.put(ref('00'), 'x\n');
    await writer.flush();
    expect(await readdir(folder)).toHaveLength(1);
    await writer.abandon();
    await writer.abandon();
    expect(await readdir(folder)).toEqual([]);
    const other = new SpillWriter(folder, 'tokens', '1');
    other.put(ref('00'), 'x\n');
    await other.end();
    await other.abandon();
    expect(await takePart(folder, 'tokens', ['1'], 0)).toEqual(['x']);
  });
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
    await mkdir(join(spill, 'events-63-0'), { recursive: true });
    const error = await errorOf(() => gather(spill, ['0'], RECIPE, folder));
    expect(error.code).toBe('SPILL_NOT_READABLE');
    expect(await readdir(join(folder, 'tokens'))).toEqual([]);
    expect(await readdir(join(folder, 'events'))).toEqual([]);
    await writeFile(join(folder, 'events', 'events.csv'), 'mine');
    expect((await errorOf(() => gather(spill, ['0'], RECIPE, folder))).code).toBe('OUTPUT_EXISTS');
    expect(await readFile(join(folder, 'events', 'events.csv'), 'utf8')).toBe('mine');
    expect(await readdir(join(folder, 'tokens'))).toEqual([]);
  });

  test('equals sorting everything at once', async () => {
    const line = fc.record({
      kind: fc.constantFrom('tokens' as const, 'events' as const),
      reference: fc.constantFrom(...['00', '01', '3f', '40', '7f', 'c0', 'ff'].map(ref)),
      rest: fc.constantFrom(',a,,1', ',b,,1', PROTECTED_MARK),
      writer: fc.constantFrom('0', '1'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (drawn) => {
        // The row pseudonymiser marks both kinds at once.
        const lines = drawn.flatMap((one) =>
          one.rest === PROTECTED_MARK
            ? [
                { ...one, kind: 'tokens' as const },
                { ...one, kind: 'events' as const },
              ]
            : [one],
        );
        const hidden = new Set(
          lines.flatMap(({ rest, reference }) => (rest === PROTECTED_MARK ? [reference] : [])),
        );
        const texts = (kind: string) =>
          lines
            .filter((one) => one.kind === kind && !hidden.has(one.reference))
            .map(({ reference, rest }) => reference + rest)
            .toSorted();
        const { tokens, events, result } = await gathered(lines);
        expect(tokens.slice(1, -1)).toEqual([...new Set(texts('tokens'))]);
        expect(events.slice(1, -1)).toEqual(texts('events'));
        expect(result.tokens.people).toBe(new Set(texts('tokens').map((text) => text.slice(0, 32))).size);
        expect(result.protected).toEqual(hidden);
      }),
      { numRuns: 20 },
    );
  });
});
