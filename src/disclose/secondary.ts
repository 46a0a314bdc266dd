/** Secondary suppression: which further counts to hide so that no small one can be worked out. */
import type { Cell, Problem } from './problem.ts';
import { isSmall } from './rule.ts';

/**
 * The cells to hide, by index: all small printed ones; then, for as long as one is exposed, the least needed
 * shown cell that protects it (lowest `keep`, then smallest count), or failing a single one the least needed
 * cell related to it, totals last of all. Cells that turn out not to be needed are shown again. The result
 * exposes nothing; it is not always the cheapest choice.
 */
export function chooseHidden(problem: Problem): Set<number> {
  const { cells, rule } = problem;
  const hidden = new Set(
    cells.flatMap((cell, index) => (cell.kind === 'printed' && isSmall(cell.count, rule) ? [index] : [])),
  );
  const added: number[] = [];
  for (;;) {
    const exposed = problem.firstExposed(hidden);
    if (exposed === undefined) break;
    const candidates = problem
      .connected(exposed)
      .filter((index) => !hidden.has(index) && cells[index]!.count > 0)
      .toSorted(byNeed(cells));
    if (candidates.length === 0) return everything(cells);
    const parts = candidates.filter((index) => !cells[index]!.total);
    const sufficient = parts.find((index) => !problem.isExposed(exposed, new Set([...hidden, index])));
    const chosen = sufficient ?? candidates[0]!;
    hidden.add(chosen);
    added.push(chosen);
  }
  for (const index of added.toSorted(byNeed(cells)).reverse()) {
    hidden.delete(index);
    if (problem.firstExposed(hidden) !== undefined) hidden.add(index);
  }
  return hidden;
}

/** The answer when the search gives up: no count above nought is shown. */
const everything = (cells: readonly Cell[]): Set<number> =>
  new Set(cells.flatMap((cell, index) => (cell.kind === 'printed' && cell.count > 0 ? [index] : [])));

const byNeed =
  (cells: readonly Cell[]) =>
  (a: number, b: number): number =>
    Number(cells[a]!.total) - Number(cells[b]!.total) ||
    cells[a]!.keep - cells[b]!.keep ||
    cells[a]!.count - cells[b]!.count ||
    a - b;
