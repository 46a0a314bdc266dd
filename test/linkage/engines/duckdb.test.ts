import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duckdbEngine } from '../../../src/linkage/engines/duckdb.ts';
import type { EngineOptions } from '../../../src/linkage/engines/engine.ts';
import { errorOf, scratch } from '../../files/helpers.ts';
import { schemeOf } from '../schemes.ts';
import { counted, reference, someTables, sourcesOf, type Table, token, told } from './tables.ts';

const SCHEME = schemeOf(
  'nhs-number.exact',
  'surname.exact+date-of-birth.full',
  'date-of-birth.full+postcode.unit',
  'upn.exact',
);
const KEYS = SCHEME.matchKeys.map(({ name }) => name);

function find(tables: readonly Table[], more: Partial<EngineOptions> = {}, folder = scratch()) {
  return duckdbEngine.candidates(sourcesOf(folder, tables), SCHEME, {
    spill: join(folder, 'spill'),
    memoryMegabytes: 200,
    threads: 1,
    mostSharing: 100,
    ...more,
  });
}

/** A table with one row for each list of tokens, in the order of the match-keys; 0 is none. */
const table = (
  ...rows: readonly (readonly [person: number, presence: number, ...tokens: number[]])[]
): Table => ({
  matchKeys: KEYS,
  rows: rows.map(([person, presence, ...tokens]) => ({
    reference: reference(person),
    tokens: KEYS.map((_, key) => (tokens[key] ? token(tokens[key]) : '')),
    presence,
  })),
});

describe('candidate pairs', () => {
  it('share a token of some match-key, within an agency and between two', async () => {
    const police = table([1, 0b0111, 5, 6], [2, 0b0011, 0, 6], [3, 0b0010, 0, 9]);
    const health = table([1, 0b0101, 5, 7], [2, 0b1000]);
    const { people, pairs, patterns, unpaired, withoutTokens } = await find([police, health]);
    expect(people.count).toBe(5);
    expect([...people.agency]).toEqual([0, 0, 0, 1, 1]);
    expect([...people.reference]).toEqual([1, 2, 3, 1, 2].map(reference));
    expect([...pairs.left]).toEqual([0, 0]);
    expect([...pairs.right]).toEqual([1, 3]);
    expect(patterns).toEqual([
      { left: 0, right: 0, presence: 0b0011, agreeing: 0b10n, pairs: 1 },
      { left: 0, right: 1, presence: 0b0101, agreeing: 0b01n, pairs: 1 },
    ]);
    expect([...pairs.pattern]).toEqual([0, 1]);
    expect(unpaired).toBe(2);
    expect(withoutTokens).toBe(1);
  });

  it('take all the spellings of a person together', async () => {
    const { pairs, patterns } = await find([
      table([1, 0b01, 0, 6, 7], [1, 0b10, 0, 8]),
      table([1, 0b11, 0, 8, 9], [1, 0b11, 0, 6, 7]),
    ]);
    expect(pairs.left).toHaveLength(1);
    expect(patterns).toEqual([{ left: 0, right: 1, presence: 0b11, agreeing: 0b110n, pairs: 1 }]);
  });

  it('tokens of different match-keys have nothing to do with each other', async () => {
    const { pairs } = await find([table([1, 0b11, 0, 6]), table([1, 0b11, 0, 0, 6])]);
    expect(pairs.left).toHaveLength(0);
  });

  it('empty tables and people without tokens make none', async () => {
    const { people, pairs, patterns, setAside, strong, unpaired, withoutTokens } = await find([
      table(),
      table([1, 0], [2, 0]),
    ]);
    expect(people.count).toBe(2);
    expect([pairs.left.length, patterns.length, setAside.length]).toEqual([0, 0, 0]);
    expect(strong.map((tokens) => tokens.people.length)).toEqual([0, 0]);
    expect([unpaired, withoutTokens]).toEqual([2, 2]);
  });

  it('presence is told in the order of the scheme, whatever the order of each file', async () => {
    const [nhs, surname, birth, postcode, upn] = SCHEME.identifiers;
    const [one, other] = [table([1, 0b011, 5]), table([1, 0b101, 5])];
    const { patterns } = await find([
      { ...one, identifiers: [postcode!, nhs!, upn!] },
      { ...other, identifiers: [nhs!, surname!, postcode!, birth!] },
    ]);
    expect(SCHEME.identifiers).toHaveLength(5);
    expect(patterns[0]!.presence).toBe(0b01001);
  });

  it('a match-key that a file lacks is empty throughout', async () => {
    const without: Table = {
      matchKeys: [KEYS[1]!],
      rows: [{ reference: reference(1), tokens: [token(6)], presence: 2 }],
    };
    const { patterns, strong } = await find([without, table([1, 0b11, 5, 6])]);
    expect(patterns.map(({ agreeing }) => agreeing)).toEqual([0b10n]);
    expect([...strong[0]!.people]).toEqual([1]);
  });
});

