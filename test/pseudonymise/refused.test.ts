import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pseudonymise } from '../../src/pseudonymise/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { makeWorld, type World } from '../custody/world.ts';
import { fileOf, PEOPLE, POLICE_HEADER, police, policeCsv, worldWithKey } from './agency.ts';
import { csvOf, table, treeOf } from './helpers.ts';

let world: World;
beforeEach(async () => {
  world = await worldWithKey();
});
afterEach(() => world.remove());

const work = () => join(world.of('police'), 'work');

describe('what is refused', () => {
  const refused = async (csv: string | Uint8Array, options = {}) => {
    const error = await errorOf(() => police(world, csv, options));
    return [error.code, error.exitCode];
  };
  /** No folder for output was even made. */
  const nothing = async () => expect(await readdir(world.of('police'))).not.toContain('work');

  test('a party that is no agency', async () => {
    const extract = await fileOf(policeCsv({}));
    const workspace = await world.open('linkage-unit');
    const error = await errorOf(() => pseudonymise(workspace, { extract, replace: false, threads: 1 }));
    expect(error.exitCode).toBeGreaterThan(0);
    expect(await readdir(world.of('linkage-unit'))).not.toContain('work');
  });

  test('a workspace without a project key', async () => {
    await world.remove();
    world = await makeWorld();
    expect(await refused(policeCsv({}))).toEqual(['KEY_MISSING', 2]);
    await nothing();
  });

  test('another project key than the agreement names', async () => {
    await world.amend((await world.agreement()).linkage['key-check']!, '0123456789abcdef');
    expect(await refused(policeCsv({}))).toEqual(['PERMIT_KEY_DIFFERS', 1]);
    await nothing();
  });

  test('an agreement without a flow of events, although tokens might flow', async () => {
    const flow = (await readFile(join(world.of('police'), 'agreement.yaml'), 'utf8'))
      .split(/\n {2}- /)
      .find((text) => text.includes('from: police') && text.includes('what: events'))!;
    await world.amend(`\n  - ${flow}`, '');
    expect(await refused(policeCsv({}))).toEqual(['PERMIT_NO_FLOW', 1]);
    await nothing();
  });

  test('an extract that lacks a column', async () => {
    const csv = policeCsv({}).replace('SURNAME,', 'FAMILY NAME,');
    expect(await refused(csv)).toEqual(['COLUMN_MISSING', 2]);
    await nothing();
  });

  test('an extract that is not there, is empty, or has a header alone', async () => {
    const workspace = await world.open('police');
    const error = await errorOf(() =>
      pseudonymise(workspace, { extract: join(world.dir, 'none.csv'), replace: false, threads: 1 }),
    );
    expect(error.code).toBe('CSV_NOT_FOUND');
    expect(await refused('')).toEqual(['CSV_EMPTY', 2]);
    await nothing();
    expect(await refused(csvOf([], POLICE_HEADER))).toEqual(['CSV_HEADER_ONLY', 2]);
    expect(await treeOf(work())).toEqual({});
  });

  test('packages made before, unless they are to be replaced', async () => {
    await police(world, PEOPLE);
    const before = await treeOf(work());
    expect(await refused(policeCsv({}))).toEqual(['OUTPUT_EXISTS', 2]);
    expect(await treeOf(work())).toEqual(before);
    await police(world, policeCsv({}), { replace: true });
    expect(table(await readFile(join(work(), 'police', 'events', 'events.csv'), 'utf8'))).toHaveLength(1);
    expect(await readdir(work())).toEqual(['police']);
  });

  test('an extract with a fault far into it, and the packages made before stay', async () => {
    await police(world, PEOPLE);
    const before = await treeOf(work());
    const rows = Array.from({ length: 20_000 }, () => ({}));
    const bytes = Buffer.concat([Buffer.from(policeCsv(...rows)), Buffer.of(0xff, 0x0a)]);
    const extract = await fileOf(bytes);
    const workspace = await world.open('police');
    const error = await errorOf(() => pseudonymise(workspace, { extract, replace: true, threads: 1 }));
    expect([error.code, error.place]).toEqual(['CSV_ENCODING', { file: 'police.csv', row: 20_002 }]);
    expect(await treeOf(work())).toEqual(before);
  });

  describe('an extract that leaves nobody, and the packages made before stay', () => {
    const hidden = { PERSON_URN: 'P4', PROT: 'Y' };
    test.each([
      ['every row is rejected', [{ INCIDENT_DATE: 'soon' }]],
      ['one row is protected and the others are rejected', [hidden, { INCIDENT_DATE: 'soon' }]],
      ['one row is protected and the others are of other years', [hidden, { INCIDENT_DATE: '01/01/2001' }]],
    ])('%s', async (_, rows) => {
      await police(world, PEOPLE);
      const before = await treeOf(work());
      expect(await refused(policeCsv(...rows), { replace: true })).toEqual(['NOTHING_USABLE', 2]);
      expect(await treeOf(work())).toEqual(before);
    });

    test('every row is rejected, where a row that cannot be read names whom it may protect', async () => {
      await police(world, PEOPLE);
      const before = await treeOf(work());
      const ragged = policeCsv({}, {}).replaceAll(',NM/25/1,', ',');
      expect(await refused(ragged, { replace: true })).toEqual(['NOTHING_USABLE', 2]);
      expect(await treeOf(work())).toEqual(before);
    });

    test('no cell of a flag is one that the agreement names', async () => {
      await police(world, PEOPLE);
      const before = await treeOf(work());
      const rows = [{ PROT: 'No' }, { PERSON_URN: 'P2', PROT: 'Yes' }, { PROT: 'Zyxxen' }, {}];
      for (const threads of [1, 2]) {
        const error = await errorOf(() => police(world, policeCsv(...rows), { replace: true, threads }));
        expect(error).toMatchObject({ code: 'FLAG_VALUES', exitCode: 2 });
        expect(error.place).toEqual({ file: 'police.csv', column: 'PROT' });
        expect(error.reason).toBe(
          'no cell of this flag holds a value that its map names (yes or no: 2, one word: 1)',
        );
        expect(error.hint).toContain('columns.police.PROT.map');
        expect(await treeOf(work())).toEqual(before);
      }
      const { protectedPeople } = await police(
        world,
        policeCsv(...rows, { PERSON_URN: 'P3', PROT: 'Y' }, { PERSON_URN: 'P4' }),
        {
          replace: true,
        },
      );
      expect(protectedPeople).toBe(3);
    });

    test('but not where each row is of somebody protected', async () => {
      const { people, rejected } = await police(world, policeCsv(hidden, { PERSON_URN: 'P4' }));
      expect([people, rejected]).toEqual([0, []]);
    });
  });

  test('a workspace without its secret for references, and the packages made before stay', async () => {
    await police(world, PEOPLE);
    const before = await treeOf(work());
    await rm(join(world.of('police'), 'party', 'reference.key'));
    expect(await refused(policeCsv({}), { replace: true })).toEqual(['KEY_MISSING', 2]);
    expect(await treeOf(work())).toEqual(before);
  });
});
