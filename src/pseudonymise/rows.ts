/** One row of an extract into token rows and an event, under a recipe. The innermost loop of the tool. */
import { keepsText } from '../agreement/index.ts';
import { Hmac256 } from '../custody/index.ts';
import { csvLine, type Unread } from '../files/index.ts';
import {
  type CalendarDate,
  cellStandardiser,
  compileDateFormat,
  isoDate,
  looksLike,
  type RecordStandardiser,
  recordStandardiser,
  remembered,
  type StandardRecord,
} from '../standardise/index.ts';
import { type AgeCheck, ageCheck } from './ages.ts';
import { ChanceSample } from './chance.ts';
import { PartEncoder } from './encode.ts';
import { countFlag, type FlagCells, flagCells } from './flags.ts';
import { PROTECTED_MARK } from './lines.ts';
import type { EventColumn, FlagSource, Recipe, RecipeKeys } from './recipe.ts';
import type { RejectedRow } from './rejected.ts';
import { SeenPeople } from './seen.ts';
import { type AddressMatcher, addressMatcher } from './sensitive.ts';
import { TokenMaker } from './tokens.ts';
import { type References, type Treatment, treatment } from './treat.ts';
import { protectionIn } from './unread.ts';

/**
 * Lines of tokens.csv and events.csv in no particular order, each beginning with the person's reference and
 * ending with LF; a person's token lines may come more than once. A line is to be copied before the next comes.
 */
export interface RowSink {
  tokens(line: string | Uint8Array): void;
  events(line: string): void;
}

const NOBODY = 'nothing in it tells one person from another';

const UNNAMED_FLAG = 'a value that the map of this flag does not name: taken as raised';

/** What can lead to a sensitive address; the telephone of a refuge is everybody's there. */
const LOCATION = new Set<string>(['postcode', 'address-line', 'house-number', 'uprn', 'phone']);

export class RowPseudonymiser {
  readonly sample: ChanceSample;
  /** Cells that could not be used although their rows could, counted by `column: reason`. */
  readonly problems = new Map<string, number>();
  /** What stood in each column of a flag, in the order of the recipe. */
  readonly flags: readonly FlagCells[];
  /** Rows whose event lies outside the window that the flow allows. */
  outsideWindow = 0;
  /** Rows whose event lies outside the person's life; they are kept. */
  readonly oddAges = { beforeBirth: 0, beyondLife: 0 };
  /** Rows that yielded no location, being flagged or of a listed address. */
  sensitiveRows = 0;
  readonly #recipe: Recipe;
  readonly #sink: RowSink;
  readonly #standardise: RecordStandardiser;
  readonly #tokens: TokenMaker;
  readonly #person: Hmac256;
  /** Those who share an incident stand in each other's rows. */
  readonly #personReference = remembered((cell: string) => this.#referenceOfId(cell));
  readonly #localId = cellStandardiser({ identifier: 'local-person-id' }, new Date(0));
  readonly #localIdIndex: number;
  readonly #identifierIndexes: readonly number[];
  readonly #seen: SeenPeople;
  readonly #encoder = new PartEncoder();
  readonly #columns: readonly TreatedColumn[];
  readonly #dayOf: (cells: readonly string[]) => EventDay | undefined;
  readonly #today: Date;
  /** Positions of the cells that leave as text. */
  readonly #searched: readonly number[];
  readonly #looksLike = remembered((cell: string) => looksLike(cell, this.#today));
  readonly #oddAge: AgeCheck;
  readonly #isSensitive: AddressMatcher;
  readonly #addresses: readonly AddressSource[];

