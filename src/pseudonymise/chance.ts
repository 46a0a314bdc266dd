/**
 * How often two different people agree by accident: the statistics that an agency's manifest carries so that
 * the linkage unit can weigh agreement without ever seeing a value.
 *
 * For a level of an identifier whose values occur v₁, v₂, … times among n people, the chance that two
 * different people agree is u = Σ v(v−1) / (n(n−1)). It is counted over a sample of people chosen by their
 * record reference, which is random-looking, so that memory stays the same for any file; up to
 * {@link SAMPLE_SIZE} people the sample is everybody.
 */
import type { StandardRecord } from '../standardise/index.ts';
import { levelsUsed, type Scheme, type SchemeIdentifier } from './scheme.ts';

export const SAMPLE_SIZE = 1 << 15;

export interface LevelChance {
  readonly level: string;
  /** Distinct values in the sample, to three significant figures. */
  readonly distinct: number;
  /** The chance that two different people agree at this level, to four significant figures. */
  readonly u: number;
  /** The chance that they agree at this level and at none stricter. */
  readonly strictest: number;
}

export interface IdentifierChance {
  readonly identifier: SchemeIdentifier;
  /** Share of people in the sample who have the identifier, to three significant figures. */
  readonly present: number;
  readonly levels: readonly LevelChance[];
}

/** One person in the sample: a hash of the value at every level of every identifier, 0 where there is none. */
export interface SampledPerson {
  readonly reference: string;
  readonly values: Uint32Array<ArrayBuffer>;
}

/** A collector's people, all those whose references begin below `limit` (a 32-bit number). */
export interface Sampled {
  readonly limit: number;
  readonly people: readonly SampledPerson[];
}

/** Collects the sample; equal however the rows arrive and however many collectors shared them. */
export class ChanceSample {
  readonly #people = new Map<string, Uint32Array<ArrayBuffer>>();
  readonly #identifiers: readonly { readonly name: SchemeIdentifier; readonly levels: readonly string[] }[];
  readonly #slots: number;
  readonly #size: number;
  #limit = 2 ** 32;

