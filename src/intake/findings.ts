/** What a profile means: sentences about what is wrong with an extract, the gravest first, with what to do. */
import { grouped } from '../errors.ts';
import { isDateShape, looseForm, NUMBER, PLACEHOLDER, SHORTENED, UNREAD_DAY } from '../standardise/index.ts';
import type { ColumnFacts, Counted } from './column-facts.ts';
import type { Profile } from './profile.ts';
import { flagMeant, meansDay } from './suggest.ts';

export interface Finding {
  /** `mend`: before anything is shared; `look`: figures will suffer; `note`: good to know. */
  readonly weight: 'mend' | 'look' | 'note';
  /** Number of the column it is about. */
  readonly column?: number;
  readonly what: string;
  readonly todo: string;
}

/** Below this share of filled cells a table by the column says more about recording than about people. */
const COMPLETE = 0.8;
const MANY_WRONG = 0.05;
/** A value that so many people share is more often a default than true. */
const DEFAULT = 0.1;
/** Days between the newest event and the end of the window after which an extract looks like an old one. */
const STALE = 100;
/** Of an Excel sheet, and of a CSV that Excel saved. */
const LAST_ROW = 1_048_576;
const WEIGHTS = ['mend', 'look', 'note'] as const;

/** @param window the agreement's days of events, if there is one; `today` as `YYYY-MM-DD` */
export function findingsOf(
  profile: Profile,
  today: string,
  window: { readonly from?: string; readonly to?: string } = {},
): readonly Finding[] {
  return [
    ...aboutFile(profile),
    ...aboutDates(profile, today, window),
    ...aboutPeople(profile),
    ...profile.columns.flatMap((column) => [
      ...aboutFlag(column),
      ...aboutColumn(column, profile),
      ...aboutNotKnown(column),
    ]),
  ].sort((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));
}

/** People as they were told apart, counted: without local ids nobody knows how many people they are. */
export const people = (n: number, hasIds: boolean): string =>
  hasIds
    ? count(n, 'local person', 'local people')
    : count(n, 'set of identifiers', 'different sets of identifiers');

export const percent = (part: number, whole: number): string => {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  if (part > 0 && share < 1) return 'under 1 %';
  return part < whole && share > 99 ? 'over 99 %' : `${Math.round(share)} %`;
};

function aboutFile(profile: Profile): Finding[] {
  const found: Finding[] = [];
  const put = (weight: Finding['weight'], what: string, todo: string) => found.push({ weight, what, todo });
  if (profile.rows === 0)
    put('mend', 'the file has headers and no rows', 'make the extract for a period that has records');
  if (profile.lastRow === LAST_ROW) {
    put(
      'mend',
      `its last row is ${grouped(LAST_ROW)}, where every sheet of Excel ends: records after it may be lost`,
      'have the system write CSV, and do not open it in Excel; or make an extract for each half of the period',
    );
  }
  if (profile.secondHeader) {
    put(
      'mend',
      `row ${profile.headerRow + 1} looks like a second row of headers`,
      'remove one of the two rows, or give the row of the headers that you named with --header-row',
    );
  }
  if (profile.totals.length > 0) {
    put(
      'mend',
      `row ${profile.totals.map(grouped).join(', ')} looks like a total and not like a record`,
      'remove it from the extract; it would be rejected or counted as a person',
    );
  }
  const unreadable = profile.unreadable.reduce((sum, { cells }) => sum + cells, 0);
  if (unreadable > 0) {
    put(
      'mend',
      `${count(unreadable, 'row')} cannot be read: ${profile.unreadable[0]!.what}`,
      'export the file again; a row that cannot be read leaves out whom it names',
    );
  }
  if (profile.blankRows > 0)
    put('note', `${count(profile.blankRows, 'row')} blank`, 'nothing: blank rows are passed over');
  if (profile.guessed)
    put(
      'note',
      'its encoding was taken for Windows-1252, which is a guess',
      'look at a name with an accent in the system; if it is wrong, save the file as CSV UTF-8',
    );
  if (profile.duplicates.rows > 0) {
    put(
      'look',
      `${count(profile.duplicates.rows, 'row')} (${percent(profile.duplicates.rows, profile.rows)}) repeat another row in every cell`,
      'ask whether the export joins tables; repeated rows count as repeated events',
    );
  }
  return found;
}

