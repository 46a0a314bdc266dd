/**
 * Figures before control: exact counts with everything that control needs to know about them. They stay in
 * the workspace.
 */
import type { Noise } from './noise.ts';
import type { ControlledEstimate } from './unseen.ts';

export interface Figures {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** What one of them is: `people`, `presentations`. */
  readonly unit: string;
  /** First and last day counted, `YYYY-MM-DD`, both inclusive. */
  readonly window: { readonly from: string; readonly to: string };
  /** What was counted, in words. */
  readonly definition: string;
  /** Records that were left out, with how many. */
  readonly exclusions: readonly Exclusion[];
  readonly notes: readonly string[];
  readonly tables: readonly TableSpec[];
  readonly measures: readonly Measure[];
  readonly rows: readonly FigureRow[];
  /** Counts that are not printed but follow from printed ones, or that one agency knows. */
  readonly unprinted: readonly UnprintedCell[];
  /** The arithmetic that a reader knows to hold between the counts. */
  readonly relations: readonly Relation[];
  /** Rows to be folded into one where they are too small to show. */
  readonly folding?: Folding;
  /** What cells count, by their id, where other figures may count the same or a part of it. */
  readonly meanings?: Readonly<Record<string, Meaning>>;
  readonly estimate?: EstimateTold;
  /** The noise that its rows show in place of their counts. */
  readonly noise?: Noise;
}

/** An estimate that rests on the figures, already as far as it may leave: no sentence of it has an exact count. */
export interface EstimateTold {
  /** Whether it may be published. */
  readonly verdict: string;
  readonly reasons: readonly string[];
  readonly estimate: ControlledEstimate;
  /** How it was made, and what it holds by. */
  readonly method: readonly string[];
  readonly assumptions: readonly string[];
}

/** What is counted, in a form that all figures share: one meaning is one number. */
export interface Meaning {
  readonly unit: string;
  /** Of whom or what, e.g. `any agency`, `agency police`, `exactly health+police`. */
  readonly where: string;
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** Who is counted at all, by what sets them apart, e.g. `role`: `victim`. What is not named is not restricted. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /**
   * How counts of longer windows and wider filters relate to those of their parts. Events `add` up. Distinct people
   * do not (`distinct`): the largest part ≤ all ≤ the sum of the parts. `not`: nothing is known.
   */
  readonly grows: 'add' | 'distinct' | 'not';
  /** The unit of which it counts some, by a rule that the words of a meaning do not tell. */
  readonly among?: string;
}

export interface Exclusion {
  readonly reason: string;
  readonly count: number;
}

/** One of the tables that the rows fall into, in the order they are shown. */
export interface TableSpec {
  readonly id: string;
  readonly title: string;
  /** Shown whole where nothing hidden elsewhere can be worked out from it, and otherwise not at all. */
  readonly extra?: boolean;
  /**
   * What a nought tells: `hidden` where it would reveal something of a whole class of people, who are then
   * protected like any few. Default: as the preset has it.
   */
  readonly zeros?: 'hidden';
  /** Its rows are shown by their first measure, the greatest first, whatever order they come in. */
  readonly bySize?: true;
  readonly dimensions: readonly Dimension[];
  /** Names of the measures that its rows have. */
  readonly measures: readonly string[];
}

export interface Dimension {
  readonly name: string;
  readonly title: string;
}

/** A column of numbers. */
export type Measure =
  | CountMeasure
  | ShareMeasure
  | MedianMeasure
  | RatioMeasure
  | RateMeasure
  | ChangeMeasure
  | IntervalMeasure;

interface NamedMeasure {
  readonly name: string;
  readonly title: string;
}

export interface CountMeasure extends NamedMeasure {
  readonly kind: 'count';
  /** When more must be hidden than is small itself, measures with a lower number go first. */
  readonly keep: number;
}

/** `part` of `whole` in per cent with its 95 % interval, both names of counts of the row, its own or borrowed. */
export interface ShareMeasure extends NamedMeasure {
  readonly kind: 'share';
  readonly part: string;
  readonly whole: string;
  /** What to say where a share that is shown is below so many per cent. */
  readonly remark?: { readonly below: number; readonly text: string };
}

