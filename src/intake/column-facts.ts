/** One column of an extract: how full it is, what its cells look like, and what its rule says of them. */
import type { ColumnPlan } from '../agreement/index.ts';
import {
  type CellStandardiser,
  cellStandardiser,
  compileDateFormat,
  dateFormats,
  isDateShape,
  type Likeness,
  looksLike,
  looseForm,
  NUMBER,
  PLACEHOLDER,
  shapeOf,
} from '../standardise/index.ts';
import { CodeWatch } from './code-lists.ts';
import { Commonest, Distinct, type DistinctCount } from './distinct.ts';

export interface Counted {
  readonly what: string;
  readonly cells: number;
}

export interface ColumnFacts {
  readonly number: number;
  readonly header: string;
  /** What the columns section does with it, in words; undefined for a column that it does not name. */
  readonly use: string | undefined;
  readonly kind: ColumnPlan['as']['kind'] | undefined;
  /** The identifier or the field of an event that it is. */
  readonly is: string | undefined;
  readonly filled: number;
  readonly empty: number;
  /** Cells that are taken as not known, by the rule that says so, most frequent first. */
  readonly notKnown: readonly Counted[];
  /** Cells that break the rule of the column's use, most frequent first; no value is among the words. */
  readonly invalid: readonly Counted[];
  readonly distinct: DistinctCount;
  /** Of the cells that are filled, the share that the commonest value has: at least. */
  readonly commonest: number;
  /** What cells look like, most frequent first. */
  readonly shapes: readonly Counted[];
  /** Of the columns whose text leaves as it is: cells that look like an identifier. */
  readonly leaks: readonly Counted[];
  /** Forms of a date by which every cell that is a day can be read. */
  readonly dateFormats: readonly string[];
  /** Ids of published code lists that have every value of the column. */
  readonly codeLists: readonly string[];
  /** How many digits its whole numbers have, ascending. */
  readonly numberLengths: readonly number[];
  /** Of the days in it, the share on a 1 January. */
  readonly newYears: number;
}

const MOST_DISTINCT = 100_000;

export class ColumnProfiler {
  readonly #index: number;
  readonly #header: string;
  readonly #plan: ColumnPlan | undefined;
  readonly #rule: CellRule | undefined;
  readonly #searched: boolean;
  readonly #today: Date;
  readonly #shapes = new Map<string, number>();
  readonly #invalid = new Map<string, number>();
  readonly #notKnown = new Map<string, number>();
  readonly #leaks = new Map<Likeness, number>();
  readonly #distinct = new Distinct(MOST_DISTINCT);
  readonly #lengths = new Set<number>();
  readonly #codes = new CodeWatch();
  readonly #commonest = new Commonest();
  #formats: ReadonlySet<string> | undefined;
  #looseFormats: ReadonlySet<string> | undefined;
  #filled = 0;
  #empty = 0;
  #days = 0;
  #newYears = 0;

  /** @param searched whether the column's text leaves as it is */
  constructor(index: number, header: string, plan: ColumnPlan | undefined, searched: boolean, today: Date) {
    this.#index = index;
    this.#header = header;
    this.#plan = plan;
    this.#rule = plan === undefined ? undefined : ruleOf(plan, today);
    this.#searched = searched;
    this.#today = today;
  }

