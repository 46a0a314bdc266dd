/** One row: every identifier it holds, as alternatives at their levels, and what was wrong with its cells. */
import { cellStandardiser, fullNameCell } from './cell.ts';
import type { IdentifierColumn, IdentifierKey, Levels } from './types.ts';
import { wholeNames } from './whole-name.ts';

/** A cell that yielded nothing though it was not empty. */
export interface CellProblem {
  /** Index of the column in the row, from 0, as given to {@link recordStandardiser}. */
  readonly columnIndex: number;
  readonly kind: 'placeholder' | 'invalid';
  /** The rule, never the value. */
  readonly reason: string;
}

export interface StandardRecord {
  readonly localPersonId?: string;
  /** The alternatives of each identifier that the row has, the first the likeliest; an identifier without any is absent. */
  readonly identifiers: ReadonlyMap<IdentifierKey, readonly Levels[]>;
  readonly problems: readonly CellProblem[];
}

export interface IndexedColumn {
  /** Index of the column in the row, from 0. */
  readonly index: number;
  readonly column: IdentifierColumn;
}

/** From the cells of a row to its record. */
export type RecordStandardiser = (cells: readonly string[]) => StandardRecord;

/** A record keeps no more alternatives of one identifier than this. */
const MOST_ALTERNATIVES = 6;

interface RowInHand {
  localPersonId: string | undefined;
  readonly identifiers: Map<IdentifierKey, readonly Levels[]>;
  readonly problems: CellProblem[];
}

/**
 * A function from a row of cells to its record. Columns of one identifier add alternatives in the order given;
 * previous surnames come after surnames, a full name is split into its three names, and `whole-name` is
 * derived where there is both a forename and a surname. A cell that cannot be used makes its identifier
 * missing and is listed among the problems; a row too short for a column counts as empty there.
 *
 * @throws ThroughlineError as {@link cellStandardiser}, when a column is declared wrongly.
 */
export function recordStandardiser(columns: readonly IndexedColumn[], today: Date): RecordStandardiser {
  const readers = columns
    .toSorted((a, b) => Number(isPrevious(a)) - Number(isPrevious(b)))
    .map((column) => cellReader(column, today));
  return (cells) => {
    const row: RowInHand = { localPersonId: undefined, identifiers: new Map(), problems: [] };
    for (const read of readers) read(cells, row);
    const { localPersonId, identifiers, problems } = row;
    const whole = wholeNames(identifiers.get('forename') ?? [], identifiers.get('surname') ?? []);
    if (whole.length > 0) identifiers.set('whole-name', whole);
    return localPersonId === undefined ? { identifiers, problems } : { localPersonId, identifiers, problems };
  };
}

const isPrevious = ({ column }: IndexedColumn): boolean => column.identifier === 'previous-surname';

type CellReader = (cells: readonly string[], row: RowInHand) => void;

function cellReader({ index, column }: IndexedColumn, today: Date): CellReader {
  if (column.identifier === 'full-name') return fullNameReader(index);
  const standardise = cellStandardiser(column, today);
  const key = keyOf(column);
  return (cells, row) => {
    const answer = standardise(cells[index] ?? '');
    if (answer.kind === 'missing') return;
    if (answer.kind !== 'value')
      row.problems.push({ columnIndex: index, kind: answer.kind, reason: answer.reason });
    else if (key === undefined) row.localPersonId ??= answer.values[0]!.exact;
    else add(row, key, answer.values);
  };
}

function fullNameReader(index: number): CellReader {
  const split = fullNameCell();
  return (cells, row) => {
    const answer = split(cells[index] ?? '');
    if (answer.kind === 'missing') return;
    if (answer.kind !== 'value') {
      row.problems.push({ columnIndex: index, kind: answer.kind, reason: answer.reason });
      return;
    }
    add(row, 'forename', answer.name.forename);
    add(row, 'middle-names', answer.name.middleNames);
    add(row, 'surname', answer.name.surname);
  };
}

/** Where a column's values go; undefined for the local person id, which is no identifier of its own. */
function keyOf(column: IdentifierColumn): IdentifierKey | undefined {
  const kind = column.identifier;
  if (kind === 'local-person-id') return undefined;
  if (kind === 'previous-surname' || kind === 'full-name') return 'surname';
  return kind === 'other' ? `other:${column.name}` : kind;
}

function add(row: RowInHand, key: IdentifierKey, values: readonly Levels[]): void {
  if (values.length === 0) return;
  const before = row.identifiers.get(key);
  row.identifiers.set(key, before === undefined ? values : merged(before, values));
}

/** Both lists without repeats, the first first, up to the most that a record keeps. */
function merged(before: readonly Levels[], more: readonly Levels[]): readonly Levels[] {
  const text = (levels: Levels) => Object.values(levels)[0];
  const known = new Set(before.map(text));
  return [...before, ...more.filter((levels) => !known.has(text(levels)))].slice(0, MOST_ALTERNATIVES);
}
