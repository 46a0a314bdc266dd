import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { link } from '../../src/linkage/index.ts';
import { CASES, everybody, ONE_PERSON, TWO_PEOPLE } from './cases.ts';
import { idsIn, OPTIONS } from './linking.ts';
import { type Agency, background, type Card, type Partnership, partnership, rowsOf } from './partnership.ts';

describe('the people', () => {
  let agencies: Partnership;
  let rows: Record<string, string>[];
  beforeAll(async () => {
    agencies = await partnership(everybody());
    const { folder } = await link(await agencies.unit(), OPTIONS);
    rows = await rowsOf(join(folder, 'links.csv'));
  });
  afterAll(() => agencies.world.remove());

  function personOf(agency: Agency, label: string): string {
    const reference = agencies.references[agency].get(label)!;
    return rows.find((row) => row.agency === agency && row.reference === reference)!.person!;
  }

  it.each(Object.keys(ONE_PERSON))('one person: %s', (label) => {
    expect(personOf('health', label)).toBe(personOf('police', label));
  });

  it.each(Object.keys(TWO_PEOPLE))('two people: %s', (label) => {
    expect(personOf('health', label)).not.toBe(personOf('police', label));
  });

  it('nobody is taken for somebody else, and nearly everybody known to both is found', () => {
    const serial = (label: string): string => (label in CASES ? label : label.slice(1));
    const known = { police: new Map<string, string>(), health: new Map<string, string>() };
    for (const agency of ['police', 'health'] as const)
      for (const label of agencies.references[agency].keys())
        if (!(label in TWO_PEOPLE)) known[agency].set(serial(label), personOf(agency, label));
    const both = [...known.police].filter(([person]) => known.health.has(person));
    const found = both.filter(([person, id]) => known.health.get(person) === id);
    expect(both.length).toBeGreaterThan(100);
    expect(found.length / both.length).toBeGreaterThan(0.95);
    const atHealth = new Set(rows.filter(({ agency }) => agency === 'health').map(({ person }) => person));
    const shared = rows.filter(({ agency, person }) => agency === 'police' && atHealth.has(person));
    expect(shared.length - found.length).toBeLessThanOrEqual(1);
  });
});

describe('records that say too little, or all the same', () => {
  const CROWD = 110;
  let odd: Partnership;
  beforeAll(async () => {
    const { police, health } = background(31, 200);
    const nothing = { forename: '', surname: '', born: '', postcode: '' };
    const blank = Array.from({ length: 7 }, (_, n): Card => ({ ...nothing, label: `blank ${n}` }));
    // A date that somebody typed for everybody whose birthday was not asked, and the address of the station.
    const crowd = police.slice(0, CROWD).map(
      (card, n): Card => ({
        ...card,
        surname: `${card.surname}${'abcdefghij'[n % 10]}`,
        born: '1985-05-05',
        postcode: 'ZA1 1AF',
        label: `crowd ${n}`,
      }),
    );
    odd = await partnership({ police: [...police, ...blank, ...crowd], health });
  });
  afterAll(() => odd.world.remove());

  it('are counted, never lost, and make nobody of a crowd', async () => {
    const { quality, folder } = await link(await odd.unit(), OPTIONS);
    expect(quality.localPeople).toBe(odd.references.police.size + odd.references.health.size);
    expect(quality.withoutTokens).toBe(7);
    // What the crowd shares never left the police: each has a token of their own.
    expect(quality.setAside).toEqual([]);
    const all = idsIn(await rowsOf(join(folder, 'links.csv')));
    const idsOf = (prefix: string): (string | undefined)[] =>
      [...odd.references.police].flatMap(([label, reference]) =>
        label.startsWith(prefix) ? [all.get(`police ${reference}`)] : [],
      );
    expect(new Set(idsOf('blank')).size).toBe(7);
    expect(new Set(idsOf('crowd')).size).toBeGreaterThan(0.9 * CROWD);
  });
});
