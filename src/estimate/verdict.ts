/**
 * Whether an estimate of people on no list may be published, by rules that are data. No standard sets such limits: they
 * are this project's own, and docs/unseen.md says why each. A sentence never carries a count.
 */

export type Verdict = 'publish' | 'publish with caution' | 'do not publish';

/** What the rules look at. A ratio is never below 1. */
export interface Evidence {
  readonly lists: number;
  /** People on two lists or more. */
  readonly seenTwice: number;
  readonly hasEstimate: boolean;
  /** Unseen people for each person seen. */
  readonly unseenForEachSeen: number;
  /** Upper by lower end of the interval of unseen people. */
  readonly width: number;
  /** Highest by lowest number of unseen people among models that are about as good as the best. */
  readonly goodModels: number;
  /** The same among models that are not much worse. */
  readonly fairModels: number;
  /** The most that leaving out one list multiplies or divides the estimate by. */
  readonly withoutOneList: number;
  /** The share of samples drawn again that allowed no estimate. */
  readonly failed: number;
  /** How likely counts as far from the model are, were it true. */
  readonly fitsBy: number;
  /** The share of true links that were not made, where known. */
  readonly missed: number | undefined;
  /** The share of the variance that is due to linkage, where known. */
  readonly dueToLinkage: number | undefined;
}

interface Rule {
  readonly id: string;
  readonly level: Exclude<Verdict, 'publish'>;
  readonly holds: (evidence: Evidence) => boolean;
  readonly says: string;
  /** What to do about it, where this is what keeps the estimate from being published as it is. */
  readonly advice?: string;
  /** The rule of the same kind with the higher limit: where that one holds, this one adds nothing. */
  readonly below?: string;
}

const STOP = 'do not publish';
const CAUTION = 'publish with caution';

export const RULES: readonly Rule[] = [
  {
    id: 'no-estimate',
    level: STOP,
    holds: ({ hasEstimate }) => !hasEstimate,
    says: 'No model has an estimate: the lists share too few people, or in a pattern that no model can tell from others.',
  },
  {
    id: 'hardly-any-shared',
    level: STOP,
    holds: ({ seenTwice }) => seenTwice < 10,
    says: 'Fewer than 10 people are on two lists or more, and the estimate rests on them alone.',
  },
  {
    id: 'good-models-disagree',
    level: STOP,
    holds: ({ goodModels }) => goodModels > 2,
    says: 'Models that describe the lists about equally well disagree on the number of unseen people by more than a factor of 2.',
  },
  {
    id: 'interval-too-wide',
    level: STOP,
    holds: ({ width }) => width > 5,
    says: 'The upper end of the interval of unseen people is more than 5 times the lower end.',
  },
  {
    id: 'rests-on-one-list',
    level: STOP,
    holds: ({ withoutOneList }) => withoutOneList > 3,
    says: 'Leaving out a single list changes the estimate by more than a factor of 3.',
  },
  {
    id: 'poor-fit',
    level: STOP,
    holds: ({ fitsBy }) => fitsBy < 0.001,
    says: 'Even the best model contradicts the lists: three of them depend on each other in a way that pairs do not show.',
  },
  {
    id: 'samples-fail',
    level: STOP,
    holds: ({ failed }) => failed > 0.05,
    says: 'In more than 5 % of samples drawn again no model has an estimate: the lists share too few people.',
  },
  {
    id: 'links-missed',
    level: STOP,
    holds: ({ missed = 0 }) => missed > 0.2,
    says: 'More than 20 % of true links are missed, which inflates the estimate beyond what a correction can mend.',
  },
  {
    id: 'two-lists',
    level: CAUTION,
    holds: ({ lists }) => lists === 2,
    says: 'With two lists only, the estimate assumes that being on one makes being on the other neither more nor less likely. Nothing in two lists can test that, and where services refer to each other it is likely to be wrong.',
  },
  {
    id: 'few-shared',
    level: CAUTION,
    below: 'hardly-any-shared',
    holds: ({ seenTwice }) => seenTwice < 50,
    says: 'Fewer than 50 people are on two lists or more, and the estimate rests on them alone.',
  },
  {
    id: 'fair-models-disagree',
    level: CAUTION,
    below: 'good-models-disagree',
    holds: ({ fairModels }) => fairModels > 1.5,
    says: 'Models that describe the lists not much worse than the best disagree with it on the number of unseen people by more than a factor of 1.5.',
  },
  {
    id: 'interval-wide',
    level: CAUTION,
    below: 'interval-too-wide',
    holds: ({ width }) => width > 2,
    says: 'The upper end of the interval of unseen people is more than twice the lower end.',
    advice: 'Publish the interval, not the estimate alone.',
  },
  {
    id: 'leans-on-one-list',
    level: CAUTION,
    below: 'rests-on-one-list',
    holds: ({ withoutOneList }) => withoutOneList > 1.5,
    says: 'Leaving out a single list changes the estimate by more than a factor of 1.5, or leaves none.',
  },
  {
    id: 'far-beyond-the-seen',
    level: CAUTION,
    holds: ({ unseenForEachSeen }) => unseenForEachSeen > 5,
    says: 'More than 5 people are estimated unseen for each one seen: small errors of the model weigh heavily.',
  },
  {
    id: 'doubtful-fit',
    level: CAUTION,
    below: 'poor-fit',
    holds: ({ fitsBy }) => fitsBy < 0.05,
    says: 'The model does not describe the lists well: three lists may depend on each other in a way that pairs do not show.',
  },
  {
    id: 'some-links-missed',
    level: CAUTION,
    below: 'links-missed',
    holds: ({ missed = 0 }) => missed > 0.05,
    says: 'More than 5 % of true links are missed.',
    advice: 'Publish the estimate corrected for them.',
  },
  {
    id: 'linkage-outweighs',
    level: CAUTION,
    holds: ({ dueToLinkage = 0 }) => dueToLinkage > 0.5,
    says: 'More than half of the uncertainty is due to linkage.',
  },
];

export interface Judgement {
  readonly verdict: Verdict;
  /** Why, a sentence a reason; none where nothing speaks against publishing. */
  readonly reasons: readonly { readonly id: string; readonly says: string }[];
}

/**
 * The level of the strictest rule that holds, with the reasons of that level first. Of two limits of one kind only the
 * higher is told, and advice only where it is that of the verdict.
 */
export function judge(evidence: Evidence): Judgement {
  const holding = RULES.filter((rule) => rule.holds(evidence));
  const ids = new Set(holding.map(({ id }) => id));
  const held = holding.filter(({ below }) => below === undefined || !ids.has(below));
  const verdict = held[0]?.level ?? 'publish';
  return {
    verdict,
    reasons: held.map(({ id, level, says, advice }) => ({
      id,
      says: advice === undefined || level !== verdict ? says : `${says} ${advice}`,
    })),
  };
}
