/** Packages that were changed where they lie, with their descriptors mended: the log knows them no more. */
import { cp, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consult, overlap } from '../../src/analyse/index.ts';
import { destroy, openShare, receivedHere, requireReceived, sealPackage } from '../../src/custody/index.ts';
import { readPackage } from '../../src/files/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { members, mended, sealMembers } from './forge.ts';
import { EVENTS, makeLogged, makePackage, makeWorld, type PackageSpec, TOKENS, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

const NAME = 'Xanthippe Canary';
const folder = (kind: string, party = 'police') => join(world.of(party), 'work', 'police', kind);

describe('a package of this party', () => {
  test.each([
    ['tokens', TOKENS, 'linkage-unit', /0123456789abcdef/],
    ['events', EVENTS, 'analyst', /assault/],
  ] as const)('of %s into which a name was put is not sealed', async (kind, spec, to, find) => {
    await makeLogged(world, folder(kind), spec);
    await mended(folder(kind), kind, find, NAME);
    const error = await errorOf(async () => sealPackage(await world.open('police'), folder(kind), to));
    expect([error.code, error.exitCode]).toEqual(['PACKAGE_NOT_MADE_HERE', 1]);
    const last = (await world.entries('police')).at(-1);
    expect(last).toMatchObject({ type: 'denial', op: 'disclosure', details: { reason: error.code } });
    // Neither the name nor a digest that would let it be guessed.
    const { digest } = await readPackage(folder(kind));
    expect(JSON.stringify([last, error.message, error.hint])).not.toMatch(new RegExp(`${NAME}|${digest}`));
  });

  test('of links into which a name was put is not sealed', async () => {
    const path = join(world.of('linkage-unit'), 'work', 'links');
    await makeLogged(world, path, LINKS, { party: 'linkage-unit' });
    await mended(path, 'links', /1{32}/, NAME);
    const error = await errorOf(async () => sealPackage(await world.open('linkage-unit'), path, 'analyst'));
    expect(error.code).toBe('PACKAGE_NOT_MADE_HERE');
  });

  test('that no run made is not sealed', async () => {
    await makePackage(await world.agreement(), folder('tokens'), TOKENS);
    const error = await errorOf(async () =>
      sealPackage(await world.open('police'), folder('tokens'), 'linkage-unit'),
    );
    expect(error.code).toBe('PACKAGE_NOT_MADE_HERE');
  });
});

const LINKS: PackageSpec = {
  kind: 'links',
  fields: ['agency', 'reference', 'person', 'band', 'draw_1'],
  rows: [`police,00112233445566778899aabbccddeeff,${'1'.repeat(32)},high,`],
};

/** Has a party take in a share of this package, made by hand. */
async function taken(spec: PackageSpec, to: string, from = 'police'): Promise<string> {
  const path = await mkdtemp(join(world.dir, 'package-'));
  await makePackage(await world.agreement(), path, spec);
  const file = join(world.dir, `${spec.kind}.age`);
  await sealMembers(file, await members(await world.open(from), path, to), world.keys.get(to)!.sealing);
  return (await openShare(await world.open(to), file, { replace: true })).filed;
}

describe('a package that was taken in', () => {
  test('is not linked once it was changed', async () => {
    const filed = await taken(TOKENS, 'linkage-unit');
    const unit = await world.open('linkage-unit');
    await requireReceived(await receivedHere(unit), await readPackage(filed));
    await mended(filed, 'tokens', /^0011/m, 'ffff');
    const used = async () => requireReceived(await receivedHere(unit), await readPackage(filed));
    expect((await errorOf(used)).code).toBe('PACKAGE_NOT_RECEIVED');
  });

  test('is not counted once it was changed, and is when it is opened again', async () => {
    const events = await taken(EVENTS, 'analyst');
    await taken(LINKS, 'analyst', 'linkage-unit');
    const count = async () =>
      consult(await world.open('analyst'), { action: 'overlap', asked: {}, inside: false, count: overlap });
    expect((await count()).figures.id).toBe('overlap');
    await mended(events, 'events', /assault/, NAME);
    const error = await errorOf(count);
    expect([error.code, error.exitCode]).toEqual(['PACKAGE_NOT_RECEIVED', 1]);
    expect(error.message).not.toContain(NAME);
    await taken(EVENTS, 'analyst');
    expect((await count()).figures.id).toBe('overlap');
  });

  test('and destroyed does not come back from a copy', async () => {
    const filed = await taken(TOKENS, 'linkage-unit');
    const copy = join(world.dir, 'copy');
    await cp(filed, copy, { recursive: true });
    const unit = await world.open('linkage-unit');
    await destroy(unit, filed, 'retention');
    const used = async () => requireReceived(await receivedHere(unit), await readPackage(copy));
    expect((await errorOf(used)).code).toBe('PACKAGE_NOT_RECEIVED');
  });
});

describe('the cells of a share', () => {
  const refusal = async (spec: PackageSpec, to: string, from?: string) => {
    const error = await errorOf(() => taken(spec, to, from));
    return [error.code, error.message];
  };
  const REF = '00112233445566778899aabbccddeeff';
  const cellsOf = (spec: PackageSpec, ...rows: string[]): PackageSpec => ({ ...spec, rows });

  test.each<[string, PackageSpec, string]>([
    ['a name for a reference', cellsOf(TOKENS, `${NAME},0123456789abcdef,3`), 'row 2 column reference'],
    ['a name for a token', cellsOf(TOKENS, `${REF},,1`, `${REF},${NAME},1`), 'row 3 column surname'],
    ['a token too short', cellsOf(TOKENS, `${REF},0123456789abcde,1`), 'row 2 column surname'],
    ['a name among the bits', cellsOf(TOKENS, `${REF},,Smith`), 'row 2 column presence'],
    ['a row too long', cellsOf(TOKENS, `${REF},,1,${NAME}`), 'row 2'],
    ['a column of a name', { ...TOKENS, fields: ['reference', NAME, 'presence'] }, 'row 1 column 2'],
  ])('of tokens with %s are refused', async (_, spec, where) => {
    const [code, message] = await refusal(spec, 'linkage-unit');
    expect(code).toBe('SHARE_CELL');
    expect(message).toContain(`tokens.csv ${where}`);
    expect(message).not.toMatch(/Xanthippe|Smith/);
  });

  const event = (at: number, cell: string): PackageSpec => ({
    ...EVENTS,
    rows: [EVENTS.rows[0]!.split(',').with(at, cell).join(',')],
  });
  test.each<[string, number, string]>([
    ['reference', 0, NAME],
    ['date', 1, '1/5/2025'],
    ['date', 1, '2025-13-01'],
    ['type', 2, 'AB1 1AA'],
    ['type', 2, 'someone@northmere.example'],
    ['role', 3, 'wife'],
    ['marac-referral', 4, 'Y'],
    ['case', 5, 'I17'],
  ])('of events with another %s (cell %d) than is agreed are refused', async (column, at, cell) => {
    const [code, message] = await refusal(event(at, cell), 'analyst');
    expect(code).toBe('SHARE_CELL');
    expect(message).toContain(`events.csv row 2 column ${column}`);
    expect(message).not.toContain(cell);
  });

  test.each<[string, number, string]>([
    ['agency', 0, 'nobody'],
    ['reference', 1, NAME],
    ['person', 2, NAME],
    ['band', 3, 'certain'],
    ['draw_1', 4, NAME],
  ])('of links with another %s than links have are refused', async (column, at, cell) => {
    const rows = [LINKS.rows[0]!.split(',').with(at, cell).join(',')];
    const [code, message] = await refusal({ ...LINKS, rows }, 'analyst', 'linkage-unit');
    expect(code).toBe('SHARE_CELL');
    expect(message).toContain(`links.csv row 2 column ${column}`);
  });

  test('are taken in where they are what is agreed', async () => {
    const filed = await taken(event(2, 'criminal damage'), 'analyst');
    expect(await readFile(join(filed, 'events.csv'), 'utf8')).toContain('criminal damage');
    const other = { ...EVENTS, fields: ['reference', 'date', 'age-group', 'district'] };
    await taken(cellsOf(other, `${REF},2025-05-01,25-34,AB1`, `${REF},2025-05-01,,`), 'analyst');
  });

  test('that fit no rule are refused whatever they are', async () => {
    const text = fc.string({ minLength: 1, maxLength: 20 }).filter((cell) => !/^[0-9a-f]{16}$/.test(cell));
    await fc.assert(
      fc.asyncProperty(text, async (cell) => {
        const quoted = `"${cell.replaceAll('"', '""')}"`;
        const [code] = await refusal(cellsOf(TOKENS, `${REF},${quoted},1`), 'linkage-unit');
        expect(code).toBe('SHARE_CELL');
      }),
      { numRuns: 8, examples: [['\0'], ['"']] },
    );
  });
});
