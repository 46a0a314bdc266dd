/**
 * A columns section proposed from headers and from what cells look like. Every line says why and how sure; what is
 * not sure stands as a comment, so that nothing is read before somebody has said so. Values of the extract are never
 * written: a map comes from a published code list, or is left to be filled in.
 */
import { readFileSync } from 'node:fs';
import { isDateShape, NUMBER, PLACEHOLDER, SUGGESTED_PIVOT, YES_OR_NO } from '../standardise/index.ts';
import { CODE_LISTS, type CodeList } from './code-lists.ts';
import type { ColumnFacts } from './column-facts.ts';

export interface Suggestion {
  /** Number of the column from 1; undefined for a line that no column has for its own. */
  readonly column: number | undefined;
  readonly header: string;
  /** The entry as it stands in a columns section; undefined where nothing can be proposed. */
  readonly entry: string | undefined;
  /** `unsure` and `unknown` stand as comments. */
  readonly sure: 'sure' | 'likely' | 'unsure' | 'unknown';
  readonly why: string;
}

interface HeaderRule {
  readonly use?: string;
  readonly ask?: string;
  readonly why?: string;
  readonly kinds?: readonly string[];
  readonly names: readonly string[];
  /** Names that say it where the header is nothing else: in "Person Role" the first word says whose role it is. */
  readonly alone?: readonly string[];
  /** Words that mean it wherever in a header they stand, where no rule has the whole header. */
  readonly within?: readonly string[];
}

const RULES = JSON.parse(readFileSync(new URL('headers.json', import.meta.url), 'utf8')) as HeaderRule[];

/** Kinds of cells that say what a column is, whatever its header. */
const TELLING: Readonly<Record<string, string>> = {
  'NHS number': '{ identifier: nhs-number }',
  'UK postcode': '{ identifier: postcode }',
  'email address': '{ identifier: email }',
  'phone number': '{ identifier: phone }',
  'national insurance number': '{ identifier: national-insurance-number }',
  'unique pupil number': '{ identifier: upn }',
};
const MOST = 0.7;

/** Proposals for every column, in the order of the extract, and for what an events package needs beside them. */
export function suggestColumns(columns: readonly ColumnFacts[]): readonly Suggestion[] {
  const taken = new Set<string>();
  const proposed = columns.map((column) => once(proposal(column), taken));
  const own = taken.has('identifier: local-person-id')
    ? proposed
    : proposed.map((one, at) => perhapsIds(one, columns[at]!));
  const attributes = columns.flatMap((column) => codedAttribute(column, taken));
  const headers = new Set(columns.map(({ header }) => header));
  const added = [...attributes, ...ageGroup(own), ...missing(taken)];
  return [...own, ...added.map((one) => ({ ...one, header: freeKey(one.header, headers) }))];
}

/** Most values of a column of ids are different; a person may have several rows. */
const DIFFERENT = 0.5;

/** A column that nothing explains, and that may be the ids of people that no other column is. */
function perhapsIds(one: Suggestion, column: ColumnFacts): Suggestion {
  const { distinct, filled } = column;
  const isMany = distinct.more || distinct.count >= filled * DIFFERENT;
  const looks = shareOf(column, (what) => what === NUMBER || what === 'letters and digits') >= MOST;
  if (one.entry !== undefined || listFor(column) !== undefined || !isMany || !looks) return one;
  return {
    ...one,
    entry: '{ identifier: local-person-id }',
    sure: 'unsure',
    why: `no column is the agency's own number of a person yet, and ${valuesIn(column)}: if it is one of an event instead, write { event: case, treat: reference }`,
  };
}

/** A name for an entry that no column of the extract has. */
const freeKey = (name: string, headers: ReadonlySet<string>): string =>
  headers.has(name) ? freeKey(`${name} added`, headers) : name;

