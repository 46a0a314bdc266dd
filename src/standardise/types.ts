/** The shapes that every standardiser shares. */
import type { IdentifierName } from './levels.ts';

/** One standardised value of one identifier: level name -> text. A level that cannot be derived is absent. */
export type Levels = Readonly<Record<string, string>>;

/**
 * What one cell came to. A reason names the rule that was broken and never holds any part of the cell.
 * Several values mean that the cell holds alternatives, any of which may agree.
 */
export type Standardised = { readonly kind: 'value'; readonly values: readonly Levels[] } | NoValue;

/** A cell without a usable value: empty, an entry for "not known", or not in form. */
export type NoValue =
  | { readonly kind: 'missing' }
  | { readonly kind: 'placeholder'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** A function from the trimmed, non-empty text of a cell to its standard form. */
export type Standardiser = (text: string) => Standardised;

/** What a column can be declared to hold; `whole-name` is derived and never a column. */
export const IDENTIFIER_KINDS = [
  'local-person-id',
  'nhs-number',
  'upn',
  'pnc-id',
  'uprn',
  'national-insurance-number',
  'forename',
  'middle-names',
  'surname',
  'previous-surname',
  'full-name',
  'date-of-birth',
  'sex',
  'postcode',
  'address-line',
  'house-number',
  'phone',
  'email',
  'place-of-birth',
  'other',
] as const;

export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** An identifier column as an agreement declares it. */
export interface IdentifierColumn {
  readonly identifier: IdentifierKind;
  /** Dates: the declared form, e.g. `DD/MM/YYYY`. */
  readonly format?: string;
  /** Dates with two-digit years: the last two digits that still belong to the 2000s. */
  readonly pivot?: number;
  /** Postcodes and phones: ISO 3166-1 code of the country, GB unless said. */
  readonly country?: string;
  /** `other`: tells several apart. */
  readonly name?: string;
  /** NHS numbers: accept the 999 range, which is set aside for test data. */
  readonly 'test-range'?: boolean;
}

/** The key of an identifier in a record: `other` carries its column's name. */
export type IdentifierKey = Exclude<IdentifierName, 'other'> | `other:${string}`;

export const MISSING: NoValue = { kind: 'missing' };

export const value = (...values: readonly Levels[]): Standardised => ({ kind: 'value', values });

export const exactly = (text: string): Standardised => value({ exact: text });

export const placeholder = (reason: string): NoValue => ({ kind: 'placeholder', reason });

export const invalid = (reason: string): NoValue => ({ kind: 'invalid', reason });
