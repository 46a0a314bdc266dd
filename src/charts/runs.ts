/** A series as runs of what is shown and runs of what is not. */
import { isShown, type Mark } from './types.ts';

/** From the first moment to the last one. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

/** Runs of shown numbers, none of which passes a break. */
export function shownRuns(values: readonly Mark[], breaks: readonly number[]): Run[] {
  return runsOf(values, (mark) => (isShown(mark) ? '' : undefined), breaks);
}

/** Runs of one symbol. */
export function hiddenRuns(values: readonly Mark[]): (Run & { readonly symbol: string })[] {
  const symbolOf = (mark: Mark): string | undefined => (isShown(mark) ? undefined : mark.symbol);
  return runsOf(values, symbolOf, []).map((run) => ({ ...run, symbol: symbolOf(values[run.first]!)! }));
}

function runsOf(
  values: readonly Mark[],
  kindOf: (mark: Mark) => string | undefined,
  breaks: readonly number[],
): Run[] {
  const runs: Run[] = [];
  for (const [at, mark] of values.entries()) {
    const kind = kindOf(mark);
    if (kind === undefined) {
      continue;
    }
    const run = runs.at(-1);
    if (run?.last === at - 1 && kindOf(values[run.last]!) === kind && !breaks.includes(at)) {
      runs[runs.length - 1] = { ...run, last: at };
    } else {
      runs.push({ first: at, last: at });
    }
  }
  return runs;
}
