import { describe, expect, test } from 'vitest';
import type { ColumnSpecs } from '../../src/agreement/types.ts';
import { COLUMNS, cellsOf, HEADER, recipeFor, runOn } from './helpers.ts';
import { one, personByHand, RECIPE, type Taken, take } from './taking.ts';

describe('a protected person', () => {
  const marks = ({ tokens, events }: Taken) => [
    tokens.map(([first]) => first!),
    events.map(({ reference }) => reference!),
  ];
  const mark = `${personByHand('P1')}!`;

  test('is marked, with nothing of the row', () => {
    const taken = one({ PROT: 'Y' });
    expect(marks(taken)).toEqual([[mark], [mark]]);
    expect(taken.tokens[0]).toHaveLength(1);
    expect(Object.keys(taken.events[0]!)).toEqual(['reference']);
    expect(taken.sampled).toEqual([]);
  });

  test.each([
    ['a date that cannot be read', { DATE: '99/99/9999' }],
    ['no date', { DATE: '' }],
    ['a date in the future', { DATE: '01/01/2030' }],
    ['a date outside the window', { DATE: '01/01/2001' }],
    ['a role that the map lacks', { ROLE: '?' }],
    ['a sensitive address', { SAFE: 'Y' }],
  ])('is marked even by a row with %s', (_, said) => {
    const recipe = recipeFor(COLUMNS, HEADER, { window: { from: '2023-04-01' } });
    const taken = one({ ...said, PROT: 'Y' }, recipe);
    expect(marks(taken)).toEqual([[mark], [mark]]);
    expect(taken.rejected).toEqual([]);
    expect(taken.outsideWindow).toBe(0);
  });

  test('without a local id is marked by what identifies them', () => {
    const { tokens } = take([cellsOf({ URN: '' }), cellsOf({ URN: '', PROT: 'Y' }), cellsOf({ URN: 'N/A' })]);
    const [plain, flagged, placeholder] = tokens.map(([first]) => first);
    expect(flagged).toBe(`${plain}!`);
    expect(placeholder).toBe(plain);
  });

  test('may be flagged with spaces around; a value that the map lacks hides too, and is counted', () => {
    expect(marks(one({ PROT: ' Y ' }))).toEqual([[mark], [mark]]);
    expect(one({ PROT: 'N' }).problems).toEqual({});
    const { problems, tokens } = take([cellsOf({ PROT: 'YES' }), cellsOf({ PROT: 'y', SAFE: '?' })]);
    const taken = 'a value that the map of this flag does not name: taken as raised';
    expect(problems).toEqual({ [`PROT: ${taken}`]: 2, [`SAFE: ${taken}`]: 1 });
    expect(tokens.map(([first]) => first)).toEqual([mark, mark]);
  });
});

describe('a row that could not be read', () => {
  const reason = 'has too many fields';
  const LEFT_OUT = {
    row: 7,
    reason: `${reason}; it may protect somebody, and whom it names was left out`,
    leftOut: true,
  };
  const UNCHECKED = `${reason}; whether it protects somebody could not be checked`;
  const unread = (cells: readonly string[], recipe = RECIPE) => {
    const { tokens, events, rejected } = take([], recipe, [
      { row: 7, cells, code: 'CSV_RAGGED_ROW', reason },
    ]);
    expect(tokens.map(([first]) => first)).toEqual(events.map(({ reference }) => reference));
    return { marked: tokens.map(([first]) => first), rejected };
  };
  const mark = (...ids: string[]) => ids.map((id) => `${personByHand(id)}!`);
  const split = (said: Record<string, string>, at: string): string[] =>
    cellsOf(said).flatMap((cell, index) => (HEADER[index] === at ? [cell, 'Flat 2'] : [cell]));

  test.each([
    ['a cell too many after the flag', split({ PROT: 'Y' }, 'SAFE')],
    ['a cell too many before the flag', split({ PROT: 'Y' }, 'PC')],
    ['a value of the flag that the map lacks', split({ PROT: '?' }, 'PC')],
    ['a cell too few before the flag', cellsOf({ PROT: 'Y' }).toSpliced(4, 1)],
    ['no cell where the flag should be', cellsOf({ PROT: 'N' }).slice(0, 6)],
    ['nothing but an id', ['P1']],
  ])('protects the person with %s', (_, cells) => {
    expect(unread(cells)).toEqual({ marked: mark('P1'), rejected: [LEFT_OUT] });
  });

  test('protects nobody where the flag is down wherever it may stand', () => {
    for (const cells of [
      split({ PROT: 'N', OTHER: '', SAFE: '' }, 'SAFE'),
      [...cellsOf({ PROT: '' }), '', ''],
    ]) {
      cells[10] = '';
      expect(unread(cells)).toEqual({ marked: [], rejected: [{ row: 7, reason }] });
    }
  });

  test('protects whoever it may be about where the id may be shifted', () => {
    const header = ['SURNAME', 'URN', 'PROT'];
    const recipe = recipeFor({ URN: COLUMNS.URN!, SURNAME: COLUMNS.SURNAME!, PROT: COLUMNS.PROT! }, header);
    expect(unread(['Hale', 'Moss', 'P1', 'Y'], recipe).marked).toEqual(mark('Moss', 'P1'));
    expect(unread(['', 'Y'], recipe).marked).toEqual(mark('Y'));
  });

  test('says that it could not be checked where it names nobody', () => {
    const nobody = { marked: [], rejected: [{ row: 7, reason: UNCHECKED, unchecked: true }] };
    expect(unread(['', ...split({ URN: '', PROT: 'Y' }, 'PC').slice(2)])).toEqual(nobody);
    expect(unread([])).toEqual(nobody);
    const { URN: _, ...without } = COLUMNS;
    expect(unread(split({ PROT: 'Y' }, 'PC'), recipeFor(without, HEADER))).toEqual(nobody);
  });

  test('protects by the id before a bad quote, which hides the flag', () => {
    const bad = (cells: string[]) =>
      take([], RECIPE, [{ row: 7, cells, code: 'CSV_BAD_QUOTES', reason }]).tokens.map(([first]) => first);
    expect(bad(['P1', 'Hale'])).toEqual(mark('P1'));
    expect(bad([])).toEqual([]);
  });

  test('is nothing to an extract that flags nobody', () => {
    const { PROT: _, ...without } = COLUMNS;
    expect(unread(['P1'], recipeFor(without, HEADER))).toEqual({
      marked: [],
      rejected: [{ row: 7, reason }],
    });
  });

  test('in an extract hides the person whose other rows are whole, and is counted where it cannot', async () => {
    const whole = (said: Record<string, string>) => cellsOf(said).join(',');
    const lines = [
      HEADER.join(','),
      whole({ URN: 'P1' }),
      whole({ URN: 'P2' }),
      `${whole({ URN: 'P1', PROT: 'Y' })},extra`,
      whole({ URN: '', SURNAME: '"Ha"le', PROT: 'Y' }),
    ];
    const { result } = await runOn(`${lines.join('\n')}\n`);
    expect(result.tokens.people).toBe(1);
    expect([...result.protected]).toEqual([personByHand('P1')]);
    expect(result.rejected.map(({ row, unchecked }) => [row, unchecked])).toEqual([
      [4, undefined],
      [5, true],
    ]);
  });
});

