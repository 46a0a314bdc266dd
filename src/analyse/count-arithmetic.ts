/** What a reader knows to hold between the counts of an indicator's table. */
import { cellId, type Figures, type Relation, type UnprintedCell } from '../disclose/index.ts';
import { type Indicator, isCounted, type MeasureSpec } from '../indicators/index.ts';
import type { Period } from './periods.ts';
import { sum } from './relations.ts';
import type { CellCounts } from './units.ts';

/** One line of the table. */
export interface Line {
  readonly kind: 'group' | 'unknown' | 'known' | 'all';
  /** The group's values; none for totals. */
  readonly values: readonly string[];
  readonly key: readonly string[];
  readonly period: Period;
  /** The period's position. */
  readonly at: number;
  readonly cell: CellCounts;
}

/** The table of the counts. */
export const FIGURES = 'figures';

/** The name of a line's count in relations. */
export const lineCell = (line: Line, measure: string): string => cellId(FIGURES, line.key, measure);

type Arithmetic = Pick<Figures, 'unprinted' | 'relations'>;

/** @param divided whether the last period is the whole window, and those before it divide it */
export function arithmetic(indicator: Indicator, lines: readonly Line[], divided: boolean): Arithmetic {
  const counted = indicator.measures.filter(isCounted);
  const unprinted: UnprintedCell[] = [];
  const relations: Relation[] = [];
  const imply = (id: string, count: number): string => {
    unprinted.push({ id, count, kind: 'implied' });
    return id;
  };
  for (const line of lines) within(indicator, line, imply, relations);
  const last = Math.max(...lines.map(({ at }) => at));
  for (const measure of counted) {
    for (const at of new Set(lines.map((line) => line.at))) {
      acrossGroups(
        measure,
        lines.filter((line) => line.at === at),
        imply,
        relations,
      );
    }
    if (!divided) continue;
    for (const whole of lines.filter(({ at }) => at === last)) {
      const parts = lines.filter(
        (line) => line.at < last && line.kind === whole.kind && line.values.join() === whole.values.join(),
      );
      acrossPeriods(indicator, measure, whole, parts, imply, relations);
    }
  }
  return { unprinted, relations };
}

type Imply = (id: string, count: number) => string;

/** Whether the counts of groups that share no row add up. */
const adds = ({ distinct }: MeasureSpec): boolean => distinct === undefined;

/** Between the measures of one line: declared sums, and the rest of every whole that a reader can subtract from. */
function within(indicator: Indicator, line: Line, imply: Imply, relations: Relation[]): void {
  const counted = indicator.measures.filter(isCounted);
  const count = (measure: string): number => line.cell.counts[measure] ?? 0;
  for (const { total, parts } of indicator.sums ?? []) {
    relations.push(
      sum(
        lineCell(line, total),
        parts.map((part) => lineCell(line, part)),
      ),
    );
  }
  const pairs = new Map<string, readonly [part: string, whole: string]>();
  const pair = (part: string, whole: string): void => {
    const inSums =
      indicator.sums?.some(({ total, parts }) => total === whole && parts.includes(part)) === true;
    if (part !== whole && !inSums && count(part) <= count(whole))
      pairs.set(`${part} ${whole}`, [part, whole]);
  };
  for (const [part, whole] of indicator.subsets ?? []) pair(part, whole);
  for (const { share } of indicator.measures) if (share !== undefined) pair(share[0], share[1]);
  for (const measure of counted) {
    const whole = wholeOf(measure, counted);
    if (whole !== undefined) pair(measure.name, whole);
  }
  for (const [part, whole] of pairs.values()) {
    const rest = imply(lineCell(line, `${whole} without ${part}`), count(whole) - count(part));
    relations.push(sum(lineCell(line, whole), [lineCell(line, part), rest]));
  }
}

/** The measure that counts all of what this one counts some of, as their definitions tell: of all rows, or of all people. */
function wholeOf(measure: MeasureSpec, counted: readonly MeasureSpec[]): string | undefined {
  const unfiltered = counted.filter((other) => other.where === undefined && other['at-least'] === undefined);
  const { distinct } = measure;
  if (measure.sum !== undefined) return undefined;
  const alike = distinct === undefined ? undefined : unfiltered.find((other) => other.distinct === distinct);
  const all = unfiltered.find((other) => other.count === 'all');
  return alike !== undefined && alike !== measure ? alike.name : all?.name;
}

/** Between the lines of one period. */
function acrossGroups(
  measure: MeasureSpec,
  lines: readonly Line[],
  imply: Imply,
  relations: Relation[],
): void {
  const of = (kind: Line['kind']): Line[] => lines.filter((line) => line.kind === kind);
  const cells = (some: readonly Line[]): string[] => some.map((line) => lineCell(line, measure.name));
  const [known] = of('known');
  const [all] = of('all');
  const unknown = of('unknown');
  const groups = of('group');
  if (known === undefined || all === undefined) return;
  // The only group is all that is known, and where nothing is unknown, that is all.
  if (groups.length === 1) relations.push(sum(cells([known])[0]!, cells(groups)));
  if (unknown.every(isEmpty)) relations.push(sum(cells([all])[0]!, cells([known])));
  if (measure['at-least'] !== undefined) return;
  if (adds(measure)) {
    relations.push(sum(cells([known])[0]!, cells(groups)), sum(cells([all])[0]!, cells([known, ...unknown])));
    return;
  }
  union(measure, known, groups, imply, relations);
  union(measure, all, [known, ...unknown], imply, relations);
}

const isEmpty = ({ cell }: Line): boolean => Object.values(cell.counts).every((count) => count === 0);

function acrossPeriods(
  indicator: Indicator,
  measure: MeasureSpec,
  whole: Line,
  parts: readonly Line[],
  imply: Imply,
  relations: Relation[],
): void {
  // The only period is the window.
  if (parts.length === 1) {
    relations.push(sum(lineCell(whole, measure.name), [lineCell(parts[0]!, measure.name)]));
    return;
  }
  if (indicator.periods === 'overlap' || measure['at-least'] !== undefined) return;
  if (adds(measure)) {
    const cells = parts.map((line) => lineCell(line, measure.name));
    relations.push(sum(lineCell(whole, measure.name), cells));
  } else {
    union(measure, whole, parts, imply, relations);
  }
}

/**
 * Distinct people of several lines together: at least those of each, at most all added up. How many are in several,
 * and how many are not in each, are counts that follow. Where nobody is in several, as where everybody has one group, the
 * lines add up, and a reader is taken to know that.
 */
function union(
  measure: MeasureSpec,
  whole: Line,
  parts: readonly Line[],
  imply: Imply,
  relations: Relation[],
): void {
  const count = (line: Line): number => line.cell.counts[measure.name] ?? 0;
  const total = lineCell(whole, measure.name);
  const cells = parts.map((line) => lineCell(line, measure.name));
  const name = (what: string, line: Line): string =>
    JSON.stringify([what, whole.key, line.key, measure.name]);
  const added = parts.reduce((before, line) => before + count(line), 0);
  if (added === count(whole)) {
    relations.push(sum(total, cells));
    return;
  }
  const together = imply(name('added', whole), added);
  const several = imply(name('several', whole), added - count(whole));
  relations.push(sum(together, cells), sum(together, [total, several]));
  if (parts.length < 2) return;
  for (const [index, line] of parts.entries()) {
    const rest = imply(name('elsewhere', line), count(whole) - count(line));
    relations.push({ kind: 'sum', total, parts: [cells[index]!, rest] });
  }
}
