/** A share whose table is Parquet: its rows are held to the agreement like any others, and nothing but its rows is kept. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openShare, sealPackage } from '../../src/custody/index.ts';
import { digestOfFile, openTable, readPackage, readRows, writePackage } from '../../src/files/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { logged, makePackage, makeWorld, type PackageSpec, TOKENS, type World } from './world.ts';

const SECRET = 'Zzyxwhistle lives at 4 Station Road';
const HIDING = `, KV_METADATA {note: '${SECRET}'}`;
let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

/** Tokens at the police as Parquet, as some program wrote them, that the police's log has. */
async function tokens(options = '', spec: PackageSpec = TOKENS): Promise<string> {
  const folder = join(world.of('police'), 'work', 'police', 'tokens');
  const pkg = await makePackage(await world.agreement(), folder, spec);
  const [resource] = pkg.resources;
  const connection = await (await DuckDBInstance.create()).connect();
  const [csv, parquet] = [join(folder, resource!.file), join(folder, 'tokens.parquet')];
  await connection.run(
    `COPY (FROM read_csv('${csv}', all_varchar = true)) TO '${parquet}' (FORMAT parquet${options})`,
  );
  connection.closeSync();
  await rm(csv);
  await rm(join(folder, 'datapackage.json'));
  const resources = [{ ...resource!, ...(await digestOfFile(parquet)), file: 'tokens.parquet' }];
  await logged(await world.open('police'), await writePackage(folder, { ...pkg, resources }));
  return folder;
}

const share = async (folder: string) => sealPackage(await world.open('police'), folder, 'linkage-unit');
const open = async (file: string) => openShare(await world.open('linkage-unit'), file);

test('what hides in the file beside its rows is not kept, and the log knows the package by both digests', async () => {
  const folder = await tokens(HIDING);
  expect(await readFile(join(folder, 'tokens.parquet'), 'latin1')).toContain(SECRET);
  const sealed = await share(folder);
  const opened = await open(sealed.file);
  expect((await readdir(opened.filed)).toSorted()).toEqual(['datapackage.json', 'tokens.parquet']);
  expect(await readFile(join(opened.filed, 'tokens.parquet'), 'latin1')).not.toContain(SECRET);
  const kept = await readPackage(opened.filed);
  expect((await world.entries('linkage-unit')).at(-1)).toMatchObject({
    phase: 'done',
    details: { descriptor: sealed.descriptor, reduced: [`${sealed.descriptor} ${kept.digest}`] },
  });
  const rows = [];
  for await (const row of readRows(await openTable(join(opened.filed, 'tokens.parquet')))) {
    if ('cells' in row) rows.push(row.cells.join(','));
  }
  expect(rows).toEqual(TOKENS.rows);
});

test('a cell that is no token is refused by row and column', async () => {
  const folder = await tokens('', { ...TOKENS, rows: [`${'0'.repeat(32)},${SECRET},3`] });
  const { file } = await share(folder);
  const error = await errorOf(() => open(file));
  expect(error).toMatchObject({ code: 'SHARE_CELL', place: { file: 'tokens.parquet', row: 2 } });
  expect(error.message).not.toContain('Zzyx');
  const left = await readdir(world.of('linkage-unit'), { recursive: true });
  expect(left.filter((name) => name.endsWith('.parquet'))).toEqual([]);
});
