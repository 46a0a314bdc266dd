/**
 * Person ids that last. A cluster keeps the id that most of its people had before; two former people in one
 * cluster are a merge, one former person in two clusters a split, and both are recorded. A new cluster gets
 * a keyed hash of its first record reference under the linkage unit's own secret, so that ids of two
 * agreements, or two units, have nothing to do with each other.
 */
import type { Hmac256 } from '../custody/index.ts';
import type { ReferenceList } from './engines/engine.ts';
import { LargeMap, type Lookup } from './large-map.ts';

export interface Assignment {
  /** Index of the agency, and record reference, of each local person. */
  readonly agency: ArrayLike<number>;
  readonly reference: ReferenceList;
  /** The smallest position in each local person's cluster. */
  readonly label: Int32Array;
}

/** What became of an id that stood before: it gave way to another, or some of its records left it. */
export interface Change {
  readonly change: 'merge' | 'split';
  /** The id that those records have now, and the one they had before. */
  readonly person: string;
  readonly before: string;
}

export interface PersonIds {
  /** The person id by position. */
  readonly person: readonly string[];
  readonly changes: readonly Change[];
}

const utf8 = new TextEncoder();

/** @param before the person id by `agency reference`, from the links that stood until now */
export function personIds(
  { agency, reference, label }: Assignment,
  agencies: readonly string[],
  before: Lookup<string, string>,
  hasher: Hmac256,
): PersonIds {
  const key = (position: number): string => `${agencies[agency[position]!]} ${reference.at(position)}`;
  const claims = claimsOn(label, (position) => before.get(key(position)));
  const idOf: (string | undefined)[] = Array.from(label, () => undefined);
  const ownerOf = new LargeMap<string, number>();
  for (const { cluster, id } of claims) {
    if (idOf[cluster] !== undefined || ownerOf.has(id)) continue;
    idOf[cluster] = id;
    ownerOf.set(id, cluster);
  }
  const stood = new LargeMap<string, true>();
  for (const id of before.values()) stood.set(id, true);
  label.forEach((cluster) => {
    idOf[cluster] ??= freshId(key(cluster), stood, hasher);
  });
  const changes = claims
    .filter(({ cluster, id }) => ownerOf.get(id) !== cluster)
    .map(
      ({ cluster, id }): Change => ({
        change: ownerOf.has(id) ? 'split' : 'merge',
        person: idOf[cluster]!,
        before: id,
      }),
    );
  return { person: Array.from(label, (cluster) => idOf[cluster]!), changes };
}

/** A former id that some of a cluster's people had, and how many of them. */
interface Claim {
  readonly cluster: number;
  readonly id: string;
  readonly count: number;
}

/** Claims, the strongest first. */
function claimsOn(label: Int32Array, formerId: (position: number) => string | undefined): Claim[] {
  const former: (string[] | undefined)[] = Array.from(label, () => undefined);
  label.forEach((cluster, position) => {
    const id = formerId(position);
    if (id === undefined) return;
    const known = former[cluster];
    if (known) known.push(id);
    else former[cluster] = [id];
  });
  return former
    .flatMap((ids, cluster) =>
      ids === undefined ? [] : tally(ids).map(([id, count]) => ({ cluster, id, count })),
    )
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : a.id > b.id ? 1 : a.cluster - b.cluster));
}

/** A new id; one that stood before is passed over, also where it has given way to another. */
function freshId(key: string, taken: Pick<Lookup<string, true>, 'has'>, hasher: Hmac256): string {
  for (let round = 0; ; round += 1) {
    const id = hasher.reference(utf8.encode(`person ${round} ${key}`));
    if (!taken.has(id)) return id;
  }
}

function tally(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}
