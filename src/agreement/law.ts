/** The provisions of law that an agreement can name, in words, with where each list comes from. */
import { readFileSync } from 'node:fs';
import type { DataCategory } from './types.ts';

export type CodeList =
  | 'article-6'
  | 'article-9'
  | 'schedule-1'
  | 'section-35'
  | 'section-36'
  | 'schedule-8'
  | 'gateways'
  | 'confidence'
  | 'national-data-opt-out'
  | 'special-category-words'
  | 'criminal-offence-words';

interface Codes {
  readonly source: string;
  readonly codes: Readonly<Record<string, string>>;
}

/** The lists that ship with the program. They say what can be named, not what is right in a case. */
export const LAW: Readonly<Record<CodeList, Codes>> = JSON.parse(
  readFileSync(new URL('./law.json', import.meta.url), 'utf8'),
);

/** Stands wherever law is printed. */
export const NOT_LEGAL_ADVICE =
  'This is not legal advice: it prints the provisions that the agreement names, and does not judge them.';

/** What a provision is about, or undefined where the lists do not have it. */
export function wordsOf(list: CodeList, code: string | number): string | undefined {
  const { codes } = LAW[list];
  return Object.hasOwn(codes, String(code)) ? codes[String(code)] : undefined;
}

/** The categories that the words of a name reveal, e.g. `ethnic-group`. */
export function categoriesOfName(name: string): DataCategory[] {
  const words = name.split('-');
  const reveals = (list: CodeList): boolean => words.some((word) => wordsOf(list, word) !== undefined);
  return [
    ...(reveals('special-category-words') ? (['special-category'] as const) : []),
    ...(reveals('criminal-offence-words') ? (['criminal-offence'] as const) : []),
  ];
}