describe('tokens that too many people share', () => {
  const crowd = table([1, 1, 0, 6], [2, 1, 0, 6], [3, 1, 0, 6, 8], [4, 1, 0, 7, 8]);

  it('are set aside and counted, and make no pairs', async () => {
    const { pairs, patterns, setAside, unpaired } = await find([crowd], { mostSharing: 2 });
    expect(setAside).toEqual([{ matchKey: KEYS[1], tokens: 1, people: 3, most: 3 }]);
    expect([...pairs.left, ...pairs.right]).toEqual([2, 3]);
    expect(patterns[0]!.agreeing).toBe(0b100n);
    expect(unpaired).toBe(2);
  });

  it('stand at the limit, and fall above it', async () => {
    expect((await find([crowd], { mostSharing: 3 })).setAside).toEqual([]);
    expect((await find([crowd], { mostSharing: 3 })).pairs.left).toHaveLength(4);
  });

  it('are still evidence for a pair that another match-key has found', async () => {
    const more = table([1, 1, 0, 6, 9], [2, 1, 0, 6, 9], [3, 1, 0, 6]);
    const { patterns } = await find([more], { mostSharing: 2 });
    expect(patterns.map(({ agreeing, pairs }) => [agreeing, pairs])).toEqual([[0b110n, 1]]);
  });

  it('count a person once who has several of them', async () => {
    const several = table([1, 1, 0, 6], [1, 1, 0, 7], [2, 1, 0, 6], [2, 1, 0, 7], [3, 1, 0, 6], [3, 1, 0, 7]);
    const { setAside } = await find([several], { mostSharing: 2 });
    expect(setAside).toEqual([{ matchKey: KEYS[1], tokens: 2, people: 3, most: 3 }]);
  });
});

describe('strong numbers', () => {
  it('are told for the people of some pair, all of them, by person', async () => {
    const { strong } = await find([
      table([1, 1, 5, 6], [1, 1, 8, 6], [2, 1, 0, 6, 0, 4], [3, 1, 5], [4, 1, 9]),
    ]);
    const [nhs, upn] = strong;
    expect([...nhs!.people]).toEqual([0, 0, 2]);
    expect(nhs!.get(0)).toHaveLength(2);
    expect(nhs!.get(0)).toContain(nhs!.get(2)[0]);
    expect([...upn!.people]).toEqual([1]);
  });
});

describe('on any tables', () => {
  it('the engine finds what counting one by one finds (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 6 }), async (seed, mostSharing) => {
        const tables = someTables(SCHEME, seed);
        const candidates = await find(tables, { mostSharing });
        expect(told(candidates)).toEqual(counted(tables, SCHEME, mostSharing));
        const pairs = new Int32Array(candidates.patterns.length);
        for (const pattern of candidates.pairs.pattern) pairs[pattern]! += 1;
        expect([...pairs]).toEqual(candidates.patterns.map((pattern) => pattern.pairs));
      }),
      { numRuns: 40 },
    );
  });

  it('the answer does not depend on the order of rows, nor on the number of threads', async () => {
    for (const seed of [1, 2, 3]) {
      const tables = someTables(SCHEME, seed);
      const turned = tables.map((one) => ({ ...one, rows: one.rows.toReversed() }));
      const options = { mostSharing: 3 };
      expect(await find(turned, { ...options, threads: 2 })).toEqual(await find(tables, options));
    }
  });
});

describe('files that cannot be read', () => {
  const header = ['reference', ...KEYS, 'presence'].join(',');

  it.each([
    ['a token that is no number', `${reference(1)},Okonjo,,,,1`, 'TOKENS_MISSHAPEN'],
    ['a presence that is no number', `${reference(1)},,,,,Okonjo`, 'TOKENS_MISSHAPEN'],
    ['a token that is too long', `${reference(1)},0123456789abcdef0Okonjo,,,,1`, 'TOKENS_MISSHAPEN'],
    ['a row that is too short', `${reference(1)},Okonjo`, 'ENGINE'],
    ['a quote that never ends', `${reference(1)},"Okonjo,,,,1`, 'ENGINE'],
  ])('end in an error of ours without a word of the file: %s', async (_what, line, code) => {
    const folder = scratch();
    const [source] = sourcesOf(folder, [table([1, 1, 5])]);
    writeFileSync(source!.file, `${header}\n${line}\n`);
    const options = { spill: join(folder, 'spill'), memoryMegabytes: 200, mostSharing: 100 };
    const error = await errorOf(() => duckdbEngine.candidates([source!], SCHEME, options));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toMatch(/okonjo/i);
    expect(error.cause).toBeUndefined();
  });

  it('a file without the column of a match-key, or without any', async () => {
    const folder = scratch();
    const [source] = sourcesOf(folder, [table([1, 1, 5])]);
    const options = { spill: join(folder, 'spill'), memoryMegabytes: 200, mostSharing: 100 };
    for (const content of ['reference,presence\n', '', '\0\0\0']) {
      writeFileSync(source!.file, content);
      const error = await errorOf(() => duckdbEngine.candidates([source!], SCHEME, options));
      expect(error.code).toBe('ENGINE');
    }
  });

  it('a file that is gone is not taken for a full disk, wherever it lay', async () => {
    const folder = join(scratch(), 'disk');
    mkdirSync(folder);
    const source = { agency: 'police', file: join(folder, 'none.csv'), matchKeys: KEYS };
    const options = { spill: join(folder, 'spill'), memoryMegabytes: 200, mostSharing: 100 };
    const error = await errorOf(() => duckdbEngine.candidates([source], SCHEME, options));
    expect(error.code).toBe('ENGINE');
  });
});

