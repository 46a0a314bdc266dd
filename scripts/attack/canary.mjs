/** (e) A word that stands in an extract and must stand in no package, in any of the ways that bytes can carry it. */
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_SHAPES } from '../../dist/synthesise/bad-rows.js';

export const CANARY = 'Zqxcanary';

const DAY = { YYYY: '2024', MMM: 'May', MM: '05', DD: '14' };

/** Identifiers that take any text, so that the canary is standardised and hashed; the others reject it. */
const AS_TEXT = {
  'address-line': `12 ${CANARY} Street`,
  email: `${CANARY}@${CANARY}.example`,
  'full-name': `${CANARY}, ${CANARY}`,
};

/**
 * Adds three rows to an extract: one with the canary in every identifier, id and dropped column; one with it in
 * every coded column; one with it in the role, for which the row is rejected.
 *
 * @param {string} file the extract, as `synthesise` wrote it
 * @param {import('../../dist/agreement/index.js').ColumnPlan[]} plan
 * @returns {Promise<string[]>} the columns it was planted in
 */
export async function plantCanaries(file, agency, plan) {
  const { header, delimiter, lineEnd } = FILE_SHAPES[agency];
  const row = (number, where) =>
    header.map((column) =>
      cell(
        plan.filter(({ source }) => source === column),
        where,
        number,
      ),
    );
  const rows = [row(1, ''), row(2, 'code'), row(3, 'role')];
  const quoted = (text) => (text.includes(delimiter) ? `"${text}"` : text);
  await appendFile(file, rows.map((cells) => cells.map(quoted).join(delimiter) + lineEnd).join(''));
  return header.filter((_, column) => rows.some((cells) => cells[column].includes(CANARY)));
}

/** What a column holds in a planted row: the canary, unless without something valid there would be no row. */
function cell(uses, where, number) {
  const dated = uses.find(({ as }) => as.format !== undefined);
  if (dated !== undefined) return dated.as.format.replace(/YYYY|MMM|MM|DD/g, (part) => DAY[part]);
  const [{ as } = { as: { kind: 'drop' } }] = uses;
  if (as.kind === 'identifier')
    return as.identifier === 'local-person-id' ? `${CANARY}${number}` : (AS_TEXT[as.identifier] ?? CANARY);
  if (as.kind === 'flag') return '';
  if (as.kind === 'drop' || as.treat === 'reference') return CANARY;
  if (as.treat === 'keep') return '';
  if (as.field === 'role') return where === 'role' ? CANARY : Object.keys(as.map)[0];
  // A column that leaves as text by agreement is no hiding place, whatever else is made of it.
  const isKept = uses.some((use) => use.as.treat === 'keep');
  return where === 'code' && !isKept ? CANARY : '';
}

/** Every way in which the canary is looked for, as bytes in a string of one character each. */
function forms(word) {
  const spellings = [word, word.toLowerCase(), word.toUpperCase()];
  const base64 = spellings.flatMap((text) =>
    [0, 1, 2].map((before) =>
      Buffer.from('.'.repeat(before) + text)
        .toString('base64')
        .slice(before === 0 ? 0 : 4, -4),
    ),
  );
  const backwards = [...word.toLowerCase()].reverse().join('');
  const wide = [...word.toLowerCase()].join('\0');
  const hex = spellings.flatMap((text) => Buffer.from(text).toString('hex'));
  return { folded: [word.toLowerCase(), backwards, wide, ...hex], exact: base64 };
}

/** How often a form of the canary stands in some bytes. */
export function canariesIn(bytes, word = CANARY) {
  const text = bytes.toString('latin1');
  const folded = text.toLowerCase();
  const { folded: anyCase, exact } = forms(word);
  return (
    anyCase.reduce((sum, form) => sum + folded.split(form).length - 1, 0) +
    exact.reduce((sum, form) => sum + text.split(form).length - 1, 0)
  );
}

/** Looks through every file below some folders. @returns {Promise<{ found: number, files: number, bytes: number }>} */
export async function searchCanary(folders) {
  const total = { found: 0, files: 0, bytes: 0 };
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      total.found += canariesIn(bytes);
      total.files += 1;
      total.bytes += bytes.length;
    }
  }
  return total;
}