  /** @param seen who has been seen in the same run; whose tokens some worker's sink has */
  constructor(recipe: Recipe, keys: RecipeKeys, sink: RowSink, seen: SeenPeople = new SeenPeople()) {
    this.#recipe = recipe;
    this.flags = recipe.flags.map(({ index }) => flagCells(recipe.header[index] ?? ''));
    this.#seen = seen;
    this.#sink = sink;
    this.#today = new Date(`${recipe.today}T00:00:00Z`);
    this.#searched = searchedIn(recipe);
    this.#standardise = recordStandardiser(recipe.identifiers, this.#today);
    this.#tokens = new TokenMaker(
      recipe.scheme,
      keys.tokens.map((key) => new Hmac256(key)),
    );
    this.#person = new Hmac256(keys.person);
    this.#localIdIndex =
      recipe.identifiers.find(({ column }) => column.identifier === 'local-person-id')?.index ?? -1;
    this.#identifierIndexes = recipe.identifiers.map(({ index }) => index);
    this.#oddAge = ageCheck(recipe);
    this.#isSensitive = addressMatcher(recipe.sensitive);
    this.#addresses = recipe.sensitive.length === 0 ? [] : addressesIn(recipe);
    this.sample = new ChanceSample(recipe.scheme);
    const references = {
      person: (id: string) => this.#personReference(id) ?? '',
      case: new Hmac256(keys.case),
      household: new Hmac256(keys.household),
    };
    this.#columns = recipe.events.map((column) => treatedColumn(column, recipe, references));
    this.#dayOf = eventDay(recipe);
    for (const reference of recipe.withheld ?? []) this.#mark(reference);
  }

  /** The reference of the row's person, as {@link take} gives it; undefined where nothing tells who it is. */
  referenceOf(row: number, cells: readonly string[]): string | undefined {
    const sensitiveAddress = this.#raised(cells, 'sensitive-address') || this.#isListed(cells);
    return this.#idReference(row, cells) ?? this.#identityReference(this.#record(cells, sensitiveAddress));
  }

  /** Takes one row; returns why it was rejected, or undefined. */
  take(row: number, cells: readonly string[]): RejectedRow | undefined {
    const sensitiveAddress = this.#raised(cells, 'sensitive-address') || this.#isListed(cells);
    if (sensitiveAddress) this.sensitiveRows += 1;
    if (this.#raised(cells, 'protected')) return this.#hide(row, cells, sensitiveAddress);
    const day = this.#dayOf(cells);
    const on = day?.date;
    const event = this.#event(cells, on, sensitiveAddress);
    if (!Array.isArray(event)) return { row, ...event };
    if (day?.outsideWindow === true) {
      this.outsideWindow += 1;
      return undefined;
    }
    const odd = this.#oddAge(cells, on);
    if (odd !== undefined) this.oddAges[odd] += 1;
    const left = this.#identifierLeftIn(cells);
    if (left !== undefined) return { row, ...left };
    const byId = this.#idReference(row, cells);
    const fresh = byId === undefined || sensitiveAddress || !this.#alreadySeen(cells);
    const record = fresh ? this.#record(cells, sensitiveAddress) : undefined;
    const reference = byId ?? this.#identityReference(record!);
    if (reference === undefined) return { row, reason: NOBODY };
    if (record !== undefined) this.#emitTokens(reference, record);
    if (event.length > 1) {
      event[0] = reference;
      this.#sink.events(csvLine(event));
    }
    return undefined;
  }

  /**
   * Takes a row that could not be read, which yields nothing; but whoever it may be about is protected unless it
   * says that its flags are down.
   */
  refuse(unread: Unread): RejectedRow {
    const { row, reason } = unread;
    const protection = protectionIn(unread, this.#recipe, this.#localIdIndex);
    if (protection.kind === 'none') return { row, reason };
    const references = protection.ids.flatMap((id) => this.#personReference(id) ?? []);
    for (const reference of references) this.#mark(reference);
    return references.length > 0 ? leftOut({ row, reason }) : unchecked({ row, reason });
  }

  /** Marks the row's person as protected, whatever the row's event is worth: none of their lines may leave. */
  #hide(row: number, cells: readonly string[], sensitiveAddress: boolean): RejectedRow | undefined {
    const reference =
      this.#idReference(row, cells) ?? this.#identityReference(this.#record(cells, sensitiveAddress));
    if (reference === undefined) return unchecked({ row, reason: NOBODY });
    this.#mark(reference);
    return undefined;
  }

  #mark(reference: string): void {
    this.#sink.tokens(`${reference}${PROTECTED_MARK}\n`);
    this.#sink.events(`${reference}${PROTECTED_MARK}\n`);
  }

  /** Whether any address in the row is on the agency's list. */
  #isListed(cells: readonly string[]): boolean {
    return this.#addresses.some(({ kind, indexes }) =>
      this.#isSensitive(kind, indexes.map((index) => cells[index]!).join(' ')),
    );
  }

  #idReference(row: number, cells: readonly string[]): string | undefined {
    return this.#recipe.everyRowIsAPerson
      ? rowReference(this.#person, row)
      : this.#personReference(cells[this.#localIdIndex] ?? '');
  }

  /** Only ever asked of rows with no flag raised, since what a row yields depends on its flags too. */
  #alreadySeen(cells: readonly string[]): boolean {
    return !this.#recipe.everyRowIsAPerson && this.#seen.has(cells, this.#identifierIndexes);
  }

  #emitTokens(reference: string, record: StandardRecord): void {
    for (const line of this.#tokens.lines(reference, record)) this.#sink.tokens(line);
    if (this.sample.wants(reference)) this.sample.add(reference, record);
  }

  #record(cells: readonly string[], sensitiveAddress: boolean): StandardRecord {
    const record = this.#standardise(cells);
    for (const { columnIndex, kind, reason } of record.problems) {
      this.#count(
        this.#recipe.header[columnIndex] ?? '',
        kind === 'placeholder' ? `placeholder: ${reason}` : reason,
      );
    }
    if (!sensitiveAddress) return record;
    return {
      ...record,
      identifiers: new Map([...record.identifiers].filter(([name]) => !LOCATION.has(name))),
    };
  }

  /** The treated columns of the event after room for a reference, or why the row has none. */
  #event(
    cells: readonly string[],
    on: CalendarDate | undefined,
    sensitiveAddress: boolean,
  ): string[] | Omit<RejectedRow, 'row'> {
    const values = [''];
    for (const { index, value, name, located, needed, treat } of this.#columns) {
      const treated = located && sensitiveAddress ? '' : treat(value ?? cells[index]!.trim(), on);
      if (typeof treated === 'string') values.push(treated);
      else {
        if (needed) return { column: name, reason: treated.reason };
        this.#count(name, treated.reason);
        values.push('');
      }
    }
    return values;
  }

  /** The first cell that would leave as text and looks like an identifier, unless the agreement accepts it. */
  #identifierLeftIn(cells: readonly string[]): Omit<RejectedRow, 'row'> | undefined {
    for (const index of this.#searched) {
      const looks = this.#looksLike(cells[index]!);
      if (looks === undefined) continue;
      const column = this.#recipe.header[index] ?? '';
      return { column, reason: `looks like: ${looks}`, looksLike: looks };
    }
    return undefined;
  }

  /** A value that the map does not name raises the flag too: hiding somebody by mistake is the mistake to make. */
  #raised(cells: readonly string[], wanted: FlagSource['flag']): boolean {
    let found = false;
    for (const [at, { flag, index, raised, lowered }] of this.#recipe.flags.entries()) {
      if (flag !== wanted) continue;
      const cell = cells[index]!.trim();
      if (cell === '') continue;
      const isLowered = lowered.includes(cell);
      const isNamed = isLowered || raised.includes(cell);
      countFlag(this.flags[at]!, cell, isNamed);
      found ||= !isLowered;
      if (!isNamed) this.#count(this.#recipe.header[index] ?? '', UNNAMED_FLAG);
    }
    return found;
  }

  #referenceOfId(cell: string): string | undefined {
    const read = this.#localId(cell);
    const id = read.kind === 'value' ? read.values[0]?.exact : undefined;
    if (id === undefined) return undefined;
    this.#encoder.start();
    this.#encoder.add('id');
    this.#encoder.add(id);
    return this.#person.reference(this.#encoder.bytes());
  }

  /** Without a local id, rows with identical standardised identifiers are one person. */
  #identityReference({ identifiers }: StandardRecord): string | undefined {
    if (identifiers.size === 0) return undefined;
    const parts = [...identifiers]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, values]) => [name, values]);
    return this.#person.reference(utf8.encode(JSON.stringify(['identity', parts])));
  }

  #count(column: string, reason: string): void {
    const key = `${column}: ${reason}`;
    this.problems.set(key, (this.problems.get(key) ?? 0) + 1);
  }
}

