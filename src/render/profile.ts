/** A profile on a terminal and as a page: kinds and counts, never values. */
import { grouped } from '../errors.ts';
import {
  type ColumnFacts,
  type Counted,
  type Finding,
  type Profile,
  people,
  percent,
} from '../intake/index.ts';
import { type Html, html, joined, list, plain, section, table, page as webPage } from '../pages/index.ts';
import { page, plural } from '../terminal/index.ts';

export interface ShownProfile {
  readonly profile: Profile;
  readonly findings: readonly Finding[];
  readonly columnsFrom: 'agreement' | 'file' | 'preset' | 'suggestion';
}

/** What was said on the command line, for a command to copy. */
export interface ProfileAsked {
  /** The extract, with the flags by which it was read. */
  readonly extract: string;
  /** ` --workspace DIR`; nothing where that is the current folder. */
  readonly workspace: string;
  readonly preset?: string | undefined;
}

const FROM: Readonly<Record<ShownProfile['columnsFrom'], string>> = {
  agreement: 'What each column is was taken from the agreement.',
  file: 'What each column is was taken from the file of columns.',
  preset: 'What each column is was taken from the preset, as far as the file has such columns.',
  suggestion:
    'What each column is was proposed from the file itself, where that is sure or likely; --suggest prints the proposal.',
};
const WEIGHTS = { mend: 'mend first', look: 'look into', note: 'know' } as const;
const MOST_SHAPES = 3;

function lead({ profile, columnsFrom }: ShownProfile): string[] {
  const { rows, columns, kind, encoding, people: known, hasLocalIds, events, duplicates } = profile;
  return [
    `${plural(rows, 'row')}, ${plural(columns.length, 'column')} (${formWords(kind, encoding)}).`,
    known === undefined
      ? 'No column tells people apart, so nobody was counted.'
      : `${people(known.people, hasLocalIds)}; ${percent(known.never, known.people)} can never be linked.`,
    events === undefined
      ? 'No column of event dates could be read.'
      : `Events from ${events.from} to ${events.to}; ${percent(events.dated, rows)} of rows have a day that can be read.`,
    `${plural(duplicates.rows, 'repeated row')}.`,
    FROM[columnsFrom],
  ];
}

/** How an extract was read, in a word or two. */
export const formWords = (kind: string, encoding: string): string =>
  kind === 'csv' ? encoding : kind === 'gzip' ? `gzip, ${encoding}` : kind;

const cellsIn = (counts: readonly Counted[]): number => counts.reduce((sum, { cells }) => sum + cells, 0);

const columnRow = (column: ColumnFacts, rows: number): string[] => {
  const { number, header, use, filled, notKnown, invalid, distinct, shapes } = column;
  const unknown = cellsIn(notKnown);
  const others = shapes.slice(MOST_SHAPES);
  return [
    String(number),
    header,
    percent(filled, rows),
    use === undefined ? '' : percent(filled - unknown - cellsIn(invalid), filled),
    `${distinct.more ? 'over ' : ''}${grouped(distinct.count)}`,
    grouped(unknown),
    [
      ...shapes.slice(0, MOST_SHAPES).map(({ what, cells }) => `${what} ${percent(cells, filled)}`),
      ...(others.length > 0
        ? [`${plural(others.length, 'other kind')} ${percent(cellsIn(others), filled)}`]
        : []),
    ].join('; '),
  ];
};

/** Columns that hold numbers and shares, of whatever table. */
const NUMBERS: ReadonlySet<string> = new Set([
  'people',
  'cells',
  'filled',
  'usable',
  'different',
  'not known',
]);
const COLUMNS = ['no.', 'column', 'filled', 'usable', 'different', 'not known', 'what its cells look like'];

