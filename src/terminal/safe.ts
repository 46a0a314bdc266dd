/**
 * Text that a terminal will only show. Names of files, codes and categories come from other people's
 * systems: an escape sequence in one could clear the screen, and a direction override could show a number
 * backwards.
 */

/** Controls, lone surrogates, direction marks and overrides, line separators, invisible joins. */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * `text` on one line, with every character that could steer the terminal written out, e.g. `\u{1b}`.
 * Tabs and line ends become one space. Letters of every script, accents and joiners within emoji stay.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\t\n\r]+/g, ' ').replaceAll(UNSAFE, escaped);
}

const escaped = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