/** A column of the event, ready for every row. */
interface TreatedColumn {
  /** Position of the cell; -1 where the same value stands in every row. */
  readonly index: number;
  readonly value: string | undefined;
  /** What it is called where something is wrong with it. */
  readonly name: string;
  /** Says where somebody is. */
  readonly located: boolean;
  /** Without it there is no event. */
  readonly needed: boolean;
  readonly treat: Treatment;
}

function treatedColumn(column: EventColumn, recipe: Recipe, references: References): TreatedColumn {
  const { from, use } = column;
  const index = 'value' in from ? -1 : from.index;
  return {
    index,
    value: 'value' in from ? from.value : undefined,
    name: recipe.header[index] ?? column.name,
    located: isLocated(use),
    needed: use.kind === 'event' && (use.field === 'date' || use.field === 'role'),
    treat: treatment(column, recipe, references),
  };
}

interface EventDay {
  readonly date: CalendarDate;
  /** By the day itself, also where only the month leaves. */
  readonly outsideWindow: boolean;
}

/** The day of a row's event; nothing where no column has it or the cell is no date. */
function eventDay({ events, window }: Recipe): (cells: readonly string[]) => EventDay | undefined {
  const column = events.find(({ use }) => use.kind === 'event' && use.field === 'date');
  if (column === undefined || 'value' in column.from || column.use.kind !== 'event') return () => undefined;
  const { index } = column.from;
  const parse = compileDateFormat(column.use.format ?? 'YYYY-MM-DD', column.use.pivot);
  const dayIn = remembered((cell): EventDay | undefined => {
    const date = parse(cell);
    if ('reason' in date) return undefined;
    const day = isoDate(date);
    const { from = day, to = day } = window;
    return { date, outsideWindow: day < from || to < day };
  });
  return (cells) => dayIn(cells[index]!.trim());
}

