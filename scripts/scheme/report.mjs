// Measurements in words and tables, for a terminal.
import { table } from '../../dist/terminal/index.js';
import { FEWEST_PAIRS, HOUSEHOLD_KINDS } from './people.mjs';

/** Wide enough for a match-key's name and all its figures on one line. */
const WIDTH = 230;

export const percent = (share, digits = 2) => `${(share * 100).toFixed(digits)} %`;
export const ratio = (number) => number.toFixed(4);
/** A difference from a ratio, with its sign: a minus where leaving out does harm. */
export const change = (now, before) => {
  const text = (now - before).toFixed(4);
  return Number(text) === 0 ? '0' : Number(text) > 0 ? `+${text}` : text;
};

/** A share of so many pairs with its 95 % interval (Wilson 1927), as if pairs were independent. */
export function withInterval(share, pairs) {
  if (pairs === 0) return '';
  const z = 1.96;
  const middle = (share + z ** 2 / (2 * pairs)) / (1 + z ** 2 / pairs);
  const half =
    (z / (1 + z ** 2 / pairs)) * Math.sqrt((share * (1 - share)) / pairs + z ** 2 / (4 * pairs ** 2));
  return `${percent(share, 1)} (${percent(middle - half, 1)} to ${percent(middle + half, 1)})`;
}

/** Everything measured on one set, as text. */
export function measurementText(result) {
  return [
    heading(result),
    keyTable(result),
    ...(result.setAside.length === 0 ? [] : [setAsideTable(result)]),
    ...(result.households === undefined ? [] : [householdTable(result), originTable(result)]),
  ].join('\n\n');
}

/** Three sentences on a set as a whole. */
export function heading({ set, records, people, pairs, links, clusters }) {
  return [
    `${set}: ${group(records)} records of ${group(people)} people`,
    `${group(pairs.true)} pairs are one person, of which some match-key finds ${group(pairs.found)} (${percent(
      pairs.true === 0 ? 1 : pairs.found / pairs.true,
    )}), with ${group(pairs.falseCandidates)} false candidates`,
    `at the default threshold: ${scoreText('links', links)}; ${scoreText('people', clusters)}`,
  ].join('\n');
}

const scoreText = (of, { precision, recall, f1 }) =>
  `${of} F1 ${ratio(f1)} (precision ${ratio(precision)}, recall ${ratio(recall)})`;

function keyTable({ matchKeys, links, clusters }) {
  const leftOut = matchKeys.some(({ without }) => without !== undefined);
  const columns = [
    'match-key',
    'true pairs',
    'only it',
    'false pairs',
    'only it',
    'tokens',
    { title: 'records', align: 'right' },
    'distinct',
    'most people',
    { title: 'share', align: 'right' },
    ...(leftOut
      ? [{ title: 'links F1', align: 'right' }, { title: 'people F1', align: 'right' }, 'lost', 'gained']
      : []),
  ];
  const rows = matchKeys.map((key) => [
    key.name,
    key.truePairs,
    key.onlyTrue,
    key.falsePairs,
    key.onlyFalse,
    key.tokens,
    percent(key.recordShare, 1),
    key.distinct,
    key.mostPeople,
    percent(key.mostShare, 3),
    ...(key.without === undefined
      ? []
      : [
          change(key.without.links, links.f1),
          change(key.without.clusters, clusters.f1),
          key.without.linksLost,
          key.without.linksGained,
        ]),
  ]);
  const notes = [
    'records: the share that has the match-key; most people: how many share its most frequent token',
    ...(leftOut
      ? [
          'links F1, people F1, lost, gained: what changes, in F1 and in links, when the match-key is left out',
        ]
      : []),
  ];
  return table(columns, rows, { width: WIDTH, notes });
}

const setAsideTable = ({ setAside }) =>
  table(
    ['tokens set aside as too frequent', 'tokens', 'records with one', 'most records to a token'],
    setAside.map(({ matchKey, tokens, people, most }) => [matchKey, tokens, people, most]),
    { width: WIDTH },
  );

const householdTable = ({ households }) =>
  table(
    [
      'two people of one household',
      'pairs of records',
      'linked',
      { title: 'share', align: 'right' },
      'one cluster',
      { title: 'share', align: 'right' },
    ],
    householdRows(households),
    { width: WIDTH },
  );

/** One row a kind of pair, and one of all. */
export function householdRows(households) {
  const all = { pairs: 0, linked: 0, clustered: 0 };
  for (const one of Object.values(households)) for (const of of Object.keys(all)) all[of] += one[of];
  const rows = [...HOUSEHOLD_KINDS.map((kind) => [kind, households[kind]]), ['all', all]];
  return rows.map(([kind, { pairs, linked, clustered }]) => [
    kind,
    pairs,
    linked,
    pairs === 0 ? '' : percent(linked / pairs),
    clustered,
    pairs === 0 ? '' : percent(clustered / pairs),
  ]);
}

function originTable({ origins: { groups, gap, chance } }) {
  return table(
    [
      'origin of the name',
      'true pairs',
      { title: 'recall of links', align: 'right' },
      { title: 'recall of people', align: 'right' },
    ],
    groups.map(({ origin, pairs, links, clusters }) => [
      origin,
      pairs,
      withInterval(links, pairs),
      withInterval(clusters, pairs),
    ]),
    { width: WIDTH, notes: [gapText(gap, chance)] },
  );
}

/** The recall gap in words. */
export const gapText = (gap, chance) =>
  gap === undefined
    ? `no two groups have ${FEWEST_PAIRS} true pairs, so no gap is worked out`
    : `the gap between the best and the worst group with at least ${FEWEST_PAIRS} true pairs: ` +
      `${points(gap.links)} of links, ${points(gap.clusters)} of people; by chance alone, whatever the names, it would be ` +
      `up to ${points(chance.links)} and ${points(chance.clusters)} in 19 populations of 20`;

const points = (share) => `${(share * 100).toFixed(2)} points`;
const group = (number) => number.toLocaleString('en-GB');
