import { afterEach, describe, expect, it } from 'vitest';
import { waits } from '../../src/analyse/index.ts';
import { cellId, control, controlInside, shownOf } from '../../src/disclose/index.ts';
import { EVEN } from '../disclose/lots.ts';
import { outputs } from '../disclose/outputs.ts';
import { removeWorkspaces, type TestEvent, type TestLink, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

/** 20 people whom the police saw on 1 April: 12 come to housing after 10 days, 8 never. */
const police = Array.from(
  { length: 20 },
  (_, index): TestEvent => ({
    reference: `p${index}`,
    date: '2025-04-01',
    'marac-referral': index < 6 ? 'yes' : 'no',
  }),
);
const housing = [
  ...police.slice(0, 12).map(({ reference }) => ({ reference, date: '2025-04-11' })),
  { reference: 'late', date: '2026-03-30' },
];

describe('waits', () => {
  it('count those who arrive by fixed days, and those who never do', async () => {
    const figures = await waits(await workspace({ events: { police, housing } }), { to: '2026-03-31' });
    const at = (to: string, within: string) =>
      figures.rows.find(({ key }) => key[0] === to && key[1] === within)!;
    expect(at('housing', '7 days')).toMatchObject({
      counts: { arrived: 0, people: 20 },
      medians: { share: 0 },
    });
    expect(at('housing', '14 days')).toMatchObject({
      counts: { arrived: 12, people: 20 },
      medians: { share: 60 },
    });
    expect(at('housing', 'in the window').counts).toEqual({ arrived: 12, people: 20 });
    expect(at('MARAC', '7 days').counts).toMatchObject({ arrived: 6 });
  });

  it('leave with no share of fewer than ten, and no arrivals that are few', async () => {
    const figures = await waits(await workspace({ events: { police, housing } }), { to: '2026-03-31' });
    const shown = await control(figures, outputs(), EVEN);
    const marac = shown.rows.find(({ key }) => key[0] === 'MARAC' && key[1] === '7 days')!.values;
    expect(marac.share).toBe('[c]');
  });

  it('show no share where counts are rounded: whole per cents of exact counts would undo the rounding', async () => {
    const figures = await waits(await workspace({ events: { police, housing } }), { to: '2026-03-31' });
    const shown = await control(figures, outputs({ preset: 'nhs-hes' }), EVEN);
    const at14 = shown.rows.find(({ key }) => key[0] === 'housing' && key[1] === '14 days')!.values;
    // 60 % of 18 to 22 people is 12 of 20 and no other whole number of them.
    expect(at14).toMatchObject({ arrived: 10, people: 20, share: '[c]', lower: '[c]', upper: '[c]' });
  });

  it('show no share that would tell how many people are hidden', async () => {
    const figures = await waits(await workspace({ events: { police, housing } }), { to: '2026-03-31' });
    const { folded, selection, rule } = await controlInside(figures, outputs(), EVEN);
    const people = cellId('wait', ['housing', '14 days'], 'people');
    const hidden = new Set([...selection.hidden, people]);
    const shown = shownOf(folded, { tables: selection.tables, hidden }, rule);
    const at14 = shown.rows.find(({ key }) => key[0] === 'housing' && key[1] === '14 days')!.values;
    expect(at14).toMatchObject({ arrived: 12, people: '[c]', share: '[c]', lower: '[c]', upper: '[c]' });
  });

  it('carry error of linkage, of the share and of the counts', async () => {
    const draws = ({ agency, reference, person }: TestLink) =>
      Array.from({ length: 6 }, (_, draw) =>
        agency === 'housing' && reference === 'p0' && draw < 3 ? 'nobody else' : person,
      );
    const figures = await waits(await workspace({ events: { police, housing }, draws }), {
      to: '2026-03-31',
    });
    const at = (within: string) => figures.rows.find(({ key }) => key[0] === 'housing' && key[1] === within)!;
    expect(at('14 days').counts).toEqual({ arrived: 12, people: 20 });
    expect(at('in the window').drawn?.arrived).toEqual([11, 11, 11, 12, 12, 12]);
    const { lower, upper, linkage } = at('14 days').medians!;
    const plain = await waits(await workspace({ events: { police, housing } }), { to: '2026-03-31' });
    const curve = plain.rows.find(({ key }) => key[0] === 'housing' && key[1] === '14 days')!.medians!;
    expect(curve.linkage).toBeUndefined();
    expect(lower!).toBeLessThan(curve.lower!);
    expect(upper!).toBeGreaterThanOrEqual(curve.upper!);
    expect(linkage).toBeGreaterThan(0);
    const intervals = figures.rows
      .filter(({ table }) => table === 'intervals')
      .map(({ key }) => key.join(' / '));
    expect(intervals).toContain('housing, in the window / arrived');
    expect(intervals).not.toContain('housing, 14 days / arrived');
  });

  it('know who came to MARAC in each alternative assignment', async () => {
    const draws = ({ reference, person }: TestLink) =>
      Array.from({ length: 6 }, (_, draw) => (reference === 'p0' && draw === 0 ? 'p1' : person));
    const figures = await waits(await workspace({ events: { police, housing }, draws }), {
      to: '2026-03-31',
    });
    const last = figures.rows.find(({ key }) => key[0] === 'MARAC' && key[1] === 'in the window')!;
    expect(last.drawn).toEqual({ arrived: [5, 6, 6, 6, 6, 6], people: [19, 20, 20, 20, 20, 20] });
  });

  it('watch nobody beyond the record of the agency', async () => {
    const early = [
      { reference: 'x', date: '2025-04-01' },
      { reference: 'y', date: '2025-04-02' },
    ];
    const figures = await waits(
      await workspace({
        events: {
          police: [
            { reference: 'a', date: '2025-04-01' },
            { reference: 'b', date: '2025-09-01' },
          ],
          health: early,
        },
      }),
      { to: '2026-03-31' },
    );
    const row = figures.rows.find(({ key }) => key[0] === 'health')!;
    expect(row.counts.people).toBe(1);
  });
});
