/** Shown figures as cells of text: for a terminal, and as CSV to paste into a document. */
import { humanCsv } from '../files/index.ts';
import type { ControlApplied, ShownFigures } from './control.ts';
import { RATIO_PLACES } from './derive.ts';
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

/**
 * The figures without what tells a reader nothing: intervals that are withheld with their counts, and changes of which
 * there is none. CSV and `--json` have it all.
 */
export function abridged(figures: ShownFigures): ShownFigures {
  const kind = new Map(figures.measures.map((measure) => [measure.name, measure.kind]));
  const rows = figures.rows.filter(
    ({ values }) =>
      !Object.entries(values).some(([name, value]) => kind.get(name) === 'interval' && isMark(value)),
  );
  const kept = { ...figures, rows };
  const idle = new Set(
    figures.measures
      .filter((measure) => measure.kind === 'change')
      .map(({ name }) => name)
      .filter((name) => rows.every(({ values }) => (values[name] ?? '[z]') === '[z]')),
  );
  const tables = figures.tables
    .map((table) => ({ ...table, measures: table.measures.filter((name) => !idle.has(name)) }))
    .filter((table) => rowsOf(kept, table).length > 0 || rowsOf(figures, table).length === 0);
  const shares = linkageShares(kept);
  return {
    ...kept,
    tables,
    measures: figures.measures.filter(({ name }) => !idle.has(name)),
    rows: rows.map((row) => ({
      ...row,
      values: Object.fromEntries(Object.entries(row.values).filter(([name]) => !idle.has(name))),
    })),
    notes: [
      ...figures.notes,
      ...(rows.length < figures.rows.length ? ['Counts that are withheld have no interval.'] : []),
      ...(shares.length > 0 && shares.every((share) => share === 0)
        ? ['No interval owes as much as 1 % to error of linkage.']
        : []),
    ],
  };
}

/** The shares that error of linkage has in the intervals of counts, in whole per cent. */
function linkageShares({ measures, rows }: Pick<ShownFigures, 'measures' | 'rows'>): number[] {
  const names = measures.filter(({ kind }) => kind === 'interval').map(({ name }) => name);
  return rows.flatMap(({ values }) => names.flatMap((name) => boundsOf(values[name])?.linkage ?? []));
}

/**
 * Each table of the figures as titles and cells; a share is one cell, `29.9 % (22.8 to 38.1)`. Where error of linkage has
 * a part in the intervals of counts, it stands beside them.
 */
export function textTables(figures: ShownFigures): TextTable[] {
  const isLinkageTold = linkageShares(figures).some((share) => share > 0);
  return figures.tables.map((table) => {
    if (isOfIntervals(figures, table)) return intervalsTable(figures, table, isLinkageTold);
    const measures = measuresOf(figures, table);
    const linked = isLinkageTold ? measures.filter(({ kind }) => kind === 'interval') : [];
    return {
      title: table.title,
      columns: [
        ...table.dimensions.map(({ title }) => ({ title, align: 'left' as const })),
        ...measures.map(({ title }) => ({ title, align: 'right' as const })),
        ...linked.map(() => ({ title: 'due to linkage', align: 'right' as const })),
      ],
      rows: rowsOf(figures, table).map(({ key, values }) => [
        ...key,
        ...measures.map((measure) => cellText(measure, values[measure.name])),
        ...linked.map(({ name }) => linkageText(boundsOf(values[name])?.linkage)),
      ]),
    };
  });
}

/** Whether each row is the interval of one count: the second part of its key says of which. */
const isOfIntervals = (figures: ShownFigures, table: TableSpec): boolean =>
  table.dimensions[1]?.name === 'of' && measuresOf(figures, table).every(({ kind }) => kind === 'interval');

