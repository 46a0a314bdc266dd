/** What is out, or about to be: sets of figures of ours, and counts of others. */
import type { Figures, Meaning } from './figures.ts';
import type { Range, Rule } from './rule.ts';

/** Figures as they were published, or would be. */
export interface Publication {
  /** The name it goes by, for words. */
  readonly name: string;
  readonly figures: Figures;
  /** Ids of the tables that are shown, and of the cells that are hidden. */
  readonly tables: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  readonly rule: Rule;
  /** Whether it can still be changed. */
  readonly isDraft: boolean;
}

/** A count that others have published. */
export interface KnownCount {
  readonly name: string;
  readonly meaning: Meaning;
  readonly count: number;
  /** What they say of it: the count, or a range around it. */
  readonly shown: Range;
}
