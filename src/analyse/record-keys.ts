/** Record keys beside the linked events, where the agreement's figures carry noise. */
import type { RecordKeys } from '../custody/index.ts';
import type { FigureRow } from '../disclose/index.ts';
import type { Database, Row } from './database.ts';
import * as sql from './sql.ts';

/** People set down with one statement. */
const AT_ONCE = 2000;

/** Makes the table of record keys, which is empty where there are none. */
export async function loadRecordKeys(
  database: Database,
  keys: Pick<RecordKeys, 'of'> | undefined,
): Promise<void> {
  await database.run(sql.RECORD_KEYS);
  if (keys === undefined) return;
  const people = (await database.rows(sql.PEOPLE)).map((row) => row.text(0));
  for (let at = 0; at < people.length; at += AT_ONCE) {
    const some = people.slice(at, at + AT_ONCE);
    await database.run(
      sql.addRecordKeys(
        some.map((person, index): [string, number] => [person, 256 * (at + index) + keys.of(person)]),
      ),
    );
  }
}

/** The cell keys of these counts, which stand in the row from `first` on; those of nobody are left out, and all where there are none. */
export function cellKeysIn(row: Row, first: number, measures: readonly string[]): Pick<FigureRow, 'keys'> {
  const found = measures.flatMap((measure, index): [string, number][] =>
    row.isNull(first + index) ? [] : [[measure, row.number(first + index)]],
  );
  return found.length === 0 ? {} : { keys: Object.fromEntries(found) };
}
