/** What is in an extract, and what is wrong with it, before anything is shared: in kinds and counts, never in values. */
import { ageBand, type ColumnPlan, columnLine, hasLocalIds, keepsText } from '../agreement/index.ts';
import { unusable } from '../errors.ts';
import { type Extract, isRejection, readRows } from '../files/index.ts';
import { loadScheme, resolveColumns } from '../pseudonymise/index.ts';
import {
  ageInYears,
  isDateShape,
  isoDate,
  oddAge,
  parseDate,
  recordStandardiser,
  type StandardRecord,
  shapeOf,
} from '../standardise/index.ts';
import { type ColumnFacts, ColumnProfiler, type Counted } from './column-facts.ts';
import { hashOf } from './distinct.ts';
import { Linkability, type Unlinkable } from './linkable.ts';
import { RowShapes } from './row-shapes.ts';

export interface ProfileOptions {
  /** What each column is; undefined to look at shapes alone. */
  readonly plan?: readonly ColumnPlan[];
  readonly scheme?: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** The days of events that the agreement lets flow (`YYYY-MM-DD`, inclusive). */
  readonly window?: { readonly from?: string; readonly to?: string };
}

export interface Profile {
  readonly file: string;
  readonly kind: string;
  readonly encoding: string;
  /** The encoding is a guess. */
  readonly guessed: boolean;
  readonly headerRow: number;
  readonly rows: number;
  /** The number of the last row in which something stands. */
  readonly lastRow: number;
  readonly blankRows: number;
  readonly unreadable: readonly Counted[];
  /** Undefined where nothing tells people apart. */
  readonly people: Unlinkable | undefined;
  /** Without them identifiers alone tell people apart, and somebody who is spelt in two ways is two. */
  readonly hasLocalIds: boolean;
  /** First and last month of events (`YYYY-MM`), and rows outside the agreement's days. */
  readonly events:
    | { readonly from: string; readonly to: string; readonly dated: number; readonly outside: number }
    | undefined;
  readonly duplicates: {
    /** Rows that repeat another one in every cell. */
    readonly rows: number;
    /** People who have name and date of birth of another local id. */
    readonly people: number;
  };
  /** Rows whose event lies before the person's date of birth. */
  readonly beforeBirth: number;
  /** Rows in which the age or its band does not fit the date of birth on the day of the event. */
  readonly ages: { readonly column: string; readonly compared: number; readonly wrong: number } | undefined;
  readonly secondHeader: boolean;
  /** Numbers of rows that look like a total, the first few. */
  readonly totals: readonly number[];
  readonly columns: readonly ColumnFacts[];
}

/** Rows and people of which a note is kept so that repeats are found; beyond, they are not looked for. */
const MOST_REMEMBERED = 4_000_000;

/**
 * Reads the whole extract once.
 *
 * @throws unusable `HEADER_LOOKS_LIKE_DATA` where the first line seems to be a record; what `resolveColumns` and
 * `readRows` throw
 */
export async function profileExtract(extract: Extract, options: ProfileOptions): Promise<Profile> {
  refuseRecordAsHeader(extract);
  const profiler = new Profiler(extract, options);
  for await (const row of readRows(extract, { mayBeEmpty: true })) {
    if (isRejection(row)) profiler.refuse(row.row, row.reason.replace(/\d[\d,]*/g, 'n'));
    else profiler.take(row.row, row.cells);
  }
  return profiler.profile();
}

/** A header is printed, so it must not be somebody's record. */
function refuseRecordAsHeader({ header, headerRow, name }: Extract): void {
  const data = header.findIndex((cell) => {
    const shape = shapeOf(cell);
    return (
      isDateShape(shape) || ['NHS number', 'UK postcode', 'phone number', 'email address'].includes(shape)
    );
  });
  if (data < 0) return;
  throw unusable('HEADER_LOOKS_LIKE_DATA', 'this row looks like a record and not like column headers', {
    hint: 'add a first line with a header for every column, or give the row of the headers with --header-row',
    place: { file: name, row: headerRow, column: data + 1 },
  });
}

interface Band {
  readonly column: string;
  readonly index: number;
  readonly bands: string;
}

