import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ThroughlineError } from '../../src/errors.ts';
import { type SynthesiseOptions, synthesise } from '../../src/synthesise/index.ts';
import { AGENCY_IDS, COLUMNS, isoOf, recordsOf, rowsOf, SHAPES, scratch, truthOf } from './helpers.ts';

async function made(options: Partial<SynthesiseOptions> = {}) {
  const out = join(scratch(), 'population');
  return { out, summary: await synthesise({ people: 300, seed: 1, out, ...options }) };
}

async function codeOf(options: SynthesiseOptions): Promise<string | undefined> {
  try {
    await synthesise(options);
  } catch (error) {
    return error instanceof ThroughlineError ? error.code : undefined;
  }
  return undefined;
}

describe('synthesise', () => {
  it('gives the same bytes for the same seed', async () => {
    const [one, other] = [await made(), await made()];
    expect(one.summary).toEqual(other.summary);
    for (const { name } of one.summary.files) {
      expect(readFileSync(join(one.out, name)).equals(readFileSync(join(other.out, name)))).toBe(true);
    }
  });

  it('gives other bytes for another seed, and the same agreement', async () => {
    const [one, other] = [await made(), await made({ seed: 2 })];
    for (const [at, { name, hash }] of one.summary.files.entries()) {
      expect(hash === other.summary.files[at]!.hash).toBe(name === 'agreement.yaml');
    }
  });

  it.each([1, 2, 17])('gives exactly %i people', async (people) => {
    const { out, summary } = await made({ people });
    expect(summary.people).toBe(people);
    expect(truthOf(out, 'people')).toHaveLength(people);
  });

  it('plants three ragged rows and two with an impossible date, and loses nobody to them', async () => {
    const [good, bad] = [await made({ people: 2000 }), await made({ people: 2000, badRows: true })];
    expect(readFileSync(join(bad.out, 'truth/records.csv'))).toEqual(
      readFileSync(join(good.out, 'truth/records.csv')),
    );
    const ragged = AGENCY_IDS.flatMap((agency) =>
      recordsOf(bad.out, agency).filter((row) => row.length !== SHAPES[agency].columns),
    );
    expect(ragged).toHaveLength(3);
    const misdated = AGENCY_IDS.flatMap((agency) =>
      recordsOf(bad.out, agency).filter((row, at, [header]) => {
        const cell = row[header!.indexOf(COLUMNS[agency].day)]!;
        return at > 0 && row.length === header!.length && isoOf(cell) === undefined;
      }),
    );
    expect(misdated).toHaveLength(2);
    const kept = new Set(recordsOf(good.out, 'police').map((row) => row.join('\0')));
    const lost = recordsOf(good.out, 'police').length - kept.size;
    expect(lost).toBe(0);
    expect(recordsOf(bad.out, 'police')).toHaveLength(recordsOf(good.out, 'police').length + 2);
  });

  it('without faults, takes everybody down alike at every agency', async () => {
    const { out } = await made({ people: 1500, faults: 0 });
    const owner = new Map(
      truthOf(out, 'records').map((row) => [`${row.agency} ${row.local_id}`, row.person!]),
    );
    const births = new Map<string, Set<string>>();
    for (const agency of AGENCY_IDS) {
      for (const row of rowsOf(out, agency)) {
        const { id, birth } = COLUMNS[agency];
        const person = owner.get(`${agency} ${row[id]}`)!;
        births.set(person, (births.get(person) ?? new Set()).add(isoOf(row[birth]!)!));
      }
    }
    expect([...births.values()].filter((dates) => dates.size !== 1)).toEqual([]);
    expect(owner.size).toBe(
      new Set(truthOf(out, 'records').map((row) => `${row.agency} ${row.person}`)).size,
    );
  });

  it('streams a larger population and tells how far it is', async () => {
    const told: number[] = [];
    const { summary } = await made({ people: 20_000, onProgress: (people) => told.push(people) });
    expect(summary.people).toBe(20_000);
    expect(told).toHaveLength(10);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(20_000);
  });

  it.each([
    ['SYNTHESISE_PEOPLE', 0, 1],
    ['SYNTHESISE_PEOPLE', 1.5, 1],
    ['SYNTHESISE_PEOPLE', 10_000_001, 1],
    ['SYNTHESISE_SEED', 10, -1],
    ['SYNTHESISE_SEED', 10, 0.5],
  ])('refuses with %s for %d people and seed %d, and makes nothing', async (code, people, seed) => {
    const folder = scratch();
    expect(await codeOf({ people, seed, out: join(folder, 'population') })).toBe(code);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves an existing folder alone', async () => {
    const folder = scratch();
    const out = join(folder, 'population');
    mkdirSync(out);
    expect(await codeOf({ people: 10, seed: 1, out })).toBe('OUTPUT_EXISTS');
    expect(readdirSync(folder)).toEqual(['population']);
    expect(readdirSync(out)).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted by an error', async () => {
    const folder = scratch();
    const out = join(folder, 'population');
    const stop = (): never => {
      throw new Error('stopped');
    };
    await expect(synthesise({ people: 4000, seed: 1, out, onProgress: stop })).rejects.toThrow('stopped');
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
