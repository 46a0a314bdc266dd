/**
 * What one cell of a published table says: a number, a mark in place of one, or neither.
 *
 * Marks are those of UK publications: `<5`, `fewer than five`, `≤4`, `1-4`, `*`, `c`, `[c]`, `s`, `DIS`, `supp.`, `..`, `:`,
 * `~`, a dash, and a blank. `[low]` is more than nothing and rounds to nothing. `[x]`, `[z]`, `[u]` and `n/a` stand where
 * there is no number to hide. What a number carries behind it (`12*`, `12 [note 3]`, `12¹`, `12 (a)`, `12r`) is a remark.
 */

export type Reading =
  | Figure
  | Mark
  | { readonly kind: 'absent'; readonly printed: string }
  | { readonly kind: 'text' };

export interface Figure {
  readonly kind: 'number';
  readonly value: number;
  readonly decimals: number;
  readonly percent: boolean;
  /** How it is written, where that is not as most numbers are. */
  readonly form?: NumberForm;
}

/** `1e3`; `1.234`, which is a thousand or a fraction; `1.234.567`; `97,1`; `1,234`. */
export type NumberForm = 'scientific' | 'dot' | 'dots' | 'decimal comma' | 'comma';

/** Something hidden. Ends are there only where the mark itself gives them. */
export interface Mark {
  readonly kind: 'hidden';
  readonly mark: 'blank' | 'symbol' | 'about' | 'fewer' | 'between' | 'more' | 'low';
  readonly from?: number;
  readonly to?: number;
  /** The mark as it stands; nothing but what is known for a mark is one. */
  readonly printed: string;
}

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const COUNT = `(\\d{1,4}|${WORDS.join('|')})`;
const SEPARATED = String.raw`\d{1,3}(?:([,.'’\u00a0\u2009\u202f ])\d{3}(?:\3\d{3})*)?|\d+`;
const NUMBER = new RegExp(String.raw`^([+\-−–]?)(${SEPARATED})(?:([.,])(\d+))?\s*(%|per ?cent|pc)?$`, 'i');
const SCIENTIFIC = /^([+\-−–]?)(\d+)(?:\.(\d+))?e([+-]?\d{1,2})$/i;
const NIL = /^(?:nil|none|zero|nought)$/i;
const FEWER = new RegExp(`^(?:n ?)?(?:<|fewer than|less than|under|below)\\s*${COUNT}$`, 'i');
const AT_MOST = new RegExp(`^(?:≤|<=|=<|up to|at most|no more than)\\s*${COUNT}$`, 'i');
const OR_FEWER = new RegExp(`^${COUNT}\\s+or\\s+(?:fewer|less|under|below)$`, 'i');
const MORE = new RegExp(`^(?:>|more than|over|above)\\s*${COUNT}$`, 'i');
const AT_LEAST = new RegExp(`^(?:≥|>=|at least|no fewer than)\\s*${COUNT}$`, 'i');
const OR_MORE = new RegExp(`^${COUNT}(?:\\s*\\+|\\s+or\\s+(?:more|over|above))$`, 'i');
const BETWEEN = new RegExp(`^(?:between\\s+)?${COUNT}\\s*(?:-|–|−|to|and)\\s*${COUNT}$`, 'i');
const ABOUT = /^(?:~|≈|c\.|ca\.?|circa|about|around|approx\.?|approximately)\s*[\d,. ]+%?$/i;
const SYMBOL =
  /^(?:\*{1,3}|[[(]?(?:c|s|dis|disc|supp?|suppr|suppressed|disclosive|confidential|hidden|withheld|redacted)\.?[\])]?|\.{1,3}|…|:|#|~|-{1,3}|[–—−])$/i;
const ABSENT = /^(?:\[[xzuk]\]|n\/?a|n\.a\.?|not applicable|not available|not collected|nil return|x|z)$/i;
/** What tells of a number without changing it: notes, provisional and revised figures. */
const REMARK =
  /(?:\s*\[(?:note[^\]]*|[abdefnpr]|\d+)\]|\s*\((?:note[^)]*|[abdefnpr])\)|\s*[*†‡§¶#⁰¹²³⁴-⁹]+|\^\d+|(?<=\d)[pre])$/i;
/** Marks that steer the direction of writing, and others that take no room. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** What the cell says. A percentage sign may have hidden or shown digits before it. */
export function readCell(cell: string): Reading {
  const text = plainCell(cell);
  if (text === '') return { kind: 'hidden', mark: 'blank', printed: '' };
  const own = readPlain(text);
  if (own.kind !== 'text') return own;
  const bare = text.replace(REMARK, '').trim();
  // A remark stands behind something that has a number in it: `**` is a mark, and no nothing with a footnote.
  if (bare === text || !/\d/.test(bare)) return own;
  return readCell(bare);
}

/** The cell in the letters and digits that the patterns know. */
function plainCell(cell: string): string {
  return cell
    .replace(UNSEEN, '')
    .replace(/&lt;|＜|﹤/g, '<')
    .replace(/⩽|≦/g, '≤')
    .replace(/[٠-٩۰-۹０-９]/g, (digit) => String(digitOf(digit)))
    .trim();
}

/** Each script's digits stand in a row that begins with its nought. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0)!;
  const nought = [0x660, 0x6f0, 0xff10].findLast((start) => code >= start)!;
  return code - nought;
}

function readPlain(text: string): Reading {
  const number = readNumber(text);
  if (number !== undefined) return number;
  if (NIL.test(text)) return { kind: 'number', value: 0, decimals: 0, percent: false };
  const hidden = (mark: Mark['mark'], from?: number, to?: number): Mark => ({
    kind: 'hidden',
    mark,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    printed: text.replace(/\s+/g, ' '),
  });
  if (/^\[?low\]?$/i.test(text)) return hidden('low');
  const bare = text
    .replace(/\s*(?:%|per ?cent)$/i, '')
    .replace(/\s+(?:people|persons|cases|individuals)$/i, '');
  const found = (pattern: RegExp): number | undefined => {
    const count = pattern.exec(bare)?.[1];
    return count === undefined ? undefined : countOf(count);
  };
  const under = found(FEWER);
  const most =
    found(AT_MOST) ?? found(OR_FEWER) ?? (under === undefined || under === 0 ? undefined : under - 1);
  if (most !== undefined) return hidden('fewer', undefined, most);
  const over = found(MORE);
  const least = found(AT_LEAST) ?? found(OR_MORE) ?? (over === undefined ? undefined : over + 1);
  if (least !== undefined) return hidden('more', least);
  const between = BETWEEN.exec(bare);
  if (between !== null) {
    const [from, to] = [countOf(between[1]!), countOf(between[2]!)];
    if (from < to) return hidden('between', from, to);
  }
  if (ABOUT.test(text)) return hidden('about');
  if (SYMBOL.test(bare)) return hidden('symbol');
  return ABSENT.test(text) ? { kind: 'absent', printed: text } : { kind: 'text' };
}

const countOf = (count: string): number => {
  const word = WORDS.indexOf(count.toLowerCase());
  return word === -1 ? Number(count) : word;
};

function readNumber(text: string): Figure | undefined {
  const scientific = SCIENTIFIC.exec(text);
  if (scientific !== null) {
    const [, sign = '', whole = '', fraction = '', power = ''] = scientific;
    const decimals = Math.max(0, fraction.length - Number(power));
    const size = Number(`${whole}.${fraction}0e${power}`);
    return { kind: 'number', value: signed(sign, size), decimals, percent: false, form: 'scientific' };
  }
  const [, sign = '', whole = '', between, point, fraction = '', percent = ''] = NUMBER.exec(text) ?? [];
  if (whole === '' || (point !== undefined && point === between)) return undefined;
  const isFraction = between === '.' && point === undefined && /^[1-9]\d*\.\d{3}$/.test(whole);
  const isSmall = between === '.' && point === undefined && /^0+\./.test(whole);
  const digits = isFraction || isSmall ? whole : `${whole.replace(/\D/g, '')}.${fraction}0`;
  const form: NumberForm | undefined = isFraction
    ? 'dot'
    : isSmall
      ? undefined
      : point === ','
        ? 'decimal comma'
        : between === '.'
          ? 'dots'
          : between === ',' && point === undefined
            ? 'comma'
            : undefined;
  return {
    kind: 'number',
    value: signed(sign, Number(digits)),
    decimals: isFraction || isSmall ? 3 : fraction.length,
    percent: percent !== '',
    ...(form === undefined ? {} : { form }),
  };
}

const signed = (sign: string, size: number): number =>
  sign === '' || sign === '+' || size === 0 ? size : -size;

const PAIR = /^(.+?)\s*\((.*%.*|[^()]*)\)$/;

/**
 * A count with its share in one cell, `134 (29.9%)`, as two cells; undefined where the cell is anything else.
 * An interval after a share is left out.
 */
export function splitPair(cell: string): readonly [string, string] | undefined {
  const [, first, second] = PAIR.exec(cell.trim()) ?? [];
  if (first === undefined || second === undefined || !/%/.test(second)) return undefined;
  const readings = [readCell(first), readCell(second)];
  return readings.every(({ kind }) => kind === 'number' || kind === 'hidden') ? [first, second] : undefined;
}
