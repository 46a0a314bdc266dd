/** Putting a report on disk: its tables, as CSV and as workbooks, and its page, all of them or none. */
import { join } from 'node:path';
import { type Stage, stageDirectory, writeFileAtomically } from '../files/index.ts';
import { odsOf, xlsxOf } from '../sheets/index.ts';
import type { Assessment } from './assessment.ts';
import { tableCsv } from './csv.ts';
import { WORKBOOK } from './words.ts';
import { workbookOf } from './workbook.ts';

/** The folder of the tables, from where the page lies. */
export const TABLES = 'report';

/**
 * Writes the tables beside where they will be. The caller puts them in place with {@link putInPlace}, or abandons them.
 *
 * @throws the write errors of `files`; what lay there before is still there.
 */
export async function stageTables(folder: string, assessment: Assessment): Promise<Stage> {
  const { sections, isDraft } = assessment;
  const stage = await stageDirectory(join(folder, TABLES), { replace: true });
  try {
    const write = (name: string, content: string | Uint8Array): Promise<void> =>
      writeFileAtomically(join(stage.path, name), content);
    for (const { id, table } of sections.flatMap(({ figures }) => figures)) {
      await write(`${id}.csv`, tableCsv(table, isDraft));
    }
    const workbook = workbookOf(assessment);
    await write(`${WORKBOOK}.ods`, odsOf(workbook));
    await write(`${WORKBOOK}.xlsx`, await xlsxOf(workbook));
    return stage;
  } catch (error) {
    await stage.abandon();
    throw error;
  }
}

/** The tables first and the page last; where it cannot be written, the tables of before come back. */
export const putInPlace = (tables: Stage, file: string, page: string): Promise<void> =>
  tables.commitOnce(() => writeFileAtomically(file, page, { replace: true }));
