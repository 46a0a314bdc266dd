import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { changeOf, harm, readWeights } from '../../src/analyse/index.ts';
import { removeWorkspaces, type TestEvent, type TestLink, workspace } from './workspace.ts';

const folder = await mkdtemp(join(tmpdir(), 'harm-'));
afterEach(removeWorkspaces);
afterAll(() => rm(folder, { recursive: true, force: true }));

const WEIGHTS = `
recency: [{ upTo: 90, points: 25 }, { points: 5 }]
frequency: [{ upTo: 1, points: 5 }, { points: 25 }]
gravity: { together: gravest, most: 25, points: { Harassment: 10, Rape: 25 } }
victims: [{ upTo: 1, points: 5 }, { points: 25 }]
`;
const weightsOf = async (text: string) => {
  const file = join(folder, 'weights.yaml');
  await writeFile(file, text);
  return readWeights(file);
};
const suspect = (reference: string, date: string, type: string, counterparty: string) => ({
  reference,
  date,
  type,
  counterparty,
  role: 'suspect',
});

describe('the score of perpetrators', () => {
  const police = [
    suspect('ben', '2024-05-01', 'Harassment', 'v1'),
    suspect('ben', '2026-03-01', 'Rape', 'v2'),
    suspect('dan', '2024-03-01', 'Harassment', 'v3'),
  ];

  it('goes by the two years before a day, and gives the mean on the first day and the last', async () => {
    const weights = await weightsOf(WEIGHTS);
    const figures = await harm(await workspace({ events: { police } }), {
      weights,
      from: '2024-06-01',
      to: '2026-03-31',
    });
    const row = (table: string, key: string) =>
      figures.rows.find((one) => one.table === table && one.key[0] === key)!;
    // Ben on the last day: 25 + 25 + 25 + 25. Dan's one event is older than two years by then.
    expect(row('band', '80 to 100').counts).toEqual({ people: 1 });
    expect(row('band', 'all people').counts).toEqual({ people: 1 });
    expect(row('mean', 'with a score on 2026-03-31')).toMatchObject({
      counts: { people: 1 },
      medians: { mean: 100 },
    });
    // On the first: Ben 25 + 5 + 10 + 5, Dan 5 + 5 + 10 + 5 or, 92 days before, 5.
    const cohort = figures.rows.filter(({ key }) => key[0] === 'with a score on 2024-06-01');
    expect(cohort.map(({ counts }) => counts)).toEqual([{ people: 2 }, { people: 2 }, { people: 2 }]);
    expect(cohort.map(({ medians }) => medians?.mean)).toEqual([35, 50, 42.9]);
    // 45 and 25: the mean is 35, its standard error 10.
    expect(cohort[0]!.medians).toMatchObject({ lower: 15.4, upper: 54.6 });
    expect(figures.notes.join(' ')).toContain(weights.digest);
  });

  it('take a case for one incident, as grave as its gravest row, with everybody on its other side', async () => {
    const rows = ['v1', 'v2'].flatMap((victim) =>
      ['Harassment', 'Rape'].map((type, after) => ({
        ...suspect('eve', `2026-03-0${1 + after}`, type, victim),
        case: 'k1',
      })),
    );
    const scored = async (events: readonly TestEvent[]) => {
      const figures = await harm(await workspace({ events: { police: events } }), {
        weights: await weightsOf(WEIGHTS),
        to: '2026-03-31',
      });
      return figures.rows.find(({ key }) => key[0] === 'with a score on 2026-03-31')!.medians!.mean;
    };
    // Recent 25, one incident 5, the gravest kind 25, two victims 25.
    expect(await scored(rows)).toBe(80);
    expect(await scored([...rows].reverse())).toBe(80);
    // Without the case they are two incidents, of two days.
    expect(await scored(rows.map((row) => ({ ...row, case: '' })))).toBe(100);
  });

  it('carry what linkage adds to the interval of a mean, and to the counts', async () => {
    const weights = await weightsOf(WEIGHTS);
    const more = ['eve', 'fay', 'gil'].map((person) => suspect(person, '2026-03-01', 'Harassment', 'v1'));
    const draws = ({ reference, person }: TestLink) =>
      Array.from({ length: 6 }, (_, draw) => (reference === 'gil' && draw % 2 === 0 ? 'ben' : person));
    const context = await workspace({ events: { police: [...police, ...more] }, draws });
    const figures = await harm(context, { weights, from: '2024-06-01', to: '2026-03-31' });
    const all = figures.rows.find(({ table, key }) => table === 'band' && key[0] === 'all people')!;
    expect(all.counts.people).toBe(4);
    expect(all.drawn?.people).toEqual([3, 4, 3, 4, 3, 4]);
    const mean = figures.rows.find(({ key }) => key[0] === 'with a score on 2026-03-31')!.medians!;
    // Ben has 100, the others 25 + 5 + 10 + 5.
    expect(mean.mean).toBe(58.8);
    expect(mean.linkage).toBeGreaterThan(0);
  });

  it('pass over applications and programmes, which are no incidents', async () => {
    const weights = await weightsOf(WEIGHTS);
    const others = ['Programme referral', 'Disclosure scheme: right to ask'].map((type) =>
      suspect('dan', '2026-03-02', type, ''),
    );
    const context = await workspace({ events: { police: [...police, ...others] } });
    const figures = await harm(context, { weights, from: '2024-06-01', to: '2026-03-31' });
    const all = figures.rows.find(({ table, key }) => table === 'band' && key[0] === 'all people')!;
    expect(all.counts.people).toBe(1);
  });

  it('fell from 64 to 43 by 32.8 per cent', () => {
    expect(changeOf(64, 43)).toBe(-32.8);
  });

  it('is refused with weights that do not make 100, and without points for a kind', async () => {
    await expect(
      weightsOf(WEIGHTS.replace('points: 25 }, { points: 5 }', 'points: 20 }, { points: 5 }')),
    ).rejects.toMatchObject({ code: 'RFGV_WEIGHTS' });
    const weights = await weightsOf(WEIGHTS.replace('Harassment: 10, ', ''));
    const context = await workspace({ events: { police } });
    await expect(harm(context, { weights })).rejects.toMatchObject({ code: 'RFGV_KIND' });
  });
});