  take(cell: string): void {
    const text = cell.trim();
    const shape = shapeOf(cell);
    if (shape === 'empty') {
      this.#empty += 1;
      return;
    }
    this.#filled += 1;
    add(this.#shapes, shape);
    this.#distinct.add(text);
    this.#codes.add(text);
    this.#commonest.add(text);
    if (shape === NUMBER) this.#lengths.add(text.length);
    if (isDateShape(shape)) this.#takeDay(text);
    const broken = this.#rule?.(text);
    // Of a flag nothing is passed over: its map says what a cell means, and else it is raised.
    if (shape === PLACEHOLDER && this.#plan?.as.kind !== 'flag') add(this.#notKnown, PLACEHOLDER);
    else if (broken !== undefined)
      add(broken.kind === 'placeholder' ? this.#notKnown : this.#invalid, broken.reason);
    const leak = this.#searched ? looksLike(text, this.#today) : undefined;
    if (leak !== undefined) add(this.#leaks, leak);
  }

  facts(use: string | undefined): ColumnFacts {
    const as = this.#plan?.as;
    return {
      number: this.#index + 1,
      header: this.#header,
      use: this.#plan === undefined ? undefined : use,
      kind: as?.kind,
      is: as?.kind === 'identifier' ? as.identifier : as?.kind === 'event' ? as.field : undefined,
      filled: this.#filled,
      empty: this.#empty,
      notKnown: sorted(this.#notKnown),
      invalid: sorted(this.#invalid),
      distinct: this.#distinct.count,
      commonest: this.#commonest.share,
      shapes: sorted(this.#shapes),
      leaks: sorted(this.#leaks),
      dateFormats: [...(this.#formats?.size === 0 ? this.#looseFormats! : (this.#formats ?? []))],
      codeLists: this.#codes.lists,
      numberLengths: [...this.#lengths].sort((a, b) => a - b),
      newYears: this.#days === 0 ? 0 : this.#newYears / this.#days,
    };
  }

  #takeDay(text: string): void {
    const formats = dateFormats(text);
    this.#days += 1;
    if (/^0?1\D0?1\D|\d{4}\D?01\D?01(?:\D|$)|^0?1\DJan|^Jan[a-z]* 0?1,/i.test(text)) this.#newYears += 1;
    this.#formats = common(this.#formats, formats);
    this.#looseFormats = common(this.#looseFormats, formats.map(looseForm));
  }
}

/** Why a cell is not used, without any of it; undefined when it is. */
type CellRule = (
  text: string,
) => { readonly kind: 'placeholder' | 'invalid'; readonly reason: string } | undefined;

function ruleOf({ as }: ColumnPlan, today: Date): CellRule | undefined {
  if (as.kind === 'identifier') {
    return ruled(cellStandardiser(as, today));
  }
  if (as.kind === 'drop') return undefined;
  if (as.kind === 'flag') return inMap(as.map);
  if (as.treat === 'code' || (as.treat === 'area' && as.map !== undefined)) return inMap(as.map ?? {});
  if (as.treat === 'district' || as.treat === 'area') {
    return ruled(cellStandardiser({ identifier: 'postcode' }, today));
  }
  if (as.kind === 'event' && as.field !== 'date' && as.field !== 'end-date') return undefined;
  if (as.format !== undefined) {
    const parse = compileDateFormat(as.format, as.pivot);
    return (text) => {
      const day = parse(text);
      return 'reason' in day ? invalid(day.reason) : undefined;
    };
  }
  if (as.kind === 'attribute' && as.treat === 'band') {
    return (text) => (/^\d{1,3}$/.test(text) ? undefined : invalid('not an age in whole years'));
  }
  return undefined;
}

const ruled =
  (standardise: CellStandardiser): CellRule =>
  (text) => {
    const answer = standardise(text);
    return answer.kind === 'placeholder' || answer.kind === 'invalid' ? answer : undefined;
  };

function inMap(map: Readonly<Record<string, string>>): CellRule {
  const named = new Set(Object.keys(map));
  return (text) =>
    named.has(text) ? undefined : invalid('a value that the map of this column does not name');
}

const invalid = (reason: string) => ({ kind: 'invalid', reason }) as const;

const common = (known: ReadonlySet<string> | undefined, forms: readonly string[]): ReadonlySet<string> =>
  new Set(known === undefined ? forms : forms.filter((one) => known.has(one)));

const add = <T>(counts: Map<T, number>, what: T): void => {
  counts.set(what, (counts.get(what) ?? 0) + 1);
};

const sorted = (counts: ReadonlyMap<string, number>): Counted[] =>
  [...counts]
    .map(([what, cells]) => ({ what, cells }))
    .sort((a, b) => b.cells - a.cells || (a.what < b.what ? -1 : 1));
