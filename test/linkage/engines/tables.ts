/** Small token tables, and what the candidate plan must find in them, counted one by one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Candidates, TokenSource } from '../../../src/linkage/engines/engine.ts';
import type { Scheme, SchemeIdentifier } from '../../../src/pseudonymise/index.ts';
import { below, pick, type Random, seeded, shuffled } from '../random.ts';

export interface TokenRow {
  readonly reference: string;
  /** By match-key; empty where there is none. */
  readonly tokens: readonly string[];
  readonly presence: number;
}

export interface Table {
  readonly matchKeys: readonly string[];
  /** What the presence bits stand for, where it is not the scheme's own order. */
  readonly identifiers?: readonly SchemeIdentifier[];
  readonly rows: readonly TokenRow[];
}

export const reference = (person: number): string => person.toString(16).padStart(32, '0');
export const token = (value: number): string => value.toString(16).padStart(16, '0');

/** Writes each table as the tokens.csv of an agency, in `folder`. */
export function sourcesOf(folder: string, tables: readonly Table[]): TokenSource[] {
  return tables.map(({ matchKeys, rows, identifiers }, index) => {
    const file = join(folder, `${index}.csv`);
    const lines = rows.map((row) => [row.reference, ...row.tokens, row.presence.toString(16)]);
    const text = [['reference', ...matchKeys, 'presence'], ...lines].map((cells) => `${cells.join(',')}\n`);
    writeFileSync(file, text.join(''));
    const known = identifiers === undefined ? {} : { identifiers };
    return { agency: `agency-${index}`, file, matchKeys, ...known };
  });
}

/** Up to three agencies that hold few people with few tokens, so that much is shared. */
export function someTables(scheme: Scheme, seed: number): Table[] {
  const random = seeded(seed);
  const names = scheme.matchKeys.map(({ name }) => name);
  return Array.from({ length: 1 + below(random, 3) }, () => {
    const matchKeys = random() < 0.3 ? names.filter(() => random() < 0.7) : names;
    const people = Array.from({ length: below(random, 7) }, () => reference(below(random, 12)));
    const rows = people.map((person) => ({
      reference: person,
      tokens: matchKeys.map(() => someToken(random)),
      presence: below(random, 1 << 3),
    }));
    const own = { identifiers: shuffled(random, scheme.identifiers).slice(0, 3) };
    return { matchKeys, rows, ...(random() < 0.5 ? own : {}) };
  });
}

function someToken(random: Random): string {
  if (random() < 0.4) return '';
  return pick(random, [token(1), token(2), 'fedcba9876543210', 'ffffffffffffffff', '8000000000000000']);
}

interface CountedPerson {
  readonly agency: number;
  readonly reference: string;
  presence: number;
  /** By match-key of the scheme. */
  readonly tokens: readonly Set<string>[];
}

/** What an engine's answer says, in a form that two answers can be compared in. */
export interface Told {
  readonly people: readonly string[];
  readonly pairs: readonly string[];
  readonly setAside: readonly string[];
  /** For each strong number, the people of pairs who have one, with how many. */
  readonly strong: readonly (readonly string[])[];
  /** For each strong number, the people of pairs who share one. */
  readonly strongShared: readonly (readonly string[])[];
  readonly unpaired: number;
  readonly withoutTokens: number;
}

