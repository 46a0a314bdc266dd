import { createHmac, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Hmac256, tokenHasher, tokenKey } from '../../src/custody/index.ts';
import { PartEncoder } from '../../src/pseudonymise/encode.ts';
import { type Scheme, schemeFrom } from '../../src/pseudonymise/index.ts';
import { TokenMaker } from '../../src/pseudonymise/tokens.ts';
import {
  type IdentifierColumn,
  type IdentifierKey,
  type Levels,
  recordStandardiser,
  type StandardRecord,
} from '../../src/standardise/index.ts';
import { SCHEME, schemeOf } from './helpers.ts';

interface Vectors {
  readonly projectKey: string;
  readonly agreement: string;
  readonly scheme: { readonly id: string; readonly version: number };
  readonly messages: readonly {
    readonly matchKey: string;
    readonly values: readonly string[];
    readonly message: string;
    readonly token: string;
  }[];
  readonly elsewhere: readonly {
    readonly agreement: string;
    readonly version: number;
    readonly matchKey: string;
    readonly values: readonly string[];
    readonly token: string;
  }[];
  readonly rows: {
    readonly columns: Readonly<Record<string, IdentifierColumn>>;
    readonly matchKeys: readonly string[];
    readonly rows: readonly { readonly cells: readonly string[]; readonly tokens: readonly string[] }[];
  };
}

// Made with Python's own hmac and hashlib. The file says what a change in it means.
const VECTORS = JSON.parse(await readFile(new URL('tokens.json', import.meta.url), 'utf8')) as Vectors;
const PROJECT_KEY = new Uint8Array(Buffer.from(VECTORS.projectKey, 'hex'));

const makerFor = (scheme: Scheme, agreement = VECTORS.agreement): TokenMaker =>
  new TokenMaker(
    scheme,
    scheme.matchKeys.map(({ name }) => tokenHasher(PROJECT_KEY, agreement, scheme, name)),
  );

const recordOf = (identifiers: readonly (readonly [IdentifierKey, readonly Levels[]])[]): StandardRecord => ({
  identifiers: new Map(identifiers),
  problems: [],
});

/** A record that has, for one match-key, the given value in each part. */
const recordFor = (scheme: Scheme, values: readonly string[]): StandardRecord =>
  recordOf(
    scheme.matchKeys[0]!.parts.map(({ identifier, level }, index) => [
      identifier,
      [{ [level]: values[index]! }],
    ]),
  );

/** A token by OpenSSL, from nothing but the written rules. */
function tokenByHand(scheme: Scheme, matchKey: string, values: readonly string[]): string {
  const info = `throughline token v1\0${scheme.id}@${scheme.version}\0${matchKey}`;
  const key = hkdfSync('sha256', PROJECT_KEY, VECTORS.agreement, info, 32);
  const message = values.map((value) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
  });
  return createHmac('sha256', Buffer.from(key)).update(Buffer.concat(message)).digest('hex').slice(0, 16);
}

describe('tokens that must stay as they are', () => {
  test.each(VECTORS.messages)('$matchKey', ({ matchKey, values, message, token }) => {
    const scheme = schemeFrom(
      { ...VECTORS.scheme, 'match-keys': [matchKey], 'match-keys-for-each-other': [] },
      [],
    );
    const encoder = new PartEncoder();
    encoder.start();
    for (const value of values) encoder.add(value);
    expect(Buffer.from(encoder.bytes()).toString('hex')).toBe(message);
    expect(makerFor(scheme).make(recordFor(scheme, values)).rows).toEqual([[token]]);
  });

  test.each(VECTORS.elsewhere)(
    'another agreement or version: $agreement, $version',
    ({ agreement, version, matchKey, values, token }) => {
      const scheme = schemeFrom(
        { id: VECTORS.scheme.id, version, 'match-keys': [matchKey], 'match-keys-for-each-other': [] },
        [],
      );
      expect(makerFor(scheme, agreement).make(recordFor(scheme, values)).rows).toEqual([[token]]);
    },
  );

  test.each(VECTORS.rows.rows)('from the cells $cells', ({ cells, tokens }) => {
    const { columns, matchKeys } = VECTORS.rows;
    const scheme = schemeFrom(
      { ...VECTORS.scheme, 'match-keys': matchKeys, 'match-keys-for-each-other': [] },
      [],
    );
    const standardise = recordStandardiser(
      Object.values(columns).map((column, index) => ({ index, column })),
      new Date('2026-06-01'),
    );
    expect(makerFor(scheme).make(standardise(cells)).rows).toEqual([tokens]);
  });
});

