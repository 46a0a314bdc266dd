/** Numbers in words, and labels in lines: how wide a text is can only be guessed, so it is guessed wide. */
import { visible } from '../pages/index.ts';
import { isShown, type Mark } from './types.ts';

/** The smallest number that is not written as 0. */
export const SMALLEST = 5e-5;

const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const BELOW_ONE = new Intl.NumberFormat('en-GB', {
  maximumFractionDigits: 4,
  maximumSignificantDigits: 2,
  roundingPriority: 'lessPrecision',
});

/** The sign after a number, which stays in its line. */
const PERCENT = '\u00a0%';

/** A number with thousands separators and up to two decimals, below 1 two digits that are not 0, and its percent sign. */
export const numberText = (value: number, unit?: string): string =>
  `${(value < 1 ? BELOW_ONE : NUMBER).format(value)}${unit === '%' ? PERCENT : ''}`;

/** The number, or the symbol in its place. */
export const markText = (mark: Mark, unit?: string): string =>
  isShown(mark) ? numberText(mark, unit) : mark.symbol;

const WITH_PLACES = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 2 });

/** How each of these marks is written beside the others: all with decimals where one has some. */
export function marksText(marks: readonly Mark[], unit: string): (mark: Mark) => string {
  const hasPlaces = marks.some((mark) => isShown(mark) && !Number.isInteger(mark));
  return (mark) =>
    hasPlaces && isShown(mark) && (mark >= 1 || mark === 0)
      ? `${WITH_PLACES.format(mark)}${unit === '%' ? PERCENT : ''}`
      : markText(mark, unit);
}

const GRAPHEMES = new Intl.Segmenter('en-GB', { granularity: 'grapheme' });
/** What a reader takes for letters. Of the ASCII characters each is one. */
const graphemes = (text: string): string[] =>
  /^[\x20-\x7e]*$/.test(text) ? text.split('') : [...GRAPHEMES.segment(text)].map(({ segment }) => segment);

/** Widths in parts of the size of the type, after the widest of the types that a page may be set in. */
const WIDTHS: readonly [RegExp, number][] = [
  [/^[iljtfrI.,:;'’|!()[\]\s-]/u, 0.4],
  [/^[mwMW@%]/u, 0.98],
  [/^[\p{Lu}&]/u, 0.74],
  [/^[\u0020-\u2e7f]/u, 0.63],
];
const WIDEST = 1.1;

const widthOfLetter = (letter: string): number => WIDTHS.find(([kind]) => kind.test(letter))?.[1] ?? WIDEST;
const ASCII = Array.from({ length: 128 }, (_, code) => widthOfLetter(String.fromCharCode(code)));

/** About how wide a text is as a reader sees it, in the units of the size of its type. */
export const widthOf = (text: string, size: number): number =>
  graphemes(visible(text)).reduce(
    (sum, letter) =>
      sum + (ASCII[letter.length === 1 ? letter.charCodeAt(0) : -1] ?? widthOfLetter(letter)) * size,
    0,
  );

export interface Lines {
  readonly lines: readonly string[];
  /** Whether the text was longer than that. */
  readonly cut: boolean;
}

/**
 * A text in lines no wider than `width`, at most so many of them, the last with an ellipsis where there is more. A word
 * that is wider is broken. No line begins with what a spreadsheet would take for a formula where the text does not.
 */
export function wrapped(text: string, size: number, width: number, most: number): Lines {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+(?![=+\-@])/u)) {
    for (const piece of pieces(word, size, width)) {
      const longer = line === '' ? piece : `${line} ${piece}`;
      if (line !== '' && widthOf(longer, size) > width) {
        lines.push(line);
        line = piece;
      } else {
        line = longer;
      }
    }
  }
  lines.push(line);
  if (lines.length <= most) {
    return { lines, cut: false };
  }
  const kept = lines.slice(0, most);
  return { lines: [...kept.slice(0, -1), shortened(kept.at(-1)!, size, width)], cut: true };
}

/** A line without as much of its end as the ellipsis needs. */
function shortened(line: string, size: number, width: number): string {
  const letters = graphemes(line);
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size) > width) {
    letters.pop();
  }
  return `${letters.join('').trimEnd()}…`;
}

/** A word, broken wherever it grows too wide. */
function pieces(word: string, size: number, width: number): string[] {
  if (widthOf(word, size) <= width) {
    return [word];
  }
  const found: string[] = [];
  let piece = '';
  for (const letter of graphemes(word)) {
    if (piece !== '' && widthOf(piece + letter, size) > width) {
      found.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...found, piece];
}
