/**
 * Identifiers that were left in by mistake: cells of a column that leaves as text which look like an NHS number, a
 * postcode, a telephone number, an email address, a national insurance number or a date of birth. One of them stops
 * the job.
 */
import { type ColumnPlan, recordRefusal } from '../agreement/index.ts';
import type { Workspace } from '../custody/index.ts';
import { grouped, refused } from '../errors.ts';
import type { RejectedRow } from './rejected.ts';

/** Rows of a column that are named one by one. */
const MOST_NAMED = 5;

/**
 * @param file the extract's name
 * @throws refused `IDENTIFIER_LEFT_IN`, logged as a denial, when some row holds one: by column and row number
 */
export async function refuseIdentifiersLeftIn(
  workspace: Workspace,
  file: string,
  rejected: readonly RejectedRow[],
): Promise<void> {
  const found = rejected.filter(({ looksLike }) => looksLike !== undefined);
  if (found.length === 0) return;
  const columns = [...new Set(found.map(({ column }) => column!))];
  const reason = 'IDENTIFIER_LEFT_IN';
  const details = { action: 'pseudonymise', reason, columns };
  await recordRefusal(workspace, 'alteration', details, 'no-identifier-left-in');
  const sentences = columns.map((name) =>
    inColumn(
      name,
      found.filter(({ column }) => column === name),
    ),
  );
  throw refused(reason, sentences.join('; '), {
    place: { file },
    hint:
      'nothing was made: leave the column out, or code it by a map; where its values are something else, the ' +
      'agreement can say so with looks-like: { accepted: the reason }',
  });
}

const an = (likeness: string): string => `${/^(?:NHS|email)/.test(likeness) ? 'an' : 'a'} ${likeness}`;

function inColumn(name: string, rows: readonly RejectedRow[]): string {
  const kinds = [...new Set(rows.map(({ looksLike }) => an(looksLike!)))].join(' or ');
  const named = rows.slice(0, MOST_NAMED).map(({ row }) => grouped(row));
  const more = rows.length > MOST_NAMED ? ` and ${grouped(rows.length - MOST_NAMED)} more` : '';
  return `column ${name} would be kept and holds what looks like ${kinds} in row ${named.join(', ')}${more}`;
}

/** The columns that the agreement lets through although their values look like identifiers, with its reasons. */
export const acceptedIn = (plan: readonly ColumnPlan[]): string[] =>
  plan.flatMap(({ key, as }) => {
    const accepted = as.kind === 'event' || as.kind === 'attribute' ? as['looks-like']?.accepted : undefined;
    return accepted === undefined ? [] : [`${key}: ${accepted}`.normalize('NFC')];
  });
