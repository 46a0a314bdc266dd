/**
 * What holds for every identifier: agreement at a level carries to the levels it implies, the standard form is
 * its own standard form, and no reason says anything about the cell.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  IDENTIFIER_LEVELS,
  type IdentifierColumn,
  type IdentifierName,
  type Level,
  type Levels,
  recordStandardiser,
} from '../../src/standardise/index.ts';
import { column, TODAY } from './helpers.ts';

type Column = Omit<IdentifierColumn, 'identifier'>;

/** Text made of few pieces, so that cells often share levels. */
const pieces = (...texts: string[]) =>
  fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));

const nameCell = fc.oneof(
  pieces(
    'smith',
    'SMITH',
    'jones',
    "O'",
    'mc',
    'Mac',
    'donald',
    'van ',
    'al-',
    'bin ',
    ' ',
    '-',
    'é',
    'e',
    'ø',
    'x',
  ),
  pieces(
    'Mo',
    'ham',
    'med',
    'mad',
    'ska',
    'ova',
    'Dr ',
    'Lord ',
    ' aka ',
    ' (',
    ')',
    ' Jr',
    'ı',
    'i',
    '1',
    ' s/o ',
  ),
  pieces('ẚ', 'ŉ', 'が', '\u093c', 'ﾞ', '1', 'ß', 'İ', 'Σ', 'ﳲ', 'Ⅳ', 'm', 'r', '\u200d', ' '),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const day = fc
  .tuple(
    fc.integer({ min: 1950, max: 1953 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'));
const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });

interface Case {
  readonly name: Exclude<IdentifierName, 'whole-name'>;
  readonly cells: fc.Arbitrary<string>;
  readonly options?: Column;
}

/** Cells that are mostly valid, and some that are pieced together. */
const mostly = (valid: readonly string[], ...parts: string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...valid) }, { weight: 1, arbitrary: pieces(...parts) });

const CASES: readonly Case[] = [
  {
    name: 'nhs-number',
    cells: mostly(
      ['9434765919', '943 476 5919', '9876543210', '9990000018'],
      '943',
      '476',
      '5919',
      '5918',
      ' ',
      '-',
    ),
    options: { 'test-range': true },
  },
  { name: 'upn', cells: mostly(['B801200005001', 'b8012 00005001'], 'B801200', '00500', '1', 'A', ' ') },
  {
    name: 'pnc-id',
    cells: mostly(
      ['2003/0011985X', '03/11985x', '79/163001B'],
      '2003/',
      '03/',
      '0011985X',
      '11985',
      'X',
      ' ',
      '1',
    ),
  },
  {
    name: 'national-insurance-number',
    cells: mostly(['JG103759A', 'jg 10 37 59'], 'JG', 'bg', '103759', ' ', 'A', 'D'),
  },
  { name: 'surname', cells: nameCell },
  { name: 'forename', cells: nameCell },
  { name: 'middle-names', cells: nameCell },
  { name: 'date-of-birth', cells: day, options: { format: 'YYYY-MM-DD' } },
  { name: 'sex', cells: mostly(['F', 'm', 'Female', '1 - Male'], 'f', 'M', 'male', ' ', '1', '2', '-') },
  {
    name: 'postcode',
    cells: mostly(['M1 1AE', 'S014 0AA', 'm1', 'L01 2AB'], 'M1', 'S01', 'O', '0', '1', 'AA', ' ', 'W1A'),
  },
  { name: 'uprn', cells: pieces('0', '1', '12', '100023', ' ') },
  {
    name: 'address-line',
    cells: pieces('12', 'a', ' ', 'St', ' st ', 'Flat ', 'High', ' rd', ',', ' no ', '0', '½', 'é'),
  },
  { name: 'house-number', cells: pieces('12', 'a', ' ', 'b', '-', '0', 'flat ', 'Apt ') },
  {
    name: 'phone',
    cells: mostly(
      ['07700 900123', '+447700900123', '020 7946 0018 / 07700900456'],
      '0',
      '+44',
      '7700',
      '900123',
      ' ',
      '/',
    ),
  },
  {
    name: 'email',
    cells: mostly(
      ['Jane@mail.example', 'jane+x@mail.example'],
      'jane',
      'J',
      '.',
      '+',
      '@',
      'mail',
      '.example',
      'info',
    ),
  },
  { name: 'place-of-birth', cells: anyText },
  { name: 'other', cells: anyText, options: { name: 'occupation' } },
];

const EVERY = CASES.map((each) => ({ ...each, standardise: column(each.name, each.options) }));