/** `part` / `whole` with its 95 % interval, both names of counts of the row: children for each case. */
export interface RatioMeasure extends NamedMeasure {
  readonly kind: 'ratio';
  readonly part: string;
  readonly whole: string;
}

/** The count `of` for every `per` of the row's population. */
export interface RateMeasure extends NamedMeasure {
  readonly kind: 'rate';
  readonly of: string;
  readonly per: number;
}

/** The change in per cent from the count `before` to the count `of`, with its 95 % interval. */
export interface ChangeMeasure extends NamedMeasure {
  readonly kind: 'change';
  readonly of: string;
  readonly before: string;
}

/** The 95 % interval of the count `of`, widened for error of linkage. */
export interface IntervalMeasure extends NamedMeasure {
  readonly kind: 'interval';
  readonly of: string;
}

/** A median, or a mean, over the people that the count measure `over` counts. */
export interface MedianMeasure extends NamedMeasure {
  readonly kind: 'median';
  readonly over: string;
  /**
   * Where it is a share that those of `over` have in this count, worked out from exact counts: it tells either of them by
   * the other, and is shown with both alone, and not where they are rounded.
   */
  readonly whole?: string;
}

export interface FigureRow {
  readonly table: string;
  /** One value a dimension of the table. */
  readonly key: readonly string[];
  /** Exact counts by measure name. */
  readonly counts: Readonly<Record<string, number>>;
  /** Cell keys of the counts, 0 to 255, where people have record keys; a nought needs none. */
  readonly keys?: Readonly<Record<string, number>>;
  /** What is shown in place of the counts where they carry noise. */
  readonly noisy?: Readonly<Record<string, number>>;
  /** Who stands behind counts of something else than people, such as presentations, by measure name. */
  readonly behind?: Readonly<Record<string, Behind>>;
  readonly medians?: Readonly<Record<string, number>>;
  /** Counts of other rows that this row's shares and changes rest on, by the name they have here. */
  readonly borrowed?: Readonly<Record<string, BorrowedCount>>;
  /** How many people the row's rate is of: published, and no secret. */
  readonly population?: number;
  /** The row's counts under each alternative assignment of the links, by measure name. */
  readonly drawn?: Readonly<Record<string, readonly number[]>>;
  /** Measures whose value here cannot be relied on; they are never shown, even inside. */
  readonly unreliable?: readonly string[];
  /** Measures that can be nothing but nought here, which everybody knows: shown as not applicable. */
  readonly structural?: readonly string[];
  /** A total, which goes last when more must be hidden. */
  readonly total?: boolean;
  /** The agency that knows this row from its own records. */
  readonly owner?: string;
}

/** How many different people a count of events is of. */
export interface Behind {
  readonly people: number;
  /** The id of a printed count of them, or of some of them: where that is hidden, the count of events is too. */
  readonly cell?: string;
}

export interface BorrowedCount {
  readonly table: string;
  readonly key: readonly string[];
  readonly measure: string;
  readonly count: number;
}

export interface UnprintedCell {
  readonly id: string;
  /** What it counts, in words; default: the words of its id. */
  readonly label?: string;
  readonly count: number;
  /** A `known` cell is known to its owner alone and is not itself to be protected. */
  readonly kind: 'implied' | 'known';
  readonly owner?: string;
}

/** `sum`: the total is the sum of its parts, groups that share nobody. `at-most`: Σ left ≤ Σ right. */
export type Relation =
  | { readonly kind: 'sum'; readonly total: string; readonly parts: readonly string[] }
  | { readonly kind: 'at-most'; readonly left: readonly string[]; readonly right: readonly string[] };

export interface Folding {
  /** The one-dimensional table whose rows are folded. */
  readonly table: string;
  /** Its count measure. */
  readonly measure: string;
  /** The key of the row they are folded into. */
  readonly into: string;
  /** Where keys are paths, what stands between their steps: small branches are then folded where they leave the path. */
  readonly separator?: string;
}

/** The name of a row's count in relations. */
export const cellId = (table: string, key: readonly string[], measure: string): string =>
  JSON.stringify([table, ...key, measure]);
