import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Hmac256 } from '../../src/custody/index.ts';
import { LargeMap } from '../../src/linkage/large-map.ts';
import { personIds } from '../../src/linkage/person-ids.ts';

it('is a map, however few entries each part of it holds (property)', () => {
  const entries = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.string()));
  fc.assert(
    fc.property(entries, fc.integer({ min: 1, max: 4 }), (sets, most) => {
      const large = new LargeMap<number, string | undefined>(most);
      const map = new Map<number, string | undefined>();
      for (const [key, value] of sets) {
        large.set(key, value);
        map.set(key, value);
      }
      for (let key = 0; key < 10; key += 1)
        expect([large.has(key), large.get(key)]).toEqual([map.has(key), map.get(key)]);
      expect(large.size).toBe(map.size);
      expect([...large.values()]).toEqual([...map.values()]);
    }),
  );
});

it('keeps the ids of people who are linked again, where one map would be full', () => {
  const reference = Array.from({ length: 20 }, (_, at) => at.toString(16).padStart(32, '0'));
  const hasher = new Hmac256(createHash('sha256').update('unit').digest());
  const label = Int32Array.from(reference, (_, at) => at - (at % 2));
  const assignment = { agency: reference.map(() => 0), reference, label };
  const first = personIds(assignment, ['police'], new LargeMap(), hasher);
  const before = new LargeMap<string, string>(3);
  for (const [at, id] of first.person.entries()) before.set(`police ${reference[at]}`, id);
  const other = new Hmac256(createHash('sha256').update('another').digest());
  expect(personIds(assignment, ['police'], before, other)).toEqual({ person: first.person, changes: [] });
});