/** Every reason there is. A reason that holds a part of a cell could not be in the list. */
const REASONS = [
  'NHS number of the test range',
  'NHS number with a wrong check digit',
  'PNC id of a future year',
  'PNC id with a wrong check letter',
  'PNC id with an empty serial number',
  'UPN with a wrong check letter',
  'a date of birth before the year 1000',
  'a date of birth in the future',
  'a date that systems write for an unknown one',
  'a made-up phone number',
  'a name made up for a test',
  'a name without letters',
  'a pseudo postcode',
  'a relation to somebody and no name',
  'a title or punctuation and no name',
  'an email address that is nobody’s',
  'an entry that says it is not known',
  'an entry that says the name is not known',
  'in scientific notation: a spreadsheet has dropped digits',
  'national insurance number used as an example',
  'national insurance number with a prefix that is not in use',
  'neither female nor male is stated',
  'no address',
  'no letter or digit',
  'not a PNC id in the form YYYY/NNNNNNNX or YY/NX',
  'not a UK postcode',
  'not a UPN: a letter, eleven digits, and a digit or letter',
  'not a UPRN of 1 to 12 digits',
  'not a code for female or male',
  'not a date in the form YYYY-MM-DD',
  'not a day of the calendar',
  'not a national insurance number: two letters, six digits, A to D or nothing',
  'not a possible phone number',
  'not an NHS number of ten digits',
  'not an email address',
  'one digit repeated',
  'punctuation only',
  'temporary UPN',
  'zeros only',
];

function valuesOf(standardise: ReturnType<typeof column>, cell: string): readonly Levels[] {
  const answer = standardise(cell);
  return answer.kind === 'value' ? answer.values : [];
}

/** The pairs that agree at a level and not at one it implies, as `level > implied`. */
function brokenImplications(levels: readonly Level[], values: readonly Levels[]): string[] {
  const broken = new Set<string>();
  for (const { name, implies } of levels) {
    const seen = new Map<string, Levels>();
    for (const value of values) {
      const text = value[name];
      if (text === undefined) continue;
      const other = seen.get(text) ?? value;
      seen.set(text, other);
      for (const implied of implies)
        if (value[implied] !== other[implied]) broken.add(`${name} > ${implied}`);
    }
  }
  return [...broken];
}

describe.each(EVERY)('$name', ({ name, cells, standardise }) => {
  it('agrees at every level that an agreeing level implies', () => {
    fc.assert(
      fc.property(fc.array(cells, { minLength: 2, maxLength: 30 }), (sample) => {
        const values = sample.flatMap((cell) => valuesOf(standardise, cell));
        expect(brokenImplications(IDENTIFIER_LEVELS[name], values)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('uses the levels of the identifier and no others', () => {
    const known = new Set(IDENTIFIER_LEVELS[name].map((level) => level.name));
    fc.assert(
      fc.property(cells, (cell) => {
        const used = valuesOf(standardise, cell).flatMap((levels) => Object.entries(levels));
        expect(used.filter(([level, text]) => !known.has(level) || text === '')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('is its own standard form', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const values = valuesOf(standardise, cell);
        const again = values.map((levels) => valuesOf(standardise, Object.values(levels)[0]!)[0]);
        expect(again).toEqual(values);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on space around, nor on the case of ASCII letters', () => {
    fc.assert(
      fc.property(cells, (cell) => {
        const ascii = cell.replaceAll(/[^ -~]/g, '');
        expect(standardise(`  ${cell}\t`)).toEqual(standardise(cell));
        expect(standardise(ascii.toUpperCase())).toEqual(standardise(ascii.toLowerCase()));
      }),
      { numRuns: 100 },
    );
  });

  it('gives reasons that hold no part of the cell', () => {
    fc.assert(
      fc.property(fc.oneof(cells, anyText), (cell) => {
        const answer = standardise(cell);
        expect([undefined, ...REASONS]).toContain('reason' in answer ? answer.reason : undefined);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on a cell', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary', maxLength: 40 })), (cell) => {
        expect(['value', 'missing', 'placeholder', 'invalid']).toContain(standardise(cell).kind);
      }),
      { numRuns: 200 },
    );
  });
});

describe('whole-name', () => {
  const read = recordStandardiser(
    [
      { index: 0, column: { identifier: 'forename' } },
      { index: 1, column: { identifier: 'surname' } },
    ],
    TODAY,
  );

  it('agrees at every level that an agreeing level implies', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(nameCell, nameCell), { minLength: 2, maxLength: 20 }), (rows) => {
        const values = rows.flatMap((row) => read(row).identifiers.get('whole-name') ?? []);
        expect(brokenImplications(IDENTIFIER_LEVELS['whole-name'], values)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('forgets the order of two plain names', () => {
    const plain = fc.stringMatching(/^[b-df-hj-np-tv-z][aeiou][a-z]{3,6}$/);
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(read([a, b]).identifiers.get('whole-name')).toEqual(
          read([b, a]).identifiers.get('whole-name'),
        );
      }),
      { numRuns: 100 },
    );
  });
});
