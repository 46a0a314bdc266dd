/** Writing exact figures into the workspace, where they stay. */
import { join } from 'node:path';
import { type Agreement, reference } from '../agreement/index.ts';
import { TOOL } from '../custody/index.ts';
import {
  type AuditLine,
  type Controlled,
  derive,
  type FigureRow,
  type Figures,
  type Measure,
  wordsOf,
} from '../disclose/index.ts';
import {
  csvLines,
  type DataPackage,
  type Json,
  openForWriting,
  type PackageResource,
  stageDirectory,
  type TableField,
  writePackage,
} from '../files/index.ts';
import type { Draft } from './draft.ts';

/** Says on the package itself that it may not leave. */
export const BEFORE_CONTROL = 'before control: stays in this workspace';

/** Decimal places of numbers that are no counts. */
const PLACES = 4;

const NUMBERS: readonly TableField[] = [
  { name: 'measure', type: 'string', description: 'what is counted' },
  {
    name: 'count',
    type: 'integer',
    description: 'the count; for a share its part, for a median the people it is over',
  },
  {
    name: 'denominator',
    type: 'integer',
    description: 'the whole that a share is of, the population of a rate, or the count before a change',
  },
  { name: 'rate', type: 'number', description: 'the share or change in per cent, the rate, or the ratio' },
  { name: 'lower', type: 'number', description: 'lower end of its 95 % interval, or of that of the count' },
  { name: 'upper', type: 'number', description: 'upper end of it' },
  { name: 'linkage', type: 'number', description: 'share of the interval due to error of linkage, per cent' },
  { name: 'median', type: 'number', description: 'the median or mean' },
  { name: 'mark', type: 'string', description: '[u] where the record does not reach back far enough' },
];

/** The column of a dimension: no two columns have one name, whatever an agreement calls its attributes. */
const columnFor = (dimension: string): string =>
  ['table', ...NUMBERS.map(({ name }) => name)].includes(dimension) ? `by ${dimension}` : dimension;

/** What an analyst may want beside the figures, inside the workspace alone. */
export interface InsideTable {
  readonly name: string;
  readonly fields: readonly TableField[];
  readonly rows: readonly (readonly string[])[];
}

const AUDIT: readonly TableField[] = [
  { name: 'cell', type: 'string', description: 'the hidden cell: table, row and measure' },
  { name: 'count', type: 'integer', description: 'its count' },
  { name: 'least', type: 'integer', description: 'the least that anybody could take it for' },
  { name: 'greatest', type: 'integer', description: 'the greatest; empty where nothing bounds it' },
  { name: 'small', type: 'boolean', description: 'whether it is hidden for its own sake' },
];

export interface Beside {
  readonly controlled: Pick<Controlled, 'folded' | 'selection'>;
  /** Known to nobody else, so that nobody can find the figures by trying which have the package's digest. */
  readonly salt: string;
  readonly beside?: readonly InsideTable[];
  /** What was asked, of which packages. */
  readonly counted?: Pick<Draft, 'asked' | 'basis'>;
  /** The same from other packages, before. */
  readonly before?: Draft | undefined;
}

/** Where the figures of an indicator wait. */
export const figuresFolder = ({ work }: { readonly work: string }, id: string): string =>
  join(work, 'figures', id);

/** All that a release, or a later count of the same, needs to know. */
export const draftOf = (
  { folded, selection: { tables, hidden } }: Beside['controlled'],
  counted: Beside['counted'] = {},
): Draft => ({ figures: folded, tables: [...tables], hidden: [...hidden], ...counted });

/**
 * Writes `figures/<id>/` under the workspace's `work` folder: the figures, one row a cell, the audit of what
 * control hides, and the tables beside, in place of what an earlier run left there. The descriptor holds all that a
 * release needs. Equal figures and an equal `salt` give equal bytes. Throws the write errors of `files`.
 */
