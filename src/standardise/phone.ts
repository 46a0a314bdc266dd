/**
 * Telephone numbers in E.164 (ITU-T), several in one cell allowed.
 *
 * Numbering plans come from `libphonenumber-js`, which carries Google's libphonenumber metadata; a number
 * counts when its length is possible there, since numbers set aside for drama and tests are not "valid". Plain
 * British numbers take a short cut that gives what the library gives. A number that the library does not read
 * back as itself (a stray 0 after the country code) is refused. An extension is left out.
 */
import { createRequire } from 'node:module';
import type { CountryCode } from 'libphonenumber-js/min';
import { unusable } from '../errors.ts';
import { isOneCharacter } from './placeholders.ts';
import { isScientific, SCIENTIFIC_REASON, withoutDecimals } from './text.ts';
import { invalid, type Levels, placeholder, type Standardiser, value } from './types.ts';

const BETWEEN_NUMBERS = /[/;,|&]|\bor\b|\band\b/i;
const FILLING = /[\s().\-\u2010-\u2015]+/g;
const PLAIN_BRITISH = /^(?:\+44|0044|44|0)?0?([1237]\d{9})$/;
/** The library lets any British number have nine digits; those that begin with 2, 3 or 7 have ten (Ofcom). */
const CUT_SHORT = /^\+44[237]\d{0,8}$/;
const NOT_A_NUMBER = invalid('not a possible phone number');
const OBVIOUS = placeholder('a made-up phone number');
const ONE_DIGIT = /^\D*(\d)(?:\D*\1){5,}\D*$/;
const RUN = '01234567890123456789';

type Plans = typeof import('libphonenumber-js/min');
const require = createRequire(import.meta.url);
let loaded: Plans | undefined;

/** The numbering plans, loaded once a number needs them, since most commands never do. */
function plans(): Plans {
  loaded ??= require('libphonenumber-js/min') as Plans;
  return loaded;
}

/** @throws ThroughlineError `COUNTRY` when the country is not an ISO 3166-1 code with a numbering plan. */
export function phone(country = 'GB'): Standardiser {
  const region = country.toUpperCase();
  if (!isSupported(region))
    throw unusable('COUNTRY', 'a phone column names a country that has no numbering plan', {
      hint: 'give the country as a two-letter ISO 3166-1 code, for example GB',
    });
  return (text) => {
    if (isScientific(text)) return invalid(SCIENTIFIC_REASON);
    const numbers = piecesOf(withoutDecimals(text)).flatMap((piece) => e164(piece, region) ?? []);
    if (numbers.length === 0) return ONE_DIGIT.test(text) ? OBVIOUS : NOT_A_NUMBER;
    const real = [...new Set(numbers)].filter((number) => !isMadeUp(number));
    return real.length === 0 ? OBVIOUS : value(...real.map((exact): Levels => ({ exact })));
  };
}

// British numbers in the usual forms need no library.
const isSupported = (region: string): region is CountryCode =>
  region === 'GB' || plans().isSupportedCountry(region);

const piecesOf = (text: string): string[] =>
  BETWEEN_NUMBERS.test(text) ? text.split(BETWEEN_NUMBERS) : [text];

/** The number in E.164, or undefined when it is no possible number of the region or abroad. */
export function e164(text: string, region: CountryCode): string | undefined {
  const british = region === 'GB' ? PLAIN_BRITISH.exec(text.replace(FILLING, '')) : null;
  if (british !== null) return `+44${british[1]}`;
  const { parsePhoneNumberFromString } = plans();
  const parsed = parsePhoneNumberFromString(text, region);
  if (parsed?.isPossible() !== true || CUT_SHORT.test(parsed.number)) return undefined;
  const again = parsePhoneNumberFromString(parsed.number)?.number;
  return again === parsed.number ? again : undefined;
}

/** Seven or more equal digits at the end, or a run such as 123456789. */
function isMadeUp(number: string): boolean {
  const tail = number.slice(-7);
  return isOneCharacter(tail) || RUN.includes(number.slice(-8));
}
