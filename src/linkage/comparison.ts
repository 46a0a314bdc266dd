/**
 * What a set of agreeing match-keys says about each identifier.
 *
 * Two people are compared only through the match-keys that their tokens share. For each identifier the
 * comparison falls into one *category*: the strictest level at which the two agree, or `none`. A match-key
 * that agrees shows that all its parts agree. A match-key that both could have and that does not agree shows
 * that its one part not otherwise seen to agree does not. What no match-key could have shown stays open:
 * the outcome is then a set of categories, and the model sums over it instead of taking it for disagreement.
 */
import { levelsUsed, type MatchKey, type Scheme, type SchemeIdentifier } from '../pseudonymise/index.ts';

/** One identifier of a comparison, with its categories from strictest to `none`. */
export interface ComparedIdentifier {
  readonly identifier: SchemeIdentifier;
  readonly levels: readonly string[];
  /** Number of categories: the levels and `none`. */
  readonly categories: number;
  /** For each level, the bits of the categories in which a pair agrees at that level for certain or perhaps. */
  readonly agreeing: readonly number[];
  /** For each level, the bits of the categories in which a pair may disagree at that level. */
  readonly disagreeing: readonly number[];
  /** For each level, the bits of the levels at which two people agree who agree at it. */
  readonly implied: readonly number[];
}

export interface ComparisonPlan {
  readonly identifiers: readonly ComparedIdentifier[];
  readonly matchKeys: readonly MatchKey[];
  /**
   * The possible categories of each identifier, as bits (bit 0 the strictest level), or 0 where a side lacks it.
   *
   * @param agreeing bit i set when the two share the token of match-key i
   * @param presence the identifiers that both have, by the scheme's order of identifiers
   */
  observe(agreeing: bigint, presence: number): Uint16Array;
}

interface KeyPart {
  readonly identifier: number;
  readonly level: number;
}

/** Prepares the comparison of people who have tokens under one scheme. */
export function comparisonPlan(scheme: Scheme): ComparisonPlan {
  const identifiers = scheme.identifiers.map((identifier) => compared(scheme, identifier));
  const position = new Map(scheme.identifiers.map((identifier, index) => [identifier, index]));
  const keys = scheme.matchKeys.map((key): readonly KeyPart[] =>
    key.parts.map((part) => {
      const identifier = position.get(part.identifier)!;
      return { identifier, level: identifiers[identifier]!.levels.indexOf(part.level) };
    }),
  );
  const wholeName = position.get('whole-name');
  const names = [position.get('surname'), position.get('forename')];

  function observe(agreeing: bigint, presence: number): Uint16Array {
    const seen = identifiers.map(({ categories }, index) =>
      (presence >>> index) & 1 ? (1 << categories) - 1 : 0,
    );
    const shown = identifiers.map(() => 0);
    keys.forEach((parts, key) => {
      if (((agreeing >> BigInt(key)) & 1n) === 0n) return;
      for (const { identifier, level } of parts) {
        seen[identifier]! &= identifiers[identifier]!.agreeing[level]!;
        shown[identifier]! |= identifiers[identifier]!.implied[level]!;
      }
    });
    keys.forEach((parts, key) => {
      if (((agreeing >> BigInt(key)) & 1n) === 1n) return;
      if (parts.some(({ identifier }) => seen[identifier] === 0)) return;
      const open = parts.filter(({ identifier, level }) => ((shown[identifier]! >>> level) & 1) === 0);
      if (open.length !== 1) return;
      const { identifier, level } = open[0]!;
      const left = seen[identifier]! & identifiers[identifier]!.disagreeing[level]!;
      if (left !== 0) seen[identifier] = left;
    });
    settleNameOrder(seen, shown);
    return Uint16Array.from(seen);
  }

  /**
   * The whole name repeats what surname and forename say, except when they are swapped: then it alone
   * agrees, and speaks for both. Otherwise it counts as not swapped.
   */
  function settleNameOrder(seen: number[], shown: readonly number[]): void {
    if (wholeName === undefined || seen[wholeName] === 0) return;
    const swapped = shown[wholeName] !== 0 && names.every((name) => name === undefined || shown[name] === 0);
    if (!swapped) seen[wholeName] = 1 << (identifiers[wholeName]!.categories - 1);
    else for (const name of names) if (name !== undefined) seen[name] = 0;
  }

  return { identifiers, matchKeys: scheme.matchKeys, observe };
}

function compared(scheme: Scheme, identifier: SchemeIdentifier): ComparedIdentifier {
  const levels = levelsUsed(scheme, identifier);
  const names = levels.map((level) => level.name);
  const categories = names.length + 1;
  const all = (1 << categories) - 1;
  const implies = (category: number, level: number): boolean =>
    category === level || levels[category]?.implies.includes(names[level]!) === true;
  // A category is the strictest level that agrees: it rules out agreement at every level before it.
  const agreeing = names.map((_, level) => all & ((1 << (level + 1)) - 1));
  const disagreeing = names.map((_, level) => bits(categories, (category) => !implies(category, level)));
  const implied = names.map((_, level) => bits(names.length, (other) => implies(level, other)));
  return { identifier, levels: names, categories, agreeing, disagreeing, implied };
}

const bits = (count: number, test: (index: number) => boolean): number => {
  let mask = 0;
  for (let index = 0; index < count; index += 1) if (test(index)) mask |= 1 << index;
  return mask;
};
