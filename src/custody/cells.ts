/**
 * What the cells of a share may hold. A recipient cannot tell where a share's content came from, but it can tell that
 * no cell is anything else than its column may be: a token, a reference, a date, a value that the agreement names.
 */
import { join } from 'node:path';
import {
  AGE_BANDS,
  type Agreement,
  AREA_WORDS,
  type ColumnPlan,
  type ColumnUse,
  columnsOf,
  packageColumn,
} from '../agreement/index.ts';
import { refused, ThroughlineError } from '../errors.ts';
import { type DataPackage, isRejection, openTable, type PackageResource, readRows } from '../files/index.ts';
import { looksLike } from '../standardise/index.ts';
import type { ShareManifest } from './share.ts';

export interface CellShape {
  /** As a pattern that the whole cell matches. */
  readonly pattern: string;
  readonly mayBeEmpty: boolean;
  readonly words: string;
}

const REFERENCE: CellShape = {
  pattern: '[0-9a-f]{32}',
  mayBeEmpty: false,
  words: 'not a record reference of 32 small hexadecimal digits',
};
const PRESENCE: CellShape = {
  pattern: '[0-9a-f]{1,13}',
  mayBeEmpty: false,
  words: 'not presence bits of 1 to 13 small hexadecimal digits',
};
const TOKEN: CellShape = {
  pattern: '[0-9a-f]{16}',
  mayBeEmpty: true,
  words: 'not a token of 16 small hexadecimal digits',
};

/** The shape of the cells of a column of a tokens file. */
export const tokenCell = (column: string): CellShape =>
  column === 'reference' ? REFERENCE : column === 'presence' ? PRESENCE : TOKEN;

/** A column's rule: undefined for a cell that keeps it, else what the cell is not. */
type Rule = (cell: string) => string | undefined;

const shaped = ({ pattern, mayBeEmpty, words }: CellShape): Rule => {
  const whole = new RegExp(`^(?:${pattern})$`);
  return (cell) => (whole.test(cell) || (mayBeEmpty && cell === '') ? undefined : words);
};

const oneOf = (values: readonly string[], words: string): Rule => {
  const known = new Set(['', ...values]);
  return (cell) => (known.has(cell) ? undefined : words);
};

const ID = shaped({ ...REFERENCE, words: 'not an id of 32 small hexadecimal digits' });
const MAY_BE_REFERENCE = shaped({ ...REFERENCE, mayBeEmpty: true });
const DAY = shaped({
  pattern: '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])',
  mayBeEmpty: true,
  words: 'not a date in the form YYYY-MM-DD',
});
const MONTH = shaped({
  pattern: '\\d{4}-(?:0[1-9]|1[0-2])',
  mayBeEmpty: true,
  words: 'not a month in the form YYYY-MM',
});
const DISTRICT = shaped({
  pattern: '[A-Z]{1,2}\\d[A-Z\\d]?',
  mayBeEmpty: true,
  words: 'not the first half of a postcode',
});

/** Which rule a column of a share follows; undefined for a column that does not belong in it. */
type Rules = (table: string, column: string) => Rule | undefined;

/** A match-key's name: identifiers with their levels, joined by plus signs. */
const MATCH_KEY = /^[a-z][a-z0-9:-]*(?:\.[a-z0-9-]+)?(?:\+[a-z][a-z0-9:-]*(?:\.[a-z0-9-]+)?)*$/;

const tokenRules: Rules = (table, column) =>
  table === 'tokens' && MATCH_KEY.test(column) ? shaped(tokenCell(column)) : undefined;

/** Linkage's words for how surely a record belongs to its person. */
const LINK_BANDS = ['alone', 'high', 'fair', 'low'];

function linkRules({ parties }: Agreement): Rules {
  const agencies = parties.flatMap(({ id, part }) => (part === 'agency' ? [id] : []));
  const links: Readonly<Record<string, Rule>> = {
    agency: oneOf(agencies, 'not an agency of the agreement'),
    reference: shaped(REFERENCE),
    person: ID,
    band: oneOf(LINK_BANDS, 'not a band of links'),
  };
  const draw: Rule = (cell) => (cell === '' ? undefined : ID(cell));
  const changes: Readonly<Record<string, Rule>> = {
    change: oneOf(['merge', 'split'], 'neither merge nor split'),
    person: ID,
    before: ID,
  };
  return (table, column) =>
    table === 'links' ? (/^draw_\d{1,3}$/.test(column) ? draw : links[column]) : changes[column];
}

