/** What a workbook holds, as data. */

export interface Workbook {
  readonly title: string;
  readonly subject: string;
  /** Who publishes it. */
  readonly creator: string;
  /** `YYYY-MM-DD`; the only date that is in the files. */
  readonly date: string;
  /** Each name is unique. */
  readonly sheets: readonly Sheet[];
}

export interface Sheet {
  /** A letter, then letters, digits and underscores; 31 characters at most. */
  readonly name: string;
  /** What stands above the table, from the first cell down. */
  readonly lines: readonly Line[];
  readonly table?: SheetTable;
}

/** A line of text in the first column. */
export interface Line {
  readonly text: string;
  readonly as: 'title' | 'heading' | 'text';
}

export interface SheetTable {
  /** At least one. */
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A number, or a text such as a label or a mark in the place of a number. */
export type Cell = string | number;

export interface Column {
  readonly title: string;
  /** How numbers in it are shown: `text` columns have none; `fraction` has as many decimals as the numbers in it. */
  readonly kind: 'text' | 'whole' | 'fraction';
}
