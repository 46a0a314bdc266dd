/** Shown figures as cells of text: for a terminal, and as CSV to paste into a document. */
import { humanCsv } from '../files/index.ts';
import type { ShownFigures } from './control.ts';
import type { Measure, TableSpec } from './figures.ts';
import { isMark, MARKS, type Mark } from './marks.ts';
import type { Shown, ShownRow } from './show.ts';

/** Stands beside exact figures wherever they are shown. */
export const NOT_CONTROLLED = 'NOT CONTROLLED';

export interface TextTable {
  readonly title: string;
  readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Each table of the figures as titles and cells; a share is one cell, `29.9 % (22.8 to 38.1)`. */
export function textTables(figures: ShownFigures): TextTable[] {
  return figures.tables.map((table) => {
    const measures = measuresOf(figures, table);
    return {
      title: table.title,
      columns: [
        ...table.dimensions.map(({ title }) => ({ title, align: 'left' as const })),
        ...measures.map(({ title }) => ({ title, align: 'right' as const })),
      ],
      rows: rowsOf(figures, table).map((row) => [
        ...row.key,
        ...measures.map((measure) => cellText(row.values[measure.name])),
      ]),
    };
  });
}

/** What to say above the tables: what was counted, and when. */
export const lead = ({ definition, window }: ShownFigures): string[] => [
  definition,
  `Window: ${window.from} to ${window.to}, both days included.`,
];

/** What to say below the tables: marks, what was left out, notes, and how the figures were controlled. */
export function remarks(figures: ShownFigures, stand: 'draft' | 'released' = 'draft'): string[] {
  return [
    ...marksUsed(figures),
    ...figures.notes,
    ...figures.exclusions.map((exclusion) => `Set aside: ${exclusion}.`),
    controlSentence(figures, stand),
  ];
}

function controlSentence(figures: ShownFigures, stand: 'draft' | 'released'): string {
  const { control } = figures;
  if (control === undefined) return `${NOT_CONTROLLED}: exact figures, which may not leave this workspace.`;
  const [from, to] = control.hides;
  const rounding = control.roundedTo === 1 ? '' : `, the rest to the nearest ${control.roundedTo}`;
  return (
    `Controlled by ${control.preset}: counts of ${from} to ${to} hidden, and what they could be worked out from${rounding}. ` +
    (stand === 'released'
      ? 'Checked together with everything released before it.'
      : 'A draft until "throughline release" has checked it together with everything released before.')
  );
}

/** A sentence for each mark that the figures use, in the order of {@link MARKS}. */
export function marksUsed(figures: ShownFigures): string[] {
  const used = new Set<Mark>();
  for (const value of figures.rows.flatMap((row) => Object.values(row.values))) {
    const seen = typeof value === 'object' ? value.rate : value;
    if (isMark(seen)) used.add(seen);
  }
  return Object.keys(MARKS)
    .filter(isMark)
    .flatMap((mark) => (used.has(mark) ? [`${mark} ${MARKS[mark]}`] : []));
}

/**
 * The figures as one CSV: `table`, the dimensions of all tables, then a column a measure (three for a share:
 * the rate, `lower` and `upper`). Exact figures have {@link NOT_CONTROLLED} in a first column of every row.
 * Cells are guarded against being read as formulas.
 */
export function figuresCsv(figures: ShownFigures): string {
  const dimensions = [
    ...new Set(figures.tables.flatMap((table) => table.dimensions.map(({ name }) => name))),
  ];
  const header = [
    ...(figures.controlled ? [] : ['control']),
    'table',
    ...dimensions,
    ...figures.measures.flatMap(({ kind, name }) =>
      kind === 'share' ? [name, `${name}-lower`, `${name}-upper`] : [name],
    ),
  ];
  const lines = figures.tables.flatMap((table) =>
    rowsOf(figures, table).map((row) => [
      ...(figures.controlled ? [] : [NOT_CONTROLLED]),
      table.id,
      ...dimensions.map((name) => row.key[table.dimensions.findIndex((own) => own.name === name)] ?? ''),
      ...figures.measures.flatMap((measure) => csvCells(measure, row.values[measure.name])),
    ]),
  );
  return humanCsv([header, ...lines]);
}

function csvCells(measure: Measure, value: Shown | undefined): string[] {
  const width = measure.kind === 'share' ? 3 : 1;
  if (typeof value === 'object') return [value.rate, value.lower, value.upper].map(String);
  return Array<string>(width).fill(String(value ?? ''));
}

function cellText(value: Shown | undefined): string | number {
  if (value === undefined) return '';
  if (typeof value !== 'object') return value;
  const rate = typeof value.rate === 'number' ? `${value.rate.toFixed(1)} %` : value.rate;
  return `${rate} (${value.lower.toFixed(1)} to ${value.upper.toFixed(1)})`;
}

const measuresOf = (figures: ShownFigures, table: TableSpec): Measure[] =>
  figures.measures.filter((measure) => table.measures.includes(measure.name));

const rowsOf = (figures: ShownFigures, table: TableSpec): ShownRow[] =>
  figures.rows.filter((row) => row.table === table.id);
