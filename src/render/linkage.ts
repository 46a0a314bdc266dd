/** Linkage quality and weights as tables. */
import { grouped } from '../errors.ts';
import {
  type Estimate,
  type IdentifierWeights,
  pairName,
  qualityRemarks,
  type ShownQuality,
} from '../linkage/index.ts';
import { list, plural, table } from '../terminal/index.ts';

/** The report for a terminal. */
export function qualityTable(quality: ShownQuality, agencies: readonly string[]): string {
  const right = (title: string) => ({ title, align: 'right' as const });
  const pairs = quality.agencyPairs.map((pair) => [
    pairName(pair),
    pair.links,
    shown(pair.expectedPrecision),
    shown(pair.expectedRecall),
  ]);
  const [own, ...others] = qualityRemarks(quality);
  const notes = [
    own!,
    `people at other thresholds: ${quality.sensitivity.map(({ threshold, people }) => `${threshold}: ${grouped(people)}`).join('; ')}`,
    ...others,
  ];
  return [
    `${plural(quality.localPeople, 'local person', 'local people')} of ${list(agencies)} are ${plural(quality.people, 'person', 'people')}`,
    table(['agencies', right('links'), right('precision, %'), right('recall, %')], pairs, { notes }),
  ].join('\n\n');
}

function shown(estimate: Estimate | string | undefined): string {
  if (estimate === undefined) return '[x]';
  return typeof estimate === 'string' ? estimate : between(estimate);
}

const between = ({ value, lower, upper }: Estimate): string =>
  `${percent(value)} (${percent(lower)} to ${percent(upper)})`;

const percent = (share: number): string => (share * 100).toFixed(1);

/** Weights as a table with a bar to the right for evidence of one person, to the left against. */
export function weightsTable(weights: readonly IdentifierWeights[]): string {
  const rows = weights.flatMap(({ identifier, levels }) =>
    levels.map(({ level, m, u, weight }, index) => [
      index === 0 ? identifier : '',
      level,
      m.toPrecision(2),
      u.toPrecision(2),
      weight.toFixed(1),
      bar(weight),
    ]),
  );
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(['identifier', 'agrees at', right('m'), right('u'), right('bits'), 'against | for'], rows, {
    title: 'Weight of evidence',
    notes: [
      'm: how often the records of one person agree so; u: how often those of two people do by chance; bits: log2(m/u)',
    ],
  });
}

const HALF = 8;

function bar(weight: number): string {
  const length = Math.min(HALF, Math.round(Math.abs(weight) / 2.5));
  const [left, right] = weight < 0 ? [length, 0] : [0, length];
  return `${'░'.repeat(left).padStart(HALF)}|${'█'.repeat(right)}`;
}
