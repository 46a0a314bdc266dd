/**
 * Text of unknown origin as it may stand in a page: controls and direction overrides are written out, and a text that a
 * spreadsheet would take for a formula gets an apostrophe.
 */

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text of unknown origin as a reader sees it. */
export function visible(text: string): string {
  const written = text.replaceAll(UNSAFE, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return /^\s*[=+\-@]/.test(written) ? `'${written}` : written;
}

/** A text of unknown origin as it may stand anywhere in the page. */
export const shown = (text: string): string => escaped(visible(text));

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);

/** A text that may begin like a formula, such as a telephone number; nothing in it steers. */
export const plain = (text: string): Html => ({
  html: /^\s*[+-][\d ()-]*$/.test(text) ? escaped(text) : shown(text),
});

export type Part = string | number | Html | readonly (string | Html)[];

/** A template whose parts are escaped, unless they are HTML already; lists are joined. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const written = parts.map((part) =>
    Array.isArray(part) ? part.map(one).join('') : one(part as string | number | Html),
  );
  return { html: texts.map((text, i) => `${text}${written[i] ?? ''}`).join('') };
}

const one = (part: string | number | Html): string =>
  typeof part === 'object' ? part.html : shown(String(part));

/** Parts one after the other, with a text between them. */
export const joined = (parts: readonly Html[], between: string): Html => ({
  html: parts.map((part) => part.html).join(between),
});
