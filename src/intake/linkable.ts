/** Who can never be linked: people of whom no row, and no rows together, have the identifiers of any match-key. */
import { baseIdentifier, type Scheme, type SchemeIdentifier } from '../pseudonymise/index.ts';
import type { StandardRecord } from '../standardise/index.ts';
import { hashOf } from './distinct.ts';

export interface Unlinkable {
  readonly people: number;
  readonly never: number;
  /** What would make most of them linkable if their rows had it, best first. */
  readonly fixes: readonly { readonly identifier: string; readonly people: number }[];
}

const MOST_FIXES = 5;
/** Identifiers that somebody can fill in; the others follow from these. */
const DERIVED: readonly SchemeIdentifier[] = ['whole-name'];

interface Key {
  /** Numbers of its parts. */
  readonly parts: readonly number[];
}

export class Linkability {
  readonly #parts: readonly { readonly identifier: SchemeIdentifier; readonly level: string }[];
  readonly #keys: readonly Key[];
  readonly #candidates: readonly SchemeIdentifier[];
  readonly #linkable = new Set<number>();
  /** Of people not linkable so far: a bit for each candidate that would mend one of their rows. */
  readonly #mends = new Map<number, number>();

  constructor(scheme: Scheme) {
    const parts = new Map<string, { identifier: SchemeIdentifier; level: string }>();
    const numberOf = (identifier: SchemeIdentifier, level: string): number => {
      const name = `${identifier}.${level}`;
      if (!parts.has(name)) parts.set(name, { identifier, level });
      return [...parts.keys()].indexOf(name);
    };
    this.#keys = scheme.matchKeys.map((key) => ({
      parts: key.parts.map(({ identifier, level }) => numberOf(identifier, level)),
    }));
    this.#parts = [...parts.values()];
    this.#candidates = scheme.identifiers.filter((one) => !DERIVED.includes(one)).slice(0, 31);
  }

  /** Takes a row of the person called `id`. */
  take(id: string, { identifiers }: Pick<StandardRecord, 'identifiers'>): void {
    const person = hashOf(id);
    if (this.#linkable.has(person)) return;
    const has = this.#parts.map(({ identifier, level }) =>
      (identifiers.get(identifier) ?? []).some((levels) => levels[level] !== undefined),
    );
    if (this.#keys.some(({ parts }) => parts.every((part) => has[part]))) {
      this.#linkable.add(person);
      this.#mends.delete(person);
      return;
    }
    let bits = this.#mends.get(person) ?? 0;
    for (const [bit, candidate] of this.#candidates.entries()) {
      if (!identifiers.has(candidate) && this.#wouldLink(has, candidate, identifiers)) bits |= 1 << bit;
    }
    this.#mends.set(person, bits);
  }

  get result(): Unlinkable {
    const never = this.#mends.size;
    const fixes = this.#candidates
      .map((identifier, bit) => ({
        identifier: baseIdentifier(identifier),
        people: [...this.#mends.values()].filter((bits) => (bits & (1 << bit)) !== 0).length,
      }))
      .filter(({ people }) => people > 0)
      .sort((a, b) => b.people - a.people)
      .slice(0, MOST_FIXES);
    return { people: never + this.#linkable.size, never, fixes };
  }

  #wouldLink(
    has: readonly boolean[],
    candidate: SchemeIdentifier,
    identifiers: StandardRecord['identifiers'],
  ): boolean {
    const givesWhole =
      (candidate === 'surname' && identifiers.has('forename')) ||
      (candidate === 'forename' && identifiers.has('surname'));
    const given = this.#parts.map(
      ({ identifier }, part) =>
        has[part] === true || identifier === candidate || (givesWhole && identifier === 'whole-name'),
    );
    return this.#keys.some(({ parts }) => parts.every((part) => given[part]));
  }
}
