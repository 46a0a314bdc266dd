/** How sure a linkage is, as one self-contained page to look at and to file, made of the parts that reports are made of. */
import { join } from 'node:path';
import { barChart, dotChart, type Interval, type Mark } from '../charts/index.ts';
import type { Workspace } from '../custody/index.ts';
import { grouped } from '../errors.ts';
import { writeFileAtomically } from '../files/index.ts';
import {
  type Estimate,
  type IdentifierWeights,
  type LinkResult,
  modelWarning,
  pairName,
  qualityRemarks,
  type ShownQuality,
  shownQuality,
} from '../linkage/index.ts';
import {
  contents,
  disclosure,
  type Html,
  html,
  joined,
  page,
  paragraphs,
  section,
  table,
} from '../pages/index.ts';
import { agencyNames, dayWords, list } from './words.ts';

const FILE = 'QUALITY.html';

/**
 * Writes `work/linkage/QUALITY.html` about links that were just made, for the linkage unit alone.
 *
 * @throws the write errors of `files`; the links stand all the same.
 */
export async function writeLinkagePage(
  { agreement, ambient, paths }: Pick<Workspace, 'agreement' | 'ambient' | 'paths'>,
  { agencies, model, quality, weights }: LinkResult,
): Promise<string> {
  const { id, version } = agreement.about;
  const names = agencyNames(agreement);
  const called = (agency: string): string => names.get(agency) ?? agency;
  const shown = shownQuality(quality, agreement.outputs['smallest-count']);
  const text = linkagePage({
    agencies: agencies.map(called),
    model,
    weights,
    quality: {
      ...shown,
      agencyPairs: shown.agencyPairs.map((pair) => ({
        ...pair,
        left: called(pair.left),
        right: called(pair.right),
      })),
    },
    agreement: `${id} version ${version}`,
    madeOn: ambient.now().toISOString().slice(0, 10),
  });
  const file = join(paths.work, 'linkage', FILE);
  await writeFileAtomically(file, text, { replace: true });
  return file;
}

export interface LinkedFacts extends Pick<LinkResult, 'agencies' | 'model' | 'weights'> {
  readonly quality: ShownQuality;
  /** The agreement's id and version, as it is to be read. */
  readonly agreement: string;
  /** `YYYY-MM-DD`. */
  readonly madeOn: string;
}

/** The page, complete. Small counts are symbols before they come here. */
export function linkagePage(facts: LinkedFacts): string {
  const { agencies, quality, model, agreement, madeOn } = facts;
  const warning = modelWarning(model);
  const parts = [
    { id: 'pairs', title: 'Links by pair of agencies', content: pairs(quality) },
    { id: 'people', title: 'How many records a person has', content: clusters(quality) },
    { id: 'thresholds', title: 'What hangs on the threshold', content: thresholds(quality) },
    { id: 'weights', title: 'What each identifier weighs', content: weights(facts.weights) },
    { id: 'limits', title: 'What this page can show, and what it cannot', content: limits(quality) },
  ];
  const body = html`<header>
<h1>How sure the links are</h1>
<p class="soft">Agreement: ${agreement} · Made on: ${dayWords(madeOn)} · Model: version ${model.version}</p>
<div class="state missing"><strong>For the linkage unit alone.</strong> Small counts are withheld, and not held
against other tables: what others may see comes from “throughline quality” and “throughline release” at the analyst.</div>
${warning === undefined ? '' : html`<div class="state bad">${warning}</div>`}
</header>
<main>
<ul class="findings">
<li><strong>Of ${grouped(quality.localPeople)} local people of ${list(agencies)}, ${grouped(quality.people)} different people were found.</strong>
<span class="soft">A pair of records at least ${quality.threshold} likely to be one person is a link.</span></li>
</ul>
${contents('Contents', parts)}
${joined(
  parts.map(({ id, title, content }) => section(id, title, content)),
  '\n',
)}
</main>`;
  return page(`How sure the links are: ${agreement}`, body);
}

const INTERVAL = '95 % interval';

