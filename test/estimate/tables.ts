/** Published capture histories. Lists that were not named stand as letters in their sources. */
import { type Combination, type Histories, historiesOf } from '../../src/estimate/index.ts';

/** From counts by names joined with `&`. */
export const byNames = (lists: readonly string[], counts: Readonly<Record<string, number>>): Histories =>
  historiesOf(
    lists,
    Object.entries(counts).map(([names, people]): Combination => ({ lists: names.split('&'), people })),
  );

/**
 * Potential victims of trafficking in the United Kingdom, 2013: Bales, Hesketh and Silverman (2015), Significance
 * 12:16-21; the table UKdat of the R package SparseMSE. LA local authorities, NG non-governmental organisations, PF
 * police forces, GO government organisations, GP general public, NCA National Crime Agency.
 */
const UK_COUNTS = {
  LA: 54,
  NG: 463,
  PF: 907,
  GO: 695,
  GP: 316,
  NCA: 57,
  'LA&NG': 15,
  'LA&PF': 19,
  'LA&GO': 3,
  'NG&PF': 56,
  'NG&GO': 19,
  'NG&GP': 1,
  'NG&NCA': 3,
  'PF&GO': 69,
  'PF&GP': 10,
  'PF&NCA': 31,
  'GO&GP': 8,
  'GO&NCA': 6,
  'GP&NCA': 1,
  'LA&NG&PF': 1,
  'LA&NG&GO': 1,
  'NG&PF&GO': 4,
  'NG&PF&NCA': 3,
  'PF&GO&NCA': 1,
  'LA&NG&PF&GO': 1,
};
export const UK = byNames(['LA', 'NG', 'PF', 'GO', 'GP', 'NCA'], UK_COUNTS);

/** The same with the police and the National Crime Agency as one list: UKdat_5. */
export const UK_FIVE = historiesOf(
  ['LA', 'NG', 'PFNCA', 'GO', 'GP'],
  Object.entries(UK_COUNTS).map(
    ([names, people]): Combination => ({
      lists: [...new Set(names.split('&').map((name) => (['PF', 'NCA'].includes(name) ? 'PFNCA' : name)))],
      people,
    }),
  ),
);

/** 1-based cell numbers of the R package MultipleSystemsEstimation 1.3 (cell 2 is the first list alone). */
const byCells = (lists: string, counts: Readonly<Record<number, number>>): Histories => ({
  lists: lists.split(''),
  counts: Array.from({ length: 2 ** lists.length }, (_, index) => counts[index + 1] ?? 0),
});

/** Victims of sex trafficking at a western site of the United States: Farrell and others (2019), by Chan and others (2021). */
export const WESTERN = byCells('ABCDE', {
  2: 52,
  3: 90,
  5: 114,
  6: 4,
  7: 6,
  9: 45,
  10: 2,
  11: 1,
  15: 1,
  17: 21,
  18: 5,
  22: 1,
  25: 3,
});

/** Victims of trafficking in Greater New Orleans, eight lists: Bales, Murphy and Silverman (2020), 186 cases. */
export const NEW_ORLEANS = byCells('ABCDEFGH', {
  2: 25,
  3: 5,
  5: 70,
  6: 1,
  9: 33,
  10: 2,
  13: 2,
  17: 6,
  18: 1,
  21: 1,
  25: 2,
  26: 1,
  33: 6,
  35: 1,
  65: 6,
  69: 1,
  70: 1,
  129: 21,
  145: 1,
});

/** The same with the four smallest lists as one. */
export const NEW_ORLEANS_FIVE = byCells('ABCDE', {
  2: 25,
  3: 24,
  4: 1,
  5: 70,
  6: 1,
  7: 2,
  8: 1,
  9: 33,
  10: 2,
  11: 2,
  12: 1,
  13: 2,
  17: 21,
  19: 1,
});

/** Women taken from Korea to a military brothel, three lists: Ball and others (2018), by Silverman and others (2024). */
export const KOREA: Histories = { lists: ['b', 'c', 'd'], counts: [0, 5, 5, 54, 41, 6, 0, 12] };

/** Killings in Kosovo, 1999, four lists: Ball and others (2002). EXH, ABA, OSCE, HRW. */
export const KOSOVO: Histories = {
  lists: ['EXH', 'ABA', 'OSCE', 'HRW'],
  counts: [0, 1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27],
};

/** Three lists on which some models have no estimate: table 2 of Chan, Silverman and Vincent (2021). */
export const ARTIFICIAL = byNames(['A', 'B', 'C'], { A: 40, B: 30, C: 20, 'A&B': 6 });
