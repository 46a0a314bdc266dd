/**
 * Secondary suppression: the cheapest further cells to hide so that the audit finds nothing.
 *
 * Fischetti and Salazar-González (Management Science 47, 2001): a master programme chooses what to hide, the
 * audit says what is still exposed, and each exposure becomes a condition on what must be hidden that the
 * next choice meets, until nothing is exposed. Each condition holds for every safe choice, so a choice that
 * passes is the cheapest there is. Where that takes too long, what each round chose is kept hidden, which has
 * to end, and cells that turn out not to be needed are shown again: safe, and not always the cheapest.
 */
import { type Programme, solve } from '../solve/index.ts';
import { Audit, type Exposure } from './audit.ts';
import { drawnCost, type Lots } from './draw.ts';
import { type Reason, reasonsFor } from './reasons.ts';
import { isOpen, reading, type System, withHiddenItself } from './system.ts';
import { tightSums } from './tight.ts';

export interface Protection {
  /** Indices of the cells to hide, those of earlier releases among them. */
  readonly hidden: ReadonlySet<number>;
  /** Whether no cheaper choice is safe. */
  readonly isCheapest: boolean;
  /** What no choice can help: it is exposed by what was released before, or by what cannot be hidden. */
  readonly exposed: readonly Exposure[];
}

/** Σ factor·hidden over `terms` must reach `least`. */
interface Condition {
  readonly terms: ReadonlyMap<number, number>;
  readonly least: number;
}

export interface ProtectOptions {
  /** Cells that stay hidden in any case. */
  readonly also?: ReadonlySet<number>;
  /** Default: as many cells as there are to choose from allow. */
  readonly effort?: Effort;
  /** Of the same system. */
  readonly audit?: Audit;
}

export interface Effort {
  /** Rounds in which the cheapest choice is looked for. */
  readonly exactRounds: number;
  /** Cells that are tried to be shown again after that. */
  readonly mostTrials: number;
}

/** Up to this many cells that could be hidden, the cheapest choice is looked for to the end. */
const SOME_HUNDRED = 400;
const effortFor = (open: number): Effort =>
  open <= SOME_HUNDRED ? { exactRounds: 60, mostTrials: 400 } : { exactRounds: 6, mostTrials: 60 };
/** Conditions taken from one audit. */
const MOST_AT_ONCE = 200;
/** Branches of one search for the cheapest choice; the first that needs more is the last. */
const MOST_NODES = 5000;
/** After that any choice near the cheapest will do. */
const FEW_NODES = 1000;

/** The choice by the cost of each cell and its lot. Throws `SOLVER`. */
export async function protect(system: System, lots: Lots, options: ProtectOptions = {}): Promise<Protection> {
  const { audit = new Audit(system) } = options;
  const given = withHiddenItself(system, options.also ?? []);
  const itself = [...given];
  const open = new Set(indices(system, isOpen).filter((cell) => !given.has(cell)));
  const costs = new Map([...open].map((cell) => [cell, drawnCost(system.cells[cell]!, lots)]));
  const { effort = effortFor(open.size) } = options;
  const conditions = [...startingConditions(system, given, open), ...tied(system, open)];
  let grown: Set<number> | undefined;
  let isCheapest = true;
  for (let round = 1; ; round += 1) {
    const chosen = await cheapest(costs, conditions, grown);
    if (chosen === undefined) return giveUp(audit, [...itself, ...open]);
    isCheapest &&= chosen.isProved;
    if (round > effort.exactRounds || !chosen.isProved) grown ??= new Set();
    for (const cell of chosen.cells) grown?.add(cell);
    const hidden = new Set([...itself, ...(grown ?? chosen.cells)]);
    const exposures = await audit.exposures(hidden, { most: MOST_AT_ONCE });
    isCheapest &&= exposures.every(({ isGivenUp }) => !isGivenUp);
    const loosening = exposures.length > 0 ? [] : loosened(system, hidden, open);
    if (loosening.length > 0) {
      conditions.push(...loosening);
      continue;
    }
    if (exposures.length === 0) {
      if (grown === undefined) return { hidden, isCheapest, exposed: [] };
      const trimmed = await trim(system, audit, hidden, {
        costs,
        added: grown,
        mostTrials: effort.mostTrials,
      });
      return { hidden: trimmed, isCheapest: false, exposed: [] };
    }
    const reasons = await reasonsFor(system, hidden, exposures);
    const further = exposures.map((exposure, at) => conditionOf(system, hidden, open, exposure, reasons[at]));
    if (further.some(({ terms }) => terms.size === 0)) return giveUp(audit, [...itself, ...open]);
    conditions.push(...distinct(further));
  }
}

