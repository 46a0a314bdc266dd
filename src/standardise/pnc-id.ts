/**
 * Police National Computer id: year, serial number and check letter, in the long form YYYY/NNNNNNNX or the
 * short form YY/NX, in which the serial loses its leading zeros (HM Prison and Probation Service, public source of
 * `hmpps-person-record`, "PNCIdentifier").
 *
 * The check letter is the number made of the last two digits of the year and the seven digits of the serial,
 * modulo 23, in the letters Z A B ... Y without I, O and S. A two-digit year is of this century unless that
 * would lie in the future. The standard form is the long one.
 */
import { compact } from './text.ts';
import { exactly, invalid, placeholder, type Standardiser } from './types.ts';

const LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY';
const SLASHED = /^(\d{4}|\d{2})\/(\d{1,7})([A-Z])$/;
const LONG_WITHOUT_SLASH = /^(\d{4})(\d{7})([A-Z])$/;
const SHORT_WITHOUT_SLASH = /^(\d{2})(\d{1,7})([A-Z])$/;

/** The check letter for a two-digit year and a serial of seven digits. */
export const pncCheckLetter = (year: string, serial: string): string =>
  LETTERS[Number(year + serial) % LETTERS.length]!;

export const pncId =
  (thisYear: number): Standardiser =>
  (text) => {
    const code = compact(text);
    const parts = SLASHED.exec(code) ?? LONG_WITHOUT_SLASH.exec(code) ?? SHORT_WITHOUT_SLASH.exec(code);
    if (parts === null) return invalid('not a PNC id in the form YYYY/NNNNNNNX or YY/NX');
    const year = parts[1]!;
    const serial = parts[2]!.padStart(7, '0');
    const letter = parts[3]!;
    if (serial === '0000000') return placeholder('PNC id with an empty serial number');
    if (pncCheckLetter(year.slice(-2), serial) !== letter) return invalid('PNC id with a wrong check letter');
    const fullYear = year.length === 4 ? year : `${2000 + Number(year) <= thisYear ? '20' : '19'}${year}`;
    if (Number(fullYear) > thisYear) return invalid('PNC id of a future year');
    return exactly(`${fullYear}/${serial}${letter}`);
  };
