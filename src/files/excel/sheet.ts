/** One sheet of a workbook, row by row, as the text that its cells show. */
import { unusable } from '../../errors.ts';
import type { Archive } from './archive.ts';
import { numberText } from './number.ts';
import { isTrue, RichText, type WorkbookParts } from './parts.ts';

/** The columns that a sheet can have (ECMA-376: A to XFD). */
const MOST_COLUMNS = 16_384;
const MOST_ROWS = 1_048_576;

export interface SheetOptions {
  /** The first row that is looked at for merged cells and formulas. */
  readonly headerRow: number | undefined;
  readonly pause: () => Promise<void>;
}

/** Takes a row's number, counted from 1, and its cells; blank rows are passed over. */
export type RowTaker = (row: number, cells: readonly string[]) => void;

/**
 * Reads a sheet from its first row to its last.
 *
 * @throws unusable `EXCEL_FORMULA` and `EXCEL_MERGED` naming the first such cell, since what stands there is not what
 * somebody entered, or not in the row it belongs to; `EXCEL_HIDDEN_ROWS`, since whoever filtered a sheet may not mean the
 * people whom they cannot see; `EXCEL_DAMAGED`; `EXCEL_TOO_LARGE`
 */
export async function readSheet(
  archive: Archive,
  name: string,
  part: string,
  workbook: WorkbookParts,
  { headerRow, pause }: SheetOptions,
  take: RowTaker,
): Promise<void> {
  const reader = new SheetReader(workbook, headerRow, take);
  await archive.read(
    part,
    {
      open: (element, attributes) => reader.open(element, attributes),
      close: (element) => reader.close(element),
      text: (text) => reader.text(text),
    },
    pause,
  );
  reader.refuse(name);
}

interface Found {
  readonly cell: string;
  readonly count: number;
}

class SheetReader {
  readonly #workbook: WorkbookParts;
  readonly #take: RowTaker;
  readonly #rich = new RichText();
  #firstRow: number | undefined;
  #row = 0;
  #column = 0;
  #cells: string[] = [];
  #type = 'n';
  #style = 0;
  #value = '';
  #inValue = false;
  #formula: Found | undefined;
  #merged: Found | undefined;
  #hidden: Found | undefined;
  #isHidden = false;

  constructor(workbook: WorkbookParts, headerRow: number | undefined, take: RowTaker) {
    this.#workbook = workbook;
    this.#firstRow = headerRow;
    this.#take = take;
  }

  open(element: string, attributes: Readonly<Record<string, string>>): void {
    if (element === 'row') {
      this.#row = Math.min(Number(attributes.r ?? this.#row + 1), MOST_ROWS);
      this.#column = 0;
      this.#cells = [];
      this.#isHidden = isTrue(attributes.hidden);
    } else if (element === 'c') {
      const { r, t = 'n', s = '0' } = attributes;
      this.#column = r === undefined ? this.#column + 1 : columnOf(r);
      this.#type = t;
      this.#style = Number(s);
      this.#value = '';
      this.#rich.start();
    } else if (element === 'v') this.#inValue = true;
    else if (element === 'f') {
      if (this.#isLookedAt(this.#row))
        this.#formula = counted(this.#formula, `${lettersOf(this.#column)}${this.#row}`);
    } else if (element === 'mergeCell') this.#takeMerged(attributes.ref ?? '');
    else this.#rich.open(element);
  }

  close(element: string): void {
    if (element === 'v') this.#inValue = false;
    else if (element === 'c') this.#endCell();
    else if (element === 'row') this.#endRow();
    else this.#rich.close(element);
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text;
    else this.#rich.take(text);
  }

  refuse(name: string): void {
    this.#refuseHidden(name);
    if (this.#formula !== undefined) {
      throw unusable(
        'EXCEL_FORMULA',
        `${told(this.#formula, 'holds a formula')}, whose result may be an old one`,
        {
          hint: `take away a row of totals below the table; else ${AS_VALUES}`,
          place: { file: name },
        },
      );
    }
    if (this.#merged !== undefined) {
      throw unusable(
        'EXCEL_MERGED',
        `${told(this.#merged, 'is merged from several')}, so a value stands for several rows or columns`,
        {
          hint: `where it is a title above the headers, give their row with --header-row; else ${AS_VALUES}, and undo what is merged there`,
          place: { file: name },
        },
      );
    }
  }

  #refuseHidden(name: string): void {
    if (this.#hidden === undefined) return;
    const { cell, count } = this.#hidden;
    throw unusable(
      'EXCEL_HIDDEN_ROWS',
      `row ${cell} is hidden${moreThan(count)}, so it is not clear whether it belongs to the extract`,
      {
        hint: 'show all rows (Data, Clear takes a filter away); or copy those that can be seen into an empty workbook, and give that',
        place: { file: name },
      },
    );
  }

  #isLookedAt(row: number): boolean {
    return row >= (this.#firstRow ?? 0);
  }

  #takeMerged(range: string): void {
    const last = range.slice(range.indexOf(':') + 1);
    if (this.#isLookedAt(Number(last.replace(/^[A-Z]+/, '')))) this.#merged = counted(this.#merged, range);
  }

  #endCell(): void {
    const text = this.#cellText();
    if (text === '' || this.#column < 1 || this.#column > MOST_COLUMNS) return;
    while (this.#cells.length < this.#column - 1) this.#cells.push('');
    this.#cells[this.#column - 1] = text;
  }

  #cellText(): string {
    const { strings, formats, from1904 } = this.#workbook;
    switch (this.#type) {
      case 's':
        return strings[Number(this.#value)] ?? '';
      case 'inlineStr':
        return this.#rich.text;
      case 'b':
        return this.#value === '' ? '' : this.#value === '1' ? 'TRUE' : 'FALSE';
      case 'd':
        return this.#value.replace(/T00:00:00(?:\.0+)?Z?$/, '').replace('T', ' ');
      case 'n':
        return this.#value === ''
          ? ''
          : numberText(this.#value, formats[this.#style] ?? { kind: 'number' }, from1904);
      default:
        return this.#value;
    }
  }

  #endRow(): void {
    if (this.#cells.every((cell) => cell.trim() === '')) return;
    this.#firstRow ??= this.#row;
    if (this.#isHidden && this.#isLookedAt(this.#row))
      this.#hidden = counted(this.#hidden, String(this.#row));
    this.#take(this.#row, this.#cells);
  }
}

const AS_VALUES = 'select the whole sheet, copy it, and paste it as values into an empty workbook';

const counted = (found: Found | undefined, cell: string): Found => ({
  cell: found?.cell ?? cell,
  count: (found?.count ?? 0) + 1,
});

const told = ({ cell, count }: Found, what: string): string => `cell ${cell} ${what}${moreThan(count)}`;

const moreThan = (count: number): string =>
  count === 1 ? '' : ` (and ${(count - 1).toLocaleString('en-GB')} more like it)`;

/** The number of a column from a cell's name: 28 for AB7; 0 for what is none. */
function columnOf(cell: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(cell)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

/** Letters of a column: AB for 28. */
function lettersOf(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