const utf8 = new TextEncoder();

const leftOut = ({ row, reason }: RejectedRow): RejectedRow => ({
  row,
  reason: `${reason}; it may protect somebody, and whom it names was left out`,
  leftOut: true,
});

const unchecked = ({ row, reason }: RejectedRow): RejectedRow => ({
  row,
  reason: `${reason}; whether it protects somebody could not be checked`,
  unchecked: true,
});

/** The reference of a row that is a person of its own. */
export const rowReference = (person: Hmac256, row: number): string =>
  person.reference(utf8.encode(`row ${row}`));

interface AddressSource {
  readonly kind: Parameters<AddressMatcher>[0];
  /** The cells that it is written in, in their order. */
  readonly indexes: readonly number[];
}

/**
 * Columns of postcodes, UPRNs and address lines, the last with the house number before them too where that is a
 * column of its own, and those that an event's location is taken from.
 */
function addressesIn({ identifiers, events }: Recipe): readonly AddressSource[] {
  const columns = (kind: string): number[] =>
    identifiers.flatMap(({ index, column }) => (column.identifier === kind ? [index] : []));
  const known = (['postcode', 'uprn', 'address-line'] as const).flatMap((kind) =>
    columns(kind).map((index) => ({ kind, indexes: [index] })),
  );
  const numbered = columns('house-number').flatMap((number) =>
    columns('address-line').map((line) => ({ kind: 'address-line' as const, indexes: [number, line] })),
  );
  const located = events.flatMap(({ from, use }) =>
    isLocated(use) && 'index' in from ? [{ kind: 'postcode' as const, indexes: [from.index] }] : [],
  );
  return [...known, ...numbered, ...located];
}

const searchedIn = ({ events }: Recipe): number[] =>
  events.flatMap(({ from, use }) =>
    'index' in from && keepsText(use) && use['looks-like'] === undefined ? [from.index] : [],
  );

const isLocated = (use: Recipe['events'][number]['use']): boolean =>
  use.kind === 'attribute' && (use.treat === 'district' || use.treat === 'area');
