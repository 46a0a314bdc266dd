/** A table as it was published: titles, headings, figures and notes, each line as it stands. */
import { grouped, unusable } from '../../errors.ts';
import { DELIMITERS } from './dialect.ts';
import { recogniseText } from './extract.ts';
import { type ParsedBlock, parseBlock, type Row } from './parse.ts';

/** Every line of a file that is not blank, as its cells stand. */
export interface Grid {
  /** The file's name without its folder. */
  readonly name: string;
  /** Rows may have different numbers of cells. */
  readonly rows: readonly Row[];
}

const MOST_BYTES = 1 << 20;

/**
 * Reads a whole table, of at most 1 MiB, that need not begin with its header. The delimiter is the one under which
 * the most lines have the same number of cells.
 *
 * Throws what `openExtract` throws of files that are not text, `CSV_TOO_LARGE`, and `CSV_BAD_QUOTES` with the row.
 */
export async function readGrid(path: string): Promise<Grid> {
  const { probe, encoding, text } = await recogniseText(path);
  if (probe.cut) {
    throw unusable('CSV_TOO_LARGE', `the file is longer than ${grouped(MOST_BYTES)} bytes`, {
      hint: 'give the published table alone, and not the records behind it',
      place: { file: probe.name },
    });
  }
  const ascii = encoding.encoding === 'windows-1252' ? encoding.encoding : 'utf-8';
  // No line has no cells, so every line comes back among those of an unexpected length.
  const readings = DELIMITERS.map((delimiter) => parseBlock(text, 1, { encoding: ascii, delimiter }, 0));
  const best = readings.reduce((leader, reading) =>
    regularity(reading) > regularity(leader) ? reading : leader,
  );
  const torn = best.rejected.find(({ code }) => code === 'CSV_BAD_QUOTES');
  if (torn !== undefined) {
    throw unusable(torn.code, torn.reason, {
      hint: 'save the table again as "CSV UTF-8 (Comma delimited)"',
      place: { file: probe.name, row: torn.row },
    });
  }
  return {
    name: probe.name,
    rows: best.rejected.map(({ row, cells }) => ({ row, cells })),
  };
}

/** Cells in the lines that have the most usual number of cells, lines of a single cell apart. */
function regularity({ rejected }: ParsedBlock): number {
  const cells = new Map<number, number>();
  for (const { length } of rejected.map((row) => row.cells)) {
    if (length > 1) cells.set(length, (cells.get(length) ?? 0) + length);
  }
  return Math.max(0, ...cells.values());
}