describe('a sensitive address', () => {
  const located = RECIPE.scheme.matchKeys.map(({ name }) => name.includes('postcode'));

  test('yields no token of a location, no district and no area', () => {
    const specs: ColumnSpecs = {
      ...COLUMNS,
      HERE: { attribute: 'area', treat: 'area', areas: ['ZE3'], from: 'PC' },
    };
    const recipe = recipeFor(specs, HEADER);
    const open = one({}, recipe);
    const shut = one({ SAFE: 'Y' }, recipe);
    expect(open.events[0]).toMatchObject({ district: 'ZE3', area: 'same area' });
    expect(shut.events[0]).toMatchObject({ district: '', area: '', 'age-group': '35-44', role: 'victim' });
    for (const [index, isLocated] of located.entries()) {
      expect(shut.tokens[0]![index + 1]).toBe(isLocated ? '' : open.tokens[0]![index + 1]);
    }
    expect(shut.tokens[0]!.at(-1)).toBe('e');
    expect(shut.tokens[0]![0]).toBe(open.tokens[0]![0]);
  });

  test('hides every identifier that is a place', () => {
    const places: ColumnSpecs = {
      ...COLUMNS,
      ADDRESS: { identifier: 'address-line' },
      NO: { identifier: 'house-number' },
      PROPERTY: { identifier: 'uprn' },
    };
    const header = [...HEADER, 'ADDRESS', 'NO', 'PROPERTY'];
    const home = ['12 Quayside Lane', '12', '100023336956'];
    const scheme = {
      ...RECIPE.scheme,
      matchKeys: [],
      identifiers: ['postcode', 'address-line', 'house-number', 'uprn', 'surname'] as const,
    };
    const recipe = recipeFor(places, header, { scheme });
    expect(take([[...cellsOf(), ...home]], recipe).tokens[0]!.at(-1)).toBe('1f');
    expect(take([[...cellsOf({ SAFE: 'Y' }), ...home]], recipe).tokens[0]!.at(-1)).toBe('10');
  });

  test('gives the same tokens whichever row comes first, with the flag or without', () => {
    const flagged = cellsOf({ SAFE: 'Y' });
    const lines = (rows: string[][]) => [...new Set(take(rows).tokens.map((line) => line.join()))].toSorted();
    const both = lines([flagged, cellsOf()]);
    expect(both).toHaveLength(2);
    expect(lines([cellsOf(), flagged])).toEqual(both);
    expect(lines([flagged, flagged, cellsOf(), cellsOf(), flagged])).toEqual(both);
  });

  test('alone does not identify anybody', () => {
    const taken = one({ URN: '', SURNAME: '', FORENAME: '', DOB: '', SAFE: 'Y' });
    expect(taken.rejected).toEqual([{ row: 2, reason: 'nothing in it tells one person from another' }]);
  });
});