  /** @param size the most people it holds; of one sample, the same in every collector */
  constructor(scheme: Scheme, size: number = SAMPLE_SIZE) {
    this.#identifiers = scheme.identifiers.map((name) => ({
      name,
      levels: levelsUsed(scheme, name).map((level) => level.name),
    }));
    this.#slots = slotsOf(scheme).length;
    this.#size = size;
  }

  /** Whether a person belongs to the sample as it now stands. Ask before paying for {@link add}. */
  wants(reference: string): boolean {
    return Number.parseInt(reference.slice(0, 8), 16) < this.#limit;
  }

  add(reference: string, record: StandardRecord): void {
    const values = new Uint32Array(this.#slots);
    let slot = 0;
    for (const { name, levels } of this.#identifiers) {
      const first = record.identifiers.get(name)?.[0];
      for (const level of levels) {
        const value = first?.[level];
        if (value !== undefined) values[slot] = hash32(value);
        slot += 1;
      }
    }
    this.#put(reference, values);
  }

  /** Takes in what another collector has. */
  merge({ limit, people }: Sampled): void {
    this.#limit = Math.min(this.#limit, limit);
    this.#forgetBeyondLimit();
    for (const { reference, values } of people) if (this.wants(reference)) this.#put(reference, values);
  }

  /** The sample as plain data, in order of reference. */
  get sampled(): Sampled {
    const people = [...this.#people].map(([reference, values]) => ({ reference, values }));
    return { limit: this.#limit, people: people.sort((a, b) => (a.reference < b.reference ? -1 : 1)) };
  }

  #put(reference: string, values: Uint32Array<ArrayBuffer>): void {
    const present = this.#people.get(reference);
    if (present === undefined || compare(values, present) > 0) this.#people.set(reference, values);
    while (this.#people.size > this.#size) this.#halve();
  }

  #halve(): void {
    this.#limit /= 2;
    this.#forgetBeyondLimit();
  }

  #forgetBeyondLimit(): void {
    for (const reference of this.#people.keys()) if (!this.wants(reference)) this.#people.delete(reference);
  }
}

/** The statistics of a sample, in the scheme's order of identifiers. */
export function chanceOf(scheme: Scheme, people: readonly SampledPerson[]): readonly IdentifierChance[] {
  const columns = columnsOf(people, slotsOf(scheme).length);
  let slot = 0;
  return scheme.identifiers.map((identifier) => {
    const levels = levelsUsed(scheme, identifier);
    const values = levels.map((_, index) => columns[slot + index]!);
    slot += levels.length;
    return identifierChance(identifier, levels, values);
  });
}

/** How often two different people share what people of one household share. */
export interface HouseholdChance {
  /** The identifiers compared, each at its strictest level: surname, and the address as closely as it is known. */
  readonly identifiers: readonly SchemeIdentifier[];
  /** The chance that two people agree on all of them, less what chance alone would give. */
  readonly excess: number;
}

const ADDRESS: readonly SchemeIdentifier[] = ['postcode', 'address-line'];
/** An address part that fewer have than this says too little of households. */
const MOSTLY_PRESENT = 0.5;

/**
 * People of one household, as pairs that agree on surname and address beyond chance. People known twice are
 * among them; the linkage unit takes them out with its own estimate.
 */
export function householdChanceOf(scheme: Scheme, people: readonly SampledPerson[]): HouseholdChance {
  const slots = slotsOf(scheme);
  const columns = columnsOf(people, slots.length);
  const strictest = (identifier: SchemeIdentifier): Uint32Array =>
    columns[slots.findIndex((slot) => slot.identifier === identifier)] ?? new Uint32Array(people.length);
  const isMostlyPresent = (identifier: SchemeIdentifier): boolean =>
    strictest(identifier).reduce((count, value) => (value === 0 ? count : count + 1), 0) >=
    people.length * MOSTLY_PRESENT;
  const address = ADDRESS.filter(isMostlyPresent);
  const identifiers: SchemeIdentifier[] = ['surname', ...address];
  const possible = (people.length * (people.length - 1)) / 2;
  if (address.length === 0 || possible === 0) return { identifiers, excess: 0 };
  const share = (names: readonly SchemeIdentifier[]): number =>
    agreeing(names.map(strictest)).pairs / possible;
  const excess = share(identifiers) - share(['surname']) * share(address);
  return { identifiers, excess: rounded(Math.max(excess, 0), 4) };
}

function identifierChance(
  identifier: SchemeIdentifier,
  levels: readonly { readonly name: string }[],
  values: readonly Uint32Array[],
): IdentifierChance {
  const sampled = values[0]?.length ?? 0;
  let present = 0;
  for (let person = 0; person < sampled; person += 1)
    if (values.some((column) => column[person] !== 0)) present += 1;
  const possible = (present * (present - 1)) / 2;
  const chances = levels.map(({ name }, index): LevelChance => {
    const { pairs, distinct } = agreeing([values[index]!]);
    const only = onlyHere(values[index]!, values.slice(0, index));
    return {
      level: name,
      distinct: rounded(distinct, 3),
      u: possible === 0 ? 0 : rounded(pairs / possible, 4),
      strictest: possible === 0 ? 0 : rounded(Math.max(only, 0) / possible, 4),
    };
  });
  return { identifier, present: sampled === 0 ? 0 : rounded(present / sampled, 3), levels: chances };
}

/** Pairs that agree here and at no stricter level, by inclusion and exclusion over the stricter levels. */
function onlyHere(here: Uint32Array, stricter: readonly Uint32Array[]): number {
  let pairs = 0;
  for (let chosen = 0; chosen < 1 << stricter.length; chosen += 1) {
    const columns = stricter.filter((_, index) => (chosen >>> index) & 1);
    pairs += (columns.length % 2 === 0 ? 1 : -1) * agreeing([here, ...columns]).pairs;
  }
  return pairs;
}

/** Pairs of people who agree in all the columns at once, and how many distinct combinations there are. */
function agreeing(columns: readonly Uint32Array[]): { pairs: number; distinct: number } {
  const people = columns[0]?.length ?? 0;
  const slots = 2 ** Math.ceil(Math.log2(2 * people + 2));
  /** Each combination, and how many people have it: open addressing. */
  const combinations = new Uint32Array(slots);
  const counts = new Uint32Array(slots);
  let pairs = 0;
  let distinct = 0;
  for (let person = 0; person < people; person += 1) {
    let mixed = 0;
    let present = true;
    for (const column of columns) {
      const value = column[person]!;
      present &&= value !== 0;
      mixed = Math.imul(mixed ^ value, 0x9e3779b1) ^ (value >>> 15);
    }
    if (!present) continue;
    let slot = (mixed ^ (mixed >>> 16)) & (slots - 1);
    while (counts[slot] !== 0 && combinations[slot] !== mixed >>> 0) slot = (slot + 1) & (slots - 1);
    if (counts[slot] === 0) distinct += 1;
    pairs += counts[slot]!;
    combinations[slot] = mixed;
    counts[slot]! += 1;
  }
  return { pairs, distinct };
}

function columnsOf(people: readonly SampledPerson[], slots: number): Uint32Array[] {
  const columns = Array.from({ length: slots }, () => new Uint32Array(people.length));
  for (const [person, { values }] of people.entries())
    for (const [slot, column] of columns.entries()) column[person] = values[slot]!;
  return columns;
}

const slotsOf = (scheme: Scheme): { identifier: SchemeIdentifier; level: string }[] =>
  scheme.identifiers.flatMap((identifier) =>
    levelsUsed(scheme, identifier).map(({ name }) => ({ identifier, level: name })),
  );

/** A 32-bit FNV-1a hash with a final mix; never 0. It only has to tell values of one sample apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}

function compare(a: Uint32Array, b: Uint32Array): number {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return a[index]! - b[index]!;
  return 0;
}

const rounded = (value: number, figures: number): number => Number(value.toPrecision(figures));
