// Invents figures before control: tables of one to three dimensions with their totals, hierarchies of up to two of
// them, noughts and small counts, shares, agencies that know their own row, tables that share margins, and sequences
// of releases. Everything hangs on the seed.
import { Random } from '../../dist/synthesise/random.js';
import { SEQUENCES } from './sequences.mjs';
import {
  ALL,
  categories,
  cell,
  figuresOf,
  inventCounts,
  inventDimensions,
  joined,
  tableOf,
  withMeanings,
} from './tables.mjs';

/** What an agreement can choose, the common one more often. */
export const PRESETS = ['local-5', 'local-5', 'local-5', 'dfe-cin', 'nhs-hes', 'ons-10-5'];
const FEW_OF = ['hierarchies'];
const MANY_OF = [
  'plain',
  'hierarchy',
  'shares',
  'events',
  'linked',
  'agencies',
  'crossed',
  ...Object.keys(SEQUENCES),
];
const KINDS = [...FEW_OF, ...MANY_OF, ...MANY_OF, ...MANY_OF];

/**
 * One world: the figures of each release in turn, the rule, what hangs together `between` counts of several releases,
 * the `parts` that they are made of, and the counts that follow from some of them and stand in none (`fresh`).
 */
export function inventWorld(seed, kinds = KINDS) {
  const random = Random.from(seed);
  const kind = random.pick(kinds);
  const preset = random.pick(PRESETS);
  const rule = { preset, 'smallest-count': 5, rounding: 'none', 'smallest-journey-group': 5 };
  return { seed, kind, outputs: rule, ...INVENTORS[kind](random) };
}

const INVENTORS = {
  plain: (random) => single(random, random.between(1, 3), 0, {}),
  hierarchy: (random) => single(random, random.chance(0.03) ? 3 : random.between(1, 2), 1, {}),
  hierarchies: (random) => single(random, 2, 2, {}),
  shares: (random) => single(random, 1, random.below(2), { shares: true }),
  events: (random) => single(random, random.between(1, 2), 0, { events: true, owners: random.chance(0.3) }),
  agencies: (random) => single(random, 1, 0, { owners: true }),
  linked,
  crossed,
  ...SEQUENCES,
};

/** Nothing hangs together between releases. */
const ALONE = { between: [], parts: [], fresh: [] };

function single(random, width, hierarchies, more) {
  const dimensions = inventDimensions(random, width, hierarchies);
  const people = inventCounts(random, dimensions);
  return { releases: [figuresOf([tableOf('t', dimensions, people, random, more)])], ...ALONE };
}

/** Two tables of the same people, by one thing in common and one of their own: they share margins. */
function linked(random) {
  const { first, second, between } = twoViews(random);
  return { releases: [joined([first, second], between)], ...ALONE };
}

/** The same two tables, the second released when the first is out. */
function crossed(random) {
  const { first, second, between } = twoViews(random);
  const where = ([, ...key]) => JSON.stringify(key.slice(0, -1).filter((label) => label !== ALL));
  const meaning = (id) => ({ ...EVENTS, where: where(JSON.parse(id)) });
  return {
    releases: [first, second].map((table) => withMeanings(figuresOf([table]), meaning)),
    between,
    parts: [],
    fresh: [],
  };
}

/** Counts that add up over time. */
const EVENTS = { unit: 'presentations', from: '2025-04-01', to: '2026-03-31', filters: {}, grows: 'add' };

function twoViews(random) {
  const dimensions = inventDimensions(random, 3, random.below(2)).map((dimension) => ({
    ...dimension,
    leaves: dimension.leaves.slice(0, 4),
    groups: dimension.groups.filter(({ members }) => members.every((member) => member < 4)),
  }));
  const people = inventCounts(random, dimensions);
  const without = (gone) => ({
    dimensions: dimensions.filter((_, at) => at !== gone),
    people: new Map(),
  });
  const views = [without(2), without(1)];
  for (const [key, count] of people) {
    const at = JSON.parse(key);
    for (const [view, gone] of [
      [views[0], 2],
      [views[1], 1],
    ]) {
      const own = JSON.stringify(at.toSpliced(gone, 1));
      view.people.set(own, (view.people.get(own) ?? 0) + count);
    }
  }
  const first = tableOf('t', views[0].dimensions, views[0].people, random, {});
  const second = tableOf('s', views[1].dimensions, views[1].people, random, {});
  const between = categories(dimensions[0]).map((label) => ({
    total: cell('t', [label, ALL], 'people'),
    parts: [cell('s', [label, ALL], 'people')],
  }));
  return { first, second, between };
}
