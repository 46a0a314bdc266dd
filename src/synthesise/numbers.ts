/**
 * Numbers that are valid in form and belong to nobody.
 *
 * - Local ids: a running number passed through a fixed one-to-one shuffle, so that neighbours do not lie
 *   side by side in number.
 * - NHS numbers: the range 999, set aside for test data (NHS England), with modulus 11 check digit (NHS Data
 *   Model and Dictionary). It holds 909,090 usable numbers; after that people get none.
 * - UPNs: local authority numbers 100 to 199, which no authority has; check letter as in the Government Data
 *   Standards Catalogue. 100 million before they would repeat.
 * - PNC ids: check letter modulo 23. Serial numbers run through ten million a year of issue.
 * - Phones: Ofcom's numbers for use in drama, 07700 900xxx and then its landline ranges, 17,000 in all. A
 *   population with more phones goes on in 07700 901000 to 999999, which is not set aside: never ring them.
 *   After 116,000 phones the numbers repeat, so in a very large population strangers share some.
 */

/** `count` mapped one to one onto 0 .. `modulus` - 1, by a factor that shares no divisor with it. */
function shuffled(count: number, modulus: number, factor: number): number {
  return ((count % modulus) * factor + 7_919) % modulus;
}

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** A local id: a prefix and eight digits, no two alike for 100 million people. */
export const localId = (prefix: string, count: number): string =>
  `${prefix}${padded(shuffled(count, 100_000_000, 61_803_399), 8)}`;

/** Deals NHS numbers of the test range until they run out, then undefined. */
export class NhsNumbers {
  #dealt = 0;

  next(): string | undefined {
    while (this.#dealt < 1_000_000) {
      const base = `999${padded(shuffled(this.#dealt++, 1_000_000, 387_421), 6)}`;
      let sum = 0;
      for (let at = 0; at < 9; at++) sum += (10 - at) * Number(base[at]);
      const check = (11 - (sum % 11)) % 11;
      if (check < 10 && !(check === 9 && base === '999999999')) return base + check;
    }
    return undefined;
  }
}

const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/** The UPN with running number `count` of a child who started school in `year`. */
export function upn(count: number, year: number): string {
  const place = shuffled(count, 100_000_000, 61_803_399);
  const authority = 100 + Math.floor(place / 1_000_000);
  const school = 2000 + (Math.floor(place / 1000) % 1000);
  const rest = `${authority}${school}${padded(year % 100, 2)}${padded(place % 1000, 3)}`;
  let sum = 0;
  for (let at = 0; at < 12; at++) sum += (at + 2) * Number(rest[at]);
  return UPN_LETTERS[sum % 23]! + rest;
}

const PNC_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY';

/** The PNC id with running number `count` of somebody first recorded in `year`. */
export function pncId(count: number, year: number): string {
  const serial = padded(1 + shuffled(count, 9_999_999, 6_180_340), 7);
  return `${year}/${serial}${PNC_LETTERS[Number(padded(year % 100, 2) + serial) % 23]}`;
}

/** Ofcom, "Telephone numbers for use in TV and radio drama programmes"; each stands for a thousand. */
const DRAMA_RANGES = (
  '07700 900|0113 496 0|0114 496 0|0115 496 0|0116 496 0|0117 496 0|0118 496 0|0121 496 0|0131 496 0|' +
  '0141 496 0|0151 496 0|0161 496 0|020 7946 0|0191 498 0|028 9649 6|029 2018 0|01632 960'
).split('|');
const DRAMA_NUMBERS = DRAMA_RANGES.length * 1000;
const OTHER_MOBILES = 99_000;

/** The phone with running number `count`. */
export function phone(count: number): string {
  const at = count % (DRAMA_NUMBERS + OTHER_MOBILES);
  if (at >= DRAMA_NUMBERS) {
    return `07700 ${901_000 + shuffled(at - DRAMA_NUMBERS, OTHER_MOBILES, 38_197)}`;
  }
  return DRAMA_RANGES[Math.floor(at / 1000)]! + padded(shuffled(at % 1000, 1000, 617), 3);
}
