/** Looking things up in one set of figures as it may be shown, and making tables of it. */
import {
  type Bounds,
  cellId,
  howControlled,
  isMark,
  isShare,
  type Measure,
  type Shown,
  type ShownFigures,
} from '../disclose/index.ts';
import type { Cell, Column, Definition, Fact, Table } from './assessment.ts';
import { type Names, named, slug, windowWords } from './words.ts';

/** Figures that a report may speak of. */
export interface Source {
  readonly shown: ShownFigures;
  /** The release that they went out with; for a draft, the folder that they lie in. */
  readonly name: string;
  /** The roles that were counted, as far as the figures say. */
  readonly roles: readonly string[];
  /** `sha256:` digest of the CSV file that they were released as. */
  readonly digest?: string;
}

type TableSpec = ShownFigures['tables'][number];
type Row = ShownFigures['rows'][number];

/** Dimensions in whose values agencies are named. */
const OF_AGENCIES = new Set([
  'combination',
  'route',
  'first',
  'last',
  'agency',
  'to',
  'from',
  'first-agency',
  'pair',
]);

/** The table of what was estimated, which is made here. */
export const ESTIMATE = 'estimate';

/** The table that has the intervals of the others' counts. */
const INTERVALS = 'intervals';

export class View {
  readonly source: Source;
  readonly #names: Names;
  readonly #intervals: ReadonlyMap<string, Shown>;
  #number = 1;

  constructor(source: Source, names: Names) {
    this.source = source;
    this.#names = names;
    this.#intervals = new Map(
      source.shown.rows.flatMap(({ about, values }) =>
        about === undefined || values.interval === undefined ? [] : [[about, values.interval]],
      ),
    );
  }

  get shown(): ShownFigures {
    return this.source.shown;
  }

  /** The id of the definition in the report. */
  get definition(): string {
    return `definition-${slug(this.source.name)}`;
  }

  /** The id of a table's figure, unique in the report: the name of its CSV file. */
  figureId(table: string): string {
    const { shown, breakdown, source } = this;
    const [role, ...more] = source.roles;
    const isVictims = role === 'victim' && more.length === 0;
    return slug(
      [
        shown.id,
        // Tables of indicators all have these names.
        table === 'figures' ? breakdown : table === 'completeness' ? `${breakdown} completeness` : table,
        isVictims ? '' : role === undefined ? 'any role' : source.roles.join(' '),
        this.#number === 1 ? '' : this.#number,
      ].join(' '),
    );
  }

  /** Takes ids for its figures that no other has taken, who may have named theirs alike. */
  tellApart(taken: Set<string>): void {
    const own = [
      ...this.tables.map(({ id }) => id),
      ...(this.shown.estimate === undefined ? [] : [ESTIMATE]),
    ];
    while (own.some((id) => taken.has(this.figureId(id)))) this.#number += 1;
    for (const id of own) taken.add(this.figureId(id));
  }

  /** What the first table is broken down by. */
  get breakdown(): string {
    return (this.shown.tables[0]?.dimensions ?? []).map(({ name }) => name).join('+');
  }

  /** What they are of, told apart from others of the same indicator. */
  get title(): string {
    const { id, version, title, tables } = this.shown;
    const own = title.replace(` (${id}, version ${version})`, '');
    return tables[0]?.id === 'figures'
      ? `${own}, by ${this.breakdown.replaceAll('-', ' ').replaceAll('+', ' and ')}`
      : own;
  }

  /** The tables that have something to show, those of intervals apart. */
  get tables(): readonly TableSpec[] {
    return this.shown.tables.filter(({ id }) => id !== INTERVALS && this.rows(id).length > 0);
  }

  rows(table: string): readonly Row[] {
    return this.shown.rows.filter((row) => row.table === table);
  }

  value(table: string, key: readonly string[], measure: string): Shown | undefined {
    const wanted = JSON.stringify(key);
    return this.rows(table).find((row) => JSON.stringify(row.key) === wanted)?.values[measure];
  }

  /** The 95 % interval of a count, or of a share or rate. */
  bounds(table: string, key: readonly string[], measure: string): Bounds | undefined {
    const value = this.value(table, key, measure);
    const bounds = isShare(value) ? value : this.#intervals.get(cellId(table, key, measure));
    return typeof bounds === 'object' ? bounds : undefined;
  }

  /** A value of a dimension as it is read. */
  keyWords(dimension: string, value: string): string {
    if (dimension === 'agencies' && /^\d+$/.test(value))
      return value === '1' ? '1 agency' : `${value} agencies`;
    if (dimension === 'column') return value.replaceAll('_', ' ');
    return OF_AGENCIES.has(dimension) ? named(value, this.#names) : value;
  }

  table(id: string): Table {
    const spec = this.shown.tables.find((one) => one.id === id)!;
    const rows = this.rows(id);
    const measures = withoutEmptyEnds(
      this.shown.measures.filter(({ name }) => spec.measures.includes(name)),
      rows,
    );
    const parts = measures.flatMap((measure) => this.#parts(measure, id, rows));
    return {
      title: spec.title,
      columns: [
        ...spec.dimensions.map(({ name, title }): Column => ({ name: slug(name), title, kind: 'text' })),
        ...parts.map(({ column }) => column),
      ],
      rows: rows.map((row) => [
        ...spec.dimensions.map(({ name }, at) => this.keyWords(name, row.key[at] ?? '')),
        ...parts.map(({ of }) => of(row)),
      ]),
    };
  }

  /** The columns of a measure, each with what it has in a row. */
  #parts(measure: Measure, table: string, rows: readonly Row[]): Part[] {
    const { kind, name } = measure;
    const title = titleOf(measure);
    const value = (row: Row): Shown | undefined => row.values[name];
    const main: Column = { name, title, kind: KINDS[kind] };
    if (isEnd(measure)) {
      return [{ column: { ...main, bound: measure.title }, of: (row) => numberOf(value(row)) }];
    }
    const boundsOf =
      kind === 'count'
        ? (row: Row): Shown | undefined => this.#intervals.get(cellId(table, row.key, name))
        : value;
    const hasBounds = rows.some((row) => typeof boundsOf(row) === 'object');
    const hasLinkage = rows.some((row) => (linkageOf(boundsOf(row)) ?? 0) > 0);
    return [
      { column: main, of: (row) => numberOf(value(row)) },
      ...(hasBounds
        ? (['from', 'to'] as const).map(
            (bound): Part => ({
              column: { ...main, name: `${name}-${bound}`, title: `${title}, ${bound}`, bound },
              of: (row) => endOf(boundsOf(row), bound === 'from' ? 'lower' : 'upper'),
            }),
          )
        : []),
      ...(hasLinkage
        ? [
            {
              column: {
                name: `${name}-linkage`,
                title: `${title}: share of the interval due to linkage, per cent`,
                kind: 'number' as const,
                aside: true,
              },
              of: (row: Row) => linkageOf(boundsOf(row)) ?? '',
            },
          ]
        : []),
      ...(kind === 'rate' && rows.some(({ population }) => population !== undefined)
        ? [
            {
              column: { name: 'population', title: 'population', kind: 'count' as const },
              of: (row: Row) => row.population ?? '',
            },
          ]
        : []),
    ];
  }

  /** What stands behind these figures, for the part of the report that defines them. */
  defined(): Definition {
    const { id, version, unit, window, definition, notes, exclusions, control } = this.shown;
    const { name, digest } = this.source;
    const fact = (term: string, text: string): Fact => ({ term, text });
    return {
      id: this.definition,
      title: this.title,
      facts: [
        fact('Figures', `${id}, version ${version}, counted in ${unit}`),
        fact('Window', `${windowWords(window)}, both days included`),
        digest === undefined ? fact('From', name) : { term: 'Release', text: `${name}/figures.csv`, digest },
        ...(control === undefined ? [] : [fact('Control', howControlled(control))]),
      ],
      text: [definition, ...notes, ...exclusions.map((exclusion) => `Set aside: ${exclusion}.`)],
    };
  }
}

