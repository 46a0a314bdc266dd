/** Shown figures as cells of text: for a terminal, and as CSV to paste into a document. */
import { humanCsv } from '../files/index.ts';
import type { ShownFigures } from './control.ts';
import type { Measure, TableSpec } from './figures.ts';
import { isMark, MARKS, type Mark } from './marks.ts';
import { type Bounds, isShare, type Shown, type ShownRow } from './show.ts';

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
        ...measures.map((measure) => cellText(measure, row.values[measure.name])),
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
    const seen = isShare(value) ? value.rate : value;
    if (isMark(seen)) used.add(seen);
  }
  return Object.keys(MARKS)
    .filter(isMark)
    .flatMap((mark) => (used.has(mark) ? [`${mark} ${MARKS[mark]}`] : []));
}

/**
 * The figures as one CSV: `table`, the dimensions of all tables, then a column a measure (three for what has
 * an interval: the rate, `lower` and `upper`; four where the links say how much of it is theirs: `linkage`). Exact figures have {@link NOT_CONTROLLED} in a first column of every row.
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
    ...figures.measures.flatMap((measure) =>
      columnsOf(figures, measure).map((end) => `${measure.name}${end === '' ? '' : `-${end}`}`),
    ),
  ];
  const lines = figures.tables.flatMap((table) =>
    rowsOf(figures, table).map((row) => [
      ...(figures.controlled ? [] : [NOT_CONTROLLED]),
      table.id,
      ...dimensions.map((name) => row.key[table.dimensions.findIndex((own) => own.name === name)] ?? ''),
      ...figures.measures.flatMap((measure) =>
        csvCells(columnsOf(figures, measure), row.values[measure.name]),
      ),
    ]),
  );
  return humanCsv([header, ...lines]);
}

type Column = '' | 'lower' | 'upper' | 'linkage';

/** The columns of a measure, by what follows its name. */
function columnsOf({ rows }: ShownFigures, { kind, name }: Measure): readonly Column[] {
  if (kind === 'count' || kind === 'median' || kind === 'ratio') return [''];
  const linked = rows.some(({ values }) => boundsOf(values[name])?.linkage !== undefined);
  return [
    ...(kind === 'interval' ? [] : ['' as const]),
    'lower',
    'upper',
    ...(linked ? ['linkage' as const] : []),
  ];
}

const boundsOf = (value: Shown | undefined): Bounds | undefined =>
  typeof value === 'object' ? value : undefined;

function csvCells(columns: readonly Column[], value: Shown | undefined): string[] {
  if (typeof value !== 'object') return columns.map(() => String(value ?? ''));
  return columns.map((column) =>
    String((column === '' ? isShare(value) && value.rate : value[column]) ?? ''),
  );
}

function cellText(measure: Measure, value: Shown | undefined): string | number {
  if (value === undefined) return '';
  if (typeof value !== 'object') {
    return measure.kind === 'ratio' && typeof value === 'number' ? value.toFixed(2) : value;
  }
  const places = isShare(value) ? 1 : 0;
  const { lower, upper, linkage } = value;
  const ends = `${lower.toFixed(places)} ${upper === null ? 'upwards' : `to ${upper.toFixed(places)}`}`;
  const interval = linkage === undefined ? ends : `${ends}, linkage ${linkage} %`;
  if (!isShare(value)) return interval;
  // How much is linkage would make the table wider than a screen: CSV and --json have it.
  const unit = measure.kind === 'rate' ? '' : ' %';
  const rate = typeof value.rate === 'number' ? `${value.rate.toFixed(1)}${unit}` : value.rate;
  return `${rate} (${ends})`;
}

const measuresOf = (figures: ShownFigures, table: TableSpec): Measure[] =>
  figures.measures.filter((measure) => table.measures.includes(measure.name));

const rowsOf = (figures: ShownFigures, table: TableSpec): ShownRow[] =>
  figures.rows.filter((row) => row.table === table.id);
