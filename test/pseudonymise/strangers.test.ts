import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Hmac256 } from '../../src/custody/index.ts';
import { schemeFrom } from '../../src/pseudonymise/scheme.ts';
import { Strangers } from '../../src/pseudonymise/strangers.ts';

const CLOSE = 'forename.exact+surname.exact+date-of-birth.full';
const WIDE = 'surname.exact+date-of-birth.full';
const OTHER_WIDE = 'forename.head+postcode.unit';
const SCHEME = schemeFrom(
  {
    id: 'test-1',
    version: 1,
    'match-keys': ['upn.exact', CLOSE, WIDE, OTHER_WIDE],
    close: [CLOSE],
    'match-keys-for-each-other': [],
  },
  [],
);

/** Tokens of one row by column, '' where there is none; each row is [person, tokens]. */
type Row = readonly [person: number, tokens: readonly string[]];

const token = (name: string): string =>
  name === '' ? '' : createHash('sha256').update(name).digest('hex').slice(0, 16);
const reference = (person: number): string => person.toString(16).padStart(32, '0');
const lineOf = ([person, tokens]: Row): string => `${reference(person)},${tokens.map(token).join(',')},3f\n`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Keeps strangers among the rows apart, taken in parts of so many people; the cells of each row as they come out. */
async function apart(rows: readonly Row[], people = 2, secret = 7) {
  const parts = new Map<number, Row[]>();
  for (const row of rows) {
    const part = Math.floor(row[0] / people);
    parts.set(part, [...(parts.get(part) ?? []), row]);
  }
  const strangers = new Strangers(folder, parts.size, SCHEME, new Hmac256(new Uint8Array(32).fill(secret)));
  try {
    for (const part of parts.values()) await strangers.take(Buffer.from(part.map(lineOf).join('')));
    let text = '';
    for await (const lines of strangers.given()) text += Buffer.from(lines).toString('latin1');
    const cells = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    return { cells, share: strangers.share };
  } finally {
    await strangers.close();
  }
}

const column = (cells: readonly string[][], name: string): (string | undefined)[] =>
  cells.map((row) => row[1 + SCHEME.matchKeys.findIndex((key) => key.name === name)]);