/** The words of a header, parted where `FamilyID` or `FAMILY_ID` parts them. */
export const headerWords = (header: string): string =>
  header
    .replaceAll(/(?<=\p{L})\(s\)/giu, 's')
    .replaceAll(/([\p{Ll}])([\p{Lu}])/gu, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function ruleFor(header: string): HeaderRule | undefined {
  const words = headerWords(header);
  const isWhole = ({ names, alone = [] }: HeaderRule): boolean =>
    [...names, ...alone].some((name) => name === words || name === words.replaceAll(' ', ''));
  return (
    RULES.find(isWhole) ??
    RULES.find(({ within = [] }) => within.some((phrase) => ` ${words} `.includes(` ${phrase} `)))
  );
}

/**
 * The rule for an identifier whose name stands at the beginning or the end of a header, the longest: `MAIN APP SURNAME`,
 * `DOB_MAIN`. It may be somebody else's.
 */
function ruleWithin(header: string): { readonly rule: HeaderRule; readonly name: string } | undefined {
  const words = ` ${headerWords(header)} `;
  const found = RULES.filter(({ use }) => use?.includes('identifier:') === true)
    .flatMap((rule) => rule.names.map((name) => ({ rule, name })))
    .filter(({ name }) => name.length > 2 && (words.startsWith(` ${name} `) || words.endsWith(` ${name} `)));
  return found.toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** The identifier that a header means, as an entry of a columns section; undefined for any other header. */
export function identifierMeant(header: string): string | undefined {
  const use = ruleFor(header)?.use;
  return use?.includes('identifier:') ? use : undefined;
}

/** The flag that a header may mean, as an entry of a columns section; undefined for any other header. */
export function flagMeant(header: string): string | undefined {
  const ask = ruleFor(header)?.ask;
  return ask?.includes('flag:') ? ask : undefined;
}

/** Whether a header is one of a column of days. */
export const meansDay = (header: string): boolean => ruleFor(header)?.kinds?.includes('date') === true;

function proposal(column: ColumnFacts): Suggestion {
  const { number, header } = column;
  const base = { column: number, header };
  const rule = ruleFor(header);
  if (column.filled === 0) {
    return { ...base, entry: undefined, sure: 'unknown', why: 'every cell is empty' };
  }
  if (rule?.ask !== undefined && listFor(column) === undefined) {
    return { ...base, entry: rule.ask, sure: 'unsure', why: `its header says so; ${rule.why}` };
  }
  if (rule?.use !== undefined) return named(base, rule, column);
  const telling = Object.entries(TELLING).find(([kind]) => shareOf(column, (what) => what === kind) >= MOST);
  if (telling !== undefined) {
    const percent = percentOf(shareOf(column, (what) => what === telling[0]));
    const why = `its header does not say so, but ${percent} of its cells look like a ${telling[0]}`;
    return { ...base, entry: telling[1], sure: 'likely', why };
  }
  const within = ruleWithin(header);
  if (within !== undefined) {
    const { entry } = named(base, within.rule, column);
    return { ...base, entry, sure: 'unsure', why: `"${within.name}" is part of its header: say whose it is` };
  }
  if (shareOf(column, isDateShape) >= MOST) {
    const format = formatOf(column)!;
    const why =
      'it holds days, and its header does not say of what: of the event, of its end (event: end-date), or of birth (identifier: date-of-birth)';
    const doubt = format.doubt === undefined ? '' : `; ${format.doubt}`;
    return {
      ...base,
      entry: `{ event: date, treat: keep, ${format.text} }`,
      sure: 'unsure',
      why: why + doubt,
    };
  }
  if (shareOf(column, (what) => what === YES_OR_NO) >= MOST) {
    const why =
      'it says yes or no, and its header does not say of what: if whoever it marks must not be found, it is { flag: protected, map: { "Y": "yes", "N": "no" } }, with its own values';
    return { ...base, entry: undefined, sure: 'unknown', why };
  }
  const why = `nothing tells what it is (most of its cells: ${column.shapes[0]!.what}; ${valuesIn(column)})`;
  return { ...base, entry: undefined, sure: 'unknown', why };
}

function named(
  base: { readonly column: number; readonly header: string },
  { use = '', kinds = [] }: HeaderRule,
  column: ColumnFacts,
): Suggestion {
  const wantsDay = kinds.includes('date');
  const share =
    kinds.length === 0 ? 1 : shareOf(column, (what) => (wantsDay ? isDateShape(what) : kinds.includes(what)));
  const format = wantsDay ? formatOf(column) : undefined;
  const entry = wantsDay ? use.replace('FORMAT', format?.text ?? 'format: DD/MM/YYYY') : use;
  if (share < 0.5) {
    const looks = `its header says so, but most of its cells look like something else (${column.shapes[0]!.what})`;
    return { ...base, entry, sure: 'unsure', why: looks };
  }
  const isSure = share >= MOST && format?.sure !== false;
  const fits = kinds.length === 0 ? valuesIn(column) : `${percentOf(share)} of its cells look like it`;
  const doubt = format?.doubt === undefined ? '' : `; ${format.doubt}`;
  return { ...base, entry, sure: isSure ? 'sure' : 'likely', why: `its header says so, and ${fits}${doubt}` };
}

interface Format {
  readonly text: string;
  readonly sure: boolean;
  readonly doubt?: string;
}

/** The form of a column's days: the one that all of them have, or else the commonest. */
function formatOf({ dateFormats, shapes }: ColumnFacts): Format | undefined {
  const [commonest] = shapes.filter(({ what }) => isDateShape(what));
  const format = dateFormats[0] ?? commonest?.what;
  if (format === undefined) return undefined;
  const short = /(?<!Y)YY(?!Y)/.test(format);
  const text = short ? `format: ${format}, pivot: ${SUGGESTED_PIVOT}` : `format: ${format}`;
  if (short) return { text, sure: false, doubt: 'its years have two digits: check the pivot' };
  if (dateFormats.length === 0) return { text, sure: false, doubt: 'its days are written in several forms' };
  if (dateFormats.length > 1)
    return { text, sure: false, doubt: 'no day tells whether day or month comes first' };
  return { text, sure: true };
}

/** An identifier or field that an earlier column has already stays a comment. */
function once(suggestion: Suggestion, taken: Set<string>): Suggestion {
  const { entry } = suggestion;
  const what = entry === undefined ? undefined : /(?:identifier|event|flag): ([a-z-]+)/.exec(entry)?.[0];
  if (what === undefined || suggestion.sure === 'unsure') return suggestion;
  if (!taken.has(what)) {
    taken.add(what);
    return suggestion;
  }
  return MANY.includes(what)
    ? suggestion
    : { ...suggestion, sure: 'unsure', why: `another column is the ${what.replace(': ', ' ')} already` };
}

/** Of these a person may have several columns. */
const MANY = [
  'identifier: phone',
  'identifier: email',
  'identifier: previous-surname',
  'identifier: address-line',
  'identifier: middle-names',
];

/** The published list that has every code of a column whose header is one of the list's. */
const listFor = ({ header, codeLists }: ColumnFacts): CodeList | undefined =>
  CODE_LISTS.find(({ id, headers }) => codeLists.includes(id) && headers.includes(headerWords(header)));

/** An attribute whose codes are all in a published list. */
function codedAttribute(column: ColumnFacts, taken: Set<string>): Suggestion[] {
  const { header, number } = column;
  const list = listFor(column);
  if (list === undefined || taken.has(list.attribute)) return [];
  taken.add(list.attribute);
  const map = Object.entries(list.map).map(
    ([code, word]) => `${JSON.stringify(code)}: ${JSON.stringify(word)}`,
  );
  const key = list.attribute.replaceAll('-', ' ');
  return [
    {
      column: number,
      header: key,
      entry: `{ attribute: ${list.attribute}, treat: code, from: ${yamlKey(header)}, map: { ${map.join(', ')} } }`,
      sure: 'likely',
      why: `every code in column ${number} is in a published list (${list.source})`,
    },
  ];
}

function ageGroup(own: readonly Suggestion[]): Suggestion[] {
  const isIn =
    (what: string) =>
    (one: Suggestion): boolean =>
      one.entry?.includes(what) === true && (one.sure === 'sure' || one.sure === 'likely');
  const birth = own.find(isIn('identifier: date-of-birth'));
  if (birth === undefined || !own.some(isIn('event: date'))) return [];
  return [
    {
      column: birth.column,
      header: 'age group',
      entry: `{ attribute: age-group, treat: band, bands: needs-assessment, from: ${yamlKey(birth.header)} }`,
      sure: 'likely',
      why: 'the age on the day of the event, in bands, from the date of birth',
    },
  ];
}

/** What every event needs and no column gives: a line to be made true. */
function missing(taken: ReadonlySet<string>): Suggestion[] {
  const line = (header: string, entry: string, why: string): Suggestion => ({
    column: undefined,
    header,
    entry,
    sure: 'unsure',
    why,
  });
  return [
    ...(taken.has('event: date')
      ? []
      : [
          line(
            'DATE COLUMN',
            '{ event: date, treat: keep, format: DD/MM/YYYY }',
            'no column is the day of the event yet, and every event needs one',
          ),
        ]),
    line('role', '{ event: role, value: victim }', 'in place of a column, if every row is about a victim'),
    line('type', '{ event: type, value: Referral }', 'in place of a column, if every row is of one type'),
  ];
}

const shareOf = ({ shapes, filled }: ColumnFacts, wanted: (what: string) => boolean): number => {
  const placeholders = shapes.find(({ what }) => what === PLACEHOLDER)?.cells ?? 0;
  const found = shapes.reduce((sum, { what, cells }) => sum + (wanted(what) ? cells : 0), 0);
  return filled === placeholders ? 0 : found / (filled - placeholders);
};

const percentOf = (share: number): string => `${Math.floor(100 * share)} %`;

function valuesIn({ distinct: { count, more } }: ColumnFacts): string {
  const values = count === 1 ? '1 value' : `${count.toLocaleString('en-GB')} different values`;
  return `it has ${more ? 'more than ' : ''}${values}`;
}

/** A header as a key of a YAML mapping. */
export const yamlKey = (header: string): string =>
  /^[A-Za-z][\w -]*\w$/.test(header) && !/^(?:y|n|yes|no|true|false|null|on|off)$/i.test(header)
    ? header
    : JSON.stringify(header);

/** The columns section as text, ready to stand in a file of its own or, indented, under an agency. */
export function suggestedYaml(suggestions: readonly Suggestion[], file: string): string {
  const lines = [
    `# Columns of ${file.replaceAll(/[\r\n]/g, ' ')}, proposed from its headers and from what its cells look like. Read every line: one that begins with #`,
    '# is not in force until you take the # away. What is not named is dropped. What an entry may say: throughline explain columns',
    '# Then: throughline profile EXTRACT --columns FILE holds the extract against it; in agreement.yaml it stands',
    '# under columns and your agency, each line indented by four spaces.',
  ];
  for (const { header, entry, sure, why } of suggestions) {
    lines.push('', `# ${sure}: ${why}`);
    const line = `${yamlKey(header)}: ${entry ?? '{ treat: drop }'}`;
    lines.push(sure === 'sure' || sure === 'likely' ? line : `# ${line}`);
  }
  return `${lines.join('\n')}\n`;
}
