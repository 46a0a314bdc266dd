/**
 * The draw in the choice of what else to hide. Whoever has this program can run it on all that a page leaves possible;
 * were the choice a function of the exact counts, they would keep what leads to that page and exclude the rest: the
 * minimality attack of Wong, Fu, Wang and Pei, "Minimality attack in privacy preserving data publishing" (VLDB 2007).
 * So chance has a part in it that nobody else can work out, and that is the same whenever it is asked for.
 */
import type { Cell } from './system.ts';

/** What the holder of a secret gives. */
export interface Lots {
  /** A number above 0 and below 1, as if drawn by lot for `text` alone. */
  of(text: string): number;
}

/** The greater, the more the cost decides, and the less the lot. */
const WEIGHT = 2;

/**
 * What hiding a cell costs, its lot included. Of cells of which one has to go, each goes with a chance that is as
 * 1 / cost²: any can, and one at twice the cost a quarter as often. That a hidden count may be another, at another cost,
 * moves how likely the page is by no more than the square of the ratio of the two, where the same other choices would be
 * safe; docs/disclosure.md has what it comes to.
 */
export const drawnCost = ({ cost, means }: Cell, lots: Lots): number =>
  cost * (-Math.log(lots.of(means))) ** (1 / WEIGHT);
