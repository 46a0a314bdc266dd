/** Figures on a screen: what they are, their tables, and what must be said beside them. */
import { type Palette, PLAIN } from './colour.ts';
import { printable } from './safe.ts';
import { type Cell, type Column, table } from './table.ts';
import { wrap } from './width.ts';

export interface Page {
  readonly title: string;
  /** Paragraphs before the tables. */
  readonly lead: readonly string[];
  readonly tables: readonly {
    readonly title: string;
    readonly columns: readonly Column[];
    readonly rows: readonly (readonly Cell[])[];
  }[];
  /** Paragraphs after the tables. */
  readonly remarks: readonly string[];
  /** Lines at the end, never broken: paths and commands to copy. */
  readonly next: readonly string[];
}

/** The page as text of at most `width` columns (default 80), apart from wide tables and the last lines. */
export function page(content: Page, options: { width?: number; palette?: Palette } = {}): string {
  const { width = 80, palette = PLAIN } = options;
  const paragraph = (text: string): string => wrap(printable(text), width).join('\n');
  return [
    palette.bold(paragraph(content.title)),
    content.lead.map(paragraph).join('\n'),
    ...content.tables.map(({ title, columns, rows }) => table(columns, rows, { title, width, palette })),
    content.remarks.map((remark) => palette.dim(paragraph(remark))).join('\n'),
    content.next.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