const indices = (system: System, which: (cell: System['cells'][number]) => boolean): number[] =>
  system.cells.flatMap((cell, index) => (which(cell) ? [index] : []));

/** Everything is hidden that can be. */
async function giveUp(audit: Audit, all: readonly number[]): Promise<Protection> {
  const hidden = new Set(all);
  return { hidden, isCheapest: false, exposed: await audit.exposures(hidden) };
}

/** The last part of an exact sum whose other parts are shown is known: one more of them must be hidden. */
function startingConditions(
  { cells, constraints }: System,
  itself: ReadonlySet<number>,
  open: ReadonlySet<number>,
): Condition[] {
  return constraints.flatMap(({ terms, lower, upper, privateTo }): Condition[] => {
    if (lower !== upper || privateTo !== undefined) return [];
    const unknown = terms.filter(({ cell }) => {
      const { lo, hi } = reading(cells[cell]!, itself.has(cell));
      return lo < hi;
    });
    const only = unknown[0];
    if (unknown.length !== 1 || only === undefined || !itself.has(only.cell)) return [];
    const others = terms.filter(({ cell }) => open.has(cell));
    if (others.length === 0) return [];
    return [{ terms: new Map(others.map(({ cell }) => [cell, 1])), least: 1 }];
  });
}

/** Of each sum that is tight, one more has to be hidden, or one fewer. */
const loosened = (system: System, hidden: ReadonlySet<number>, open: ReadonlySet<number>): Condition[] =>
  tightSums(system, hidden).map((sum) => {
    const fewer = sum.hidden.filter((cell) => open.has(cell));
    const terms = new Map([
      ...sum.more.map((cell) => [cell, 1] as const),
      ...fewer.map((cell) => [cell, -1] as const),
    ]);
    return { terms, least: 1 - fewer.length };
  });

/** What is tied goes together: hidden people take their events along. */
const tied = ({ ties = [] }: System, open: ReadonlySet<number>): Condition[] =>
  ties
    .filter(({ people, events }) => open.has(people) && open.has(events))
    .map(({ people, events }) => ({
      terms: new Map([
        [events, 1],
        [people, -1],
      ]),
      least: 0,
    }));

/** The cheapest choice that meets all conditions, with what is hidden already; undefined when none does. */
async function cheapest(
  costs: ReadonlyMap<number, number>,
  conditions: readonly Condition[],
  already?: ReadonlySet<number>,
): Promise<{ cells: number[]; isProved: boolean } | undefined> {
  if (conditions.every(({ least }) => least === 0)) return { cells: [...(already ?? [])], isProved: true };
  const used = [...new Set(conditions.flatMap(({ terms }) => [...terms.keys()]))]
    .filter((cell) => costs.has(cell))
    .toSorted((a, b) => a - b);
  const position = new Map(used.map((cell, at) => [cell, at]));
  const programme: Programme = {
    variables: used.map((cell) => ({ lower: already?.has(cell) === true ? 1 : 0, upper: 1, whole: true })),
    rows: conditions.map(({ terms, least }) => ({
      terms: [...terms].map(([cell, factor]) => ({ variable: position.get(cell)!, factor })),
      lower: least,
      upper: Number.POSITIVE_INFINITY,
    })),
  };
  const result = await solve(
    programme,
    {
      direction: 'least',
      terms: used.map((cell, variable) => ({ variable, factor: costs.get(cell)! })),
    },
    { mostNodes: already === undefined ? MOST_NODES : FEW_NODES },
  );
  if (result.status === 'infeasible' || result.status === 'unbounded') return undefined;
  const best = result.status === 'limit' ? result.best : result;
  return {
    // Where no choice was found in time, all of them together are one.
    cells: used.filter((_, at) => best === undefined || best.solution[at] === 1),
    isProved: result.status === 'optimal',
  };
}

