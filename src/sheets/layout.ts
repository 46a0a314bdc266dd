/** Where everything stands in a sheet and how it looks, the same for both kinds of file. */
import { fault } from '../errors.ts';
import type { Cell, Column, Sheet, SheetTable, Workbook } from './types.ts';

/** How a text looks. A `line` runs over the cells to its right; a `mark` stands where a number would. */
export type TextLook = 'title' | 'heading' | 'line' | 'text' | 'header' | 'number-header' | 'mark';

/** How a cell looks: a text, or a number with so many decimals. */
export type Look = TextLook | number;

export interface LaidCell {
  readonly value: Cell;
  readonly look: Look;
}

export interface LaidSheet {
  readonly name: string;
  readonly rows: readonly (readonly LaidCell[])[];
  /** Of each column, in characters. */
  readonly widths: readonly number[];
  /** Where the table lies: rows from 0, the header's first. */
  readonly table?: {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly columns: number;
  };
}

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,30}$/;
const FEWEST = 12;
const MOST = 48;
/** Text without a table beside it can be as wide as a page. */
const PAGE = 96;
const MOST_DECIMALS = 6;

/**
 * Lays out every sheet. Characters that a text could steer a screen with are written out.
 *
 * @throws fault `SHEET_SHAPE` for names that are not as `Sheet` has them, or rows that are not as long as the header
 */
export function laidOut({ sheets }: Workbook): readonly LaidSheet[] {
  const names = new Set(sheets.map(({ name }) => name.toLowerCase()));
  if (names.size !== sheets.length || !sheets.every(({ name }) => NAME.test(name))) throw misshapen();
  return sheets.map(laid);
}

function laid({ name, lines, table }: Sheet): LaidSheet {
  const text = table === undefined ? 'text' : 'line';
  const above = lines.map((line): LaidCell[] => [
    { value: visible(line.text), look: line.as === 'text' ? text : line.as },
  ]);
  if (table === undefined) return { name, rows: above, widths: [PAGE] };
  if (table.columns.length === 0 || table.rows.some((row) => row.length !== table.columns.length))
    throw misshapen();
  const titles = distinct(table.columns.map(({ title }) => visible(title)));
  const header = table.columns.map(
    ({ kind }, at): LaidCell => ({ value: titles[at]!, look: kind === 'text' ? 'header' : 'number-header' }),
  );
  const looks = table.columns.map((column, at) => lookOf(column, table, at));
  const body = table.rows.map((row) =>
    row.map((value, at): LaidCell => {
      if (typeof value === 'number') return { value, look: looks[at]! };
      return { value: visible(value), look: table.columns[at]!.kind === 'text' ? 'text' : 'mark' };
    }),
  );
  const from = above.length;
  return {
    name,
    rows: [...above, header, ...body],
    widths: titles.map((title, at) => widthOf(title, table.rows, at)),
    table: { name: `${name}_data`, from, to: from + body.length, columns: titles.length },
  };
}

/** How the numbers of a column look. */
function lookOf({ kind }: Column, { rows }: SheetTable, at: number): number {
  return kind === 'fraction' ? Math.max(...rows.map((row) => decimalsOf(row[at]!)), 0) : 0;
}

const decimalsOf = (cell: Cell): number =>
  typeof cell === 'number' ? Math.min(MOST_DECIMALS, (/\.(\d+)$/.exec(String(cell))?.[1] ?? '').length) : 0;

function widthOf(title: string, rows: SheetTable['rows'], at: number): number {
  const longest = Math.max(...rows.map((row) => String(row[at]).length), Math.ceil(title.length / 2));
  return Math.min(MOST, Math.max(FEWEST, longest + 2));
}

/** A table's columns have to be told apart: a title that is there already has a number after it, and none is empty. */
function distinct(titles: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return titles.map((title) => {
    const wanted = title.trim() === '' ? 'column' : title;
    let name = wanted;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${wanted} (${number})`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** Controls, direction overrides, half characters and what XML cannot hold. */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;
/** What a cell of Excel holds. */
const LONGEST = 32_767;

/** The text with such characters written out, as long as a cell may be. */
export const visible = (text: string): string =>
  text
    .replaceAll(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .slice(0, LONGEST);

const misshapen = () =>
  fault('SHEET_SHAPE', 'a sheet was named or filled in a way that no spreadsheet holds', {
    hint: 'nothing was written; please report this line',
  });

/** The name of the last of so many columns. */
export function letters(count: number): string {
  const rest = (count - 1) % 26;
  const before = Math.floor((count - 1) / 26);
  return `${before > 0 ? letters(before) : ''}${String.fromCharCode(65 + rest)}`;
}
