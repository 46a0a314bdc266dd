/** Releases that are safe one by one and not together. */
import { describe, expect, it } from 'vitest';
import { controlInside, type Figures, type KnownCount, type Meaning } from '../../src/disclose/index.ts';
import { checkTogether } from '../../src/disclose/joint.ts';
import type { Publication } from '../../src/disclose/publication.ts';
import { EVEN } from './lots.ts';
import { oneTable, outputs } from './outputs.ts';

const YEAR = { from: '2025-04-01', to: '2026-03-31' };
const meaning = (changes: Partial<Meaning> = {}): Meaning => ({
  unit: 'people',
  where: 'any agency',
  ...YEAR,
  filters: { role: ['victim'] },
  grows: 'distinct',
  ...changes,
});
const id = (key: string): string => JSON.stringify(['group', key, 'people']);

/** One table of counts, each with what it means; the last publication of a list is the draft. */
async function publish(
  name: string,
  counts: Readonly<Record<string, number>>,
  meanings: Readonly<Record<string, Meaning>>,
  more: { readonly total?: number; readonly change?: (figures: Figures) => Figures } = {},
): Promise<Publication> {
  const plain: Figures = {
    ...oneTable(counts, more.total),
    meanings: Object.fromEntries(Object.entries(meanings).map(([key, one]) => [id(key), one])),
  };
  const figures = more.change?.(plain) ?? plain;
  const { folded, selection, rule } = await controlInside(figures, outputs(), EVEN);
  return { name, figures: folded, tables: selection.tables, hidden: selection.hidden, rule, isDraft: false };
}

const check = (publications: readonly Publication[], known: readonly KnownCount[] = []) =>
  checkTogether(
    publications.map((one, index) => ({ ...one, isDraft: index === publications.length - 1 })),
    EVEN,
    known,
  );

