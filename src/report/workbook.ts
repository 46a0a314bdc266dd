/** The tables of a report as one workbook: a cover, the definitions, then one table a sheet. */
import type { Line, Sheet, SheetTable, Workbook } from '../sheets/index.ts';
import type { Assessment, Column, Fact, Figure, Table } from './assessment.ts';
import { DRAFT } from './words.ts';

/** The longest name of a sheet. */
const LONGEST = 31;

export function workbookOf(assessment: Assessment): Workbook {
  const { title, publisher, madeOn, sections } = assessment;
  const taken = new Set<string>(['cover', 'definitions']);
  return {
    title,
    subject: 'Tables of the report',
    creator: publisher,
    date: madeOn,
    sheets: [
      cover(assessment),
      definitions(assessment),
      ...sections.flatMap((section) =>
        section.figures.map((figure) => sheetOf(assessment, section.title, figure, taken)),
      ),
    ],
  };
}

const line = (text: string, as: Line['as'] = 'text'): Line => ({ text, as });
/** Stands first on every sheet of a draft. */
const marked = ({ isDraft }: Assessment, lines: readonly Line[]): Line[] => [
  ...(isDraft ? [line(DRAFT, 'heading')] : []),
  ...lines,
];

const factLines = (facts: readonly Fact[]): Line[] =>
  facts.map(({ term, text, digest }) => line(`${term}: ${text}${digest === undefined ? '' : `, ${digest}`}`));

function cover(assessment: Assessment): Sheet {
  const { title, notices, headlines, cautions, facts } = assessment;
  return {
    name: 'Cover',
    lines: marked(assessment, [
      line(title, 'title'),
      ...notices.map((notice) => line(notice)),
      ...factLines(facts),
      line('Headline findings', 'heading'),
      ...cautions.map((caution) => line(caution)),
      ...headlines.map(({ sentence, interval }) =>
        line(interval === undefined ? sentence : `${sentence} ${interval}`),
      ),
    ]),
  };
}

function definitions(assessment: Assessment): Sheet {
  return {
    name: 'Definitions',
    lines: marked(assessment, [
      line('Methods and definitions', 'title'),
      ...assessment.definitions.flatMap(({ title, facts, text }) => [
        line(title, 'heading'),
        ...factLines(facts),
        ...text.map((sentence) => line(sentence)),
      ]),
    ]),
  };
}

function sheetOf(
  assessment: Assessment,
  section: string,
  { id, table, definition }: Figure,
  taken: Set<string>,
): Sheet {
  const defined = assessment.definitions.find((one) => one.id === definition);
  return {
    name: nameFor(id, taken),
    lines: marked(assessment, [
      line(table.title, 'title'),
      line(section),
      ...(defined === undefined
        ? []
        : [line(`Definition: ${defined.title}, on the sheet Definitions.`), ...factLines(defined.facts)]),
    ]),
    table: tableOf(table),
  };
}

/** The figure's id with underscores, cut where it is too long, and told apart from those cut alike. */
function nameFor(id: string, taken: Set<string>): string {
  const whole = id.replaceAll('-', '_');
  for (let count = 1; ; count += 1) {
    const end = count === 1 ? '' : `_${count}`;
    const name = whole.slice(0, LONGEST - end.length) + end;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

const KINDS: Readonly<Record<Column['kind'], SheetTable['columns'][number]['kind']>> = {
  text: 'text',
  count: 'whole',
  percent: 'fraction',
  number: 'fraction',
  ratio: 'fraction',
};

const tableOf = ({ columns, rows }: Table): SheetTable => ({
  columns: columns.map(({ title, kind }) => ({ title, kind: KINDS[kind] })),
  rows,
});