function aboutDates(
  { events, ages, beforeBirth, rows }: Profile,
  today: string,
  window: { from?: string; to?: string },
): Finding[] {
  const found: Finding[] = [];
  if (events !== undefined) {
    const end = window.to !== undefined && window.to < today ? window.to : today;
    const newest = `${events.to}-28`;
    const gap = (Date.parse(end) - Date.parse(newest)) / 86_400_000;
    if (gap > STALE) {
      found.push({
        weight: window.to === undefined ? 'look' : 'mend',
        what: `its newest event is of ${events.to}, and events up to ${end} are wanted`,
        todo: "check that this is not last year's extract",
      });
    }
    if (events.outside > 0) {
      const isMost = events.outside * 2 > events.dated;
      found.push({
        weight: isMost ? 'mend' : 'look',
        what: `${count(events.outside, 'row')} (${percent(events.outside, rows)}) lie outside the days that the agreement lets flow`,
        todo: isMost
          ? 'make the extract for the days that the agreement names, or ask whether it names the right ones'
          : 'nothing, if that is meant: they stay here',
      });
    }
  }
  if (beforeBirth > 0) {
    found.push({
      weight: 'look',
      what: `${count(beforeBirth, 'row')} (${percent(beforeBirth, rows)}) lie before the person's date of birth`,
      todo: 'check one of the two dates, unless the person is a child who was on file before it was born',
    });
  }
  if (ages !== undefined && ages.wrong > ages.compared * 0.01) {
    found.push({
      weight: 'look',
      what: `in ${percent(ages.wrong, ages.compared)} of rows the column ${ages.column} does not fit the date of birth on the day of the event`,
      todo: 'take the age from the date of birth: treat it as band from that column',
    });
  }
  return found;
}

function aboutPeople({ people: known, hasLocalIds, duplicates }: Profile): Finding[] {
  const found: Finding[] = [];
  if (known !== undefined && !hasLocalIds) {
    found.push({
      weight: 'look',
      what: 'no column is a local person id, so people are told apart by their identifiers alone: whoever is spelt in two ways counts as two people, whom a flag in one row does not hide in the other, and nobody can be left out by "throughline object --people"',
      todo: 'have the export give the number that the system itself has for each person, and name it as { identifier: local-person-id }',
    });
  }
  if (known !== undefined && known.never > 0) {
    const [best] = known.fixes;
    const share = known.never / known.people;
    found.push({
      weight: share > MANY_WRONG ? 'mend' : 'look',
      what: `${grouped(known.never)} of ${people(known.people, hasLocalIds)} (${percent(known.never, known.people)}) can never be linked: they lack the identifiers of every match-key`,
      todo:
        best === undefined
          ? 'more than one identifier is missing from each of them'
          : `${best.identifier} in their records would mend it for ${percent(best.people, known.never)} of them`,
    });
  }
  if (duplicates.people > 0) {
    found.push({
      weight: 'look',
      what: `${count(duplicates.people, 'name and date of birth', 'names and dates of birth')} stand under more than one local id`,
      todo: 'the same people may have several records: linking joins them where other identifiers agree',
    });
  }
  return found;
}

function aboutColumn(column: ColumnFacts, { rows }: Profile): Finding[] {
  const {
    header,
    filled,
    shapes,
    invalid,
    leaks,
    use,
    kind,
    commonest,
    distinct,
    newYears,
    dateFormats,
    is,
  } = column;
  const found: Finding[] = [];
  const put = (...said: Said) => found.push(ofColumn(column, ...said));
  if (filled === 0) {
    if (use !== undefined) put('look', 'every cell is empty', 'ask whether the export leaves it out');
    return found;
  }
  const shortened = cellsOf(shapes, SHORTENED);
  if (shortened > 0) {
    put(
      'mend',
      `${count(shortened, 'number')} shortened by a spreadsheet, as 9.43E+09: their digits are lost`,
      'export again and do not open the file in Excel, or format the column as text before saving',
    );
  }
  const dayNumbers = invalid.filter(({ what }) => what.startsWith("a spreadsheet's day number"));
  const days = dayNumbers[0]?.cells ?? (use === undefined && meansDay(header) ? cellsOf(shapes, NUMBER) : 0);
  if (days > 0) {
    put(
      'mend',
      `${count(days, 'day')} saved as a spreadsheet's day number, such as 45000`,
      'format the column as a date in Excel before saving as CSV, or give the workbook itself',
    );
  }
  const noughts = lostNoughts(column);
  if (noughts !== undefined)
    put('note', noughts, 'format the column as text before data is pasted in, or export again');
  for (const { what, cells } of leaks) {
    put(
      'mend',
      `${count(cells, 'cell')} look like a ${what}, and its text would leave as it is`,
      'drop the column, or code it by a map',
    );
  }
  if (kind === 'flag') return [...found, ...unnamedFlag(column)];
  const wrong = invalid.filter((one) => !dayNumbers.includes(one)).reduce((sum, { cells }) => sum + cells, 0);
  if (wrong > filled * MANY_WRONG) {
    const rejects = kind === 'event' && (is === 'date' || is === 'role');
    put(
      rejects ? 'mend' : 'look',
      `${percent(wrong, filled)} of its cells cannot be used${rejects ? ', and with them their whole rows' : ''}: ${invalid[0]!.what}`,
      dateFormats.length === 1 && invalid[0]!.what.startsWith('not a date')
        ? `all its days can be read as ${dateFormats[0]}: write that as its format in the columns section`
        : 'check its format or map in the columns section',
    );
  }
  const forms = dateForms(column, days);
  if (forms.length > 1)
    put(
      'look',
      `days are written in ${forms.length} forms: ${forms.join(', ')}`,
      'one form can be read: export again in one, or in Excel choose the column, Data, Text to Columns, and the form its days have',
    );
  if (kind === 'identifier' && distinct.count > 50 && commonest > DEFAULT) {
    put(
      'look',
      `one value stands in at least ${percent(Math.round(commonest * filled), filled)} of its cells`,
      'it may be a default of the system: ask, and leave it empty if so',
    );
  }
  if (newYears > 0.05)
    put(
      'look',
      `${Math.round(100 * newYears)} % of its days are a 1 January`,
      'a day that is not known may be entered so: ask',
    );
  if (isDescribing(column) && filled < rows * COMPLETE) {
    put(
      'look',
      `filled in ${percent(filled, rows)} of rows`,
      `a table by it would leave ${percent(rows - filled, rows)} as not recorded: do not read shares of people from it`,
    );
  }
  return found;
}

