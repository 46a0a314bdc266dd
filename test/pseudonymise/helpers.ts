/** What the tests of this folder share: a small scheme of their own, keys, recipes, and runs on small extracts. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { columnProblems } from '../../src/agreement/check-columns.ts';
import { planColumns } from '../../src/agreement/columns.ts';
import type { ColumnSpecs } from '../../src/agreement/types.ts';
import { type Extract, openExtract } from '../../src/files/index.ts';
import {
  type Recipe,
  type RecipeKeys,
  type RunResult,
  resolveColumns,
  run,
  type Scheme,
  schemeFrom,
} from '../../src/pseudonymise/index.ts';

/** Four identifiers in six match-keys, fixed here so that no test hangs on what the shipped schemes hold. */
export const SCHEME = schemeOf([
  'nhs-number.exact',
  'surname.exact+date-of-birth.full',
  'surname.phonetic+date-of-birth.full',
  'forename.exact+surname.exact+date-of-birth.year',
  'date-of-birth.full+postcode.unit',
  'forename.exact+surname.exact+postcode.district',
]);

export function schemeOf(
  matchKeys: readonly string[],
  forEachOther: readonly string[] = [],
  others: readonly string[] = [],
): Scheme {
  const file = {
    id: 'test-1',
    version: 1,
    'match-keys': matchKeys,
    'match-keys-for-each-other': forEachOther,
  };
  return schemeFrom(file, others);
}

/** A key that differs with its name and nothing else. */
export const keyNamed = (name: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(name).digest());

export const keysFor = (scheme: Scheme): RecipeKeys => ({
  tokens: scheme.matchKeys.map(({ name }) => keyNamed(`token ${name}`)),
  person: keyNamed('person'),
  case: keyNamed('case'),
  household: keyNamed('household'),
  stranger: keyNamed('stranger'),
});

/** The columns of most tests here, as an agreement would write them. */
export const COLUMNS: ColumnSpecs = {
  URN: { identifier: 'local-person-id' },
  SURNAME: { identifier: 'surname' },
  FORENAME: { identifier: 'forename' },
  DOB: { identifier: 'date-of-birth', format: 'DD/MM/YYYY' },
  PC: { identifier: 'postcode' },
  DATE: { event: 'date', treat: 'keep', format: 'DD/MM/YYYY' },
  ROLE: { event: 'role', treat: 'code', map: { VIC: 'victim', SUS: 'suspect' } },
  CRIME: { event: 'case', treat: 'reference' },
  OTHER: { event: 'counterparty', treat: 'reference' },
  AGE: { attribute: 'age-group', treat: 'band', bands: 'needs-assessment', from: 'DOB' },
  AREA: { attribute: 'district', treat: 'district', from: 'PC' },
  PROT: { flag: 'protected', map: { Y: 'yes', N: 'no' } },
  SAFE: { flag: 'sensitive-address', map: { Y: 'yes', N: 'no' } },
};

export const HEADER = 'URN,SURNAME,FORENAME,DOB,PC,DATE,ROLE,CRIME,OTHER,PROT,SAFE'.split(',');

/** A row under {@link HEADER}; what is not said is an ordinary row of an invented person. */
export function cellsOf(said: Readonly<Record<string, string>> = {}): string[] {
  const ordinary: Record<string, string> = {
    URN: 'P1',
    SURNAME: 'Quill',
    FORENAME: 'Maria',
    DOB: '23/11/1987',
    PC: 'ZE3 9JZ',
    DATE: '05/04/2025',
    ROLE: 'VIC',
    CRIME: 'C1',
    OTHER: '',
    PROT: '',
    SAFE: '',
  };
  for (const name of Object.keys(said)) if (!(name in ordinary)) throw new Error(`no column ${name}`);
  return HEADER.map((name) => said[name] ?? ordinary[name]!);
}

export function recipeFor(specs: ColumnSpecs, header: readonly string[], more: Partial<Recipe> = {}): Recipe {
  const problems = columnProblems(specs);
  if (problems.length > 0) throw new Error(problems.map(({ sentence }) => sentence).join('\n'));
  const { identifiers, events, flags } = resolveColumns(planColumns(specs), header, 'test.csv');
  return {
    header,
    identifiers,
    events,
    flags,
    scheme: SCHEME,
    sensitive: [],
    window: {},
    today: '2026-06-01',
    everyRowIsAPerson: false,
    ...more,
  };
}

/** A new empty folder, which goes when the tests have run. */
export const scratch = (): Promise<string> => mkdtemp(join(tmpdir(), 'throughline-pseudonymise-'));

/** CSV text of rows under a header. Cells with a comma, a quote or a line end are quoted. */
export const csvOf = (rows: readonly (readonly string[])[], header: readonly string[] = HEADER): string =>
  [header, ...rows].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export async function extractOf(csv: string | Uint8Array): Promise<Extract> {
  const path = join(await scratch(), 'test.csv');
  await writeFile(path, csv);
  return openExtract(path);
}

export interface Ran {
  readonly result: RunResult;
  readonly folder: string;
  readonly tokens: string;
  readonly events: string;
}

/** Runs one extract on this thread into a folder of its own. */
export async function runOn(
  csv: string | Uint8Array,
  more: Partial<Recipe> = {},
  specs = COLUMNS,
): Promise<Ran> {
  const extract = await extractOf(csv);
  const recipe = recipeFor(specs, extract.header, more);
  const folder = await scratch();
  const result = await run(extract, recipe, keysFor(recipe.scheme), folder, { threads: 1 });
  return { result, folder, ...(await outputsIn(folder)) };
}

/** The two files that a run leaves in its folder. */
export const outputsIn = async (folder: string): Promise<{ tokens: string; events: string }> => ({
  tokens: await readFile(join(folder, 'tokens', 'tokens.csv'), 'utf8'),
  events: await readFile(join(folder, 'events', 'events.csv'), 'utf8'),
});

/** The rows of a CSV text without quotes, by column. */
export function table(csv: string): Record<string, string>[] {
  const [header, ...rows] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((cells) => Object.fromEntries(header!.map((name, index) => [name, cells[index]!])));
}

/** Every file below a folder as `path: SHA-256 of its content`, folders as `path/`. */
export async function treeOf(folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const tree: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (entry.isFile())
      tree[name] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    else tree[`${name}/`] = '';
  }
  return tree;
}
