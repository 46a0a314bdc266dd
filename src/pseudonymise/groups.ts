/** People joined into groups, two at a time (union by the lower number, with path halving: R. E. Tarjan, 1975). */
export class Groups {
  readonly #parent: Uint32Array;

  /** @param people numbered from 0, each a group of their own */
  constructor(people: number) {
    this.#parent = Uint32Array.from({ length: people }, (_, person) => person);
  }

  /** A group is known by the lowest number in it. */
  of(person: number): number {
    let at = person;
    while (this.#parent[at] !== at) {
      this.#parent[at] = this.#parent[this.#parent[at]!]!;
      at = this.#parent[at]!;
    }
    return at;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.of(one), this.of(other)];
    if (a < b) this.#parent[b] = a;
    else this.#parent[a] = b;
  }
}
