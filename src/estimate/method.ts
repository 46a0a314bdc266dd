/** How an estimate of people on no list was made, in sentences that carry no count of people. */
import type { Unseen } from './unseen.ts';

export function methodOf({
  method,
  samples,
  lists,
  estimate,
}: Pick<Unseen, 'method' | 'samples' | 'lists' | 'estimate'>): string[] {
  const many = (count: number): string => count.toLocaleString('en-GB');
  const how = {
    'two lists':
      'Two lists, taken to be independent: all people are estimated from how many are on each list and on both (by the formula of Chapman; the interval by that of Sadinle, which holds for small numbers too).',
    'all models': `All models of dependence between pairs of ${lists.length} lists were compared by how badly each fits the counts, with a charge for each dependence that it supposes (a score called BIC). The interval is from ${many(samples)} samples drawn again, each choosing anew among the best hundred.`,
    stepwise: `${lists.length} lists are too many to compare all models: pairs were taken in one after another, each only where chance alone would make so much of it less often than 2 times in 100 (p < .02). The interval is from ${many(samples)} samples drawn again, each choosing anew.`,
  };
  return [
    how[method],
    ...(estimate?.dueToLinkage === undefined
      ? []
      : [
          `Of the uncertainty of the estimate, ${linkageShare(estimate.dueToLinkage)} comes from error of linkage and the rest from chance (as shares of its variance).`,
        ]),
  ];
}

const linkageShare = (share: number): string =>
  share < 0.01 ? 'less than 1 %' : `${Math.round(100 * share)} %`;