function eventRules(agreement: Agreement, from: string, today: Date): Rules {
  const rules = new Map<string, Rule>([['reference', shaped(REFERENCE)]]);
  for (const plan of columnsOf(agreement, from)) {
    const column = packageColumn(plan.as);
    if (column !== undefined) rules.set(column, eventRule(plan, today));
  }
  return (_, column) => rules.get(column);
}

function eventRule({ as, value }: ColumnPlan, today: Date): Rule {
  const unnamed = 'not a value that the agreement names for this column';
  if (value !== undefined) return oneOf([value], unnamed);
  if (as.kind !== 'event' && as.kind !== 'attribute') return () => unnamed;
  if (as.treat === 'reference') return MAY_BE_REFERENCE;
  if (as.treat === 'month') return MONTH;
  if (as.kind === 'event' && (as.field === 'date' || as.field === 'end-date')) return DAY;
  if (as.map !== undefined) return oneOf(Object.values(as.map).map(onOneLine), unnamed);
  if (as.treat === 'area') return oneOf(AREA_WORDS, unnamed);
  if (as.treat === 'district') return DISTRICT;
  if (as.treat === 'band') return oneOf(bandsNamed(as.bands), 'not a band of ages');
  return text(as, today);
}

const onOneLine = (cell: string): string => cell.replace(/[\r\n]+/g, ' ');

const bandsNamed = (name = 'needs-assessment'): readonly string[] =>
  (AGE_BANDS[name] ?? []).map(({ label }) => label);

/** Kept text can be any words, but looks like no identifier, unless the agreement says why it may. */
function text(use: Extract<ColumnUse, { kind: 'event' | 'attribute' }>, today: Date): Rule {
  if (use['looks-like'] !== undefined) return () => undefined;
  return (cell) => {
    const likeness = looksLike(cell, today);
    return likeness === undefined ? undefined : `looks like: ${likeness}`;
  };
}

/**
 * Refuses a share in which some cell is not what its column may hold: by table, row and column, never by what
 * stands there.
 *
 * @throws `SHARE_CELL` (exit code 1)
 */
export async function requireAgreedCells(
  pkg: DataPackage,
  { what, from }: Pick<ShareManifest, 'what' | 'from'>,
  agreement: Agreement,
  today: Date,
): Promise<void> {
  const rules =
    what === 'tokens'
      ? tokenRules
      : what === 'links'
        ? linkRules(agreement)
        : eventRules(agreement, from, today);
  for (const resource of pkg.resources) {
    await requireCells(pkg, resource, rules).catch((error: unknown) => {
      // No table that can be read, of which the reader says why.
      const isUnreadable = error instanceof ThroughlineError && /^(?:CSV|PARQUET)_/.test(error.code);
      throw isUnreadable ? misfit(error.reason, { ...error.place, file: resource.file }) : error;
    });
  }
}

async function requireCells(pkg: DataPackage, resource: PackageResource, rules: Rules): Promise<void> {
  const { file } = resource;
  const extract = await openTable(join(pkg.path, file));
  const columns = extract.header.map((name, at) => {
    const rule = rules(resource.name, name);
    // The name itself may be what does not belong there.
    if (rule === undefined) throw misfit('not a column of such a share', { file, row: 1, column: at + 1 });
    return { name, rule };
  });
  for await (const row of readRows(extract, { mayBeEmpty: true })) {
    if (isRejection(row)) throw misfit(row.reason, { file, row: row.row });
    for (const [at, { name, rule }] of columns.entries()) {
      const words = rule(row.cells[at]!);
      if (words !== undefined) throw misfit(words, { file, row: row.row, column: name });
    }
  }
}

const misfit = (reason: string, place: ThroughlineError['place']) =>
  refused('SHARE_CELL', reason, {
    place,
    hint: 'do not use this share: ask its sender what stands there, and for a share that was made anew',
  });
