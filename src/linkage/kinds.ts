/**
 * The five kinds of pair that the model tells apart, and where each identifier's agreement comes from in each.
 *
 * | kind | surname, address, postcode, phone, UPRN | forename | date of birth | the rest |
 * |---|---|---|---|---|
 * | one person | m | m | m | m |
 * | two people by chance | u | u | u | u |
 * | one household | h | u | u | u |
 * | born on one day in one household (twins) | h | u | m | u |
 * | one name in one household (parent and child) | h | m | u | u |
 *
 * m and u are a model's; h says how people of one household agree and is fixed here: two thirds share a surname,
 * nearly all an address, some a phone. These are working assumptions, not estimates; what matters is that they are
 * far from chance, so that a sister, a twin or a namesake father is not taken for the person herself.
 */
import type { ComparedIdentifier } from './comparison.ts';

export const KINDS = ['one person', 'chance', 'household', 'twins', 'namesakes'] as const;

export const ONE_PERSON = 0;
export const CHANCE = 1;
export const HOUSEHOLD = 2;

export type Source = 'm' | 'u' | 'h';

/** How often two people of one household agree at the strictest level of an identifier that households share. */
const SHARED: Readonly<Record<string, number>> = {
  surname: 0.65,
  postcode: 0.97,
  'address-line': 0.9,
  'house-number': 0.95,
  uprn: 0.97,
  phone: 0.35,
  email: 0.1,
  'place-of-birth': 0.5,
};

/** Agreement at any looser level, all together, where the strictest fails: spelling faults. */
const NEARLY = 0.05;

/**
 * Of same-household pairs, those born on one day and those of one name. Assumptions on the safe side: about
 * three births in a hundred are of twins (Office for National Statistics, births by multiplicity), and there
 * is no national figure for children named after a parent.
 */
const TWIN_SHARE = 0.03;
const NAMESAKE_SHARE = 0.03;

/** Where an identifier's agreement comes from, by kind. */
export function sourcesOf(identifier: string): readonly Source[] {
  const shared: Source = identifier in SHARED ? 'h' : 'u';
  const named = identifier === 'forename' || identifier === 'middle-names';
  return ['m', 'u', shared, identifier === 'date-of-birth' ? 'm' : shared, named ? 'm' : shared];
}

/** h: the probability of each category for two people of one household. */
export function householdAgreement({ identifier, categories }: ComparedIdentifier): Float64Array {
  const strictest = SHARED[identifier] ?? 0;
  const between = categories - 2;
  const looser = between === 0 ? 0 : Math.min(NEARLY, 1 - strictest) / 2;
  const agreement = new Float64Array(categories).fill(between === 0 ? 0 : looser / between);
  agreement[0] = strictest;
  agreement[categories - 1] = 1 - strictest - looser;
  return agreement;
}

/** Pairs of each kind, from those of one person and of one household among all possible ones. */
export function pairsByKind(
  onePerson: number,
  household: number,
  possible: number,
  into: Float64Array,
): void {
  into[ONE_PERSON] = onePerson;
  into[CHANCE] = Math.max(possible - onePerson - household, 1);
  into[HOUSEHOLD] = household;
  into[3] = household * TWIN_SHARE;
  into[4] = household * NAMESAKE_SHARE;
}
