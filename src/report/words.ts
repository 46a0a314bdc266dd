/** Names, days and numbers as a report writes them. */
import type { Agreement } from '../agreement/index.ts';
import { NOT_CONTROLLED } from '../disclose/index.ts';
import { grouped } from '../errors.ts';
import type { Cell, Column } from './assessment.ts';

/** Stands on every page and sheet of a draft. */
export const DRAFT = `DRAFT - ${NOT_CONTROLLED}: exact figures, which may not leave this workspace`;

/** The name of the workbook beside the CSV files, without its ending. */
export const WORKBOOK = 'all-tables';

const SERVICES: Readonly<Record<string, string>> = {
  police: 'Police',
  health: 'Health',
  housing: 'Housing',
  childrens: 'Children’s services',
};

export type Names = ReadonlyMap<string, string>;

/** What each agency is called, by its id: its service, or where several give the same service, its own name. */
export function agencyNames({ parties }: Pick<Agreement, 'parties'>): Names {
  const agencies = parties.filter(({ part }) => part === 'agency');
  const isOnly = (service: string | undefined): boolean =>
    agencies.filter((party) => party.service === service).length === 1;
  return new Map(
    agencies.map(({ id, name, service }) => [
      id,
      (isOnly(service) ? SERVICES[service ?? ''] : undefined) ?? name,
    ]),
  );
}

/** A key of a table with the names of agencies in it, alone, in a combination, or along a route. */
export const named = (key: string, names: Names): string =>
  key
    .split(/( → | \+ |: | only$|, known twice$)/)
    .map((part) => names.get(part) ?? part)
    .join('');

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `1 April 2025`, of `2025-04-01`. */
export const dayWords = (day: string): string => DAY.format(new Date(`${day}T00:00:00Z`));

export const windowWords = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  `${dayWords(from)} to ${dayWords(to)}`;

/** A cell as it is read: a number with its separators and places, anything else as it is. */
export function cellWords({ kind }: Pick<Column, 'kind'>, cell: Cell): string {
  if (typeof cell === 'string') return cell;
  const number = Math.abs(cell);
  const written =
    kind === 'count' || kind === 'number'
      ? `${grouped(Math.floor(number))}${number % 1 === 0 ? '' : (number % 1).toFixed(1).slice(1)}`
      : number.toFixed(kind === 'ratio' ? 2 : 1);
  return `${cell < 0 ? '−' : ''}${written}`;
}

/** `a, b and c`. */
export const list = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** A word as it may stand in an id. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
