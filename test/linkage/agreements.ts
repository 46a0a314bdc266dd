/** Simulated pairs of people: on which levels of which identifiers they agree, and so on which match-keys. */
import type { ComparisonPlan } from '../../src/linkage/comparison.ts';
import type { Scheme, SchemeIdentifier } from '../../src/pseudonymise/index.ts';
import { baseIdentifier } from '../../src/pseudonymise/index.ts';
import { IDENTIFIER_LEVELS } from '../../src/standardise/index.ts';
import { type Random, seeded } from './random.ts';

export interface Agreement {
  /** By identifier, the levels at which the two agree; closed under implication. */
  readonly levels: ReadonlyMap<SchemeIdentifier, ReadonlySet<string>>;
  /** Whether one has the names of the other the wrong way round. */
  readonly swapped: boolean;
}

export interface SimulatedPair {
  readonly agreement: Agreement;
  readonly bits: bigint;
  readonly has: number;
}

/** A pair that agrees on about half of what both have. */
export function simulatedAgreement(scheme: Scheme, seed: number): SimulatedPair {
  const random = seeded(seed);
  const swapped = random() < 0.15;
  const levels = new Map<SchemeIdentifier, ReadonlySet<string>>();
  for (const identifier of scheme.identifiers) {
    if (identifier !== 'whole-name') levels.set(identifier, someLevels(identifier, random));
  }
  if (swapped) for (const name of ['surname', 'forename'] as const) levels.set(name, new Set());
  levels.set('whole-name', wholeName(levels, swapped));
  let has = 0;
  scheme.identifiers.forEach((_, index) => {
    if (random() < 0.8) has |= 1 << index;
  });
  return { agreement: { levels, swapped }, bits: agreeingKeys(scheme, levels, has), has };
}

/** The strictest level at which a pair agrees, as a category of the comparison. */
export function categoryOf(
  { levels }: Agreement,
  { identifiers }: ComparisonPlan,
  identifier: SchemeIdentifier,
): { readonly category: number; readonly none: number } {
  const compared = identifiers.find((known) => known.identifier === identifier)!.levels;
  const strictest = compared.findIndex((level) => levels.get(identifier)!.has(level));
  return { category: strictest < 0 ? compared.length : strictest, none: compared.length };
}

function someLevels(identifier: SchemeIdentifier, random: Random): Set<string> {
  const agree = new Set<string>();
  for (const { name, implies } of IDENTIFIER_LEVELS[baseIdentifier(identifier)]) {
    if (random() < 0.3) for (const level of [name, ...implies]) agree.add(level);
  }
  return agree;
}

/** Both names alike make the whole name alike; so do both names the wrong way round. */
function wholeName(
  levels: ReadonlyMap<SchemeIdentifier, ReadonlySet<string>>,
  swapped: boolean,
): Set<string> {
  const both = (level: string): boolean =>
    swapped || (['surname', 'forename'] as const).every((name) => levels.get(name)?.has(level) === true);
  return new Set(['exact', 'phonetic'].filter((level) => both(level)));
}

function agreeingKeys(
  scheme: Scheme,
  levels: ReadonlyMap<SchemeIdentifier, ReadonlySet<string>>,
  has: number,
): bigint {
  let bits = 0n;
  scheme.matchKeys.forEach(({ parts }, key) => {
    const agree = parts.every(({ identifier, level }) => {
      const present = (has >>> scheme.identifiers.indexOf(identifier)) & 1;
      return present === 1 && levels.get(identifier)!.has(level);
    });
    if (agree) bits |= 1n << BigInt(key);
  });
  return bits;
}
