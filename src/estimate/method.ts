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
          `How unsure the estimate is comes to ${Math.round(100 * estimate.dueToLinkage)} % of error of linkage, and to the rest of chance (shares of its variance).`,
        ]),
  ];
}