/** Cells of a flag that hold a value which its map does not name, and so raise it. */
function unnamedFlag(column: ColumnFacts): Finding[] {
  const { invalid, filled, shapes } = column;
  const cells = invalid.reduce((sum, one) => sum + one.cells, 0);
  if (cells === 0) return [];
  const kinds = shapes.map(({ what }) => what).join(', ');
  const todo = 'write the values that stand in the column into its map in the columns section';
  const said: Said =
    cells === filled
      ? ['mend', `none of its cells holds a value that its map names (they look like: ${kinds})`, todo]
      : [
          'look',
          `${percent(cells, filled)} of its cells hold a value that its map does not name, and count as raised`,
          todo,
        ];
  return [ofColumn(column, ...said)];
}

type Said = [weight: Finding['weight'], what: string, todo: string];

const ofColumn = ({ number, header }: ColumnFacts, ...[weight, what, todo]: Said): Finding => ({
  weight,
  column: number,
  what: `column ${header}: ${what}`,
  todo,
});

/** A column of nobody's that may be the flag by which a person is left out. */
function aboutFlag(column: ColumnFacts): Finding[] {
  const flag = column.use === undefined && column.filled > 0 ? flagMeant(column.header) : undefined;
  if (flag === undefined) return [];
  return [
    ofColumn(
      column,
      'mend',
      'by its header it may mark people who must not be found, and nothing says that it is a flag: whoever it marks would leave like anybody else',
      `find out what it marks; then name it in the columns section: as ${flag} with its values, or as { treat: drop } if it marks something else`,
    ),
  ];
}

/** What to do about cells that a rule takes as not known, by that rule's reason. */
const NOT_KNOWN: Readonly<Record<string, Pick<Finding, 'weight' | 'todo'>>> = {
  'NHS number of the test range': {
    weight: 'look',
    todo: 'no patient has such a number: ask whether the extract is of the live system; for an exercise with invented people write "test-range: true" into its entry',
  },
  'neither female nor male is stated': {
    weight: 'note',
    todo: 'nothing, if that is what is meant: it neither supports nor opposes a link',
  },
};

const aboutNotKnown = (column: ColumnFacts): Finding[] =>
  column.notKnown.flatMap(({ what, cells }) => {
    if (what === PLACEHOLDER) return [];
    const { weight, todo } = NOT_KNOWN[what] ?? {
      weight: 'note',
      todo: 'nothing, if that is what is meant',
    };
    return [ofColumn(column, weight, `${count(cells, 'cell')} taken as not known: ${what}`, todo)];
  });

/** The forms of a column's days, as long as no single one reads all of them. */
function dateForms({ shapes, dateFormats }: ColumnFacts, dayNumbers: number): string[] {
  const written = shapes.flatMap(({ what }) => (isDateShape(what) ? [what] : []));
  if (written.length === 0) return [];
  const unread = [
    ...(dayNumbers > 0 ? ["a spreadsheet's day number"] : []),
    ...(cellsOf(shapes, UNREAD_DAY) > 0 ? [UNREAD_DAY] : []),
  ];
  if (dateFormats.length > 0 && unread.length === 0) return [];
  // Forms that one loose form reads are one.
  const told = written.map((form) => {
    const loose = looseForm(form);
    return written.some((other) => other !== form && looseForm(other) === loose) ? loose : form;
  });
  return [...new Set([...told, ...unread])];
}

/** Whether tables are made by it: attributes, and what happened. */
const isDescribing = ({ kind, is }: ColumnFacts): boolean =>
  kind === 'attribute' || (kind === 'event' && ['type', 'role', 'outcome', 'risk'].includes(is ?? ''));

/** What says that a spreadsheet took leading noughts away. */
function lostNoughts({ shapes, is, numberLengths }: ColumnFacts): string | undefined {
  if (is === 'phone' && cellsOf(shapes, NUMBER) > 0) {
    return `${count(cellsOf(shapes, NUMBER), 'number')} without a leading nought, read as phone numbers all the same where they are`;
  }
  if (
    !['local-person-id', 'case', 'household', 'counterparty'].includes(is ?? '') ||
    numberLengths.length < 2
  )
    return undefined;
  return `its numbers have from ${numberLengths[0]} to ${numberLengths.at(-1)} digits: if the system writes leading noughts, a spreadsheet took them away`;
}

const cellsOf = (counts: readonly Counted[], wanted: string): number =>
  counts.find(({ what }) => what === wanted)?.cells ?? 0;

const count = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;
