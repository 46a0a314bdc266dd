/**
 * How wide text is on a terminal, and fitting it into a width. A grapheme takes two columns when it is East
 * Asian wide or full-width (Unicode Standard Annex 11) or an emoji, none when it only combines, else one.
 */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const HALF_WIDTH = /^[\uff61-\uffdc]/u;
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;
const ASCII = /^[ -~]*$/;
const EMOJI_STYLE = '\ufe0f';

const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), (part) => part.segment);

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  if (HALF_WIDTH.test(grapheme)) return 1;
  return WIDE.test(grapheme) || grapheme.includes(EMOJI_STYLE) ? 2 : 1;
}

/** The terminal columns that `text` takes. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** `text` with spaces added on one side up to `width` columns; longer text comes back as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** The longest beginning of `text` that fits in `width` columns (at least 1), its last column `…` when cut. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return `${take(text, width - 1).trimEnd()}…`;
}

/**
 * `text` as lines of at most `width` columns, broken at spaces. A word longer than the width is broken
 * inside. Always at least one line.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    let rest = word;
    const joined = line === '' ? rest : `${line} ${rest}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    while (displayWidth(rest) > width) {
      const head = take(rest, width) || (graphemes(rest)[0] ?? rest);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line = rest;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** `text` after `lead`, as lines of at most `width` columns; those after the first are set in under it. */
export function hang(lead: string, text: string, width: number): string[] {
  const indent = displayWidth(lead);
  return wrap(text, Math.max(width - indent, 1)).map((line, at) =>
    `${at === 0 ? lead : ' '.repeat(indent)}${line}`.trimEnd(),
  );
}

/** As many whole graphemes from the start as fit in `width` columns. */
function take(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > width) break;
    taken += grapheme;
  }
  return taken;
}
