/** What the tests of this folder share: a scratch folder, a population read back, and check digits worked out anew. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { AGENCY_IDS, type AgencyId } from '../../src/synthesise/index.ts';

/** A new empty folder, which goes when the tests have run. */
export const scratch = (): string => mkdtempSync(join(tmpdir(), 'throughline-test-'));

export const SHAPES = {
  police: { encoding: 'utf-8', delimiter: ',', lineEnd: '\r\n', mark: true, columns: 26 },
  health: { encoding: 'utf-8', delimiter: ',', lineEnd: '\n', mark: false, columns: 19 },
  housing: { encoding: 'windows-1252', delimiter: ';', lineEnd: '\r\n', mark: false, columns: 21 },
  childrens: { encoding: 'utf-8', delimiter: '\t', lineEnd: '\r\n', mark: false, columns: 26 },
} as const;

export type Cells = Readonly<Record<string, string>>;

/** Every record of a file, the header first, ragged ones included. */
export function recordsOf(directory: string, agency: AgencyId): string[][] {
  const { encoding, delimiter, lineEnd } = SHAPES[agency];
  const text = new TextDecoder(encoding, { fatal: true }).decode(
    readFileSync(join(directory, `${agency}.csv`)),
  );
  return parse(text, { delimiter, record_delimiter: lineEnd, relax_column_count: true });
}

const byName = ([header, ...rows]: string[][]): Cells[] =>
  rows.map((row) => Object.fromEntries(header!.map((name, at) => [name, row[at] ?? ''])));

/** The rows of a file by column name. */
export const rowsOf = (directory: string, agency: AgencyId): Cells[] => byName(recordsOf(directory, agency));

export const truthOf = (directory: string, name: 'people' | 'records'): Cells[] =>
  byName(parse(readFileSync(join(directory, 'truth', `${name}.csv`), 'utf8')));

/** Names of the columns that hold the same thing at each agency. */
export const COLUMNS = {
  police: { id: 'PERSON_URN', surname: 'SURNAME', birth: 'DOB', day: 'INCIDENT_DATE', note: 'NOTES' },
  health: {
    id: 'Local Patient ID',
    surname: 'Family Name',
    birth: 'Date of Birth',
    day: 'Contact Date',
    note: 'Clinical Summary',
  },
  housing: {
    id: 'Applicant ID',
    surname: 'Applicant Name',
    birth: 'Date of Birth',
    day: 'Application Date',
    note: 'Case Notes',
  },
  childrens: { id: 'PersonID', surname: 'Surname', birth: 'BirthDate', day: 'StartDate', note: 'CaseNote' },
} as const;

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** A date in any of the four styles as YYYY-MM-DD, or undefined when no calendar has it. */
export function isoOf(cell: string): string | undefined {
  const slashed = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(cell);
  const worded = /^(\d\d)-([A-Z][a-z]{2})-(\d{4})$/.exec(cell);
  const packed = /^(\d{4})(\d\d)(\d\d)$/.exec(cell);
  const month = worded === null ? '' : String(MONTHS.indexOf(worded[2]!) / 3 + 1).padStart(2, '0');
  const iso =
    (slashed && `${slashed[3]}-${slashed[2]}-${slashed[1]}`) ??
    (worded && `${worded[3]}-${month}-${worded[1]}`) ??
    (packed && `${packed[1]}-${packed[2]}-${packed[3]}`) ??
    cell;
  const moment = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso) ? iso : undefined;
}

export const share = <T>(list: readonly T[], holds: (entry: T) => boolean): number =>
  list.filter(holds).length / list.length;

/** The sum of the digits of a text, each times its weight: `first` and then one more or less at each place. */
function weighted(digits: string, first: number, step: 1 | -1): number {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) sum += Number(digits[at]) * (first + step * at);
  return sum;
}

/** Modulus 11: the ten digits weighted 10 to 1 sum to a multiple of eleven. */
export const isNhsNumber = (digits: string): boolean =>
  /^\d{10}$/.test(digits) && weighted(digits, 10, -1) % 11 === 0;

export const isUpn = (code: string): boolean =>
  /^[A-Z]\d{12}$/.test(code) && 'ABCDEFGHJKLMNPQRTUVWXYZ'[weighted(code.slice(1), 2, 1) % 23] === code[0];

export function isPncId(code: string): boolean {
  const parts = /^\d\d(\d\d)\/(\d{7})([A-Z])$/.exec(code);
  return parts !== null && 'ZABCDEFGHJKLMNPQRTUVWXY'[Number(parts[1]! + parts[2]!) % 23] === parts[3];
}

/** The entries of a list by what `key` says of each. */
export function groupBy<T>(list: readonly T[], key: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of list) {
    const name = key(entry);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [entry]);
    else group.push(entry);
  }
  return groups;
}

export { AGENCY_IDS };
