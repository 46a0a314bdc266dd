/** What the schema cannot see about one legal basis: that its provisions belong to its regime and to one another. */
import { inWords } from './schema.ts';
import type { AgreementContent, LegalBasis } from './types.ts';
import type { Path, Problem } from './yaml.ts';

/** Entries that belong to one regime alone. */
const OF_REGIME: Readonly<Record<LegalBasis['regime'], readonly (keyof LegalBasis)[]>> = {
  ukgdpr: ['article-6', 'article-9', 'article-10'],
  part3: ['section-35', 'section-36', 'schedule-8'],
};

/** Conditions of Article 9 that DPA 2018 s10 ties to paragraphs of Schedule 1: from, to. */
const SCHEDULE_1: Readonly<Record<string, readonly [number, number]>> = {
  '9(2)(b)': [1, 1],
  '9(2)(g)': [6, 28],
  '9(2)(h)': [2, 2],
  '9(2)(i)': [3, 3],
  '9(2)(j)': [4, 4],
};

/** Everything wrong with one legal basis; whether it is enough for the data is for a permit to say. */
export function basisFaults({ parties }: AgreementContent, basis: LegalBasis, path: Path): Problem[] {
  const says = (more: Path, words: string): Problem => ({
    path: [...path, ...more],
    sentence: `${inWords([...path, ...more])} ${words}`,
  });
  const found: Problem[] = [];
  const party = parties.find(({ id }) => id === basis.party);
  if (basis.regime === 'part3' && party?.['competent-authority'] === false) {
    found.push(says(['regime'], 'is part3, which is for competent authorities only (DPA 2018 s30)'));
  }
  const other = basis.regime === 'part3' ? 'ukgdpr' : 'part3';
  for (const name of OF_REGIME[other]) {
    if (basis[name] !== undefined) found.push(says([name], `belongs to the regime ${other}`));
  }
  for (const [i, { condition, 'schedule-1': paragraph }] of (basis['article-9'] ?? []).entries()) {
    const range = SCHEDULE_1[condition];
    if (range === undefined && paragraph === undefined) continue;
    if (range === undefined) {
      found.push(says(['article-9', i, 'schedule-1'], `is not for ${condition}, which needs none`));
    } else if (paragraph === undefined || paragraph < range[0] || paragraph > range[1]) {
      const [from, to] = range;
      const asked = from === to ? `paragraph ${from}` : `one of the paragraphs ${from} to ${to}`;
      found.push(says(['article-9', i], `needs "schedule-1": ${asked} (DPA 2018 s10)`));
    }
  }
  return found;
}
