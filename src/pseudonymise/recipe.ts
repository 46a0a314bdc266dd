/**
 * What to do with each row of one extract, worked out once from the agreement's columns and the extract's
 * header. A recipe is plain data, so that it can be handed to a worker thread as it is.
 */
import { type ColumnPlan, type ColumnUse, type IdentifierColumn, packageColumn } from '../agreement/index.ts';
import { unusable } from '../errors.ts';
import type { Scheme } from './scheme.ts';

export interface IdentifierSource {
  /** Position in the row. */
  readonly index: number;
  readonly column: IdentifierColumn;
}

/** One column of events.csv. */
export interface EventColumn {
  readonly name: string;
  /** Position in the row, or the fixed value that stands in every row. */
  readonly from: { readonly index: number } | { readonly value: string };
  readonly use: Extract<ColumnUse, { kind: 'event' | 'attribute' }>;
}

export interface FlagSource {
  readonly index: number;
  readonly flag: 'protected' | 'sensitive-address';
  /** Cell values that raise the flag. */
  readonly raised: readonly string[];
  /** Cell values, beside an empty cell, that say it is not raised; any other raises it, and is counted as a problem. */
  readonly lowered: readonly string[];
}

export interface Recipe {
  readonly header: readonly string[];
  readonly identifiers: readonly IdentifierSource[];
  readonly events: readonly EventColumn[];
  readonly flags: readonly FlagSource[];
  readonly scheme: Scheme;
  /** Marks of the agency's sensitive addresses, as `readSensitiveAddresses` gives them. */
  readonly sensitive: readonly string[];
  /** References of people who are left out, as if every row of theirs were flagged as protected. */
  readonly withheld?: readonly string[];
  /** First and last event date that may leave (`YYYY-MM-DD`, inclusive). */
  readonly window: { readonly from?: string; readonly to?: string };
  /** The day on which dates count as lying in the future (`YYYY-MM-DD`). */
  readonly today: string;
  /** Each row is a person of its own: for rehearsals. */
  readonly everyRowIsAPerson: boolean;
}

export interface RecipeKeys {
  /** One 32-byte key a match-key, in the scheme's order. */
  readonly tokens: readonly Uint8Array[];
  readonly person: Uint8Array;
  readonly case: Uint8Array;
  readonly household: Uint8Array;
  /** For the tokens by which strangers are kept apart. */
  readonly stranger: Uint8Array;
}

const EVENT_ORDER = ['date', 'end-date', 'type', 'role', 'outcome', 'risk'];
const REFERENCE_ORDER = ['case', 'household', 'counterparty'];

export interface ResolvedColumns {
  readonly identifiers: readonly IdentifierSource[];
  readonly events: readonly EventColumn[];
  readonly flags: readonly FlagSource[];
  /** Numbers (from 1) of columns that the agreement does not name; they are dropped. */
  readonly unnamed: readonly number[];
}

/**
 * Finds the planned columns in an extract's header.
 *
 * @throws unusable `COLUMN_MISSING` naming every planned column that the header lacks; `CSV_DELIMITER` when
 * it lacks several and is one cell, which no delimiter that can be recognised has split
 */
export function resolveColumns(
  plan: readonly ColumnPlan[],
  header: readonly string[],
  file: string,
): ResolvedColumns {
  const position = new Map(header.map((name, index) => [name.trim(), index]));
  const wanted = plan.filter(({ as }) => as.kind !== 'drop');
  const missing = [
    ...new Set(
      wanted.flatMap(({ source }) => (source === undefined || position.has(source) ? [] : [source])),
    ),
  ];
  if (missing.length > 1 && header.length === 1) {
    throw unusable('CSV_DELIMITER', 'no comma, semicolon, tab or pipe divides the header into columns', {
      hint: 'export the file again with one of them between columns',
      place: { file, row: 1 },
    });
  }
  if (missing.length > 0) {
    throw unusable(
      'COLUMN_MISSING',
      `the header lacks ${missing.length} of the agreement's columns: ${missing.join(', ')}`,
      {
        hint: 'check that this is the right extract, or name its columns in the agreement: "throughline profile EXTRACT --suggest" proposes them',
        place: { file, row: 1 },
      },
    );
  }
  const identifiers: IdentifierSource[] = [];
  const events: EventColumn[] = [];
  const flags: FlagSource[] = [];
  for (const { source, value, as } of wanted) {
    const index = source === undefined ? -1 : position.get(source)!;
    if (as.kind === 'identifier') identifiers.push({ index, column: as });
    else if (as.kind === 'flag') {
      flags.push({
        index,
        flag: as.flag,
        raised: cellsThatMean('yes', as.map),
        lowered: cellsThatMean('no', as.map),
      });
    } else if (as.kind === 'event' || as.kind === 'attribute') {
      events.push({ name: packageColumn(as)!, from: value === undefined ? { index } : { value }, use: as });
    }
  }
  const named = new Set(plan.flatMap(({ source }) => (source === undefined ? [] : [source])));
  const unnamed = header.flatMap((name, index) => (named.has(name.trim()) ? [] : [index + 1]));
  return { identifiers, events: events.toSorted(inOutputOrder), flags, unnamed };
}

const cellsThatMean = (wanted: 'yes' | 'no', map: Readonly<Record<string, string>>): string[] =>
  Object.entries(map).flatMap(([cell, meaning]) => (meaning === wanted ? [cell] : []));

/** Fields of the event first, then attributes by name, then references. */
function inOutputOrder(a: EventColumn, b: EventColumn): number {
  return rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

function rank({ use }: EventColumn): number {
  if (use.kind === 'attribute') return EVENT_ORDER.length;
  const early = EVENT_ORDER.indexOf(use.field);
  return early >= 0 ? early : EVENT_ORDER.length + 1 + REFERENCE_ORDER.indexOf(use.field);
}
