/** Linkage quality and weights as tables. */
import { grouped } from '../errors.ts';
import {
  type Estimate,
  FEWEST_PAIRS,
  type IdentifierWeights,
  type LinkageQuality,
  type ModelMark,
} from '../linkage/index.ts';
import { list, plural, table, wrap } from '../terminal/index.ts';

/** The quality report as it may be shown: figures over fewer than the smallest count are withheld. */
export function controlledQuality(quality: LinkageQuality, smallest: number) {
  const agencyPairs = quality.agencyPairs.map(({ left, right, links, expectedPrecision, expectedRecall }) =>
    links < smallest
      ? { left, right, links: links === 0 ? 0 : '[c]', expectedPrecision: '[c]', expectedRecall: '[c]' }
      : { left, right, links, expectedPrecision, expectedRecall },
  );
  const clusterSizes = Object.fromEntries(
    Object.entries(quality.clusterSizes).map(([size, people]) => [size, people < smallest ? '[c]' : people]),
  );
  return { ...quality, agencyPairs, clusterSizes };
}

/** What has to be said of the model before anybody relies on the report; nothing where it is kept. */
export function modelWarning({ kept }: ModelMark): string | undefined {
  if (kept) return undefined;
  return wrap(
    `The model rests on fewer than ${FEWEST_PAIRS} pairs of records of one person at two agencies, too few to rely on: ` +
      'take precision and recall for guesses. It is not kept; the next linkage estimates it again.',
    80,
  ).join('\n');
}

/** The report for a terminal. */
export function qualityTable(quality: ControlledQuality, agencies: readonly string[]): string {
  const right = (title: string) => ({ title, align: 'right' as const });
  const pairs = quality.agencyPairs.map(
    ({ left, right: other, links, expectedPrecision, expectedRecall }) => [
      left === other ? `${left}, known twice` : `${left} and ${other}`,
      links,
      shown(expectedPrecision),
      shown(expectedRecall),
    ],
  );
  const aside = quality.setAside.map(({ matchKey, tokens }) => `${matchKey} (${plural(tokens, 'token')})`);
  const notes = [
    "precision and recall are the model's own, with 95 % intervals; matches that share no token are beyond what it can see",
    `people at other thresholds: ${quality.sensitivity.map(({ threshold, people }) => `${threshold}: ${grouped(people)}`).join('; ')}`,
    `${plural(quality.withoutTokens, 'local person', 'local people')} had too few identifiers for any match-key`,
    ...(aside.length > 0 ? [`set aside, being shared by too many people: ${list(aside)}`] : []),
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

export type ControlledQuality = ReturnType<typeof controlledQuality>;

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
