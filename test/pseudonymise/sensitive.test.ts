import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ColumnSpecs } from '../../src/agreement/types.ts';
import { readSensitiveAddresses } from '../../src/pseudonymise/sensitive.ts';
import { errorOf } from '../agreement/helpers.ts';
import type { World } from '../custody/world.ts';
import { fileOf, police, policeCsv, worldWithKey } from './agency.ts';
import { COLUMNS, cellsOf, HEADER, recipeFor, scratch } from './helpers.ts';
import { one, take } from './taking.ts';

const listOf = async (text: string) => readSensitiveAddresses(await fileOf(text, 'sensitive-addresses.csv'));

describe('the list of sensitive addresses', () => {
  test('is of postcodes, UPRNs or both, however they are written', async () => {
    expect(await listOf('postcode\nze3 9jz\n')).toEqual(['ZE39JZ']);
    expect(await listOf('place,UPRN , Postcode\nhouse,10002333695,\nflat,,KW15 1AA\n')).toEqual([
      '10002333695',
      'KW151AA',
    ]);
    expect(await listOf('postcode\n')).toEqual([]);
  });

  test('may be missing, but what is there has to be read whole', async () => {
    expect(await readSensitiveAddresses(join(await scratch(), 'none.csv'))).toEqual([]);
    const problem = async (text: string) => {
      const { code, exitCode, message } = await errorOf(() => listOf(text));
      expect(exitCode).toBe(2);
      expect(message).not.toMatch(/ZE3|Quill/);
      return `${code} ${message}`;
    };
    expect(await problem('address,town\n1 Quill Lane,Northmere\n')).toBe(
      'SENSITIVE_LIST sensitive-addresses.csv row 1: it has no column postcode, uprn or address-line',
    );
    expect(await problem('postcode,place\nZE3 9JZ,a\n,Quill House\n')).toBe(
      'SENSITIVE_LIST sensitive-addresses.csv row 3: it names no address',
    );
    expect(await problem('address-line\nQuill House\nQuill\n')).toBe(
      'SENSITIVE_LIST sensitive-addresses.csv row 3: its address line is a single word, which many addresses have',
    );
    expect(await problem('address-line\nnot known\n')).toMatch(/row 2: it names no address$/);
    expect(await problem('postcode,place\nZE3 9JZ\n')).toMatch(/^SENSITIVE_LIST .* row 2: has 1 field/);
    expect(await problem('')).toMatch(/^CSV_EMPTY /);
    const folder = join(await scratch(), 'list');
    await mkdir(folder);
    expect((await errorOf(() => readSensitiveAddresses(folder))).code).toBe('CSV_IS_DIRECTORY');
  });
});