function pairs({ agencyPairs }: ShownQuality): Html {
  const chart = dotChart(
    {
      id: 'precision-recall',
      title: 'Expected precision and recall, by pair of agencies',
      description: `Two dots for each pair of agencies, each with its ${INTERVAL} as a line.`,
    },
    {
      unit: '%',
      intervalTitle: INTERVAL,
      rows: agencyPairs.map((pair) => ({
        label: pairName(pair),
        points: [
          { series: 'precision', ...markOf(pair.expectedPrecision) },
          { series: 'recall', ...markOf(pair.expectedRecall) },
        ],
      })),
    },
  );
  return html`${paragraphs([
    'Precision is the share of links that the model expects to be right, recall the share of all true links that it expects to have made.',
  ])}
${chart}
${disclosure(
  'Table: Links by pair of agencies',
  table({
    label: 'Links by pair of agencies',
    className: 'narrow',
    rowHeads: true,
    columns: ['agencies', 'links', 'precision, %', INTERVAL, 'recall, %', INTERVAL],
    numeric: new Set([1, 2, 3, 4, 5]),
    rows: agencyPairs.map((pair) => [
      pairName(pair),
      count(pair.links),
      ...cells(pair.expectedPrecision),
      ...cells(pair.expectedRecall),
    ]),
  }),
)}`;
}

type Shown = Estimate | string | undefined;

const tenths = (share: number): number => Math.round(share * 1000) / 10;

const markOf = (shown: Shown): { readonly value: Mark; readonly interval?: Interval } =>
  typeof shown === 'object'
    ? { value: tenths(shown.value), interval: { from: tenths(shown.lower), to: tenths(shown.upper) } }
    : { value: { symbol: shown ?? '[x]' } };

function cells(shown: Shown): [string, string] {
  if (typeof shown !== 'object') return [shown ?? '[x]', shown ?? '[x]'];
  const [value, lower, upper] = [shown.value, shown.lower, shown.upper].map((share) =>
    (share * 100).toFixed(1),
  );
  return [value!, `${lower} to ${upper}`];
}

const count = (number: number | string): string => (typeof number === 'number' ? grouped(number) : number);

const clusters = ({ clusterSizes }: ShownQuality): Html =>
  barChart(
    {
      id: 'sizes',
      title: 'People by how many local people they are made of',
      description:
        'A bar for each number of local people, one at each agency, that were found to be one person.',
    },
    {
      unit: 'people',
      rows: bySize(clusterSizes).map(([size, people]) => ({
        label: size,
        value: typeof people === 'number' ? people : { symbol: people },
      })),
    },
  );

/** Numbers come first among the keys of an object, whatever ranges stand before them. */
const bySize = (sizes: ShownQuality['clusterSizes']) =>
  Object.entries(sizes).toSorted(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10));

const thresholds = ({ sensitivity, threshold }: ShownQuality): Html => html`${paragraphs([
  `The links were made at ${threshold}. Where a little more or less would give a very different number of people, counts hang on it.`,
])}
${table({
  label: 'People at other thresholds',
  className: 'narrow',
  rowHeads: true,
  columns: ['threshold', 'people'],
  numeric: new Set([1]),
  rows: sensitivity.map(({ threshold: at, people }) => [String(at), grouped(people)]),
})}`;

const weights = (all: readonly IdentifierWeights[]): Html => html`${paragraphs([
  'How often records of one person agree so (m), how often those of two people do by chance (u), and what that weighs in bits: log2(m/u). Above zero it speaks for one person, below against.',
])}
${disclosure(
  'Table: Weight of evidence',
  table({
    label: 'Weight of evidence',
    className: 'narrow',
    rowHeads: true,
    columns: ['identifier', 'agrees at', 'm', 'u', 'bits'],
    numeric: new Set([2, 3, 4]),
    rows: all.flatMap(({ identifier, levels }) =>
      levels.map(({ level, m, u, weight }) => [
        identifier,
        level,
        m.toPrecision(2),
        u.toPrecision(2),
        weight.toFixed(1).replace('-', '−'),
      ]),
    ),
  }),
)}`;

const limits = (quality: ShownQuality): Html => paragraphs(qualityRemarks(quality).map(sentence));

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
