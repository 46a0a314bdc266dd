/** Reading an agreement, or a file of columns, with every check that needs nothing but the file itself. */
import { basename } from 'node:path';
import { unusable } from '../errors.ts';
import { agreementFaults, signatureFaults } from './check-agreement.ts';
import { columnProblems } from './check-columns.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { agreementDigest } from './digest.ts';
import { agreementShape, columnsShape } from './schema.ts';
import type { Agreement } from './types.ts';
import { type Path, parseYaml, readYaml, type YamlFile } from './yaml.ts';

/**
 * Reads an agreement file: YAML without tricks, the schema, then what the schema cannot see. Whether it is
 * in force, and whether it allows anything, is not decided here.
 *
 * @throws the errors of {@link readYaml}; `YAML_INVALID` lists up to twenty problems with line and column.
 */
export async function readAgreement(path: string): Promise<Agreement> {
  return checkAgreement(await readYaml(path));
}

/** {@link readAgreement} for text in hand; `file` is the name to show in errors. */
export const parseAgreement = (text: string, file: string): Agreement =>
  checkAgreement(parseYaml(text, file));

/** {@link readAgreement} for a file that has been read. */
export function checkAgreement(file: YamlFile): Agreement {
  const whole = agreementShape(file);
  const { signatures = [], ...content } = whole;
  const faults = [...agreementFaults(content), ...signatureFaults(whole)];
  if (faults.length > 0) throw file.fail(faults);
  return { ...content, digest: agreementDigest(content), signatures };
}

/** The plan for one agency's extract; an agency that the agreement gives no columns has an empty one. */
export function columnsOf(agreement: Agreement, agency: string): readonly ColumnPlan[] {
  return planColumns(agreement.columns[agency] ?? {});
}

/**
 * Reads a file of one agency's columns: the body of its section, which may stand under `columns:`, and there under the
 * agency's id, as it does in an agreement.
 *
 * @throws as {@link readAgreement}; `COLUMN_SECTION` for a whole agreement, and for the columns of several agencies.
 */
export async function readColumns(path: string): Promise<readonly ColumnPlan[]> {
  return checkColumns(await readYaml(path, true), basename(path));
}

/** {@link readColumns} for text in hand; `file` is the name to show in errors. */
export const parseColumns = (text: string, file: string): readonly ColumnPlan[] =>
  checkColumns(parseYaml(text, file), file);

function checkColumns(whole: YamlFile, name: string): readonly ColumnPlan[] {
  const file = bodyOf(whole, name);
  const specs = columnsShape(file);
  const faults = columnProblems(specs);
  if (faults.length > 0) throw file.fail(faults);
  return planColumns(specs);
}

/** What stands under the headings that a columns section has in an agreement. */
function bodyOf(file: YamlFile, name: string): YamlFile {
  const { content } = file;
  if (!isMapping(content)) return file;
  if (content.throughline !== undefined && content.parties !== undefined) {
    throw notOneSection(name, 'this is a whole agreement and not a columns section');
  }
  const section = content.columns;
  if (Object.keys(content).length !== 1 || !isMapping(section) || !isOfMappings(section)) return file;
  const agencies = Object.entries(section);
  if (!agencies.every(([, columns]) => isOfMappings(columns))) return within(file, ['columns']);
  if (agencies.length === 1) return within(file, ['columns', agencies[0]![0]]);
  throw notOneSection(name, 'this has the columns of several agencies');
}

const notOneSection = (file: string, what: string) =>
  unusable('COLUMN_SECTION', what, {
    place: { file },
    hint: "give a file with one agency's columns; where a workspace has the agreement, --workspace and --agency take them from there",
  });

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Entries of a columns section are mappings, and so are sections; what an entry says is text but for its map. */
const isOfMappings = (value: unknown): boolean =>
  isMapping(value) && Object.keys(value).length > 0 && Object.values(value).every(isMapping);

/** A part of a file as a file of its own, whose problems still point at their places. */
const within = (file: YamlFile, path: Path): YamlFile => ({
  content: path.reduce((content, step) => (content as Record<string, unknown>)[step], file.content),
  fail: (problems) => file.fail(problems.map((one) => ({ ...one, path: [...path, ...one.path] }))),
});
