/** A map that may hold more than JavaScript's own, which ends at 2^24 entries: where one is full, another stands beside it. */

/** Entries of each, well below where it ends. */
const MOST = 1 << 23;

/** What is read of a map of any size. */
export type Lookup<K, V> = Pick<ReadonlyMap<K, V>, 'get' | 'has' | 'size' | 'values'>;

export class LargeMap<K, V> implements Lookup<K, V> {
  readonly #most: number;
  readonly #maps: Map<K, V>[] = [new Map()];

  /** @param most entries of each of JavaScript's own maps */
  constructor(most: number = MOST) {
    this.#most = most;
  }

  get size(): number {
    return this.#maps.reduce((sum, map) => sum + map.size, 0);
  }

  get(key: K): V | undefined {
    return this.#holder(key)?.get(key);
  }

  has(key: K): boolean {
    return this.#holder(key) !== undefined;
  }

  set(key: K, value: V): void {
    (this.#holder(key) ?? this.#withRoom()).set(key, value);
  }

  *values(): MapIterator<V> {
    for (const map of this.#maps) yield* map.values();
  }

  #holder(key: K): Map<K, V> | undefined {
    return this.#maps.find((map) => map.has(key));
  }

  #withRoom(): Map<K, V> {
    const last = this.#maps.at(-1)!;
    if (last.size < this.#most) return last;
    const fresh = new Map<K, V>();
    this.#maps.push(fresh);
    return fresh;
  }
}
