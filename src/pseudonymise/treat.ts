/** What the agreement has done to each column of an event before it may leave: compiled once, run on every row. */
import { ageBand } from '../agreement/index.ts';
import type { Hmac256 } from '../custody/index.ts';
import {
  ageInYears,
  type CalendarDate,
  cellStandardiser,
  compileDateFormat,
  isoDate,
  remembered,
} from '../standardise/index.ts';
import { birthReader } from './ages.ts';
import type { EventColumn, Recipe } from './recipe.ts';

type CellStandardiser = ReturnType<typeof cellStandardiser>;

/** Text for events.csv, or the rule the cell broke. */
export type Treated = string | { readonly reason: string };

/** `on` is the day of the event where it is known. */
export type Treatment = (cell: string, on: CalendarDate | undefined) => Treated;

/** Why a coded cell or a flag came to nothing. */
export const UNNAMED = 'a value that the map of this column does not name';

/** Hashers that turn an id which ties rows together into a reference. */
export interface References {
  readonly person: (localPersonId: string) => string;
  readonly case: Hmac256;
  readonly household: Hmac256;
}

const utf8 = new TextEncoder();

/** @throws the errors of `compileDateFormat` for a form that makes no sense */
export function treatment(
  { use }: EventColumn,
  recipe: Pick<Recipe, 'today'>,
  references: References,
): Treatment {
  if (use.kind === 'event' && use.treat === 'reference') return reference(use.field, references);
  if (use.treat === 'code') return coded(use.map ?? {});
  if (use.kind === 'event' && (use.field === 'date' || use.field === 'end-date'))
    return day(use, recipe.today);
  if (use.treat === 'month') return month(compileDateFormat(use.format ?? 'YYYY-MM-DD', use.pivot));
  if (use.kind === 'attribute' && use.treat === 'band') {
    const { bands = 'needs-assessment', format, pivot } = use;
    return format === undefined ? bandOfAge(bands) : bandOfBirth(bands, format, pivot, recipe.today);
  }
  if (use.kind === 'attribute' && use.treat === 'district') return district();
  if (use.kind === 'attribute' && use.treat === 'area')
    return use.map === undefined ? area(use.areas ?? []) : coded(use.map);
  return onOneLine;
}

/** Kept text, with line ends as spaces: rows are sorted as lines later. */
const onOneLine = (cell: string): string => (/[\r\n]/.test(cell) ? cell.replace(/[\r\n]+/g, ' ') : cell);

/** Ids of people, cases and households never leave as they are. */
function reference(field: string, references: References): Treatment {
  if (field === 'counterparty') return (cell) => (cell === '' ? '' : references.person(cell));
  const hasher = field === 'household' ? references.household : references.case;
  const referenceOf = remembered((cell) => hasher.reference(utf8.encode(cell)));
  return (cell) => (cell === '' ? '' : referenceOf(cell));
}

function coded(map: Readonly<Record<string, string>>): Treatment {
  const values = new Map(Object.entries(map).map(([cell, text]) => [cell, onOneLine(text)]));
  return (cell) => (cell === '' ? '' : (values.get(cell) ?? { reason: UNNAMED }));
}

function day(
  use: { readonly format?: string; readonly pivot?: number; readonly treat: string; readonly field: string },
  today: string,
): Treatment {
  const parse = compileDateFormat(use.format ?? 'YYYY-MM-DD', use.pivot);
  const shown = use.treat === 'month' ? 7 : 10;
  return remembered((cell): Treated => {
    if (cell === '') return use.field === 'date' ? { reason: 'no date' } : '';
    const read = parse(cell);
    if ('reason' in read) return read;
    const text = isoDate(read);
    return text > today ? { reason: 'a date in the future' } : text.slice(0, shown);
  });
}

function month(parse: ReturnType<typeof compileDateFormat>): Treatment {
  return remembered((cell): Treated => {
    if (cell === '') return '';
    const read = parse(cell);
    return 'reason' in read ? read : isoDate(read).slice(0, 7);
  });
}

/** A number of years becomes its band. */
function bandOfAge(bands: string): Treatment {
  return (cell) => {
    if (cell === '') return '';
    if (!/^\d{1,3}$/.test(cell)) return { reason: 'not an age in whole years' };
    return ageBand(bands, Number(cell)) ?? '';
  };
}

/** A date of birth becomes the band of the age on the day of the event; one that is not usable gives none. */
function bandOfBirth(bands: string, format: string, pivot: number | undefined, today: string): Treatment {
  const bornOn = birthReader({ format, ...(pivot === undefined ? {} : { pivot }) }, today);
  return (cell, on) => {
    if (on === undefined) return '';
    const born = bornOn(cell);
    return born === undefined ? '' : (ageBand(bands, ageInYears(born, on)) ?? '');
  };
}

function district(): Treatment {
  const standardise = cellStandardiser({ identifier: 'postcode' }, new Date(0));
  return (cell) => outwardCode(standardise, cell);
}

function area(areas: readonly string[]): Treatment {
  const standardise = cellStandardiser({ identifier: 'postcode' }, new Date(0));
  const same = new Set(areas.map((code) => code.toLowerCase()));
  return (cell) => {
    const code = outwardCode(standardise, cell);
    return code === '' ? '' : same.has(code.toLowerCase()) ? 'same area' : 'other area';
  };
}

function outwardCode(standardise: CellStandardiser, cell: string): string {
  const read = standardise(cell);
  return read.kind === 'value' ? (read.values[0]?.district ?? '').toUpperCase() : '';
}