function tables({ profile, findings }: ShownProfile) {
  const fixes = profile.people?.fixes ?? [];
  return [
    {
      title: 'What to do about it',
      columns: ['how urgent', 'what was found', 'what to do'],
      rows: findings.map(({ weight, what, todo }) => [WEIGHTS[weight], what, todo]),
    },
    {
      title: 'What would make people linkable',
      columns: ['if it were in their records', 'people'],
      rows: fixes.map((fix) => [fix.identifier, grouped(fix.people)]),
    },
    {
      title: 'Columns',
      columns: COLUMNS,
      rows: profile.columns.map((column) => columnRow(column, profile.rows)),
    },
    {
      title: 'Cells that cannot be used, or that say nothing',
      columns: ['column', 'why', 'cells'],
      rows: profile.columns.flatMap(({ header, invalid, notKnown }) => [
        ...invalid.map(({ what, cells }) => [header, what, grouped(cells)]),
        ...notKnown.map(({ what, cells }) => [header, `not known: ${what}`, grouped(cells)]),
      ]),
    },
    {
      title: 'What becomes of each column',
      columns: ['column', 'what becomes of it'],
      rows: profile.columns.map(({ header, use }) => [header, use ?? 'not named: it is dropped.']),
    },
  ].filter(({ rows }) => rows.length > 0);
}

/**
 * @param next as {@link profileSteps} gives it
 * @param columns of the terminal, if there is one
 */
export function profileText(shown: ShownProfile, next: readonly string[], columns?: number): string {
  return page(
    {
      title: `Profile of ${shown.profile.file}`,
      lead: lead(shown),
      tables: tables(shown).map(({ title, columns: titles, rows }) => ({
        title,
        columns: titles.map((name) => ({
          title: name,
          align: NUMBERS.has(name) ? ('right' as const) : ('left' as const),
        })),
        rows,
      })),
      remarks: ['Counts are exact: this is for the agency alone, and is handed to nobody.'],
      next: next.map((step) => `next: ${step}`),
    },
    columns === undefined ? { width: 100 } : { width: Math.max(60, columns) },
  );
}

/** What to do after a profile, in order. */
export function profileSteps(
  { columnsFrom, findings }: ShownProfile,
  { extract, workspace, preset }: ProfileAsked,
): string[] {
  const toMend = findings.filter(({ weight }) => weight === 'mend').length;
  const isMended = toMend === 0;
  const proposing = `throughline profile ${extract}${workspace}${preset === undefined ? '' : ` --preset ${preset}`} --suggest > columns.yaml, and read every line of it`;
  const pseudonymising = `throughline pseudonymise ${extract}${workspace}`;
  const after: Readonly<Record<ShownProfile['columnsFrom'], readonly string[]>> = {
    suggestion: [proposing],
    preset: [proposing],
    file: isMended
      ? [
          'put the lines of the file of columns into agreement.yaml, under columns and this agency, each indented by four spaces; then every party signs it',
          pseudonymising,
        ]
      : [],
    agreement: isMended ? [pseudonymising] : [],
  };
  return [
    ...(isMended
      ? []
      : [`mend what is marked "${WEIGHTS.mend}" (${plural(toMend, 'finding')}) and profile the file again`]),
    ...after[columnsFrom],
  ];
}

/** Line ends in a header are spaces, and a number keeps its sign. */
const cell = (text: string): Html => plain(text.replaceAll(/\s+/g, ' ').replaceAll(' %', '\u00a0%'));

/** @param madeAt as it is to be printed */
export function profilePage(shown: ShownProfile, madeAt: string): string {
  const title = `Profile of ${shown.profile.file}`;
  const sections = tables(shown).map(({ title: heading, columns, rows }, at) =>
    section(
      `part-${at + 1}`,
      heading,
      table({
        label: heading,
        columns,
        rows: rows.map((row) => row.map(cell)),
        rowHeads: true,
        numeric: new Set(columns.flatMap((name, place) => (NUMBERS.has(name) ? [place] : []))),
      }),
    ),
  );
  return webPage(
    title,
    html`<header>
<h1>${plain(title)}</h1>
<p class="soft">Made ${madeAt}.</p>
${list(lead(shown).map(cell))}
</header>
<main>
${joined(sections, '\n')}
</main>
<footer>
<p>Counts are exact: this page is for the agency alone, and is handed to nobody. It holds no value of the extract.</p>
</footer>`,
  );
}
