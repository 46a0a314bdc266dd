import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hmac256 } from '../../src/custody/index.ts';
import { type PersonIds, personIds } from '../../src/linkage/person-ids.ts';
import { below, pick, seeded } from './random.ts';

const hasherOf = (secret: string): Hmac256 => new Hmac256(createHash('sha256').update(secret).digest());

const AGENCIES = ['health', 'police'];

/** Clusters written as lists of record references; `p1` is a record of the police, `h1` of health. */
type People = readonly (readonly string[])[];

const agencyOf = (reference: string): string => (reference.startsWith('p') ? 'police' : 'health');
const keyOf = (reference: string): string => `${agencyOf(reference)} ${reference}`;

function idsOf(people: People, before: ReadonlyMap<string, string>, hasher = hasherOf('unit')) {
  const references = people.flat().toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const label = references.map((reference) => {
    const own = people.find((members) => members.includes(reference))!;
    return Math.min(...own.map((member) => references.indexOf(member)));
  });
  const result: PersonIds = personIds(
    {
      agency: references.map((reference) => AGENCIES.indexOf(agencyOf(reference))),
      reference: references,
      label: Int32Array.from(label),
    },
    AGENCIES,
    before,
    hasher,
  );
  const of = new Map(references.map((reference, position) => [reference, result.person[position]!]));
  const now = new Map(references.map((reference, position) => [keyOf(reference), result.person[position]!]));
  return { ...result, of, now };
}

const NONE: ReadonlyMap<string, string> = new Map();

describe('new person ids', () => {
  it('are 32 hexadecimal digits, one a cluster', () => {
    const { of, changes } = idsOf([['p1', 'h1'], ['p2']], NONE);
    expect(of.get('p1')).toMatch(/^[0-9a-f]{32}$/);
    expect(of.get('h1')).toBe(of.get('p1'));
    expect(of.get('p2')).not.toBe(of.get('p1'));
    expect(changes).toEqual([]);
  });

  it('have nothing in common under two secrets', () => {
    const people = [['p1', 'h1'], ['p2'], ['h3']];
    const ids = idsOf(people, NONE, hasherOf('one agreement'));
    const others = idsOf(people, NONE, hasherOf('another agreement'));
    expect(ids.person.filter((id) => others.person.includes(id))).toEqual([]);
  });
});