class Profiler {
  readonly #extract: Extract;
  readonly #options: ProfileOptions;
  readonly #plan: readonly ColumnPlan[];
  readonly #columns: readonly ColumnProfiler[];
  readonly #standardise: ((cells: readonly string[]) => StandardRecord) | undefined;
  readonly #linkability: Linkability | undefined;
  readonly #date: { readonly index: number; readonly format: string; readonly pivot?: number } | undefined;
  readonly #birth: { readonly index: number; readonly format: string; readonly pivot?: number } | undefined;
  readonly #band: Band | undefined;
  readonly #rowsSeen = new Set<number>();
  /** By name and date of birth, the local id that had them first; -1 once another has been counted. */
  readonly #sameName = new Map<number, number>();
  readonly #rejected = new Map<string, number>();
  readonly #shapes: RowShapes;
  #rows = 0;
  #last = 0;
  #blank = 0;
  #repeats = 0;
  #doubles = 0;
  #from = '';
  #to = '';
  #dated = 0;
  #outside = 0;
  #beforeBirth = 0;
  #compared = 0;
  #wrong = 0;

  constructor(extract: Extract, options: ProfileOptions) {
    const { plan = [], scheme = 'standard-1', today } = options;
    this.#extract = extract;
    this.#options = options;
    this.#plan = plan;
    const { identifiers } = resolveColumns(plan, extract.header, extract.name);
    const now = new Date(`${today}T00:00:00Z`);
    const others = identifiers.flatMap(({ column }) =>
      column.identifier === 'other' ? [column.name ?? 'other'] : [],
    );
    if (identifiers.length > 0) {
      this.#standardise = recordStandardiser(identifiers, now);
      this.#linkability = new Linkability(loadScheme(scheme, others));
    }
    this.#columns = extract.header.map((header, index) => {
      const uses = plan.filter(({ source }) => source === header);
      const main = uses.find(({ as }) => as.kind === 'identifier') ?? uses[0];
      return new ColumnProfiler(
        index,
        header,
        main,
        uses.some(({ as }) => keepsText(as)),
        now,
      );
    });
    this.#date = this.#dateColumn(({ as }) => as.kind === 'event' && as.field === 'date');
    this.#birth = this.#dateColumn(({ as }) => as.kind === 'identifier' && as.identifier === 'date-of-birth');
    this.#band = this.#bandColumn();
    this.#shapes = new RowShapes(extract.header.length);
  }

  refuse(row: number, reason: string): void {
    this.#rows += 1;
    this.#last = row;
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + 1);
  }

  take(row: number, cells: readonly string[]): void {
    if (cells.every((cell) => cell.trim() === '')) {
      this.#blank += 1;
      return;
    }
    this.#rows += 1;
    this.#last = row;
    this.#shapes.take(row, cells);
    for (const [index, column] of this.#columns.entries()) column.take(cells[index]!);
    this.#takeRepeat(cells);
    this.#takeDay(cells);
    if (this.#standardise === undefined) return;
    const record = this.#standardise(cells);
    const id = record.localPersonId ?? JSON.stringify([...record.identifiers]);
    this.#linkability!.take(id, record);
    this.#takeName(id, record);
  }

  profile(): Profile {
    const { dialect, headerRow, name, packed } = this.#extract;
    const columns = this.#columns.map((column, index) => column.facts(this.#useOf(index)));
    return {
      file: name,
      kind: packed?.kind ?? 'csv',
      encoding: dialect.encoding,
      guessed: dialect.encodingFrom === 'content' && dialect.encoding === 'windows-1252',
      headerRow,
      rows: this.#rows,
      lastRow: this.#last,
      blankRows: this.#blank,
      unreadable: [...this.#rejected].map(([what, cells]) => ({ what, cells })),
      people: this.#linkability?.result,
      hasLocalIds: hasLocalIds(this.#plan),
      events:
        this.#dated === 0
          ? undefined
          : {
              from: this.#from.slice(0, 7),
              to: this.#to.slice(0, 7),
              dated: this.#dated,
              outside: this.#outside,
            },
      duplicates: { rows: this.#repeats, people: this.#doubles },
      beforeBirth: this.#beforeBirth,
      ages:
        this.#band === undefined || this.#compared === 0
          ? undefined
          : { column: this.#band.column, compared: this.#compared, wrong: this.#wrong },
      secondHeader: this.#shapes.hasSecondHeader(columns),
      totals: this.#shapes.totals,
      columns,
    };
  }

  #useOf(index: number): string | undefined {
    const uses = this.#plan.filter(({ source }) => source === this.#extract.header[index]);
    return uses.length === 0 ? undefined : uses.map((use) => columnLine(use).replace(/^.*?: /, '')).join(' ');
  }

  #dateColumn(wanted: (plan: ColumnPlan) => boolean) {
    const found = this.#plan.find(wanted);
    if (found?.source === undefined || !('format' in found.as) || found.as.format === undefined)
      return undefined;
    const { format, pivot } = found.as;
    const index = this.#extract.header.indexOf(found.source);
    return { index, format, ...(pivot === undefined ? {} : { pivot }) };
  }

  /** A column of ages or age bands of the agency's own, which a date of birth can be held against. */
  #bandColumn(): Band | undefined {
    const found = this.#plan.find(
      ({ as }) => as.kind === 'attribute' && as.treat === 'band' && as.format === undefined,
    );
    const header =
      found?.source ??
      this.#extract.header.find((name) => /^age(?:[ _-]?(?:group|band|range))?$/i.test(name));
    if (header === undefined) return undefined;
    const bands = found?.as.kind === 'attribute' ? found.as.bands : undefined;
    return {
      column: header,
      index: this.#extract.header.indexOf(header),
      bands: bands ?? 'needs-assessment',
    };
  }

  #takeRepeat(cells: readonly string[]): void {
    const hash = hashOf(cells.join('\u0000'));
    if (this.#rowsSeen.has(hash)) this.#repeats += 1;
    else if (this.#rowsSeen.size < MOST_REMEMBERED) this.#rowsSeen.add(hash);
  }

  #takeDay(cells: readonly string[]): void {
    if (this.#date === undefined) return;
    const on = parseDate(cells[this.#date.index]!.trim(), this.#date.format, this.#date.pivot);
    if ('reason' in on) return;
    const day = isoDate(on);
    this.#dated += 1;
    if (this.#from === '' || day < this.#from) this.#from = day;
    if (day > this.#to) this.#to = day;
    const { from = day, to = day } = this.#options.window ?? {};
    if (day < from || day > to) this.#outside += 1;
    if (this.#birth === undefined) return;
    const born = parseDate(cells[this.#birth.index]!.trim(), this.#birth.format, this.#birth.pivot);
    if (!('reason' in born) && oddAge(born, on) === 'beforeBirth') this.#beforeBirth += 1;
    if (this.#band === undefined) return;
    const fits =
      'reason' in born
        ? undefined
        : ageFits(cells[this.#band.index]!.trim(), ageInYears(born, on), this.#band.bands);
    if (fits === undefined) return;
    this.#compared += 1;
    if (!fits) this.#wrong += 1;
  }

  #takeName(id: string, { identifiers, localPersonId }: StandardRecord): void {
    if (localPersonId === undefined) return;
    const parts = (['surname', 'forename', 'date-of-birth'] as const).map((name) => {
      const levels = identifiers.get(name)?.[0];
      return levels?.exact ?? levels?.full;
    });
    if (parts.includes(undefined)) return;
    const name = hashOf(parts.join('\u0000'));
    const person = hashOf(id);
    const known = this.#sameName.get(name);
    if (known === undefined) {
      if (this.#sameName.size < MOST_REMEMBERED) this.#sameName.set(name, person);
    } else if (known !== person && known !== -1) {
      this.#sameName.set(name, -1);
      this.#doubles += 1;
    }
  }
}

/** Whether an age in years, or a band such as 25-34 or 65+, fits; undefined where the cell is neither. */
function ageFits(cell: string, age: number, bands: string): boolean | undefined {
  if (age < 0) return undefined;
  if (/^\d{1,3}$/.test(cell)) return ageBand(bands, Number(cell)) === ageBand(bands, age);
  const [, low, high] = /^(\d{1,3})\s*(?:-|–|to)\s*(\d{1,3})$/i.exec(cell) ?? [];
  if (low !== undefined) return Number(low) <= age && age <= Number(high);
  const [, from] = /^(\d{1,3})\s*\+$/.exec(cell) ?? [];
  return from === undefined ? undefined : age >= Number(from);
}