/** A row for each row of the figures, and in it the interval of each of its counts: as long as the figures, and no longer. */
function intervalsTable(figures: ShownFigures, table: TableSpec, isLinkageTold: boolean): TextTable {
  const [measure] = measuresOf(figures, table);
  const rows = rowsOf(figures, table).flatMap(({ key: [row = '', of = ''], values }) => {
    const value = values[measure!.name];
    const linkage = linkageText(boundsOf(value)?.linkage);
    return {
      row,
      of,
      text: `${cellText(measure!, value)}${isLinkageTold && linkage !== '' ? ` (${linkage})` : ''}`,
    };
  });
  const place = (count: string): number => figures.measures.findIndex(({ title }) => title === count);
  const counts = [...new Set(rows.map(({ of }) => of))].toSorted((a, b) => place(a) - place(b));
  return {
    title: `${table.title}; ${measure!.title}s${isLinkageTold ? ' (and how much of each is due to linkage)' : ''}`,
    columns: [
      { title: table.dimensions[0]!.title, align: 'left' },
      ...counts.map((title) => ({ title, align: 'right' as const })),
    ],
    rows: [...new Set(rows.map(({ row }) => row))].map((name) => [
      name,
      ...counts.map((count) => rows.find(({ row, of }) => row === name && of === count)?.text ?? ''),
    ]),
  };
}

const linkageText = (share: number | undefined): string => (share === undefined ? '' : `${share} %`);

/** What to say above the tables: what was counted, and when. */
export const lead = ({ definition, window }: ShownFigures): string[] => [
  definition,
  `Window: ${window.from} to ${window.to}, both days included.`,
];

/** How far figures have come; `unsaid` where several are shown and the last says it for all. */
export type Stand = 'draft' | 'released' | 'unsaid';

/** What to say below the tables: marks, what was left out, notes, and how the figures were controlled. */
export function remarks(figures: ShownFigures, stand: Stand = 'draft'): string[] {
  return [
    ...marksUsed(figures),
    ...figures.notes,
    ...figures.exclusions.map((exclusion) => `Set aside: ${exclusion}.`),
    ...(stand === 'unsaid' ? [] : [controlSentence(figures, stand)]),
  ];
}

function controlSentence({ control }: ShownFigures, stand: 'draft' | 'released'): string {
  if (control === undefined) return `${NOT_CONTROLLED}: exact figures, which may not leave this workspace.`;
  const beside =
    stand === 'released'
      ? 'Checked together with everything released before it.'
      : 'A draft: other tables of these people may tell it; "throughline release" checks them together.';
  return `${howControlled(control)} ${beside}`;
}

/** By which rule figures were controlled, as a sentence. */
export function howControlled({ preset, hides: [from, to], roundedTo, noise }: ControlApplied): string {
  const rounding = roundedTo === 1 ? '' : `, the rest to the nearest ${roundedTo}`;
  return noise === undefined
    ? `Controlled by ${preset}: counts of ${from} to ${to} hidden, counts of events of so few people too, and what they could be worked out from${rounding}.`
    : `Controlled by ${preset} with cell-key noise, table ${noise.table} version ${noise.version} (${noise.digest}): no count of ${Math.max(from, 1)} to ${to} is shown, and what noise alone would not protect is hidden.`;
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
  if (kind === 'count' || kind === 'median') return [''];
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
  if (typeof value !== 'object') return value;
  const places = isShare(value) ? (measure.kind === 'ratio' ? RATIO_PLACES : 1) : 0;
  const { lower, upper } = value;
  const number = (of: number): string => of.toFixed(places).replace('-', '−');
  const ends = `${number(lower)} ${upper === null ? 'upwards' : `to ${number(upper)}`}`;
  // How much of a share is linkage would make the table wider than a screen: CSV and --json have it.
  if (!isShare(value)) return ends;
  const unit = measure.kind === 'rate' || measure.kind === 'ratio' ? '' : ' %';
  const rate = typeof value.rate === 'number' ? `${number(value.rate)}${unit}` : value.rate;
  return `${rate} (${ends})`;
}

const measuresOf = (figures: ShownFigures, table: TableSpec): Measure[] =>
  figures.measures.filter((measure) => table.measures.includes(measure.name));

const rowsOf = (figures: ShownFigures, table: TableSpec): ShownRow[] =>
  figures.rows.filter((row) => row.table === table.id);
