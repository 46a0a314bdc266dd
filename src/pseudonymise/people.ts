/** Whose a row is: from rows of an extract, or from local person ids, to record references. Only an agency can. */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { columnsOf, hasLocalIds } from '../agreement/index.ts';
import {
  currentRights,
  isLeftOut,
  readReferenceSecret,
  referenceKey,
  type Workspace,
} from '../custody/index.ts';
import { grouped, unusable } from '../errors.ts';
import { type Extract, isRejection, readRows } from '../files/index.ts';
import { type Recipe, resolveColumns } from './recipe.ts';
import { RowPseudonymiser } from './rows.ts';
import { loadScheme } from './scheme.ts';
import { readSensitiveAddresses } from './sensitive.ts';

/** What a recipe needs to tell who a row is about; no token is made of it. */
async function recipeToRecognise(workspace: Workspace, extract: Extract): Promise<Recipe> {
  const { agreement, ambient, party, paths } = workspace;
  const { header, name } = extract;
  const plan = columnsOf(agreement, party.id);
  const { identifiers, events, flags } = resolveColumns(plan, header, name);
  const sensitive = await readSensitiveAddresses(paths.sensitiveAddresses);
  return {
    ...bare(),
    header,
    identifiers,
    events,
    flags,
    sensitive,
    today: ambient.now().toISOString().slice(0, 10),
  };
}

/** A reference does not depend on the scheme. */
const bare = () => ({ scheme: loadScheme('standard-1'), window: {}, everyRowIsAPerson: false });

/** Tells the reference of a row's person under one agreement. The key of references alone is a real one. */
async function recogniser(
  workspace: Workspace,
  recipe: Recipe,
  agreementId: string,
): Promise<RowPseudonymiser> {
  const secret = await readReferenceSecret(workspace);
  const person = referenceKey(secret, agreementId, 'person');
  secret.fill(0);
  const none = new Uint8Array(32);
  const keys = {
    tokens: recipe.scheme.matchKeys.map(() => none),
    person,
    case: none,
    household: none,
    stranger: none,
  };
  const rows = new RowPseudonymiser(recipe, keys, { tokens: () => undefined, events: () => undefined });
  person.fill(0);
  return rows;
}

/** The numbers of an extract's rows whose person has this reference under the workspace's agreement, ascending. */
export async function rowsOf(
  workspace: Workspace,
  extract: Extract,
  reference: string,
): Promise<readonly number[]> {
  const recipe = await recipeToRecognise(workspace, extract);
  const people = await recogniser(workspace, recipe, workspace.agreement.about.id);
  const found: number[] = [];
  for await (const row of readRows(extract)) {
    if (!isRejection(row) && people.referenceOf(row.row, row.cells) === reference) found.push(row.row);
  }
  return found;
}

/**
 * The references of everybody on the agency's list who is left out, under the workspace's agreement. A person
 * who asked under an earlier agreement has another reference there, and is looked for in the extract.
 *
 * @returns with how many of those are not in the extract, or cannot be recognised by the columns that this
 * agreement names
 */
export async function withheldFrom(
  workspace: Workspace,
  extract: Extract,
): Promise<{ readonly references: readonly string[]; readonly notFound: number }> {
  const { agreement } = workspace;
  const now = agreement.about.id;
  const rights = (await currentRights(workspace)).filter(isLeftOut);
  const references = new Set(rights.filter((one) => one.agreement === now).map(({ reference }) => reference));
  const earlier = new Map<string, Set<string>>();
  for (const one of rights) {
    if (one.agreement === now) continue;
    earlier.set(one.agreement, (earlier.get(one.agreement) ?? new Set()).add(one.reference));
  }
  if (earlier.size === 0) return { references: [...references].toSorted(), notFound: 0 };
  const recipe = await recipeToRecognise(workspace, extract);
  const today = await recogniser(workspace, recipe, now);
  const before = await Promise.all(
    [...earlier].map(async ([id, wanted]) => ({
      wanted,
      found: new Set<string>(),
      people: await recogniser(workspace, recipe, id),
    })),
  );
  for await (const row of readRows(extract)) {
    if (isRejection(row)) continue;
    for (const { wanted, found, people } of before) {
      const then = people.referenceOf(row.row, row.cells);
      if (then === undefined || !wanted.has(then)) continue;
      found.add(then);
      const reference = today.referenceOf(row.row, row.cells);
      if (reference !== undefined) references.add(reference);
    }
  }
  const notFound = before.reduce((sum, { wanted, found }) => sum + wanted.size - found.size, 0);
  return { references: [...references].toSorted(), notFound };
}

/**
 * The references, under the workspace's agreement, of local person ids.
 *
 * @param ids one a line
 * @throws `PEOPLE_FILE` (exit code 2) naming the line of an id that cannot be used, never the id
 */
export async function referencesOf(
  workspace: Workspace,
  ids: readonly string[],
  file: string,
): Promise<readonly string[]> {
  const { agreement, party } = workspace;
  if (!hasLocalIds(columnsOf(agreement, party.id))) {
    throw unusable('PEOPLE_NO_IDS', 'the agreement names no column of local person ids for this agency', {
      hint: 'give the record reference instead',
    });
  }
  const recipe: Recipe = {
    ...bare(),
    header: ['id'],
    identifiers: [{ index: 0, column: { identifier: 'local-person-id' } }],
    events: [],
    flags: [],
    sensitive: [],
    today: '1970-01-01',
  };
  const people = await recogniser(workspace, recipe, agreement.about.id);
  const headers = new Set(
    columnsOf(agreement, party.id).map(({ key, source = key }) => source.toLowerCase()),
  );
  return ids.map((id, index) => {
    const isOfATable = /[,;\t"]/.test(id) || headers.has(id.trim().toLowerCase());
    const reference = isOfATable ? undefined : people.referenceOf(index + 1, [id]);
    if (reference !== undefined) return reference;
    const why = isOfATable
      ? 'this line is one of a table, or its header, and no local person id'
      : 'this line holds no local person id';
    throw unusable('PEOPLE_FILE', why, {
      place: { file, line: index + 1 },
      hint: 'give a file of local person ids, one a line, with nothing else in it',
    });
  });
}

/** The text that opens the log entry of a request lists each. */
const MOST_IDS = 500;

/** Local person ids from a file, one a line; a final line end and the marks of other systems are not part of them. */
export async function readIds(file: string): Promise<readonly string[]> {
  const bytes = await readFile(file).catch(() => {
    throw unusable('PEOPLE_FILE', 'there is no such file, or it cannot be read', {
      place: { file },
      hint: 'check the name of the file and that this account may read it',
    });
  });
  const text = isUtf8(bytes)
    ? bytes
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .replace(/\r?\n$/, '')
    : '';
  const ids = text.split(/\r?\n/);
  if (ids.length <= MOST_IDS) return ids;
  throw unusable('PEOPLE_FILE', `the file has more than ${grouped(MOST_IDS)} lines`, {
    place: { file },
    hint: 'give a file of local person ids, one a line, of those alone whom the request is about',
  });
}