/** Whether a measure is one end of the interval of the one before. */
const isEnd = (measure: Measure): measure is Measure & { readonly title: 'from' | 'to' } =>
  measure.kind === 'median' && (measure.title === 'from' || measure.title === 'to');

/** The measures without the intervals of which no row has a number. Their ends stand one after the other. */
function withoutEmptyEnds(measures: readonly Measure[], rows: readonly Row[]): Measure[] {
  const isEmpty = (measure: Measure | undefined): boolean =>
    measure !== undefined &&
    isEnd(measure) &&
    rows.every(({ values }) => typeof values[measure.name] !== 'number');
  return measures.filter((measure, at) => {
    const other = measures[measure.title === 'from' ? at + 1 : at - 1];
    return !(isEmpty(measure) && isEmpty(other));
  });
}

/** What a column says of its numbers: shares and changes are in per cent, and their intervals stand beside them. */
function titleOf({ kind, title }: Measure): string {
  const own = title.replace(/ \(95 % interval\)$/, '');
  return (kind === 'share' || kind === 'change') && !/%|per cent/.test(own) ? `${own}, %` : own;
}

interface Part {
  readonly column: Column;
  readonly of: (row: Row) => Cell;
}

const KINDS: Readonly<Record<Measure['kind'], Column['kind']>> = {
  count: 'count',
  share: 'percent',
  change: 'percent',
  rate: 'percent',
  ratio: 'ratio',
  median: 'number',
  interval: 'count',
};

function numberOf(value: Shown | undefined): Cell {
  if (isShare(value)) return value.rate;
  return typeof value === 'object' || value === undefined ? '' : value;
}

/** No cell is left blank in a column of which others are filled. */
function endOf(value: Shown | undefined, end: 'lower' | 'upper'): Cell {
  if (typeof value === 'object') return value[end] ?? '[z]';
  return isMark(value) ? value : '[x]';
}

const linkageOf = (value: Shown | undefined): number | undefined =>
  typeof value === 'object' ? value.linkage : undefined;
