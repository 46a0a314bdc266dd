/**
 * What is in doubt, by itself. Whatever else is asked of the links, such as other thresholds or draws, most people come out
 * alike, and need not be formed again.
 */
import type { ClusterOptions, Links } from './clusters.ts';
import { componentsAt } from './components.ts';

/** Some of the people with the links among them: in `links` and `strong` a person is their place in `people`. */
export interface Part {
  /** Positions among all people, in order, so that ties go the same way. */
  readonly people: Int32Array;
  readonly links: Links;
  readonly strong: ClusterOptions['strong'];
}

/**
 * The components in which some link is at least `from` likely and less than `to`. At every threshold from the one to the
 * other, all other people come out alike.
 */
export function inDoubt(
  links: Links,
  { people, strong }: Pick<ClusterOptions, 'people' | 'strong'>,
  from: number,
  to: number,
): Part {
  const { left, right, probability } = links;
  const root = componentsAt(links, people, from);
  const doubtful = new Uint8Array(people);
  probability.forEach((likely, link) => {
    if (likely >= from && likely < to) doubtful[root(left[link]!)] = 1;
  });
  const place = new Int32Array(people).fill(-1);
  let count = 0;
  for (let person = 0; person < people; person += 1) {
    if (doubtful[root(person)] === 0) continue;
    place[person] = count;
    count += 1;
  }
  const members = new Int32Array(count);
  place.forEach((at, person) => {
    if (at >= 0) members[at] = person;
  });
  const within = (link: number): boolean =>
    place[left[link]!]! >= 0 && root(left[link]!) === root(right[link]!);
  const kept = Int32Array.from(indexes(probability.length, within));
  return {
    people: members,
    links: {
      left: kept.map((link) => place[left[link]!]!),
      right: kept.map((link) => place[right[link]!]!),
      probability: Float64Array.from(kept, (link) => probability[link]!),
    },
    strong: strong.map((tokens) => ({ get: (person) => tokens.get(members[person]!) })),
  };
}

function* indexes(length: number, wanted: (index: number) => boolean): Iterable<number> {
  for (let index = 0; index < length; index += 1) if (wanted(index)) yield index;
}
