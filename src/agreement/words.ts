/** The fixed words of an agreement's columns: fields of an event, roles, flags, treatments. */

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

/** What marks a person or an address to be kept out. */
export type Flag = (typeof FLAGS)[number];

export type EventTreatment = 'keep' | 'month' | 'code' | 'reference';
export type AttributeTreatment = 'keep' | 'band' | 'month' | 'district' | 'area' | 'code';

/** The only things that a value treated `area` can become. */
export const AREA_WORDS: readonly string[] = ['same area', 'other area', 'not known'];