/** The answer worked out without an engine. */
export function counted(tables: readonly Table[], scheme: Scheme, mostSharing: number): Told {
  const people = countedPeople(tables, scheme);
  const sharers = scheme.matchKeys.map((_, key) => {
    const counts = new Map<string, number>();
    for (const { tokens } of people)
      for (const value of tokens[key]!) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  });
  const isAside = (key: number, value: string): boolean => sharers[key]!.get(value)! > mostSharing;
  const pairs: string[] = [];
  const paired = new Set<number>();
  eachPair(people.length, (l, r) => {
    const [left, right] = [people[l]!, people[r]!];
    const shared = scheme.matchKeys.map((_, key) =>
      [...left.tokens[key]!].filter((value) => right.tokens[key]!.has(value)),
    );
    if (!shared.some((values, key) => values.some((value) => !isAside(key, value)))) return;
    const bits = shared.reduce(
      (sum, values, key) => (values.length > 0 ? sum | (1n << BigInt(key)) : sum),
      0n,
    );
    paired.add(l).add(r);
    pairs.push(`${l} ${r} in ${left.agency} ${right.agency}: ${bits} of ${left.presence & right.presence}`);
  });
  const strong = strongKeys(scheme).map(
    (key) => new Map([...paired].map((p) => [p, people[p]!.tokens[key]!])),
  );
  return {
    people: people.map(({ agency, reference: name }) => `${agency} ${name}`),
    pairs,
    setAside: scheme.matchKeys.flatMap(({ name }, key) => {
      const aside = [...sharers[key]!].filter(([value]) => isAside(key, value));
      if (aside.length === 0) return [];
      const holders = people.filter(({ tokens }) => [...tokens[key]!].some((value) => isAside(key, value)));
      const most = Math.max(...aside.map(([, count]) => count));
      return [`${name}: ${aside.length} tokens of ${holders.length} people, most ${most}`];
    }),
    strong: strong.map(holding),
    strongShared: strong.map(sharing),
    unpaired: people.length - paired.size,
    withoutTokens: people.filter(({ tokens }) => tokens.every((values) => values.size === 0)).length,
  };
}

/** An engine's answer in the same form. */
export function told({
  people,
  pairs,
  patterns,
  setAside,
  strong,
  unpaired,
  withoutTokens,
}: Candidates): Told {
  const sets = strong.map(
    (tokens) => new Map(Array.from(tokens.people, (person) => [person, new Set(tokens.get(person))])),
  );
  return {
    people: [...people.reference].map((name, person) => `${people.agency[person]} ${name}`),
    pairs: Array.from(pairs.left, (left, index) => {
      const pattern = patterns[pairs.pattern[index]!]!;
      return `${left} ${pairs.right[index]} in ${pattern.left} ${pattern.right}: ${pattern.agreeing} of ${pattern.presence}`;
    }),
    setAside: setAside.map(
      ({ matchKey, tokens, people: holders, most }) =>
        `${matchKey}: ${tokens} tokens of ${holders} people, most ${most}`,
    ),
    strong: sets.map(holding),
    strongShared: sets.map(sharing),
    unpaired,
    withoutTokens,
  };
}

function countedPeople(tables: readonly Table[], scheme: Scheme): CountedPerson[] {
  const people = new Map<string, CountedPerson>();
  tables.forEach(({ matchKeys, rows, identifiers = scheme.identifiers }, agency) => {
    for (const row of rows) {
      const key = `${agency} ${row.reference}`;
      const person = people.get(key) ?? {
        agency,
        reference: row.reference,
        presence: 0,
        tokens: scheme.matchKeys.map(() => new Set<string>()),
      };
      people.set(key, person);
      identifiers.forEach((identifier, bit) => {
        person.presence |= ((row.presence >>> bit) & 1) << scheme.identifiers.indexOf(identifier);
      });
      scheme.matchKeys.forEach(({ name }, index) => {
        const value = row.tokens[matchKeys.indexOf(name)] ?? '';
        if (value !== '') person.tokens[index]!.add(value);
      });
    }
  });
  return [...people.values()].toSorted((a, b) => a.agency - b.agency || (a.reference < b.reference ? -1 : 1));
}

const strongKeys = (scheme: Scheme): number[] =>
  scheme.matchKeys.flatMap(({ parts }, key) => (parts.length === 1 ? [key] : []));

const holding = (of: ReadonlyMap<number, ReadonlySet<unknown>>): string[] =>
  [...of]
    .filter(([, tokens]) => tokens.size > 0)
    .map(([person, tokens]) => `${person} has ${tokens.size}`)
    .toSorted();

function sharing(of: ReadonlyMap<number, ReadonlySet<unknown>>): string[] {
  const shared: string[] = [];
  const people = [...of.keys()].toSorted((a, b) => a - b);
  eachPair(people.length, (a, b) => {
    const [one, other] = [people[a]!, people[b]!];
    if ([...of.get(one)!].some((value) => of.get(other)!.has(value))) shared.push(`${one} ${other}`);
  });
  return shared;
}

function eachPair(count: number, visit: (a: number, b: number) => void): void {
  for (let a = 0; a < count; a += 1) for (let b = a + 1; b < count; b += 1) visit(a, b);
}
