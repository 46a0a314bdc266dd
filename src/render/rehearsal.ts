/** A rehearsal's scores as tables. */
import type { Rehearsal } from '../linkage/index.ts';
import { duration, plural, table } from '../terminal/index.ts';

const figure = (value: number): string => value.toFixed(3);
const score = ({ precision, recall, f1 }: Rehearsal['clusters']): string[] => [
  figure(precision),
  figure(recall),
  figure(f1),
];

export function rehearsalText(result: Rehearsal): string {
  const measures = ['precision', 'recall', 'F1'].map((title) => ({ title, align: 'right' as const }));
  const parts = [
    `${plural(result.records, 'record')}; ${plural(result.pairs.true, 'pair')} are one person, ${plural(result.pairs.found, 'pair')} were linked`,
    table(
      ['at the default threshold', ...measures],
      [
        ['links', ...score(result.pairs)],
        ['people (all pairs their records imply)', ...score(result.clusters)],
      ],
    ),
    table(
      [{ title: 'links by threshold', align: 'left' }, ...measures],
      result.byThreshold.map((row) => [String(row.threshold), ...score(row)]),
    ),
  ];
  if (result.byGroup) {
    const rows = result.byGroup.map(({ group, records, pairs, recallInterval }) => [
      group === '' ? '(none)' : group,
      records,
      pairs.true,
      ...score(pairs),
      recallInterval === undefined
        ? ''
        : `${figure(recallInterval.lower)} to ${figure(recallInterval.upper)}`,
    ]);
    parts.push(
      table(
        [
          'links by group',
          'records',
          'pairs',
          ...measures,
          { title: 'recall, 95 % interval', align: 'right' },
        ],
        rows,
        {
          notes: [
            'pairs: how many are one person; groups with few pairs differ in recall by chance, which the interval shows',
          ],
        },
      ),
    );
  }
  const errors = result.errors.map(({ error, pattern, pairs }) => [error, pairs, pattern]);
  parts.push(table(['most frequent errors', 'pairs', 'what agreed, at most how closely'], errors));
  for (const { column, cells } of result.unnamedFlags ?? []) {
    parts.push(
      `${column}: ${plural(cells, 'cell')} of this flag ${cells === 1 ? 'holds' : 'hold'} a value that its map does not name. Flags hide\nnobody in a rehearsal; "pseudonymise" takes such a value as raised, so name it in the map first`,
    );
  }
  parts.push(`took ${duration(result.seconds.total * 1000)}`);
  return parts.join('\n\n');
}
