/**
 * What happens to each column of an extract, resolved from the words of the agreement: a list that the
 * code which reads extracts can follow without looking anything up. A column that is not in the list is dropped.
 */
import type { IdentifierColumn, IdentifierKind } from '../standardise/index.ts';
import type { ColumnSpec, ColumnSpecs } from './types.ts';

export const EVENT_FIELDS = [
  'date',
  'end-date',
  'type',
  'role',
  'outcome',
  'risk',
  'case',
  'household',
  'counterparty',
] as const;

/** What a column can say about what happened. */
export type EventField = (typeof EVENT_FIELDS)[number];

export const ROLES = ['victim', 'suspect', 'convicted', 'witness', 'child', 'other'] as const;

/** The part somebody plays in an event. */
export type Role = (typeof ROLES)[number];

export const FLAGS = ['protected', 'sensitive-address'] as const;

export type Flag = (typeof FLAGS)[number];

export type EventTreatment = 'keep' | 'month' | 'code' | 'reference';
export type AttributeTreatment = 'keep' | 'band' | 'month' | 'district' | 'area' | 'code';

export type ColumnUse =
  | ({ readonly kind: 'identifier' } & IdentifierColumn)
  | {
      readonly kind: 'event';
      readonly field: EventField;
      readonly treat: EventTreatment;
      readonly format?: string;
      readonly pivot?: number;
      readonly map?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'attribute';
      readonly name: string;
      readonly treat: AttributeTreatment;
      readonly map?: Readonly<Record<string, string>>;
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
  | { readonly kind: 'flag'; readonly flag: Flag; readonly map: Readonly<Record<string, string>> }
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

/** The plan for one agency, in the order in which the columns are written. The specs have passed their checks. */
export function planColumns(specs: ColumnSpecs): readonly ColumnPlan[] {
  const births = new Map<string, ColumnSpec>();
  for (const [key, spec] of Object.entries(specs)) {
    if (spec.identifier === 'date-of-birth') births.set(spec.from ?? key, spec);
  }
  return Object.entries(specs).map(([key, spec]) => {
    const source = spec.value === undefined ? { source: spec.from ?? key } : { value: spec.value };
    return { key, ...source, as: use(spec, births.get(spec.from ?? key)) };
  });
}

/** The columns that an events package made by this plan can have. */
export function packageColumns(plan: readonly ColumnPlan[]): readonly string[] {
  const own = plan.flatMap(({ as }) => {
    if (as.kind === 'attribute') return [as.name];
    if (as.kind !== 'event') return [];
    return as.field === 'date' && as.treat === 'month' ? ['month'] : [as.field];
  });
  return ['reference', ...own];
}

function use(spec: ColumnSpec, birth: ColumnSpec | undefined): ColumnUse {
  const map = spec.map === undefined ? {} : { map: spec.map };
  const format = spec.format === undefined ? {} : { format: spec.format };
  const pivot = spec.pivot === undefined ? {} : { pivot: spec.pivot };
  if (spec.identifier !== undefined) {
    return {
      kind: 'identifier',
      identifier: spec.identifier as IdentifierKind,
      ...format,
      ...pivot,
      ...(spec.country === undefined ? {} : { country: spec.country }),
      ...(spec.name === undefined ? {} : { name: spec.name }),
      ...(spec['test-range'] === undefined ? {} : { 'test-range': spec['test-range'] }),
    };
  }
  if (spec.event !== undefined) {
    const treat = (spec.treat ?? 'keep') as EventTreatment;
    return { kind: 'event', field: spec.event as EventField, treat, ...format, ...pivot, ...map };
  }
  if (spec.attribute !== undefined) {
    const asBirth = spec.treat === 'band' && spec.format === undefined ? birth : undefined;
    return {
      kind: 'attribute',
      name: spec.attribute,
      treat: (spec.treat ?? 'keep') as AttributeTreatment,
      ...map,
      ...format,
      ...pivot,
      ...(spec.bands === undefined ? {} : { bands: spec.bands }),
      ...(spec.areas === undefined ? {} : { areas: spec.areas }),
      ...(asBirth?.format === undefined ? {} : { format: asBirth.format }),
      ...(asBirth?.pivot === undefined ? {} : { pivot: asBirth.pivot }),
    };
  }
  if (spec.flag !== undefined) return { kind: 'flag', flag: spec.flag as Flag, map: spec.map ?? {} };
  return { kind: 'drop' };
}