describe('strangers', () => {
  test('who share a token of a match-key that is not close each get one of their own', async () => {
    const { cells, share } = await apart([
      [1, ['', 'amy quill 1', 'quill 1', 'amy u']],
      [2, ['', 'bob quill 1', 'quill 1', 'bob u']],
      [9, ['', 'cat moss 2', 'moss 2', '']],
    ]);
    const [one, two, three] = column(cells, WIDE);
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(two).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set([one, two, token('quill 1')]).size).toBe(3);
    expect(three).toBe(token('moss 2'));
    expect(column(cells, CLOSE)).toEqual(['amy quill 1', 'bob quill 1', 'cat moss 2'].map(token));
    expect(share).toBeCloseTo(2 / 8);
  });

  test.each([
    ['a close match-key', ['', 'amy quill 1', 'quill 1', 'amy u']],
    ['a strong number', ['123', '', 'quill 1', 'amy u']],
  ])('are not people who share %s: they may be one person, and share what they shared', async (_, tokens) => {
    const rows: Row[] = [
      [1, tokens],
      [5, tokens],
    ];
    const { cells, share } = await apart(rows);
    expect(cells.map((row) => row.slice(1, -1))).toEqual([tokens.map(token), tokens.map(token)]);
    expect(share).toBe(0);
  });

  test.each([
    [10, 1],
    [11, 11],
  ])(
    'of a crowd of %i who share a close token count as %i: nobody has so many local ids',
    async (people, apartFrom) => {
      const rows = Array.from(
        { length: people },
        (_, person): Row => [person, ['', 'amy quill 1', 'quill 1', `amy ${person}`]],
      );
      // A second spelling of one of them is not a further person.
      const { cells } = await apart([...rows.slice(0, 1), ...rows]);
      for (const name of [WIDE, CLOSE]) expect(new Set(column(cells, name)).size).toBe(apartFrom);
    },
  );

  test('keep a strong number that a crowd has, so that linking reports it', async () => {
    const { cells } = await apart(
      Array.from({ length: 11 }, (_, person): Row => [person, ['123', '', 'quill 1', '']]),
    );
    expect(new Set(column(cells, 'upn.exact'))).toEqual(new Set([token('123')]));
    expect(new Set(column(cells, WIDE)).size).toBe(11);
  });

  test('are kept apart as groups: what a group shares it still shares, and nobody else', async () => {
    const { cells } = await apart([
      [1, ['', 'amy quill 1', 'quill 1', '']],
      [4, ['', 'amy quill 1', 'quill 1', '']],
      [7, ['', 'bob quill 1', 'quill 1', '']],
    ]);
    const [one, two, three] = column(cells, WIDE);
    expect(one).toBe(two);
    expect(one).not.toBe(token('quill 1'));
    expect(three).not.toBe(one);
  });

  test('have tokens that nobody can make without the secret, and the same ones each time', async () => {
    const rows: Row[] = [
      [1, ['', '', 'quill 1', '']],
      [2, ['', '', 'quill 1', '']],
    ];
    const [first, again, other] = [await apart(rows), await apart(rows, 5), await apart(rows, 2, 8)];
    expect(again.cells).toEqual(first.cells);
    expect(column(other.cells, WIDE)).not.toEqual(column(first.cells, WIDE));
  });

  test('keep their own tokens from one delivery to the next, whoever else comes or goes', async () => {
    const rows: Row[] = [
      [4, ['', 'amy quill 1', 'quill 1', '']],
      [7, ['', 'amy quill 1', 'quill 1', '']],
      [9, ['', 'bob quill 1', 'quill 1', '']],
    ];
    const before = await apart(rows);
    const { cells } = await apart([[1, ['', 'cat moss 2', 'moss 2', '']], ...rows]);
    expect(cells.slice(1)).toEqual(before.cells);
  });

  test('leave nothing behind', async () => {
    await apart([[1, ['', '', 'quill 1', '']]]);
    expect(await readdir(folder)).toEqual([]);
    expect((await apart([[1, ['', '', '', '']]])).share).toBe(0);
  });

  test('are told apart as a plain reading of the rule has it', async () => {
    const cell = (prefix: string) =>
      fc.integer({ min: -2, max: 5 }).map((n) => (n < 0 ? '' : `${prefix}${n}`));
    const rows = fc
      .array(fc.tuple(fc.nat(9), fc.tuple(cell('n'), cell('c'), cell('w'), cell('o'))), { maxLength: 24 })
      .map((all) => all.toSorted((a, b) => a[0] - b[0]) as Row[]);
    await fc.assert(
      fc.asyncProperty(
        rows.filter((all) => all.length > 0),
        fc.integer({ min: 1, max: 12 }),
        async (all, people) => {
          const { cells } = await apart(all, people);
          const groups = groupsOf(all);
          for (const place of [0, 1])
            expect(cells.map((row) => row[1 + place])).toEqual(all.map(([, t]) => token(t[place]!)));
          for (const place of [2, 3]) {
            const before = all.map(([, tokens]) => tokens[place]!);
            const after = cells.map((row) => row[1 + place]!);
            for (const [a, name] of before.entries()) {
              const holders = new Set(all.flatMap(([p], b) => (before[b] === name ? [groups.get(p)] : [])));
              expect(after[a] === token(name)).toBe(name === '' || holders.size === 1);
              for (const [b, other] of before.entries()) {
                const sameGroup = groups.get(all[a]![0]) === groups.get(all[b]![0]);
                expect(after[a] === after[b]).toBe(name === other && (name === '' || sameGroup));
              }
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Groups by repeated joining: slow and plain. */
function groupsOf(rows: readonly Row[]): ReadonlyMap<number, number> {
  const groups = new Map(rows.map(([person]) => [person, person]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [one, a] of rows) {
      for (const [other, b] of rows) {
        const share = [0, 1].some((place) => a[place] !== '' && a[place] === b[place]);
        const [g, h] = [groups.get(one)!, groups.get(other)!];
        if (!share || g === h) continue;
        groups.set(one, Math.min(g, h)).set(other, Math.min(g, h));
        changed = true;
      }
    }
  }
  return groups;
}
