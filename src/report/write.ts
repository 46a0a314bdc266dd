/** Putting a report on disk: its tables and its page, all of them or none. */
import { join } from 'node:path';
import { openForWriting, type Stage, stageDirectory, writeFileAtomically } from '../files/index.ts';
import type { Assessment } from './assessment.ts';
import { tableCsv } from './csv.ts';

/** The folder of the tables, from where the page lies. */
export const TABLES = 'report';

/**
 * Writes the tables beside where they will be. The caller puts them in place with {@link putInPlace}, or abandons them.
 *
 * @throws the write errors of `files`; what lay there before is still there.
 */
export async function stageTables(folder: string, { sections, isDraft }: Assessment): Promise<Stage> {
  const stage = await stageDirectory(join(folder, TABLES), { replace: true });
  try {
    for (const { id, table } of sections.flatMap(({ figures }) => figures)) {
      const writer = await openForWriting(join(stage.path, `${id}.csv`));
      await writer.write(tableCsv(table, isDraft));
      await writer.end();
    }
    return stage;
  } catch (error) {
    await stage.abandon();
    throw error;
  }
}

/** The tables first and the page last; where it cannot be written, the tables of before come back. */
export const putInPlace = (tables: Stage, file: string, page: string): Promise<void> =>
  tables.commitOnce(() => writeFileAtomically(file, page, { replace: true }));
