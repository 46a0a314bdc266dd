/** Reading an agreement, or a file of columns, with every check that needs nothing but the file itself. */
import { agreementFaults, signatureFaults } from './check-agreement.ts';
import { columnProblems } from './check-columns.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { agreementDigest } from './digest.ts';
import { agreementShape, columnsShape } from './schema.ts';
import type { Agreement } from './types.ts';
import { parseYaml, readYaml, type YamlFile } from './yaml.ts';

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
 * Reads a file that holds the body of one agency's columns and nothing else.
 *
 * @throws as {@link readAgreement}.
 */
export async function readColumns(path: string): Promise<readonly ColumnPlan[]> {
  return checkColumns(await readYaml(path));
}

/** {@link readColumns} for text in hand; `file` is the name to show in errors. */
export const parseColumns = (text: string, file: string): readonly ColumnPlan[] =>
  checkColumns(parseYaml(text, file));

function checkColumns(file: YamlFile): readonly ColumnPlan[] {
  const specs = columnsShape(file);
  const faults = columnProblems(specs);
  if (faults.length > 0) throw file.fail(faults);
  return planColumns(specs);
}