describe('ids that stand', () => {
  const people: People = [['p1', 'h1'], ['p2', 'p3', 'h2'], ['h4']];
  const first = idsOf(people, NONE);

  it('are kept when the same links come again, and nothing counts as changed', () => {
    const again = idsOf(people, first.now);
    expect(again.person).toEqual(first.person);
    expect(again.changes).toEqual([]);
  });

  it('are kept when a share is added, under whatever secret they were made', () => {
    const more = idsOf(
      [...people.map((members) => [...members]), ['p8'], ['h8', 'p9']],
      first.now,
      hasherOf('x'),
    );
    for (const [reference, id] of first.of) expect(more.of.get(reference)).toBe(id);
    expect(more.changes).toEqual([]);
    expect(new Set(more.person).size).toBe(5);
  });

  it('are kept by a person whose new record comes before all of theirs', () => {
    const more = idsOf([['h0', 'p1', 'h1'], ['p2', 'p3', 'h2'], ['h4']], first.now);
    expect(more.of.get('h0')).toBe(first.of.get('p1'));
    expect(more.changes).toEqual([]);
  });

  it('merge: the id of more records stands, and the other is recorded as having given way', () => {
    const merged = idsOf([['p1', 'h1', 'p2', 'p3', 'h2'], ['h4']], first.now);
    const [small, large] = [first.of.get('p1')!, first.of.get('p2')!];
    expect(new Set(['p1', 'h1', 'p2', 'p3', 'h2'].map((one) => merged.of.get(one)))).toEqual(
      new Set([large]),
    );
    expect(merged.changes).toEqual([{ change: 'merge', person: large, before: small }]);
  });

  it('split: most of the records keep the id, and the others get a new one that is recorded', () => {
    const split = idsOf([['p1', 'h1'], ['p2', 'h2'], ['p3'], ['h4']], first.now);
    const known = first.of.get('p2')!;
    expect(split.of.get('p2')).toBe(known);
    expect(split.of.get('h2')).toBe(known);
    expect(new Set(first.person)).not.toContain(split.of.get('p3'));
    expect(split.changes).toEqual([{ change: 'split', person: split.of.get('p3'), before: known }]);
  });

  it('split: the record that the id was made from gets another when the majority is elsewhere', () => {
    // The first id of p2, p3, h2 was made from h2, the first of them in order.
    const split = idsOf([['p1', 'h1'], ['p2', 'p3'], ['h2'], ['h4']], first.now);
    expect(split.of.get('p2')).toBe(first.of.get('p2'));
    expect(split.of.get('h2')).not.toBe(first.of.get('p2'));
    expect(new Set(split.person).size).toBe(4);
  });

  it('a record that moves from one person to another leaves both ids standing', () => {
    const moved = idsOf([['p1', 'h1', 'p3'], ['p2', 'h2'], ['h4']], first.now);
    // Two of the three records now with p1 had its id, and two of the three of p2 still stand together.
    expect(moved.of.get('p3')).toBe(first.of.get('p1'));
    expect(moved.of.get('p2')).toBe(first.of.get('p2'));
    expect(moved.changes).toEqual([
      { change: 'split', person: first.of.get('p1'), before: first.of.get('p2') },
    ]);
  });

  it('an id that gave way does not come back for somebody else', () => {
    // h0 and p5 were one person, named after h0. Health was then away, and p5 is now found to be p6.
    const before = idsOf(
      [
        ['h0', 'p5'],
        ['p6', 'p7'],
      ],
      NONE,
    );
    const away = idsOf([['p5'], ['p6', 'p7']], before.now);
    expect(away.of.get('p5')).toBe(before.of.get('p5'));
    const back = idsOf([['h0'], ['p5', 'p6', 'p7']], away.now);
    expect(back.changes).toEqual([
      { change: 'merge', person: before.of.get('p6'), before: before.of.get('p5') },
    ]);
    expect(back.of.get('h0')).not.toBe(before.of.get('p5'));
  });
});

describe('whatever stood before', () => {
  /** Records thrown into clusters, and ids that they had before, some of which the fresh ones would be. */
  function situation(seed: number) {
    const random = seeded(seed);
    const references = Array.from({ length: 12 }, (_, index) => `${index % 2 === 0 ? 'p' : 'h'}${index}`);
    const people: string[][] = Array.from({ length: 6 }, () => []);
    for (const reference of references) pick(random, people).push(reference);
    const alone = idsOf(
      references.map((reference) => [reference]),
      NONE,
    );
    const before = new Map<string, string>();
    for (const reference of references)
      if (random() < 0.7) before.set(keyOf(reference), alone.of.get(references[below(random, 6)]!)!);
    return { people: people.filter((members) => members.length > 0), before };
  }

  it('every cluster has one id, and no two the same (property)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { people, before } = situation(seed);
        const { of, person } = idsOf(people, before);
        for (const members of people) expect(new Set(members.map((one) => of.get(one))).size).toBe(1);
        expect(new Set(person).size).toBe(people.length);
      }),
      { numRuns: 300 },
    );
  });

  it('every id that a record no longer has is accounted for by a merge or a split (property)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { people, before } = situation(seed);
        const { now, changes, person } = idsOf(people, before);
        const moved = new Set<string>();
        for (const [key, was] of before) {
          const is = now.get(key)!;
          if (is !== was) moved.add(`${person.includes(was) ? 'split' : 'merge'} ${is} ${was}`);
        }
        const told = changes.map(({ change, person: is, before: was }) => `${change} ${is} ${was}`);
        expect(new Set(told)).toEqual(moved);
        expect(told).toHaveLength(moved.size);
      }),
      { numRuns: 300 },
    );
  });

  it('linking twice in a row changes nothing the second time (property)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { people, before } = situation(seed);
        const once = idsOf(people, before);
        const twice = idsOf(people, once.now);
        expect(twice.person).toEqual(once.person);
        expect(twice.changes).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
