import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ColumnSpecs } from '../../src/agreement/types.ts';
import { Hmac256 } from '../../src/custody/index.ts';
import { type Recipe, rowReference } from '../../src/pseudonymise/index.ts';
import { UNNAMED } from '../../src/pseudonymise/treat.ts';
import { COLUMNS, cellsOf, HEADER, keyNamed, recipeFor } from './helpers.ts';
import { one, personByHand, RECIPE, take } from './taking.ts';

const EVENT = ['date', 'role', 'age-group', 'district', 'case', 'counterparty'];

describe('a row', () => {
  test('becomes tokens and an event under one reference', () => {
    const { tokens, events, rejected, problems, sampled } = one({ OTHER: 'P2' });
    const reference = personByHand('P1');
    expect(tokens).toHaveLength(1);
    expect(tokens[0]).toHaveLength(1 + RECIPE.scheme.matchKeys.length + 1);
    expect(tokens[0]![0]).toBe(reference);
    // Everything but the NHS number is there.
    expect(tokens[0]!.slice(1, -1).map((token) => token !== '')).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    for (const token of tokens[0]!.slice(2, -1)) expect(token).toMatch(/^[0-9a-f]{16}$/);
    expect(tokens[0]!.at(-1)).toBe('1e');
    expect(events).toEqual([
      {
        reference,
        date: '2025-04-05',
        role: 'victim',
        'age-group': '35-44',
        district: 'ZE3',
        case: createHmac('sha256', keyNamed('case')).update('C1').digest('hex').slice(0, 32),
        counterparty: personByHand('P2'),
      },
    ]);
    expect(Object.keys(events[0]!)).toEqual(['reference', ...EVENT]);
    expect(rejected).toEqual([]);
    expect(problems).toEqual({});
    expect(sampled).toEqual([reference]);
  });

  test('outside the life of its person is kept and counted, where both days are known', () => {
    const rows = [
      cellsOf({ DOB: '06/04/2025', DATE: '05/04/2025' }),
      cellsOf({ DOB: '05/04/2025', DATE: '05/04/2025' }),
      cellsOf({ DOB: '05/04/1914', DATE: '05/04/2025' }),
      cellsOf({ DOB: '06/04/1914', DATE: '05/04/2025' }),
      // What systems write for an unknown birth, no birth, and no day of that name.
      cellsOf({ DOB: '01/01/1900' }),
      cellsOf({ DOB: '' }),
      cellsOf({ DOB: '31/02/2025' }),
    ];
    const { events, rejected, oddAges } = take(rows);
    expect(events).toHaveLength(rows.length);
    expect(rejected).toEqual([]);
    expect(oddAges).toEqual({ beforeBirth: 1, beyondLife: 1 });
  });

  test('of a person already seen makes an event and no tokens again', () => {
    const { tokens, events } = take([cellsOf(), cellsOf({ DATE: '06/04/2025', CRIME: 'C2' }), cellsOf()]);
    expect(tokens).toHaveLength(1);
    expect(events.map(({ date }) => date)).toEqual(['2025-04-05', '2025-04-06', '2025-04-05']);
  });

  test('in another spelling makes further tokens of the same person', () => {
    const { tokens, sampled } = take([cellsOf(), cellsOf({ SURNAME: 'Quille' })]);
    expect(tokens.map(([reference]) => reference)).toEqual([personByHand('P1'), personByHand('P1')]);
    expect(tokens[0]).not.toEqual(tokens[1]);
    expect(sampled).toEqual([personByHand('P1')]);
  });

  test('may name the person with spaces around and between', () => {
    const references = ['A 1', ' A 1 ', 'A  1', 'A\t1'].map((URN) => one({ URN }).tokens[0]![0]);
    expect(new Set(references)).toEqual(new Set([personByHand('A 1')]));
    expect(one({ URN: 'a 1' }).tokens[0]![0]).toBe(personByHand('a 1'));
  });

  test('whose cells cannot be used says so by column and rule, and keeps the rest', () => {
    const { tokens, events, problems, rejected } = one({
      SURNAME: 'UNKNOWN',
      DOB: '31/02/1987',
      PC: 'ZE3 9J',
    });
    expect(rejected).toEqual([]);
    expect(Object.keys(problems).map((key) => key.split(':')[0])).toEqual(['SURNAME', 'DOB', 'PC']);
    expect(Object.keys(problems)[0]).toMatch(/^SURNAME: placeholder: /);
    expect(problems['DOB: not a day of the calendar']).toBe(1);
    expect(tokens[0]!.slice(1, -1).every((token) => token === '')).toBe(true);
    expect(tokens[0]!.at(-1)).toBe('8');
    expect(events[0]).toMatchObject({ 'age-group': '', district: '' });
  });

  test('without columns for an event makes none', () => {
    const { URN, SURNAME, DOB } = COLUMNS as Record<string, ColumnSpecs[string]>;
    const recipe = recipeFor({ URN: URN!, SURNAME: SURNAME!, DOB: DOB! }, HEADER);
    const { tokens, events } = one({}, recipe);
    expect(tokens).toHaveLength(1);
    expect(events).toEqual([]);
  });
});

