/** The most telling kinds of error of a rehearsal, as patterns of agreement and never as values. */
import type { Assigned } from './assign.ts';
import type { ComparisonPlan } from './comparison.ts';
import type { Truth } from './score.ts';

export interface TellingError {
  readonly error: 'false link' | 'missed';
  /** What agreed and how closely: `surname exact, forename none or initial, postcode unit`. */
  readonly pattern: string;
  readonly pairs: number;
}

const MOST = 10;

/**
 * Counts false links and missed pairs by pattern, most frequent first. Pairs that share no token at all are one
 * kind of their own.
 *
 * @param missed pairs of one person that are not candidates
 */
export function tellingErrors(
  { plan, candidates, input, patternOf, probability }: Assigned,
  threshold: number,
  truth: Truth,
  missed: number,
): TellingError[] {
  const { left, right, pattern } = candidates.pairs;
  const counts = new Map<string, { error: TellingError['error']; at: number; pairs: number }>();
  probability.forEach((p, pair) => {
    const onePerson = truth.person[left[pair]!] === truth.person[right[pair]!];
    const at = patternOf[pattern[pair]!]!;
    if (at < 0 || onePerson === p >= threshold) return;
    const error = onePerson ? 'missed' : 'false link';
    const known = counts.get(`${error} ${at}`);
    if (known) known.pairs += 1;
    else counts.set(`${error} ${at}`, { error, at, pairs: 1 });
  });
  const described = [...counts.values()].map(
    ({ error, at, pairs }): TellingError => ({
      error,
      pattern: inWords(plan, input.patterns[at]!.observed),
      pairs,
    }),
  );
  if (missed > 0) described.push({ error: 'missed', pattern: 'no match-key in common', pairs: missed });
  return described.sort((a, b) => b.pairs - a.pairs || (a.pattern < b.pattern ? -1 : 1)).slice(0, MOST);
}

function inWords({ identifiers }: ComparisonPlan, observed: Uint16Array): string {
  const parts = identifiers.flatMap(({ identifier, levels }, index) => {
    const possible = observed[index]!;
    const names = [...levels, 'none'].filter((_, category) => (possible >>> category) & 1);
    const silent =
      possible === 0 || names.length > levels.length || (identifier === 'whole-name' && names[0] === 'none');
    return silent ? [] : [`${identifier} ${names.join(' or ')}`];
  });
  return parts.join(', ');
}
