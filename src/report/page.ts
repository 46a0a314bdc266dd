/** The report as one page of HTML. */
import {
  contents,
  disclosure,
  type Html,
  html,
  joined,
  list,
  page,
  paragraphs,
  section,
  table,
  unbroken,
} from '../pages/index.ts';
import type {
  Assessment,
  Cell,
  Column,
  Definition,
  Fact,
  Figure,
  Headline,
  Section,
  Table,
} from './assessment.ts';
import { LEFT_OUT } from './headlines.ts';
import { cellWords, DRAFT, WORKBOOK } from './words.ts';
import { SUMS, type Tables } from './write.ts';

/** @param files of its tables, whose digest stands in the page, so that the digest of the page vouches for them */
export function reportPage(assessment: Assessment, files: Pick<Tables, 'folder' | 'digest'>): string {
  const { folder: tables, digest } = files;
  const { title, isDraft, notices, facts, headlines, cautions, sections, definitions } = assessment;
  const sums: Fact = {
    term: 'Tables',
    text: `in the folder ${tables}, where “sha256sum -c ${SUMS}” checks them; the digest of ${SUMS}:`,
    digest,
  };
  const parts = [
    ...sections.map((one) => ({ id: one.id, title: one.title, content: content(one, tables) })),
    { id: 'definitions', title: 'Methods and definitions', content: methods(definitions) },
    { id: 'colophon', title: 'How this report was made', content: colophon([...facts, sums]) },
  ];
  const body = html`${isDraft ? html`<aside class="draft" aria-label="Draft">${DRAFT}</aside>` : ''}
<header>
<h1>${title}</h1>
<p class="soft">${facts.slice(0, 4).map(({ term, text }, at) => html`${at === 0 ? '' : ' · '}${term}: ${text}`)}</p>
${notices.map((notice) => html`<div class="state bad">${notice}</div>`)}
</header>
<main>
${section(
  'findings',
  'Headline findings',
  html`${paragraphs(cautions)}
${headlines.length === 0 ? paragraphs(['There is no number for a headline: none has been released, or none may be shown.']) : findings(headlines)}`,
)}
${contents('Contents', parts)}
<p class="source">All tables as a spreadsheet: <a href="${tables}/${WORKBOOK}.ods">OpenDocument</a> · <a href="${tables}/${WORKBOOK}.xlsx">Excel</a></p>
${joined(
  parts.map((part) => section(part.id, part.title, part.content)),
  '\n',
)}
</main>`;
  return page(isDraft ? `${DRAFT}. ${title}` : title, body);
}

const findings = (headlines: readonly Headline[]): Html => html`<ul class="findings">
${joined(
  headlines.map(
    ({ sentence, interval, definition }) => html`<li><strong>${unbroken(sentence)}</strong>
<span class="soft">${interval === undefined ? '' : html`${unbroken(interval)} `}${toDefinition(definition, sentence)}</span></li>`,
  ),
  '\n',
)}
</ul>`;

/** Each link says what it defines to whoever hears it among many of its kind. */
const toDefinition = (id: string, of: string): Html =>
  html`<a href="#${id}" aria-label="Definition: ${of}">Definition</a>`;

function content({ verdict, findings: found = [], text, figures, missing }: Section, tables: string): Html {
  const how =
    missing.length === 0
      ? ''
      : html`<div class="state missing"><p><strong>Figures of this part have not been released.</strong> These commands count and release
them; “throughline report --prepare” does it for every part that can be counted and released, and says of any other why not.</p>
${list(missing.map((command) => html`<code>${command}</code>`))}</div>`;
  return html`${verdict === undefined ? '' : html`<p class="state missing"><strong>${verdict}</strong></p>`}
${paragraphs(found.map((sentence) => html`<strong>${unbroken(sentence)}</strong>`))}
${joined(
  text.map((one) => (typeof one === 'string' ? paragraphs([unbroken(one)]) : list(one.map(unbroken)))),
  '\n',
)}
${how}
${joined(
  runsOf(figures).map((run) => {
    const shown = run.map((figure) => shownFigure(figure, tables));
    return shown.length === 1
      ? shown[0]!
      : html`<div class="beside">
${shown.map((one) => html`<div>${one}</div>`)}
</div>`;
  }),
  '\n',
)}`;
}

