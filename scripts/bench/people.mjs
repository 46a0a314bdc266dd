// People for programs that are not ours: the rows of a police extract that can be read, with the columns that all use.
import { csvLine, isRejection, openExtract, openForWriting, readRows } from '../../dist/files/index.js';

const COLUMNS = ['PERSON_URN', 'FORENAME_1', 'SURNAME', 'DOB', 'SEX', 'POSTCODE'];

/** What the columns are, in the form of an agreement; the local id is what says who is who. */
export const PEOPLE_COLUMNS = `FORENAME_1: { identifier: forename }
SURNAME: { identifier: surname }
DOB: { identifier: date-of-birth, format: DD/MM/YYYY }
SEX: { identifier: sex }
POSTCODE: { identifier: postcode }
`;
export const TRUTH = 'PERSON_URN';

/** Writes the first `most` of them to `to`, and returns how many there are. */
export async function writePeople(from, to, most) {
  const extract = await openExtract(from);
  const places = COLUMNS.map((name) => extract.header.indexOf(name));
  const file = await openForWriting(to);
  await file.write(csvLine(COLUMNS));
  let people = 0;
  for await (const row of readRows(extract)) {
    if (isRejection(row)) continue;
    await file.write(csvLine(places.map((place) => row.cells[place].trim())));
    people += 1;
    if (people === most) break;
  }
  await file.end();
  return people;
}