describe('a release beside earlier ones', () => {
  it('is safe where nothing has to do with anything', async () => {
    const a = await publish('0001', { a: 40 }, { a: meaning({ where: 'agency a' }) });
    const b = await publish('0002', { b: 37 }, { b: meaning({ where: 'agency b' }) });
    expect(await check([a, b])).toMatchObject({ status: 'safe' });
  });

  it('is refused where a longer window leaves a few', async () => {
    const nine = await publish('0001', { all: 40 }, { all: meaning({ to: '2025-12-31' }) });
    const ten = await publish('0002', { all: 42 }, { all: meaning({ to: '2026-01-31' }) });
    const found = await check([nine, ten]);
    expect(found).toMatchObject({ status: 'unsafe', exposed: 1, change: [{ id: id('all') }] });
    expect(found).toMatchObject({ equations: [expect.stringContaining('42 (people, all')] });
    const far = await publish('0002', { all: 55 }, { all: meaning({ to: '2026-01-31' }) });
    expect(await check([nine, far])).toMatchObject({ status: 'safe' });
  });

  it('is refused where three quarters and a year leave the fourth, of events', async () => {
    const quarter = (name: string, count: number, from: string, to: string) =>
      publish(name, { q: count }, { q: meaning({ unit: 'presentations', grows: 'add', from, to }) });
    const earlier = [
      await quarter('0001', 13, '2025-04-01', '2025-06-30'),
      await quarter('0002', 12, '2025-07-01', '2025-09-30'),
      await quarter('0003', 16, '2025-10-01', '2025-12-31'),
    ];
    const year = (count: number) =>
      publish('0004', { y: count }, { y: meaning({ unit: 'presentations', grows: 'add' }) });
    expect(await check([...earlier, await year(44)])).toMatchObject({ status: 'unsafe' });
    expect(await check([...earlier, await year(52)])).toMatchObject({ status: 'safe' });
  });

  it('is refused where a nought and a count released before give away what a new total has changed by', async () => {
    const known = { all: meaning(), a: meaning({ where: 'agency a' }) };
    const before = [
      await publish('0001', { all: 28 }, { all: known.all }),
      await publish('0002', { a: 26 }, { a: known.a }),
    ];
    const again = (counts: Readonly<Record<string, number>>, total: number) =>
      publish('0003', counts, known, { total });
    expect(await check([...before, await again({ a: 26, b: 0 }, 26)])).toMatchObject({
      status: 'unsafe',
      change: undefined,
    });
    expect(await check([...before, await again({ a: 26, b: 9 }, 35)])).toMatchObject({ status: 'safe' });
  });

  it('is refused where a few are all that sets two windows apart of which nothing is known', async () => {
    const twice = (name: string, count: number, to: string, from = '2025-04-01') =>
      publish(name, { twice: count }, { twice: meaning({ unit: 'twice', grows: 'not', from, to }) });
    const year = await twice('0001', 63, '2026-03-31');
    expect(await check([year, await twice('0002', 61, '2026-03-24')])).toMatchObject({ status: 'unsafe' });
    expect(await check([year, await twice('0002', 65, '2026-03-24')])).toMatchObject({ status: 'unsafe' });
    expect(await check([year, await twice('0002', 50, '2026-03-24')])).toMatchObject({ status: 'safe' });
    expect(await check([year, await twice('0002', 61, '2027-03-31', '2026-04-01')])).toMatchObject({
      status: 'safe',
    });
  });

  it('is refused where an own rule leaves out a few of all people', async () => {
    const all = await publish('0001', { all: 62 }, { all: meaning() });
    const picked = (count: number, changes: Partial<Meaning> = {}) =>
      publish(
        '0002',
        { picked: count },
        {
          picked: meaning({
            unit: 'no such group',
            where: 'all',
            grows: 'not',
            among: 'people',
            ...changes,
          }),
        },
      );
    expect(await check([all, await picked(60)])).toMatchObject({ status: 'unsafe' });
    expect(await check([all, await picked(60, { from: '2025-06-01' })])).toMatchObject({ status: 'unsafe' });
    expect(await check([all, await picked(60, { from: '2026-01-01' })])).toMatchObject({ status: 'safe' });
    expect(await check([all, await picked(60, { filters: { role: ['suspect'] } })])).toMatchObject({
      status: 'safe',
    });
    expect(await check([all, await picked(40)])).toMatchObject({ status: 'safe' });
    const police = await publish('0001', { all: 62 }, { all: meaning({ where: 'agency police' }) });
    expect(await check([police, await picked(60)])).toMatchObject({ status: 'unsafe' });
  });

  it('need not hide what an earlier release shows, unless it is small', async () => {
    const all = await publish('0001', { all: 62, few: 3 }, { all: meaning(), few: meaning({ where: 'a' }) });
    const again = await publish(
      '0002',
      { all: 62, few: 3 },
      { all: meaning(), few: meaning({ where: 'a' }) },
    );
    const draft = { ...again, hidden: new Set([id('all'), id('few')]) };
    expect(await check([all, draft])).toEqual({ status: 'safe', open: [id('all')] });
    expect(await check([draft])).toEqual({ status: 'safe', open: [] });
  });

  it('goes on hiding what others have published, where it would tell more than they or is small', async () => {
    const meanings = { all: meaning(), few: meaning({ where: 'a' }) };
    const again = await publish('0001', { all: 62, few: 3 }, meanings);
    const draft = { ...again, hidden: new Set([id('all'), id('few')]) };
    const told = (count: number, which: Meaning, lo: number, hi: number): KnownCount => ({
      name: 'theirs',
      meaning: which,
      count,
      shown: { lo, hi },
    });
    for (const [lo, hi] of [
      [60, 64],
      [60, 62],
      [62, 64],
    ] as const) {
      const known = [told(62, meanings.all, lo, hi), told(3, meanings.few, 3, 3)];
      expect(await check([draft], known)).toEqual({ status: 'safe', open: [] });
    }
    expect(await check([draft], [told(62, meanings.all, 62, 62)])).toEqual({
      status: 'safe',
      open: [id('all')],
    });
    const change = (figures: Figures): Figures => ({
      ...figures,
      rows: figures.rows.map((row) => ({ ...row, behind: { people: { people: 2, cell: 'elsewhere' } } })),
    });
    const ofFew = await publish('0001', { all: 62 }, { all: meanings.all }, { change });
    expect(await check([ofFew], [told(62, meanings.all, 62, 62)])).toEqual({ status: 'safe', open: [] });
  });

  it('is refused where A, B and A or B leave few who are both', async () => {
    const role = (name: string, count: number, ...roles: string[]) =>
      publish(name, { all: count }, { all: meaning({ filters: { role: roles } }) });
    const [a, b] = [await role('0001', 50, 'victim'), await role('0002', 30, 'suspect')];
    expect(await check([a, b, await role('0003', 78, 'suspect', 'victim')])).toMatchObject({
      status: 'unsafe',
    });
    expect(await check([a, b, await role('0003', 60, 'suspect', 'victim')])).toMatchObject({
      status: 'safe',
    });
  });

  it('is refused where an area leaves few outside a nested one', async () => {
    const area = (name: string, count: number, ...areas: string[]) =>
      publish(name, { all: count }, { all: meaning({ filters: { role: ['victim'], area: areas } }) });
    const ward = await area('0001', 30, 'north');
    expect(await check([ward, await area('0002', 33, 'north', 'south')])).toMatchObject({ status: 'unsafe' });
    expect(await check([ward, await area('0002', 35, 'north', 'south')])).toMatchObject({ status: 'safe' });
  });

  it('is refused where it shows what another hid', async () => {
    const meanings = {
      police: meaning({ where: 'exactly police', grows: 'not' }),
      health: meaning({ where: 'exactly health', grows: 'not' }),
    };
    const hidden = await publish('0001', { police: 3, health: 24, housing: 50 }, meanings, { total: 77 });
    expect([...hidden.hidden]).toEqual([id('police'), id('health')]);
    const shows = await publish('0002', { health: 24 }, { health: meanings.health });
    const found = await check([hidden, shows]);
    expect(found).toMatchObject({ status: 'unsafe', change: [{ id: id('health') }] });
    const withheld = { ...shows, hidden: new Set([id('health')]) };
    expect(await check([hidden, withheld])).toMatchObject({ status: 'safe' });
  });

  it('is refused where a recount changed by a few', async () => {
    const first = await publish('0001', { all: 40 }, { all: meaning() });
    expect(await check([first, await publish('0002', { all: 41 }, { all: meaning() })])).toMatchObject({
      status: 'unsafe',
    });
    expect(await check([first, await publish('0002', { all: 60 }, { all: meaning() })])).toMatchObject({
      status: 'safe',
    });
    expect(await check([first, await publish('0002', { all: 40 }, { all: meaning() })])).toMatchObject({
      status: 'safe',
    });
  });

  it('is refused beside what others published', async () => {
    const meanings = {
      police: meaning({ where: 'agency police' }),
      health: meaning({ where: 'agency health' }),
    };
    const draft = await publish('0001', { police: 3, health: 24, housing: 50 }, meanings, { total: 77 });
    expect(await check([draft])).toMatchObject({ status: 'safe' });
    const known = { name: 'health report', meaning: meanings.health, count: 24, shown: { lo: 24, hi: 24 } };
    expect(await check([draft], [known])).toMatchObject({ status: 'unsafe' });
  });

  it('cannot be mended where what gives it away cannot be hidden', async () => {
    const meanings = {
      police: meaning({ where: 'agency police' }),
      health: meaning({ where: 'agency health' }),
    };
    const hidden = await publish('0001', { police: 3, health: 24, housing: 50 }, meanings, { total: 77 });
    const known = { name: 'health report', meaning: meanings.health, count: 24, shown: { lo: 24, hi: 24 } };
    const draft = await publish('0002', { other: 100 }, { other: meaning({ where: 'else' }) });
    // What others published after a release is nobody's doing here: the draft adds nothing to it.
    expect(await check([hidden, draft], [known])).toMatchObject({ status: 'safe' });
  });
});
