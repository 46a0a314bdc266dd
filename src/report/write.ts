/** Putting a report on disk: its tables, as CSV and as workbooks, and its page, all of them or none. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import { type FileSystem, realFileSystem, stageDirectory, writeFileAtomically } from '../files/index.ts';
import { odsOf, xlsxOf } from '../sheets/index.ts';
import type { Assessment } from './assessment.ts';
import { tableCsv } from './csv.ts';
import { digestOf } from './digest.ts';
import { WORKBOOK } from './words.ts';
import { workbookOf } from './workbook.ts';

/** Lists the digests of tables, as `sha256sum -c` reads it. */
export const SUMS = 'SHA256SUMS';
/** The folder beside the page in which each report's tables have one of their own. */
const TABLES = 'report';
const NAME = /^[0-9a-f]{16}$/;

/** The tables of one report. */
export interface Tables {
  /** Their folder from where the page lies, named after what is in it: it is never filled with anything else. */
  readonly folder: string;
  /** `sha256:` digest of the list of their digests. */
  readonly digest: string;
  /** Each file of the folder, that list among them. */
  readonly contents: ReadonlyMap<string, Buffer>;
  /** What each table is of, by the name of its CSV file without the ending. */
  readonly titles: Readonly<Record<string, string>>;
}

/** The file beside a page that finds its tables, under one name whatever is in them. */
export const indexFile = (page: string): string => page.replace(/\.html$/, '.json');

export async function tablesOf(assessment: Assessment): Promise<Tables> {
  const { sections, isDraft } = assessment;
  const workbook = workbookOf(assessment);
  const figures = sections.flatMap((section) => section.figures);
  const files = [
    ...figures.map(({ id, table }) => [`${id}.csv`, Buffer.from(tableCsv(table, isDraft))] as const),
    [`${WORKBOOK}.ods`, Buffer.from(odsOf(workbook))] as const,
    [`${WORKBOOK}.xlsx`, Buffer.from(await xlsxOf(workbook))] as const,
  ];
  const sums = Buffer.from(files.map(([name, bytes]) => `${hexOf(bytes)}  ${name}\n`).join(''));
  return {
    folder: `${TABLES}/${hexOf(sums).slice(0, 16)}`,
    digest: digestOf(sums),
    contents: new Map([...files, [SUMS, sums]]),
    titles: Object.fromEntries(figures.map(({ id, table }) => [id, table.title])),
  };
}

/** Where the tables of a report lie, from where its page lies. Equal tables give equal bytes. */
function indexText({ folder, digest, titles }: Tables, page: string): string {
  const tables = Object.entries(titles).map(
    ([id, title]) => [id, { title, file: `${folder}/${id}.csv` }] as const,
  );
  const index = {
    page,
    folder,
    digest,
    tables: Object.fromEntries(tables),
    workbooks: ['ods', 'xlsx'].map((ending) => `${folder}/${WORKBOOK}.${ending}`),
  };
  return `${JSON.stringify(index, null, 2)}\n`;
}

const hexOf = (bytes: Uint8Array): string => digestOf(bytes).replace('sha256:', '');

/**
 * Puts tables, page and index into the folder `at`. The page names the folder of its tables, so that the one rename that
 * puts it in place changes both, and so does the index: whatever stops this, each of them that stands has its own tables
 * beside it. Tables that neither names are then cleared away.
 *
 * @throws `OUTPUT_BEING_MADE` while another run writes a report here; the write errors of `files`, after which the
 * report of before is still there.
 */
export async function putInPlace(
  at: string,
  tables: Tables,
  file: string,
  page: string,
  disk: FileSystem = realFileSystem,
): Promise<void> {
  // Is never put in place: while it is open, no other run clears anything away here.
  const turn = await stageDirectory(join(at, TABLES), { alone: true, replace: true }, disk);
  try {
    await putTables(join(at, tables.folder), tables, disk);
    await writeFileAtomically(join(at, file), page, { replace: true }, disk);
    await writeFileAtomically(join(at, indexFile(file)), indexText(tables, file), { replace: true }, disk);
  } finally {
    // What cannot be removed now is cleared away by the next run.
    await clearAway(at, file, disk).catch(() => undefined);
    await turn.abandon().catch(() => undefined);
  }
}

async function putTables(folder: string, { contents }: Tables, disk: FileSystem): Promise<void> {
  if (await hasAll(folder, contents)) return;
  const stage = await stageDirectory(folder, { replace: true }, disk);
  try {
    for (const [name, bytes] of contents) {
      await writeFileAtomically(join(stage.path, name), bytes, {}, disk);
    }
    await stage.commit();
  } finally {
    await stage.abandon();
  }
}

/** Whether just these files lie in the folder. */
async function hasAll(folder: string, contents: Tables['contents']): Promise<boolean> {
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (names.length !== contents.size || !names.every((name) => name.isFile())) return false;
  for (const { name } of names) {
    if (contents.get(name)?.equals(await readFile(join(folder, name))) !== true) return false;
  }
  return true;
}

/** Removes the folders of tables that neither page nor index names. What else lies there was put there by somebody. */
async function clearAway(at: string, file: string, disk: FileSystem): Promise<void> {
  const naming = await Promise.all([file, indexFile(file)].map((name) => textOf(join(at, name))));
  for (const name of await disk.list(join(at, TABLES))) {
    const isNamed = naming.some((text) => text.includes(`${TABLES}/${name}/`));
    if (NAME.test(name) && !isNamed) await disk.remove(join(at, TABLES, name));
  }
}

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  });
