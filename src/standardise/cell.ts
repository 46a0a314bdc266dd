/** One column's rule: from the text of a cell to its standard form. */
import { unusable } from '../errors.ts';
import { addressLine, houseNumber } from './address.ts';
import { remembered } from './cache.ts';
import { dateOfBirth } from './date-of-birth.ts';
import { email } from './email.ts';
import { freeText, localPersonId } from './free-text.ts';
import { fullName, fullNameSplitter, type SplitName } from './full-name.ts';
import { forename, middleNames, surname } from './names.ts';
import { nationalInsuranceNumber } from './national-insurance-number.ts';
import { nhsNumber } from './nhs-number.ts';
import { phone } from './phone.ts';
import { saysNothing } from './placeholders.ts';
import { pncId } from './pnc-id.ts';
import { postcode } from './postcode.ts';
import { sex } from './sex.ts';
import {
  type IdentifierColumn,
  type IdentifierKind,
  MISSING,
  type NoValue,
  placeholder,
  type Standardised,
  type Standardiser,
} from './types.ts';
import { upn } from './upn.ts';
import { uprn } from './uprn.ts';

/** From the text of a cell to its standard form. */
export type CellStandardiser = (cell: string) => Standardised;

/**
 * The standardiser of a column. `today` dates the checks on years (a birth in the future). The answer
 * depends on the cell alone; what many people share is remembered, in memory and up to a bound.
 *
 * A `previous-surname` has the levels of `surname`, a `full-name` those of `whole-name`; in a record a full
 * name is split instead, see {@link recordStandardiser}.
 *
 * @throws ThroughlineError `DATE_FORMAT`, `DATE_PIVOT`, `DATE_FORMAT_MISSING`, `COUNTRY`, `OTHER_NAME` for a
 * column that is declared wrongly.
 */
export function cellStandardiser(column: IdentifierColumn, today: Date): CellStandardiser {
  const standardise = guarded(MAKERS[column.identifier](column, today));
  return REPEATED.has(column.identifier) ? remembered(standardise) : standardise;
}

/** As {@link cellStandardiser} for a `full-name` column, keeping the three names apart. */
export function fullNameCell(): (cell: string) => SplitName {
  return guarded(nameSplitter());
}

/** What many people share. Of anything else, remembering costs as much as it spares. */
const REPEATED = new Set<IdentifierKind>([
  'forename',
  'middle-names',
  'surname',
  'previous-surname',
  'sex',
  'place-of-birth',
  'other',
]);

function guarded<T>(standardise: (text: string) => T) {
  return (cell: string): T | NoValue => {
    const text = cell.trim();
    if (text === '') return MISSING;
    const nothing = saysNothing(text);
    return nothing === undefined ? standardise(text) : placeholder(nothing);
  };
}

type Maker = (column: IdentifierColumn, today: Date) => Standardiser;

const MAKERS: Readonly<Record<IdentifierKind, Maker>> = {
  'local-person-id': () => localPersonId,
  'nhs-number': (column) => nhsNumber(column['test-range'] ?? false),
  upn: () => upn,
  'pnc-id': (_column, today) => pncId(today.getUTCFullYear()),
  uprn: () => uprn,
  'national-insurance-number': () => nationalInsuranceNumber,
  forename: () => forename,
  'middle-names': () => middleNames,
  surname: () => surname,
  'previous-surname': () => surname,
  'full-name': () => fullName(nameSplitter()),
  'date-of-birth': (column, today) => dateOfBirth(column.format, column.pivot, today),
  sex: () => sex,
  postcode: (column) => postcode(column.country),
  'address-line': () => addressLine,
  'house-number': () => houseNumber,
  phone: (column) => phone(column.country),
  email: () => email,
  'place-of-birth': () => freeText,
  other: namedFreeText,
};

const nameSplitter = () =>
  fullNameSplitter({
    forename: remembered(forename),
    middleNames: remembered(middleNames),
    surname: remembered(surname),
  });

function namedFreeText(column: IdentifierColumn): Standardiser {
  if (column.name !== undefined && column.name !== '') return freeText;
  throw unusable('OTHER_NAME', 'a column of kind other has no name', {
    hint: 'give the column a name that tells it from the others, for example name: occupation',
  });
}
