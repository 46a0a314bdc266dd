/** How much each match-key gives to graph matching: what is left to find without it. */
import { toldApart } from './graph.mjs';
import { withoutColumns } from './view.mjs';

/** After so many match-keys are taken out one after another, the rest is not tried. */
const MOST_STEPS = 16;
/** In each step only the match-keys that gave most in the step before are tried. */
const TRIED = 10;

/**
 * @param {import('./view.mjs').View} view one agency's records
 * @returns what is told apart with all match-keys, without each, and without more and more of them
 */
export function contributions(view) {
  const shareWithout = (names) => toldApart(withoutColumns(view, names)).together;
  const used = [...new Set(view.columnOf)].map((column) => view.columns[column]);
  const singly = sorted(used.map((name) => ({ name, without: shareWithout([name]) })));
  const steps = [];
  let candidates = singly.map(({ name }) => name);
  while (steps.length < MOST_STEPS && candidates.length > 0) {
    const gone = steps.map(({ name }) => name);
    const tried = candidates.slice(0, TRIED);
    const [best, ...others] = sorted(tried.map((name) => ({ name, without: shareWithout([...gone, name]) })));
    steps.push(best);
    candidates = [...others.map(({ name }) => name), ...candidates.slice(TRIED)];
  }
  return { all: shareWithout([]), singly, steps };
}

const sorted = (list) => list.sort((a, b) => a.without - b.without);