/** Small tables that follow one another stand side by side; everything else stands alone. */
function runsOf(figures: readonly Figure[]): Figure[][] {
  const runs: Figure[][] = [];
  for (const figure of figures) {
    const last = runs.at(-1);
    if (last !== undefined && [figure, last[0]!].every(isSmall)) last.push(figure);
    else runs.push([figure]);
  }
  return runs;
}

const isSmall = ({ chart, table: { columns, rows } }: Figure): boolean =>
  chart === undefined && rows.length <= MOST_OPEN && keptOf(columns).length <= 3;

function shownFigure({ id, chart, table: data, definition }: Figure, tables: string): Html {
  const source = html`<p class="source"><a href="${tables}/${id}.csv">${id}.csv</a>${
    definition === undefined ? '' : html` · ${toDefinition(definition, data.title)}`
  }</p>`;
  const shown = shownTable(data);
  const inside =
    chart !== undefined
      ? html`${chart}
${disclosure(`Table: ${data.title}`, shown)}`
      : html`<h3 id="${id}-table">${data.title}</h3>
${data.rows.length > MOST_OPEN ? disclosure(`Table of ${data.rows.length} rows`, shown) : shown}`;
  return html`${inside}
${source}`;
}

/** A table without a chart that is longer than this is opened by who wants it. */
const MOST_OPEN = 12;

/** A table of more columns takes the width of the page, and one of more still is in smaller type on paper. */
const MOST_NARROW = 5;
const MOST_ON_PAPER = 8;

/** Both ends of an interval share a cell; what is of interest aside is left to the CSV. */
function shownTable({ title, columns, rows }: Table): Html {
  const kept = keptOf(columns);
  const cell = (row: readonly Cell[], { column, at }: (typeof kept)[number]): string => {
    const words = inOneLine(cellWords(column, row[at] ?? ''));
    const upper = column.bound === 'from' ? row[at + 1] : undefined;
    if (upper === undefined || words === '' || words === upper) return words;
    return upper === '[z]' ? `${words} upwards` : `${words} to ${cellWords(column, upper)}`;
  };
  return table({
    label: title,
    columns: kept.map(({ column }) => heading(column)),
    rows: rows.map((row) => kept.map((one) => cell(row, one))),
    rowHeads: true,
    ...(kept.length <= MOST_NARROW
      ? { className: 'narrow' }
      : kept.length > MOST_ON_PAPER
        ? { className: 'wide' }
        : {}),
    numeric: new Set(kept.flatMap(({ column: { kind } }, position) => (kind === 'text' ? [] : [position]))),
  });
}

/** A short text, such as `Q1 2025/26` or `14 days`, stays in one line. */
const inOneLine = (words: string): string =>
  words.length <= LONGEST_IN_ONE ? words.replaceAll(' ', '\u00a0') : words;
const LONGEST_IN_ONE = 14;

/** The columns that a reader sees, with their places. */
const keptOf = (columns: readonly Column[]) =>
  columns.flatMap((column, at) => (column.aside === true || column.bound === 'to' ? [] : [{ column, at }]));

const heading = ({ title, bound }: Column): string => (bound === undefined ? title : '95 % interval');

const methods = (definitions: readonly Definition[]): Html => html`${paragraphs([
  'Each set of figures was counted as its definition says, controlled by itself, and checked together with everything released before under the agreement. Intervals are 95 % intervals: of chance, and where the links say so, of error of linkage. Shares and rates follow from the counts as they are shown.',
  LEFT_OUT,
])}
${joined(
  definitions.map(
    ({ id, title, facts, text }) => html`<section aria-labelledby="${id}">
<h3 id="${id}">${title}</h3>
${factList(facts)}
${paragraphs(text.map(unbroken))}
</section>`,
  ),
  '\n',
)}`;

const colophon = (facts: readonly Fact[]): Html => html`${factList(facts)}
${paragraphs([
  'Made again from the same releases, agreement, program and share log, this page is the same to the byte. Its own digest cannot stand in it: the share log has it, in the entry “report.issued” that names this number of entries.',
])}`;

const factList = (facts: readonly Fact[]): Html => html`<dl>
${joined(
  facts.map(
    ({ term, text, digest }) =>
      html`<dt>${term}</dt><dd>${text}${digest === undefined ? '' : html`<br><code>${digest}</code>`}</dd>`,
  ),
  '\n',
)}
</dl>`;