const REFERENCE = 'c0ffee'.padEnd(32, '0');

describe('a record', () => {
  const maker = makerFor(SCHEME);
  const columns: readonly IdentifierColumn[] = [
    { identifier: 'surname' },
    { identifier: 'forename' },
    { identifier: 'date-of-birth', format: 'YYYY-MM-DD' },
    { identifier: 'postcode' },
    { identifier: 'nhs-number', 'test-range': true },
  ];
  const standardise = recordStandardiser(
    columns.map((column, index) => ({ index, column })),
    new Date('2026-06-01'),
  );
  const columnOf = (matchKey: string) => SCHEME.matchKeys.findIndex(({ name }) => name === matchKey);
  const tokensIn = (rows: readonly (readonly string[])[], matchKey: string) =>
    rows.map((row) => row[columnOf(matchKey)]!).filter((token) => token !== '');

  test('has the tokens that OpenSSL makes, one for each way its spellings combine', () => {
    const value = fc.string({ unit: 'binary', maxLength: 20 });
    const spellings = (level: string) =>
      fc.uniqueArray(value, { maxLength: 3 }).map((values) => values.map((text) => ({ [level]: text })));
    const scheme = schemeOf([
      'surname.exact+date-of-birth.full',
      'forename.exact+surname.exact+upn.exact',
      'upn.exact',
    ]);
    const both = makerFor(scheme);
    fc.assert(
      fc.property(
        spellings('exact'),
        spellings('exact'),
        spellings('full'),
        spellings('exact'),
        (a, b, c, d) => {
          const record = recordOf(
            (
              [
                ['surname', a],
                ['forename', b],
                ['date-of-birth', c],
                ['upn', d.slice(0, 1)],
              ] as const
            ).filter(([, levels]) => levels.length > 0),
          );
          const { rows, presence } = both.make(record);
          const lines = both.lines(REFERENCE, record).map((line) => Buffer.from(line).toString());
          expect(lines).toEqual(rows.map((row) => `${REFERENCE},${row.join(',')},${presence}\n`));
          for (const [column, { name, parts }] of scheme.matchKeys.entries()) {
            let combinations: string[][] = [[]];
            for (const { identifier, level } of parts) {
              const values = (record.identifiers.get(identifier) ?? []).map((levels) => levels[level]!);
              combinations = combinations.flatMap((start) => values.map((one) => [...start, one]));
            }
            const expected = combinations.map((values) => tokenByHand(scheme, name, values)).toSorted();
            const found = rows.map((row) => row[column]!).filter((token) => token !== '');
            const all = new Set(expected);
            expect(found.length).toBe(Math.min(expected.length, 8));
            expect(new Set(found).size).toBe(found.length);
            for (const token of found) expect(all).toContain(token);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('keeps a token for each part of a double-barrelled surname', () => {
    const smith = maker.make(standardise(['Smith', 'Maria', '1987-11-23', '', ''])).rows;
    const jones = maker.make(standardise(['Jones', 'Maria', '1987-11-23', '', ''])).rows;
    const both = maker.make(standardise(['Smith-Jones', 'Maria', '1987-11-23', '', ''])).rows;
    const joined = maker.make(standardise(['smithjones', 'Maria', '1987-11-23', '', ''])).rows;
    const key = 'surname.exact+date-of-birth.full';
    expect(smith).toHaveLength(1);
    expect(tokensIn(both, key)).toEqual(
      expect.arrayContaining([smith, jones, joined].flatMap((rows) => tokensIn(rows, key))),
    );
    expect(tokensIn(both, key)).toHaveLength(3);
    // What does not depend on the surname stands once, and rows are no longer than they have to be.
    expect(tokensIn(both, 'forename.exact+surname.exact+date-of-birth.year')).toHaveLength(3);
    expect(both).toHaveLength(3);
  });

  test('tries eight ways of combining its spellings and no more', () => {
    const names = (count: number, letter: string) =>
      Array.from({ length: count }, (_, index) => ({ exact: `${letter}${index}` }));
    const record = recordOf([
      ['surname', names(6, 's')],
      ['forename', names(4, 'f')],
      ['date-of-birth', [{ year: '1987' }]],
    ]);
    const { rows } = maker.make(record);
    expect(tokensIn(rows, 'forename.exact+surname.exact+date-of-birth.year')).toHaveLength(8);
    expect(rows).toHaveLength(8);
    expect(new Set(rows.map((row) => row.join())).size).toBe(8);
  });

  test('has nothing where a part is missing, or where a level of it is', () => {
    const { rows } = maker.make(standardise(['Quill', '', '1987-11-23', 'ZE3', '']));
    expect(rows).toHaveLength(1);
    const found = SCHEME.matchKeys.filter((_, column) => rows[0]![column] !== '').map(({ name }) => name);
    expect(found).toEqual(['surname.exact+date-of-birth.full', 'surname.phonetic+date-of-birth.full']);
  });

  test('without any identifier still has a row, so that it is known to exist', () => {
    expect(maker.make(recordOf([]))).toEqual({
      rows: [SCHEME.matchKeys.map(() => '')],
      presence: '0',
    });
    const [line] = maker.lines(REFERENCE, recordOf([]));
    expect(Buffer.from(line!).toString()).toBe(`${REFERENCE}${','.repeat(SCHEME.matchKeys.length)},0\n`);
  });

  test('says in a bit each which identifiers it has, in the order of the scheme', () => {
    expect(SCHEME.identifiers).toEqual(['nhs-number', 'surname', 'date-of-birth', 'forename', 'postcode']);
    const presence = (...cells: string[]) => maker.make(standardise(cells)).presence;
    expect(presence('', '', '', '', '9990000018')).toBe('1');
    expect(presence('Quill', '', '', '', '')).toBe('2');
    expect(presence('', '', '1987-11-23', '', '')).toBe('4');
    expect(presence('', 'Maria', '', '', '')).toBe('8');
    expect(presence('', '', '', 'ZE3 9JZ', '')).toBe('10');
    expect(presence('Quill', 'Maria', '1987-11-23', 'ZE3 9JZ', '9990000018')).toBe('1f');
    // An identifier is there although its levels are too few for any match-key.
    expect(presence('', '', '', 'ZE3', '')).toBe('10');
    // What the scheme does not know has no bit.
    expect(maker.make(recordOf([['email', [{ exact: 'a@b.example' }]]])).presence).toBe('0');
  });

  test('has presence bits beyond the 32nd', () => {
    const others = Array.from({ length: 40 }, (_, index) => `fact-${String(index).padStart(2, '0')}`);
    const scheme = schemeOf([], ['date-of-birth.full+other.exact'], others);
    const wide = makerFor(scheme);
    expect(scheme.identifiers).toHaveLength(41);
    expect(wide.make(recordOf([['other:fact-39', [{ exact: 'x' }]]])).presence).toBe((2 ** 40).toString(16));
    const all = scheme.identifiers.map((name): [IdentifierKey, Levels[]] => [name, [{ exact: 'x' }]]);
    expect(wide.make(recordOf(all)).presence).toBe((2 ** 41 - 1).toString(16));
  });
});

test('a match-key has a key of its own, so that equal parts of two match-keys give two tokens', () => {
  const scheme = schemeOf(['surname.exact+forename.exact', 'forename.exact+surname.exact']);
  const record = recordOf([
    ['surname', [{ exact: 'ali' }]],
    ['forename', [{ exact: 'ali' }]],
  ]);
  const [row] = makerFor(scheme).make(record).rows;
  expect(row![0]).not.toBe(row![1]);
  const same = new Hmac256(tokenKey(PROJECT_KEY, VECTORS.agreement, scheme, 'surname.exact+forename.exact'));
  expect(new TokenMaker(scheme, [same, same]).make(record).rows[0]).toEqual([row![0], row![0]]);
});
