/**
 * What happens to each column of an extract, resolved from the words of the agreement: a list that the
 * code which reads extracts can follow without looking anything up. A column that is not in the list is dropped.
 */
import type { IdentifierColumn } from '../standardise/index.ts';
import type { AttributeSpec, ColumnSpec, ColumnSpecs, IdentifierSpec, LooksLike, ValueMap } from './types.ts';
import type { AttributeTreatment, EventField, EventTreatment, Flag } from './words.ts';

export type ColumnUse =
  | ({ readonly kind: 'identifier' } & IdentifierColumn)
  | {
      readonly kind: 'event';
      readonly field: EventField;
      readonly treat: EventTreatment;
      readonly format?: string;
      readonly pivot?: number;
      readonly map?: ValueMap;
      readonly 'looks-like'?: LooksLike;
    }
  | {
      readonly kind: 'attribute';
      readonly name: string;
      readonly treat: AttributeTreatment;
      readonly map?: ValueMap;
      readonly 'looks-like'?: LooksLike;
      /** Name of a list in {@link AGE_BANDS}. */
      readonly bands?: string;
      /**
       * `month`: how the date is written. `band`: present when the source is a date of birth, whose
       * age is then taken on the day of the event; absent when the source is an age in whole years.
       */
      readonly format?: string;
      readonly pivot?: number;
      /** `area`: the postcode districts that count as the same area. */
      readonly areas?: readonly string[];
    }
  | { readonly kind: 'flag'; readonly flag: Flag; readonly map: ValueMap }
  | { readonly kind: 'drop' };

export interface ColumnPlan {
  /** The entry's name in the agreement: the column's header unless `from` names another. */
  readonly key: string;
  /** Header of the column to read; absent when `value` is given. */
  readonly source?: string;
  /** The same value for every row, in place of a column. */
  readonly value?: string;
  readonly as: ColumnUse;
}

/** Whether a column is the agency's own number of a person; without one, identifiers alone tell people apart. */
export const hasLocalIds = (plan: readonly ColumnPlan[]): boolean =>
  plan.some(({ as }) => as.kind === 'identifier' && as.identifier === 'local-person-id');

/** The plan for one agency, in the order in which the columns are written. The specs have passed their checks. */
export function planColumns(specs: ColumnSpecs): readonly ColumnPlan[] {
  const entries = Object.entries(specs);
  const births = new Map<string, IdentifierSpec>();
  for (const [key, spec] of entries) {
    if (spec.identifier === 'date-of-birth') births.set(spec.from ?? key, spec);
  }
  return entries.map(([key, spec]) => {
    const source = spec.from ?? key;
    const origin = spec.value === undefined ? { source } : { value: spec.value };
    return { key, ...origin, as: useOf(spec, births.get(source)) };
  });
}

/** Whether the text of cells leaves as it is. Dates are read and written anew. */
export const keepsText = (use: ColumnUse): boolean =>
  (use.kind === 'event' && use.treat === 'keep' && use.field !== 'date' && use.field !== 'end-date') ||
  (use.kind === 'attribute' && use.treat === 'keep');

/** The column of an events package that such a column becomes; undefined where it leaves in none. */
export function packageColumn(use: ColumnUse): string | undefined {
  if (use.kind === 'attribute') return use.name;
  if (use.kind !== 'event') return undefined;
  return use.field === 'date' && use.treat === 'month' ? 'month' : use.field;
}

/** The columns that an events package made by this plan can have. */
export const packageColumns = (plan: readonly ColumnPlan[]): readonly string[] => [
  'reference',
  ...plan.flatMap(({ as }) => packageColumn(as) ?? []),
];

function useOf(spec: ColumnSpec, birth: IdentifierSpec | undefined): ColumnUse {
  if (spec.identifier !== undefined) {
    const { from: _from, treat: _treat, category: _category, ...column } = spec;
    return { kind: 'identifier', ...column };
  }
  if (spec.event !== undefined) {
    const { event, treat = 'keep', from: _from, value: _value, category: _category, ...rest } = spec;
    return { kind: 'event', field: event, treat, ...rest };
  }
  if (spec.attribute !== undefined) {
    const { attribute, from: _from, value: _value, category: _category, ...rest } = spec;
    return { kind: 'attribute', name: attribute, ...rest, ...birthFormat(spec, birth) };
  }
  if (spec.flag !== undefined) return { kind: 'flag', flag: spec.flag, map: spec.map };
  return { kind: 'drop' };
}

/** An age band whose source is also the date of birth reads it by that column's format. */
function birthFormat(
  spec: AttributeSpec,
  birth: IdentifierSpec | undefined,
): { format?: string; pivot?: number } {
  if (spec.treat !== 'band' || spec.format !== undefined || birth?.format === undefined) return {};
  return birth.pivot === undefined ? { format: birth.format } : { format: birth.format, pivot: birth.pivot };
}
