// What a scheme is measured on: an invented population as four agencies see it, or a labelled file of one's own.
import { basename, join } from 'node:path';
import { columnsOf, readAgreement, readColumns } from '../../dist/agreement/index.js';
import { AGENCY_IDS, synthesise } from '../../dist/synthesise/index.js';
import { localIdTruth, namedRows, rowTruth } from './tokens.mjs';

/** A population of so many people, invented under `folder`, with what the truth says of each. */
export async function populationSet(people, seed, folder) {
  await synthesise({ people, seed, out: folder });
  const agreement = await readAgreement(join(folder, 'agreement.yaml'));
  const byAgency = new Map(AGENCY_IDS.map((agency) => [agency, new Map()]));
  for await (const { cells } of namedRows(join(folder, 'truth', 'records.csv')))
    byAgency.get(cells.get('agency')).set(cells.get('local_id'), cells.get('person'));
  const facts = new Map();
  for await (const { cells } of namedRows(join(folder, 'truth', 'people.csv')))
    facts.set(cells.get('person'), cells);
  const sources = AGENCY_IDS.map((agency) => ({
    agency,
    path: join(folder, `${agency}.csv`),
    columns: columnsOf(agreement, agency),
    everyRowIsAPerson: false,
  }));
  return {
    name: `${people.toLocaleString('en-GB')} invented people (seed ${seed}), four agencies`,
    sources,
    facts,
    truth: async (source) => localIdTruth(source, byAgency.get(source.agency)),
  };
}

/** A file in which each row is a record and the column `truth` says whose. */
export async function labelledSet(file, columnsFile, truth) {
  const columns = await readColumns(columnsFile);
  const source = { agency: '0', path: file, columns, everyRowIsAPerson: true };
  return {
    name: `${basename(file)}, columns ${basename(columnsFile)}`,
    sources: [source],
    truth: (one) => rowTruth(one, truth),
  };
}

/** The further facts that a set's columns name, for which a scheme has match-keys of their own. */
export const othersOf = ({ sources }) =>
  sources.flatMap(({ columns }) =>
    columns.flatMap(({ as }) =>
      as.kind === 'identifier' && as.identifier === 'other' ? [as.name ?? 'other'] : [],
    ),
  );