describe('a row that yields nothing', () => {
  test.each([
    [{ DATE: '' }, 'DATE', 'no date'],
    [{ DATE: '2025-04-05' }, 'DATE', 'not a date in the form DD/MM/YYYY'],
    [{ DATE: '02/06/2026' }, 'DATE', 'a date in the future'],
    [{ ROLE: 'vic' }, 'ROLE', UNNAMED],
  ])('%j is rejected for %s', (said, column, reason) => {
    const { tokens, events, rejected, sampled } = one(said);
    expect(rejected).toEqual([{ row: 2, column, reason }]);
    expect([tokens, events, sampled]).toEqual([[], [], []]);
  });

  test('is rejected when nothing tells its person from another', () => {
    const nobody = { URN: '', SURNAME: 'UNKNOWN', FORENAME: '', DOB: '', PC: '' };
    const { tokens, events, rejected } = one(nobody);
    expect(rejected).toEqual([{ row: 2, reason: 'nothing in it tells one person from another' }]);
    expect([tokens, events]).toEqual([[], []]);
    expect(one({ ...nobody, PROT: 'Y' }).rejected).toEqual([
      {
        row: 2,
        reason: `${rejected[0]!.reason}; whether it protects somebody could not be checked`,
        unchecked: true,
      },
    ]);
    expect(one({ ...nobody, FORENAME: 'Maria' }).rejected).toEqual([]);
  });

  test('is no longer a problem of its other columns: an outcome that the map lacks is left empty', () => {
    const specs: ColumnSpecs = {
      ...COLUMNS,
      CRIME: { event: 'outcome', treat: 'code', map: { C1: 'charged' } },
    };
    const { events, problems } = one({ CRIME: 'C9' }, recipeFor(specs, HEADER));
    expect(events[0]).toMatchObject({ outcome: '', role: 'victim' });
    expect(problems).toEqual({ [`CRIME: ${UNNAMED}`]: 1 });
  });
});

describe('the window', () => {
  const window = { from: '2023-04-15', to: '2026-03-31' };
  const byMonth: ColumnSpecs = { ...COLUMNS, DATE: { event: 'date', treat: 'month', format: 'DD/MM/YYYY' } };

  test.each([
    ['15/04/2023', true],
    ['14/04/2023', false],
    ['31/03/2026', true],
    ['01/04/2026', false],
    ['05/04/2025', true],
  ])('of %s: %s, kept by day or by month', (DATE, inside) => {
    for (const specs of [COLUMNS, byMonth]) {
      const { tokens, events, outsideWindow, rejected } = one({ DATE }, recipeFor(specs, HEADER, { window }));
      expect([events.length, tokens.length, outsideWindow]).toEqual(inside ? [1, 1, 0] : [0, 0, 1]);
      expect(rejected).toEqual([]);
    }
  });

  test('may have one end or none', () => {
    const inside = (given: Recipe['window'], DATE: string) =>
      one({ DATE }, recipeFor(COLUMNS, HEADER, { window: given })).events.length === 1;
    expect(inside({}, '01/01/1980')).toBe(true);
    expect(inside({ from: window.from }, '01/06/2026')).toBe(true);
    expect(inside({ from: window.from }, '14/04/2023')).toBe(false);
    expect(inside({ to: window.to }, '01/01/1980')).toBe(true);
    expect(inside({ to: window.to }, '01/04/2026')).toBe(false);
  });

  test('does not make a person known of whom nothing leaves', () => {
    const { tokens } = take(
      [cellsOf({ DATE: '01/01/2020' }), cellsOf({ DATE: '01/01/2024' })],
      recipeFor(COLUMNS, HEADER, { window }),
    );
    expect(tokens).toHaveLength(1);
  });
});

describe('references', () => {
  test('of a counterparty are those of the person named', () => {
    const { tokens, events } = take([
      cellsOf({ URN: 'P1', OTHER: ' P 2' }),
      cellsOf({ URN: 'P 2', OTHER: 'P1', ROLE: 'SUS', SURNAME: 'Moss' }),
      cellsOf({ URN: 'P3', OTHER: '' }),
      cellsOf({ URN: 'P4', OTHER: 'N/A' }),
    ]);
    const [first, second] = tokens.map(([reference]) => reference);
    expect(events[0]).toMatchObject({ reference: first, counterparty: second });
    expect(events[1]).toMatchObject({ reference: second, counterparty: first });
    expect(events.slice(2).map(({ counterparty }) => counterparty)).toEqual(['', '']);
  });

  test('without a local id are those of identical standardised identifiers', () => {
    const rows = [
      cellsOf({ URN: '' }),
      cellsOf({ URN: '0000', SURNAME: 'QUILL', PC: 'ze39jz', DATE: '06/04/2025', ROLE: 'SUS' }),
      cellsOf({ URN: '', SURNAME: 'Quille' }),
      cellsOf({ URN: '', DOB: '' }),
    ];
    const references = take(rows).tokens.map(([reference]) => reference);
    expect(references[1]).toBe(references[0]);
    expect(new Set(references).size).toBe(3);
    expect(references).not.toContain(personByHand(''));
  });

  test('of an id are never those of an identity, a row or a case of the same text', () => {
    const person = new Hmac256(keyNamed('person'));
    const found = [
      one({ URN: 'row 2' }).tokens[0]![0],
      rowReference(person, 2),
      person.reference(new TextEncoder().encode('row 2')),
      one({ URN: 'x', CRIME: 'row 2' }).events[0]!.case,
    ];
    expect(found[1]).toBe(found[2]);
    expect(new Set(found).size).toBe(3);
  });

  test('in a rehearsal are of rows: each is a person of its own', () => {
    const recipe = { ...recipeFor(COLUMNS, HEADER), everyRowIsAPerson: true };
    const { tokens } = take(
      [cellsOf(), cellsOf(), cellsOf({ URN: '', SURNAME: '', FORENAME: '', DOB: '', PC: '' })],
      recipe,
    );
    const person = new Hmac256(keyNamed('person'));
    expect(tokens.map(([reference]) => reference)).toEqual([2, 3, 4].map((row) => rowReference(person, row)));
    expect(tokens[0]!.slice(1)).toEqual(tokens[1]!.slice(1));
  });
});
