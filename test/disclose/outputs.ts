import type { AgreementOutputs, Figures } from '../../src/disclose/index.ts';

/** An agreement's outputs, `local-5` unless said. */
export const outputs = (changes: Partial<AgreementOutputs> = {}): AgreementOutputs => ({
  preset: 'local-5',
  'smallest-count': 5,
  rounding: 'none',
  'smallest-journey-group': 5,
  ...changes,
});

/** Figures with one table of people by group, and their total where one is given. */
export function oneTable(counts: Readonly<Record<string, number>>, total?: number): Figures {
  const row = (key: string, people: number) => ({ table: 'group', key: [key], counts: { people } });
  const id = (key: string) => JSON.stringify(['group', key, 'people']);
  return {
    id: 'example',
    version: 1,
    title: 'People by group',
    unit: 'people',
    window: { from: '2025-04-01', to: '2026-03-31' },
    definition: 'people in each group',
    exclusions: [],
    notes: [],
    tables: [
      {
        id: 'group',
        title: 'People by group',
        dimensions: [{ name: 'group', title: 'group' }],
        measures: ['people'],
      },
    ],
    measures: [{ kind: 'count', name: 'people', title: 'people', keep: 1 }],
    rows: [
      ...Object.entries(counts).map(([key, people]) => row(key, people)),
      ...(total === undefined ? [] : [{ ...row('all', total), total: true }]),
    ],
    unprinted: [],
    relations:
      total === undefined ? [] : [{ kind: 'sum', total: id('all'), parts: Object.keys(counts).map(id) }],
  };
}