export async function writeFigures(
  workspace: { readonly paths: { readonly work: string }; readonly agreement: Agreement },
  figures: Figures,
  { controlled, salt, beside = [], counted, before }: Beside,
): Promise<DataPackage> {
  const target = figuresFolder(workspace.paths, figures.id);
  const dimensions = [
    ...new Map(figures.tables.flatMap((table) => table.dimensions).map((d) => [d.name, d])).values(),
  ];
  const fields: TableField[] = [
    { name: 'table', type: 'string', description: 'the table that the row belongs to' },
    ...dimensions.map(
      ({ name, title }): TableField => ({ name: columnFor(name), type: 'string', description: title }),
    ),
    ...NUMBERS,
  ];
  const stage = await stageDirectory(target, { replace: true });
  try {
    const writer = await openForWriting(join(stage.path, 'figures.csv'));
    await writer.write(csvLines([fields.map((field) => field.name)]));
    for (const row of figures.rows) {
      await writer.write(
        csvLines(
          linesOf(
            row,
            figures,
            dimensions.map((dimension) => dimension.name),
          ),
        ),
      );
    }
    const digest = await writer.end();
    const auditor = await openForWriting(join(stage.path, 'audit.csv'));
    await auditor.write(
      csvLines([AUDIT.map((field) => field.name), ...controlled.selection.audit.map(auditLine)]),
    );
    const audited = await auditor.end();
    const others: PackageResource[] = [];
    for (const table of beside) others.push(await writeBeside(stage.path, table));
    const written = await writePackage(stage.path, {
      name: figures.id,
      title: figures.title,
      description: `${figures.definition} (${BEFORE_CONTROL})`,
      resources: [
        { name: 'figures', file: 'figures.csv', ...digest, fields },
        { name: 'audit', file: 'audit.csv', ...audited, fields: AUDIT },
        ...others,
      ],
      throughline: {
        kind: 'figures',
        agreement: reference(workspace.agreement),
        tool: TOOL,
        control: BEFORE_CONTROL,
        indicator: { id: figures.id, version: figures.version },
        unit: figures.unit,
        window: { ...figures.window },
        definition: figures.definition,
        exclusions: figures.exclusions.map((exclusion) => ({ ...exclusion })),
        notes: [...figures.notes],
        salt,
        draft: asJson(draftOf(controlled, counted)),
        ...(before === undefined ? {} : { before: asJson(before) }),
      },
    });
    await stage.commit();
    return { ...written, path: target };
  } finally {
    await stage.abandon();
  }
}

const auditLine = ({ id, count, least, greatest, isSmall }: AuditLine): string[] => [
  wordsOf(id),
  String(count),
  String(least),
  Number.isFinite(greatest) ? String(greatest) : '',
  String(isSmall),
];

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

async function writeBeside(folder: string, { name, fields, rows }: InsideTable): Promise<PackageResource> {
  const file = `${name}.csv`;
  const writer = await openForWriting(join(folder, file));
  await writer.write(csvLines([fields.map((field) => field.name), ...rows]));
  return { name, file, ...(await writer.end()), fields };
}

function linesOf(row: FigureRow, figures: Figures, dimensions: readonly string[]): string[][] {
  const table = figures.tables.find((candidate) => candidate.id === row.table);
  const own = table?.dimensions.map((dimension) => dimension.name) ?? [];
  const key = dimensions.map((name) => row.key[own.indexOf(name)] ?? '');
  return figures.measures
    .filter((measure) => table?.measures.includes(measure.name) === true)
    .map((measure) => [row.table, ...key, measure.name, ...numbersOf(measure, row)]);
}

/** The cells of {@link NUMBERS} after the measure's name. */
function numbersOf(measure: Measure, row: FigureRow): string[] {
  const count = (name: string): number => row.borrowed?.[name]?.count ?? row.counts[name] ?? 0;
  const mark = (...names: string[]): string =>
    names.some((name) => row.unreliable?.includes(name) === true) ? '[u]' : '';
  if (measure.kind === 'count')
    return [String(count(measure.name)), '', '', '', '', '', '', mark(measure.name)];
  if (measure.kind === 'median') {
    return [String(count(measure.over)), '', '', '', '', '', String(row.medians?.[measure.name] ?? ''), ''];
  }
  const names =
    measure.kind === 'share' || measure.kind === 'ratio'
      ? [measure.part, measure.whole]
      : measure.kind === 'change'
        ? [measure.of, measure.before]
        : [measure.of];
  const [part, whole = row.population] = names.map(count);
  const found = derive(
    measure,
    { count, drawn: (name) => row.drawn?.[name], population: row.population },
    PLACES,
  );
  const { value, interval, linkage } = found ?? {};
  return [
    String(part),
    String(whole ?? ''),
    String(value ?? ''),
    interval?.lower.toFixed(PLACES) ?? '',
    interval?.upper.toFixed(PLACES) ?? '',
    linkage === undefined ? '' : (100 * linkage).toFixed(PLACES),
    '',
    mark(...names),
  ];
}
