/**
 * UK postcode: unit (`SW1A 1AA`), sector (`SW1A 1`) and district (`SW1A`).
 *
 * The form is that of BS 7666 and the Government Data Standards Catalogue ("Postcode" 2.1): six outward
 * shapes, which letters may stand where, and an inward part of a digit and two letters out of all but
 * C I K M O V. Districts of two digits do not begin with 0, and the W1 letters withdrawn in 2000 still count,
 * since old records hold them. A code in good form is accepted whatever its
 * area; a code that is not is repaired (O for 0, 0 for O, I for 1, 1 for I, a padded district such as L01)
 * only when exactly one repair is in form and in an area that Royal Mail uses. A lone district or sector
 * yields the levels it has.
 *
 * ZZ99 codes (NHS Organisation Data Service pseudo postcodes) and areas of one letter twice are placeholders.
 */
import { POSTCODE_AREAS } from './postcode-areas.ts';
import { invalid, type Levels, placeholder, type Standardised, type Standardiser, value } from './types.ts';

const OUTWARD =
  /^(?:[A-PR-UWYZ](?:\d|[1-9]\d|[1-9][A-HJKMNPR-Y])|[A-PR-UWYZ][A-HK-Y](?:\d|[1-9]\d|[1-9][ABEHMNPRVWXY])|GIR)$/;
const BARE_OUTWARD_ZERO = /^[A-Z]0$/;
const INWARD = /^\d[ABD-HJLNP-UW-Z]{2}$/;
const SECTOR_DIGIT = /^\d$/;
const DOUBLED_LETTER = /^([A-Z])\1/;
const AREA = /^[A-Z]{1,2}/;
const PADDED_DISTRICT = /^([A-Z]{1,2})0(\d)$/;
const GAPS = /[^A-Z0-9]+/g;
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', '0': 'O', I: '1', '1': 'I' };
const NOT_A_POSTCODE = invalid('not a UK postcode');
const PSEUDO = placeholder('a pseudo postcode');

/** A postcode of the country (ISO 3166-1, GB unless said): another country's is folded text at `unit` level. */
export function postcode(country = 'GB'): Standardiser {
  return country.toUpperCase() === 'GB' ? ukPostcode : foreignPostcode;
}

const foreignPostcode: Standardiser = (text) => {
  const code = text.normalize('NFKC').toUpperCase().replace(GAPS, '');
  return code === '' ? invalid('no letter or digit') : value({ unit: code });
};

/** True of a full unit in good form as written. */
export function isFullPostcode(text: string): boolean {
  const code = text.toUpperCase().replace(GAPS, '');
  return INWARD.test(code.slice(-3)) && isOutward(code.slice(0, -3));
}

const ukPostcode: Standardiser = (text) => {
  const spaced = text.normalize('NFKC').toUpperCase().replace(GAPS, ' ').trim();
  const code = spaced.replace(GAPS, '');
  if (code.length < 2 || code.length > 8) return NOT_A_POSTCODE;
  if (isPseudo(code)) return PSEUDO;
  return unitOf(code) ?? partOf(spaced, code) ?? repaired(code) ?? NOT_A_POSTCODE;
};

const isOutward = (text: string): boolean => OUTWARD.test(text) && !BARE_OUTWARD_ZERO.test(text);

const inRealArea = (outward: string): boolean => POSTCODE_AREAS.has(AREA.exec(outward)?.[0] ?? '');

function isPseudo(code: string): boolean {
  return code.startsWith('ZZ') || (DOUBLED_LETTER.test(code) && !inRealArea(code));
}

function unitOf(code: string): Standardised | undefined {
  const outward = code.slice(0, -3);
  const inward = code.slice(-3);
  return isOutward(outward) && INWARD.test(inward) ? value(levelsOf(outward, inward)) : undefined;
}

function levelsOf(outward: string, inward: string): Levels {
  const sector = `${outward} ${inward[0]}`;
  return { unit: `${outward} ${inward}`, sector, district: outward };
}

/** A district alone, or a district and the digit of the sector. */
function partOf(spaced: string, code: string): Standardised | undefined {
  const [outward = '', digit, more] = spaced.split(' ');
  if (more !== undefined) return undefined;
  if (digit === undefined && isOutward(outward)) return value({ district: outward });
  const head = digit === undefined ? code.slice(0, -1) : outward;
  const tail = digit ?? code.slice(-1);
  if (!isOutward(head) || !SECTOR_DIGIT.test(tail)) return undefined;
  return value({ sector: `${head} ${tail}`, district: head });
}

function repaired(code: string): Standardised | undefined {
  const inward = repairedInward(code.slice(-3));
  if (inward === undefined) return undefined;
  const outward = code.slice(0, -3);
  const candidates = new Set(
    outwardCandidates(outward).filter((text) => isOutward(text) && inRealArea(text)),
  );
  const [only] = candidates;
  return candidates.size === 1 ? value(levelsOf(only!, inward)) : undefined;
}

/** The inward part with its digit repaired; its letters are never O or I, so 0 and 1 there are beyond repair. */
function repairedInward(inward: string): string | undefined {
  const first = inward[0] ?? '';
  const digit = first === 'O' || first === 'I' ? LOOKALIKES[first]! : first;
  const text = digit + inward.slice(1);
  return INWARD.test(text) ? text : undefined;
}

/** Every reading of the outward part with its lookalikes exchanged, and the district without its padding. */
function outwardCandidates(outward: string): string[] {
  if (outward === '' || outward.length > 4) return [];
  let readings = [''];
  for (const character of outward) {
    const other = LOOKALIKES[character];
    readings = readings.flatMap((text) =>
      other === undefined ? [text + character] : [text + character, text + other],
    );
  }
  const unpadded = PADDED_DISTRICT.exec(outward);
  return unpadded === null ? readings : [...readings, `${unpadded[1]}${unpadded[2]}`];
}