describe('a row at a listed address', () => {
  const specs: ColumnSpecs = {
    ...COLUMNS,
    PROPERTY: { identifier: 'uprn' },
    MOVED: { attribute: 'moved', treat: 'area', areas: ['ZE3'], from: 'NEW_PC' },
  };
  const header = [...HEADER, 'PROPERTY', 'NEW_PC'];
  const recipe = async (list: string) => recipeFor(specs, header, { sensitive: await listOf(list) });
  const row = (PC: string, uprn = '', newPc = '') => [...cellsOf({ PC }), uprn, newPc];

  test.each(['KW15 1AA', 'kw151aa', ' KW15  1AA', 'KW15-1AA', 'KWI5 1AA', 'KW15 IAA'])(
    'yields no location, as %j',
    async (PC) => {
      const { tokens, events } = take([row(PC)], await recipe('postcode\nKW15 1AA\n'));
      const flagged = take([[...cellsOf({ PC, SAFE: 'Y' }), '', '']], await recipe('postcode\n'));
      expect(tokens).toEqual(flagged.tokens);
      expect(events[0]).toMatchObject({ district: '', moved: '', role: 'victim' });
    },
  );

  test('is known by its UPRN, or by the postcode that only an event has', async () => {
    const list = await recipe('uprn,postcode\n10002333695,KW15 1AA\n');
    for (const cells of [
      row('ZE3 9JZ', '10002333695'),
      row('ZE3 9JZ', '010002333695'),
      row('ZE3 9JZ', '', 'KW15 1AA'),
    ]) {
      const { tokens, events } = take([cells], list);
      expect(tokens[0]!.at(-1)).toBe('e');
      expect(events[0]).toMatchObject({ district: '', moved: '' });
    }
    const elsewhere = take([row('ZE3 9JZ', '10002333696', 'ZE2 1AA')], list);
    expect(elsewhere.events[0]).toMatchObject({ district: 'ZE3', moved: 'other area' });
    expect(elsewhere.tokens[0]!.at(-1)).toBe('1e');
  });

  describe('by its address line', () => {
    const addressed: ColumnSpecs = {
      ...specs,
      NUMBER: { identifier: 'house-number' },
      LINE_1: { identifier: 'address-line' },
      LINE_2: { identifier: 'address-line' },
    };
    const lines = [...header, 'NUMBER', 'LINE_1', 'LINE_2'];
    const isHidden = async (
      list: string,
      ...of: readonly [number: string, first: string, second: string]
    ) => {
      const listed = recipeFor(addressed, lines, { sensitive: await listOf(list) });
      return take([[...row('ZE3 9JZ'), ...of]], listed).events[0]!.district === '';
    };
    const LIST = 'address-line\n"Willow House, 14 High St, Northmere"\nThe Old Forge\n';

    test.each<[string, string, string]>([
      ['', '14 High Street', ''],
      ['', 'Room 3, Willow House, 14 HIGH ST.', 'Northmere'],
      ['', 'Flat 2', '14, High Street'],
      ['14', 'High Street', ''],
      ['', '', 'the old forge'],
      ['', 'c/o The Old Forge, Mill Ln', ''],
    ])('however it is written: %j %j %j', async (...of) => {
      expect(await isHidden(LIST, ...of)).toBe(true);
    });

    test.each<[string, string, string]>([
      ['', '114 High Street', ''],
      ['', '14 High Road', ''],
      ['15', 'High Street', ''],
      ['', 'The Old Forgery', ''],
      ['', '', ''],
    ])('and not by another one: %j %j %j', async (...of) => {
      expect(await isHidden(LIST, ...of)).toBe(false);
    });

    test('and a listed postcode is found within one', async () => {
      for (const line of ['Willow House KW15 1AA', 'Willow House, kw151aa, Northmere'])
        expect(await isHidden('postcode\nKW15 1AA\n', '', line, '')).toBe(true);
      expect(await isHidden('postcode\nKW15 1AA\n', '', 'Willow House KW15 1AB', '')).toBe(false);
    });
  });

  test('does not hide the same person elsewhere', async () => {
    const { tokens, events } = take([row('KW15 1AA'), row('ZE3 9JZ')], await recipe('postcode\nKW15 1AA\n'));
    expect(tokens.map((line) => line.at(-1))).toEqual(['e', '1e']);
    expect(events.map(({ district }) => district)).toEqual(['', 'ZE3']);
  });

  test('and nobody is hidden by an empty cell or an empty list', async () => {
    const { problems, events } = one({ PC: '' });
    expect([problems, events.length]).toEqual([{}, 1]);
    expect(take([row('ZE3 9JZ')], await recipe('postcode\n')).events[0]).toMatchObject({ district: 'ZE3' });
    expect(take([row('', '', 'ZE3 9JZ')], await recipe('postcode\nKW15 1AA\n')).events[0]).toMatchObject({
      moved: 'same area',
    });
  });
});

describe('in a workspace', () => {
  let world: World;
  beforeEach(async () => {
    world = await worldWithKey();
  });
  afterEach(() => world.remove());
  const list = () => join(world.of('police'), 'party', 'sensitive-addresses.csv');

  test('the list is taken into account, and only a band of it is told', async () => {
    await writeFile(list(), 'postcode\nZE3 9JZ\n');
    const rows = policeCsv({}, { PERSON_URN: 'P2', PC: 'ZE2 1AA' }, { PERSON_URN: 'P3', PC: 'ze39jz' });
    const result = await police(world, rows);
    expect(result.sensitiveRows).toBe('1-9');
    expect((await world.entries('police')).at(-1)).toMatchObject({ details: { sensitive: '1-9' } });
  });

  test('nothing is made while the list cannot be read', async () => {
    await writeFile(list(), 'street\nQuayside\n');
    const error = await errorOf(() => police(world, policeCsv({})));
    expect(error.code).toBe('SENSITIVE_LIST');
    await writeFile(list(), '');
    expect((await errorOf(() => police(world, policeCsv({})))).code).toBe('CSV_EMPTY');
  });
});
