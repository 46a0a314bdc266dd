/** Labelled files for rehearsals: invented people, each in several records that are not quite alike. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvLines } from '../../src/files/index.ts';
import { scratch } from '../files/helpers.ts';
import { background, type Card } from './partnership.ts';
import { type Random, seeded, shuffled } from './random.ts';

export interface LabelledRow {
  readonly person: string;
  readonly origin: string;
  readonly card: Omit<Card, 'label'>;
}

export const HEADER = ['person', 'origin', 'given', 'family', 'born', 'home'];

export const COLUMNS = `given: { identifier: forename }
family: { identifier: surname }
born: { identifier: date-of-birth, format: YYYY-MM-DD }
home: { identifier: postcode }
`;

const NOTHING: LabelledRow['card'] = { forename: '', surname: '', born: '', postcode: '' };

/** Writes a file into a folder of its own. */
export function written(name: string, content: string): string {
  const file = join(scratch(), name);
  writeFileSync(file, content);
  return file;
}

export const csvOf = (rows: readonly LabelledRow[]): string =>
  csvLines([
    HEADER,
    ...rows.map(({ person, origin, card: { forename, surname, born, postcode } }) => [
      person,
      origin,
      forename,
      surname,
      born,
      postcode,
    ]),
  ]);

/** Records of people, some with two; a few rows have nothing in them but a label. */
export function labelledRows(seed: number, people: number): LabelledRow[] {
  const random = seeded(seed);
  const { police, health } = background(seed, people);
  const rows = [...police, ...health].map((card): LabelledRow => {
    const person = `person ${card.label.slice(1)}`;
    return { person, origin: originOf(person), card: random() < 0.03 ? NOTHING : card };
  });
  return shuffled(random, rows);
}

/** The rows in two files. */
export function inTwo(rows: readonly LabelledRow[], random: Random): [LabelledRow[], LabelledRow[]] {
  const files: [LabelledRow[], LabelledRow[]] = [[], []];
  for (const row of rows) files[random() < 0.5 ? 0 : 1].push(row);
  return files;
}

const originOf = (person: string): string => ['north', 'south', ''][Number(person.split(' ')[1]) % 3]!;
