/**
 * Pages of HTML that somebody files: each is one file that loads nothing and runs nothing, reads on a telephone and
 * prints on A4, and shows other people's texts harmlessly. What the pages are about is said elsewhere; here are the
 * parts that they are made of.
 */
export { type Html, html, joined, plain, shown, visible } from './html.ts';
export { page } from './page.ts';
export { contents, disclosure, list, paragraphs, section, type Table, table, unbroken } from './parts.ts';
export { FONT } from './style.ts';
