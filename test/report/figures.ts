/** Figures as they may be shown, made up for tests of what a report makes of them. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readAgreement } from '../../src/agreement/index.ts';
import { cellId, type ShownFigures } from '../../src/disclose/index.ts';
import type { Source, Standing } from '../../src/report/index.ts';

const EXAMPLE = fileURLToPath(new URL('../agreement/example.yaml', import.meta.url));

export async function standing(more: Partial<Standing> = {}): Promise<Standing> {
  return {
    madeOn: '2026-06-01',
    publisher: 'Needs assessment team',
    agreement: await readAgreement(EXAMPLE),
    tool: 'throughline 0',
    log: {
      origin: 'analyst.throughline.example/sharelog',
      size: 12,
      root: createHash('sha256').update('root').digest('base64'),
      whole: true,
      witnesses: [],
      of: 3,
      witnessedUpTo: 0,
    },
    ledger: `sha256:${'1'.repeat(64)}`,
    ...more,
  };
}

/** What a page is told of its tables. */
export const TABLES = { folder: 'report/0123456789abcdef', digest: `sha256:${'3'.repeat(64)}` };

type Values = ShownFigures['rows'][number]['values'];

interface Made {
  readonly id: string;
  readonly table: string;
  readonly dimensions: readonly string[];
  readonly measures?: ShownFigures['measures'];
  readonly rows: readonly (readonly [key: readonly string[], values: Values])[];
  readonly more?: Partial<ShownFigures>;
}

/** One table of counts of people, unless other measures are given. */
export function source({ id, table, dimensions, measures, rows, more = {} }: Made): Source {
  const own = measures ?? [{ kind: 'count' as const, name: 'people', title: 'people', keep: 1 }];
  return {
    name: `0001-${id}`,
    roles: ['victim'],
    digest: `sha256:${'2'.repeat(64)}`,
    shown: {
      id,
      version: 1,
      title: `Figures of ${id}`,
      unit: 'people',
      window: { from: '2025-04-01', to: '2026-03-31' },
      definition: `What ${id} counts.`,
      exclusions: [],
      notes: [],
      tables: [
        {
          id: table,
          title: `Table of ${id}`,
          dimensions: dimensions.map((name) => ({ name, title: name })),
          measures: own.map(({ name }) => name),
        },
      ],
      measures: own,
      rows: rows.map(([key, values]) => ({ table, key, values })),
      controlled: true,
      control: { preset: 'local-5', hides: [1, 4], roundedTo: 1 },
      ...more,
    },
  };
}

/** The intervals of counts, as figures have them beside their tables. */
export const withInterval = (
  { shown, ...rest }: Source,
  key: readonly string[],
  bounds: { readonly lower: number; readonly upper: number; readonly linkage?: number },
): Source => ({
  ...rest,
  shown: {
    ...shown,
    rows: [
      ...shown.rows,
      {
        table: 'intervals',
        key: [key.join(', '), 'people'],
        about: cellId(shown.tables[0]!.id, key, 'people'),
        values: { interval: bounds },
      },
    ],
  },
});

export const routes = (rows: readonly (readonly [route: string, people: Values[string]])[]): Source =>
  source({
    id: 'journeys',
    table: 'route',
    dimensions: ['route'],
    rows: rows.map(([route, people]) => [[route], { people }]),
  });

export const overlaps = (rows: readonly (readonly [combination: string, people: Values[string]])[]): Source =>
  source({
    id: 'overlap',
    table: 'combination',
    dimensions: ['combination'],
    rows: rows.map(([combination, people]) => [[combination], { people }]),
  });

/** Texts that mean harm, or are none that a page is made for. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '</title></style><img src=x onerror=alert(1)>',
  'x'.repeat(500),
  '\u202egnp.exe\u202c',
  'عنف منزلي',
  '=HYPERLINK("http://example.org","x")',
  '@SUM(1)',
  '\'"&<>',
];

/** Figures whose labels are these. */
export const labelled = (labels: readonly string[]): Source[] => [
  overlaps([
    ...labels.flatMap((label) => [[`${label} only`, 7] as const, [label, 8] as const]),
    ['all people', 15],
  ]),
  routes(labels.flatMap((label) => [[`${label} → police`, 9] as const, [label, 12] as const])),
  source({
    id: 'anything',
    table: 'figures',
    dimensions: ['group'],
    rows: labels.map((label) => [[label], { people: 5 }]),
  }),
];

/** Figures with hardly anything in them, and with too much. */
export const EDGES = {
  nothing: [],
  withheld: [
    overlaps([
      ['police only', '[c]'],
      ['all people', '[c]'],
    ]),
    routes([
      ['police', '[c]'],
      ['all people', '[c]'],
    ]),
  ],
  oneAgency: [
    overlaps([
      ['police only', 9],
      ['all people', 9],
    ]),
  ],
  twoPeople: [
    overlaps([
      ['police only', '[c]'],
      ['all people', '[c]'],
    ]),
  ],
  fortyTypes: [
    routes(Array.from({ length: 41 }, (_, n) => [`police: type ${n} → health: type ${n}`, 5 + n] as const)),
  ],
} satisfies Readonly<Record<string, readonly Source[]>>;
