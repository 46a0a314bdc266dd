/**
 * standardise: identifiers into standard form, so that two spellings of one fact become one text.
 *
 * One file for each identifier, with the public source of its rules. Nothing here knows a key, a file or
 * another agency; a reason given for a refusal names a rule and never holds a value.
 */
export { remembered } from './cache.ts';
export { type CellStandardiser, cellStandardiser } from './cell.ts';
export {
  ageInYears,
  type CalendarDate,
  compileDateFormat,
  type DateParser,
  type DateRefusal,
  isoDate,
  LONGEST_LIFE,
  type OddAges,
  oddAge,
  parseDate,
} from './dates.ts';
export {
  IDENTIFIER_LEVELS,
  type IdentifierName,
  type Level,
  STANDARD_FORM_VERSION,
  STRONG_NUMBERS,
} from './levels.ts';
export { type Likeness, looksLike } from './looks-like.ts';
export {
  type CellProblem,
  type IndexedColumn,
  type RecordStandardiser,
  recordStandardiser,
  type StandardRecord,
} from './record.ts';
export {
  dateFormats,
  isDateShape,
  looseForm,
  NUMBER,
  PLACEHOLDER,
  SHORTENED,
  SUGGESTED_PIVOT,
  shapeOf,
  UNREAD_DAY,
  YES_OR_NO,
} from './shapes.ts';
export { STANDARD_FORM_DIGEST } from './standard-form.ts';
export {
  IDENTIFIER_KINDS,
  type IdentifierColumn,
  type IdentifierKey,
  type IdentifierKind,
  type Levels,
  type Standardised,
} from './types.ts';
