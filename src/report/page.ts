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
import { cellWords, DRAFT, WORKBOOK } from './words.ts';

/** @param tables the folder of the CSV files, from where the page lies */
export function reportPage(assessment: Assessment, tables: string): string {
  const { title, isDraft, notices, facts, headlines, sections, definitions } = assessment;
  const parts = [
    ...(headlines.length === 0
      ? []
      : [{ id: 'findings', title: 'Headline findings', content: findings(headlines) }]),
    ...sections.map((one) => ({ id: one.id, title: one.title, content: content(one, tables) })),
    { id: 'definitions', title: 'Methods and definitions', content: methods(definitions) },
    { id: 'colophon', title: 'How this report was made', content: colophon(facts) },
  ];
  const body = html`${isDraft ? html`<div class="draft">${DRAFT}</div>` : ''}
<header>
<h1>${title}</h1>
<p class="soft">${facts.slice(0, 3).map(({ term, text }, at) => html`${at === 0 ? '' : ' · '}${term}: ${text}`)}</p>
${notices.map((notice) => html`<div class="state bad">${notice}</div>`)}
</header>
<main>
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
    ({ sentence, interval, definition }) => html`<li><strong>${sentence}</strong>
<span class="soft">${interval ?? ''} <a href="#${definition}">Definition</a></span></li>`,
  ),
  '\n',
)}
</ul>`;

function content({ text, figures, missing }: Section, tables: string): Html {
  const how =
    missing.length === 0
      ? ''
      : html`<div class="state missing"><p><strong>Figures of this part have not been released.</strong> These commands count and release
them; “throughline report --prepare” does it for all parts.</p>
${list(missing.map((command) => html`<code>${command}</code>`))}</div>`;
  return html`${paragraphs(text)}
${how}
${joined(
  figures.map((figure) => shownFigure(figure, tables)),
  '\n',
)}`;
}

function shownFigure({ id, chart, table: data, definition }: Figure, tables: string): Html {
  const source = html`<p class="source"><a href="${tables}/${id}.csv">${id}.csv</a>${
    definition === undefined ? '' : html` · <a href="#${definition}">Definition</a>`
  }</p>`;
  const inside = html`${shownTable(data)}
${source}`;
  return chart === undefined
    ? html`<h3 id="${id}-table">${data.title}</h3>
${data.rows.length > MOST_OPEN ? disclosure(`Table of ${data.rows.length} rows`, inside) : inside}`
    : html`${chart}
${disclosure(`Table: ${data.title}`, inside)}`;
}

/** A table without a chart that is longer than this is opened by who wants it. */
const MOST_OPEN = 12;

/** A table of more columns takes the width of the page. */
const MOST_NARROW = 5;

/** Both ends of an interval share a cell; what is of interest aside is left to the CSV. */
function shownTable({ title, columns, rows }: Table): Html {
  const kept = columns.flatMap((column, at) =>
    column.aside === true || column.bound === 'to' ? [] : [{ column, at }],
  );
  const cell = (row: readonly Cell[], { column, at }: (typeof kept)[number]): string => {
    const words = cellWords(column, row[at] ?? '');
    const upper = column.bound === 'from' ? row[at + 1] : undefined;
    if (upper === undefined || words === '' || words === upper) return words;
    return upper === '[z]' ? `${words} upwards` : `${words} to ${cellWords(column, upper)}`;
  };
  return table({
    label: title,
    columns: kept.map(({ column }) => heading(column)),
    rows: rows.map((row) => kept.map((one) => cell(row, one))),
    rowHeads: true,
    ...(kept.length > MOST_NARROW ? {} : { className: 'narrow' }),
    numeric: new Set(kept.flatMap(({ column: { kind } }, position) => (kind === 'text' ? [] : [position]))),
  });
}

const heading = ({ title, bound }: Column): string => (bound === undefined ? title : '95 % interval');

const methods = (definitions: readonly Definition[]): Html => html`${paragraphs([
  'Each set of figures was counted as its definition says, controlled by itself, and checked together with everything released before under the agreement. Intervals are 95 % intervals: of chance, and where the links say so, of error of linkage. Shares and rates follow from the counts as they are shown.',
])}
${joined(
  definitions.map(
    ({ id, title, facts, text }) => html`<section aria-labelledby="${id}">
<h3 id="${id}">${title}</h3>
${factList(facts)}
${paragraphs(text)}
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
