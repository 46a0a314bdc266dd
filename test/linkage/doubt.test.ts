/** Forming again only what is in doubt gives what forming everybody again would. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { COHESION, cluster } from '../../src/linkage/clusters.ts';
import { inDoubt } from '../../src/linkage/doubt.ts';
import { type LinkRow, linksOf } from './links.ts';

const PEOPLE = 14;
const person = fc.nat(PEOPLE - 1);
const likely = fc.constantFrom(0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.8, 0.9, 1);
const rows = fc.uniqueArray(
  fc
    .tuple(person, person, likely)
    .filter(([a, b]) => a !== b)
    .map(([a, b, p]): LinkRow => [Math.min(a, b), Math.max(a, b), p]),
  { maxLength: 24, selector: ([a, b]) => a * PEOPLE + b },
);
const strong = fc.array(fc.option(fc.nat(3), { nil: undefined }), { minLength: PEOPLE, maxLength: PEOPLE });

test('at every threshold between the two', () => {
  let apart = 0;
  fc.assert(
    fc.property(rows, strong, (links, numbers) => {
      const all = linksOf(links);
      const tokens = { get: (at: number) => (numbers[at] === undefined ? undefined : [numbers[at]]) };
      const [from, to] = [0.2, 0.8];
      const part = inDoubt(all, { people: PEOPLE, strong: [tokens] }, from, to);
      if (part.people.length > 0 && part.people.length < PEOPLE) apart += 1;
      const formed = (threshold: number) =>
        cluster(all, { people: PEOPLE, strong: [tokens], threshold, cohesion: COHESION }).label;
      for (const threshold of [from, 0.4, 0.6, to]) {
        const again = cluster(part.links, {
          people: part.people.length,
          strong: part.strong,
          threshold,
          cohesion: COHESION,
        });
        const label = formed(to);
        again.label.forEach((first, place) => {
          label[part.people[place]!] = part.people[first]!;
        });
        expect(label).toEqual(formed(threshold));
      }
    }),
  );
  expect(apart).toBeGreaterThan(20);
});
