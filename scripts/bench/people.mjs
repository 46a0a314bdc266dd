// People for programs that are not ours, in columns that all of them use.
import { columnsOf } from '../../dist/agreement/index.js';
import { csvLine, isRejection, openExtract, openForWriting, readRows } from '../../dist/files/index.js';
import { resolveColumns } from '../../dist/pseudonymise/index.js';
import { recordStandardiser } from '../../dist/standardise/index.js';

const IDENTIFIERS = ['FORENAME_1', 'SURNAME', 'DOB', 'SEX', 'POSTCODE'];

/** What the columns of {@link writePeople} are, in the form of an agreement; the local id is what says who is who. */
export const PEOPLE_COLUMNS = `FORENAME_1: { identifier: forename }
SURNAME: { identifier: surname }
DOB: { identifier: date-of-birth, format: DD/MM/YYYY }
SEX: { identifier: sex }
POSTCODE: { identifier: postcode }
`;
export const TRUTH = 'PERSON_URN';

/** Writes the rows of a police extract that can be read, and returns how many there are. */
export async function writePeople(from, to) {
  const extract = await openExtract(from);
  const columns = [TRUTH, ...IDENTIFIERS];
  const places = columns.map((name) => extract.header.indexOf(name));
  const file = await openForWriting(to);
  await file.write(csvLine(columns));
  let people = 0;
  for await (const row of readRows(extract)) {
    if (isRejection(row)) continue;
    await file.write(csvLine(places.map((place) => row.cells[place].trim())));
    people += 1;
  }
  await file.end();
  return people;
}

/**
 * Writes each person whom an agency knows once, in standard form, as whoever links plain text would have to bring them
 * into one first. Returns how many there are.
 */
export async function writeLocalPeople(agreement, extractOf, agencies, to) {
  const file = await openForWriting(to);
  await file.write(csvLine(IDENTIFIERS));
  let people = 0;
  for (const agency of agencies) {
    const extract = await openExtract(extractOf(agency));
    const { identifiers } = resolveColumns(columnsOf(agreement, agency), extract.header, extract.name);
    const standardise = recordStandardiser(identifiers, new Date());
    const known = new Set();
    for await (const row of readRows(extract)) {
      if (isRejection(row)) continue;
      const { localPersonId, identifiers: has } = standardise(row.cells);
      if (localPersonId !== undefined && known.has(localPersonId)) continue;
      known.add(localPersonId);
      const at = (identifier, level) => has.get(identifier)?.[0]?.[level] ?? '';
      const name = [at('forename', 'exact'), at('surname', 'exact')];
      await file.write(
        csvLine([...name, at('date-of-birth', 'full'), at('sex', 'exact'), at('postcode', 'unit')]),
      );
      people += 1;
    }
  }
  await file.end();
  return people;
}
