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
