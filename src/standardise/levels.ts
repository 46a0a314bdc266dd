/**
 * The identifiers a record can have and the levels at which two records can agree on each.
 *
 * Levels run from the strictest to the loosest. `implies` names the looser levels that hold whenever the
 * level holds, so that a match-key agreeing on `surname:exact` also tells the model that
 * `surname:phonetic` agrees. Two levels with no implication between them (month and day against year and
 * month) are both partial evidence.
 */
export interface Level {
  readonly name: string;
  readonly implies: readonly string[];
}

const chain = (...names: string[]): readonly Level[] =>
  names.map((name, index) => ({ name, implies: names.slice(index + 1) }));

const name = (): readonly Level[] => [
  { name: 'exact', implies: ['canonical', 'phonetic', 'head', 'tail', 'initial'] },
  { name: 'canonical', implies: [] },
  { name: 'phonetic', implies: [] },
  { name: 'head', implies: ['initial'] },
  { name: 'tail', implies: [] },
  { name: 'initial', implies: [] },
];

/** Every identifier that can be part of a match-key, with its levels. */
export const IDENTIFIER_LEVELS = {
  'nhs-number': chain('exact'),
  upn: chain('exact'),
  'pnc-id': chain('exact'),
  'national-insurance-number': chain('exact'),
  surname: name(),
  forename: name(),
  'middle-names': chain('exact', 'initial'),
  /** Forename and surname with their order forgotten: given and family name swapped is an expected fault. */
  'whole-name': chain('exact', 'phonetic'),
  'date-of-birth': [
    { name: 'full', implies: ['swapped', 'year-month', 'year-day', 'month-day', 'year'] },
    { name: 'swapped', implies: ['year'] },
    { name: 'year-month', implies: ['year'] },
    { name: 'year-day', implies: ['year'] },
    { name: 'month-day', implies: [] },
    { name: 'year', implies: [] },
  ],
  sex: chain('exact'),
  postcode: chain('unit', 'sector', 'district'),
  uprn: chain('exact'),
  'address-line': chain('exact', 'head'),
  'house-number': chain('exact'),
  phone: chain('exact'),
  email: chain('exact', 'local-part'),
  'place-of-birth': chain('exact', 'head'),
  other: chain('exact', 'head'),
} as const satisfies Record<string, readonly Level[]>;

/** An identifier that tokens can be made from. */
export type IdentifierName = keyof typeof IDENTIFIER_LEVELS;

/** Numbers that are one person by themselves; two different valid ones are two people. */
export const STRONG_NUMBERS: readonly IdentifierName[] = [
  'nhs-number',
  'upn',
  'pnc-id',
  'national-insurance-number',
];

/** The version of the standard form: any change to a rule in this folder is a new version. */
export const STANDARD_FORM_VERSION = 1;