describe('where it works', () => {
  it.each(["o'hara", 'with space', '[a]', 'st*r', 'what?', '{x,y}'])(
    'a folder called %s is read, and no other',
    async (name) => {
      const parent = scratch();
      for (const other of ['a', 'star', 'whats', 'x']) {
        mkdirSync(join(parent, other));
        sourcesOf(join(parent, other), [table([2, 1, 5], [3, 1, 5])]);
      }
      mkdirSync(join(parent, name));
      const { people } = await find([table([1, 1, 5])], {}, join(parent, name));
      expect([...people.reference]).toEqual([reference(1)]);
    },
  );

  it('spills into the folder given and nowhere else, and leaves nothing there', async () => {
    const folder = scratch();
    const spill = join(folder, 'spill');
    const temporary = (): string[] => readdirSync('.').filter((name) => /tmp|duckdb|spill/i.test(name));
    const here = temporary();
    const rows = Array.from({ length: 20_000 }, (_, person) => [person, 3, 0, 1 + (person % 250)] as const);
    let spilled = 0;
    const watch = setInterval(() => {
      if (existsSync(spill)) spilled += readdirSync(spill).length;
    }, 1);
    const { pairs } = await find([table(...rows)], { memoryMegabytes: 50 }, folder);
    clearInterval(watch);
    expect(pairs.left).toHaveLength((20_000 * 79) / 2);
    expect(spilled).toBeGreaterThan(0);
    expect(temporary()).toEqual(here);
    expect(existsSync(spill) ? readdirSync(spill) : []).toEqual([]);
  });

  it('says so when the memory it is given does not do', async () => {
    const error = await errorOf(() => find([table([1, 1, 5])], { memoryMegabytes: 1 }));
    expect(error).toMatchObject({ code: 'ENGINE_MEMORY', exitCode: 3 });
    expect(`${error.message}; ${error.hint}`).toMatch(/the 1 MB .*--memory 2\b/);
  });
});

describe('a cell of another shape', () => {
  const CANARY = 'Zzyzxcanary';
  const sound = { reference: reference(1), tokens: [token(5), '', '', token(6)], presence: 1 };
  const withRow = (row: Partial<typeof sound>): Table => ({
    matchKeys: KEYS,
    rows: [sound, { ...sound, ...row }],
  });
  const refusal = (row: Partial<typeof sound>) => errorOf(() => find([table([1, 1, 5]), withRow(row)]));

  it.each([
    ['words', CANARY],
    ['nothing', ''],
    ['capitals', reference(10).toUpperCase()],
    ['a digit too few', reference(1).slice(1)],
    ['a digit too many', `${reference(1)}0`],
    ['the length of a token', token(1)],
  ])('is refused as a reference, by row and column and never by value: %s', async (_, cell) => {
    const error = await refusal({ reference: cell });
    expect(error).toMatchObject({
      code: 'TOKENS_MISSHAPEN',
      exitCode: 2,
      place: { row: 3, column: 'reference' },
    });
    expect(error.message).toContain('1.csv row 3 column reference: not a record reference');
    expect(`${error.message} ${error.hint}`).not.toContain(CANARY);
  });

  it.each([
    ['words', CANARY],
    ['capitals', token(10).toUpperCase()],
    ['a digit too few', token(1).slice(1)],
    ['the length of a reference', reference(1)],
    ['a digit that is none', `${token(1).slice(1)}g`],
    ['a separated number', '1_23456789012345'],
  ])('is refused as a token of any match-key: %s', async (_, cell) => {
    for (const key of KEYS.keys()) {
      const error = await refusal({ tokens: sound.tokens.map((own, at) => (at === key ? cell : own)) });
      expect(error).toMatchObject({ code: 'TOKENS_MISSHAPEN', place: { row: 3, column: KEYS[key] } });
      expect(error.message).not.toContain(cell);
    }
  });

  it('leaves a sound table alone', async () => {
    expect((await find([withRow({})])).people.count).toBe(1);
  });
});