/**
 * What every safe choice must meet, from one that is not. By duality the exposed cell is at most the sum of the
 * readings that hold it; hiding one of them adds at most what its reading then widens by, and no more than
 * is lacking counts. Without such a sum, something beyond this choice must be hidden, as hiding more never
 * exposes.
 */
function conditionOf(
  { cells }: System,
  hidden: ReadonlySet<number>,
  open: ReadonlySet<number>,
  { value }: Exposure,
  reason: Reason | undefined,
): Condition {
  const others = [...open].filter((cell) => !hidden.has(cell));
  if (reason === undefined) return { terms: new Map(others.map((cell) => [cell, 1])), least: 1 };
  const lacking = Math.abs(value - reason.limit);
  const sign = reason.direction === 'greatest' ? 1 : -1;
  const terms = reason.terms.flatMap(({ cell, factor }): [number, number][] => {
    if (!open.has(cell) || hidden.has(cell)) return [];
    const { shown, marked } = cells[cell]!;
    const widened = sign * factor > 0 ? Number.POSITIVE_INFINITY : shown.lo - marked.lo;
    return [[cell, Math.min(Math.abs(factor) * widened, lacking) / lacking]];
  });
  return { terms: new Map(terms.filter(([, factor]) => factor > 0)), least: 1 };
}

function distinct(conditions: readonly Condition[]): Condition[] {
  const keyed = conditions.map((condition): [string, Condition] => [
    JSON.stringify([condition.least, ...[...condition.terms].toSorted(([a], [b]) => a - b)]),
    condition,
  ]);
  return [...new Map(keyed).values()];
}

interface Trial {
  /** Of all that could be hidden. */
  readonly costs: ReadonlyMap<number, number>;
  /** What may be shown again. */
  readonly added: ReadonlySet<number>;
  readonly mostTrials: number;
}

/** Shows again, dearest first, what is not needed. */
async function trim(
  system: System,
  audit: Audit,
  hidden: ReadonlySet<number>,
  { costs, added, mostTrials }: Trial,
): Promise<Set<number>> {
  const { ties = [] } = system;
  const kept = new Set(hidden);
  const isSafe = async (
    some: ReadonlySet<number>,
    where: { among?: ReadonlySet<number> } = {},
  ): Promise<boolean> =>
    tightSums(system, some).length === 0 && (await audit.exposures(some, { most: 1, ...where })).length === 0;
  const isTied = (cell: number): boolean =>
    ties.some(({ people, events }) => events === cell && kept.has(people));
  const dearest = [...added].toSorted((a, b) => costs.get(b)! - costs.get(a)! || a - b);
  for (const cell of dearest.slice(0, mostTrials)) {
    if (isTied(cell)) continue;
    const among = audit.around(cell, kept);
    kept.delete(cell);
    if (!(await isSafe(kept, { among }))) kept.add(cell);
  }
  // What everybody can work out is no secret, and to hide it would only look like one.
  const rest = new Set(kept);
  for (const { cell, range } of await audit.ranges(kept)) {
    if (range.lo === range.hi && added.has(cell) && !isTied(cell)) rest.delete(cell);
  }
  if (rest.size === kept.size) return kept;
  return (await isSafe(rest)) ? rest : kept;
}
