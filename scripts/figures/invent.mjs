// Invents figures before control: tables of one to three dimensions with their totals, hierarchies of up to two of
// them, noughts and small counts, shares, agencies that know their own row, tables that share margins, and releases
// of the same people one after another. Everything hangs on the seed.
import { Random } from '../../dist/synthesise/random.js';

const PRESETS = ['local-5', 'local-5', 'local-5', 'dfe-cin', 'nhs-hes', 'ons-10-5'];
const FEW_OF = ['hierarchies'];
const MANY_OF = ['plain', 'hierarchy', 'shares', 'linked', 'agencies', 'grown', 'crossed'];
const KINDS = [...FEW_OF, ...MANY_OF, ...MANY_OF, ...MANY_OF];
const ALL = 'all';
/** On one axis of a table that has one, two or three. */
const MOST_LEAVES = [6, 3, 2];

/**
 * One world: the figures of each release in turn, the rule, what hangs together `between` counts of several releases,
 * and the counts that follow from two of them and stand in none (`fresh`).
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
  agencies: (random) => single(random, 1, 0, { owners: true }),
  linked,
  grown,
  crossed,
};

/** Nothing hangs together between releases. */
const ALONE = { between: [], fresh: [] };

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
    fresh: [],
  };
}

/** Counts that add up over time. */
const EVENTS = { unit: 'presentations', from: '2025-04-01', to: '2026-03-31', filters: {}, grows: 'add' };

const withMeanings = (figures, meaning) => ({
  ...figures,
  meanings: Object.fromEntries(
    figures.rows.flatMap(({ table, key, counts }) =>
      Object.keys(counts).map((measure) => {
        const id = cell(table, key, measure);
        return [id, meaning(id)];
      }),
    ),
  ),
});

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

/** The same table twice, the second time of a longer period: each count of the first is among those of the second. */
function grown(random) {
  const dimensions = inventDimensions(random, random.chance(0.3) ? 2 : 1, random.below(2));
  const before = inventCounts(random, dimensions);
  const since = new Map(
    [...before].map(([key]) => [key, random.chance(0.5) ? 0 : random.between(0, random.pick([3, 12]))]),
  );
  const after = new Map([...before].map(([key, count]) => [key, count + since.get(key)]));
  const first = tableOf('t', dimensions, before, random, {});
  const second = tableOf('s', dimensions, after, random, {});
  const until = (to) => (id) => ({ ...EVENTS, where: JSON.stringify(JSON.parse(id).slice(1)), to });
  const both = first.rows.map((row, at) => ({ row, later: second.rows[at] }));
  return {
    releases: [
      withMeanings(figuresOf([first]), until('2025-12-31')),
      withMeanings(figuresOf([second]), until('2026-03-31')),
    ],
    between: both.map(({ row: { key } }) => ({
      total: cell('s', key, 'people'),
      parts: [cell('t', key, 'people'), cell('since', key, 'people')],
    })),
    fresh: both.map(({ row, later }) => ({
      id: cell('since', row.key, 'people'),
      count: later.counts.people - row.counts.people,
    })),
  };
}

function inventDimensions(random, width, hierarchies) {
  return Array.from({ length: width }, (_, at) => {
    const size =
      at < hierarchies ? random.between(4, width === 1 ? 6 : 4) : random.between(2, MOST_LEAVES[width - 1]);
    const leaves = Array.from({ length: size }, (__, leaf) => `${'abc'[at]}${leaf}`);
    const cut = random.between(2, Math.max(2, size - 2));
    const halves = [
      { label: `${'ABC'[at]}1`, members: [...leaves.keys()].slice(0, cut) },
      { label: `${'ABC'[at]}2`, members: [...leaves.keys()].slice(cut) },
    ];
    return { name: `dimension-${at}`, leaves, groups: at < hierarchies && size >= 4 ? halves : [] };
  });
}

const categories = ({ leaves, groups }) => [...leaves, ...groups.map(({ label }) => label), ALL];

function inventCounts(random, dimensions) {
  const counts = new Map();
  const scale = random.pick([8, 30, 300]);
  const visit = (at) => {
    if (at.length === dimensions.length) {
      const dice = random.fraction();
      const count = dice < 0.15 ? 0 : dice < 0.4 ? random.between(1, 5) : random.between(1, scale);
      counts.set(JSON.stringify(at), count);
      return;
    }
    for (const leaf of dimensions[at.length].leaves.keys()) visit([...at, leaf]);
  };
  visit([]);
  return counts;
}

const cell = (table, key, measure) => JSON.stringify([table, ...key, measure]);

/** A table with every total and subtotal, and the sums that hold in it. */
function tableOf(id, dimensions, counts, random, { shares = false, owners = false }) {
  const members = dimensions.map((dimension) => {
    const { leaves, groups } = dimension;
    return new Map([
      ...leaves.map((leaf, at) => [leaf, [at]]),
      ...groups.map(({ label, members: own }) => [label, own]),
      [ALL, [...leaves.keys()]],
    ]);
  });
  const keys = dimensions.reduce(
    (found, dimension) => found.flatMap((key) => categories(dimension).map((label) => [...key, label])),
    [[]],
  );
  const repeats = shares
    ? new Map(
        [...counts].map(([key, count]) => [key, Math.min(count, random.between(0, random.pick([4, count])))]),
      )
    : undefined;
  const sumOf = (values, key) => {
    const leaves = key.reduce(
      (found, label, at) => found.flatMap((own) => members[at].get(label).map((leaf) => [...own, leaf])),
      [[]],
    );
    return leaves.reduce((sum, leaf) => sum + values.get(JSON.stringify(leaf)), 0);
  };
  const rows = keys.map((key) => ({
    table: id,
    key,
    counts: {
      people: sumOf(counts, key),
      ...(repeats === undefined ? {} : { repeats: sumOf(repeats, key) }),
    },
    ...(key.includes(ALL) ? { total: true } : {}),
    ...(owners && key[0] !== ALL ? { owner: key[0] } : {}),
  }));
  const sums = dimensions.flatMap((dimension, axis) => sumsAlong(id, dimension, axis, keys, shares));
  const rests = shares ? rows.map((row) => restOf(id, row)) : [];
  return {
    id,
    dimensions,
    rows,
    shares,
    relations: [...sums, ...rests.map(({ relation }) => relation)],
    unprinted: rests.map(({ unprinted }) => unprinted),
  };
}

/** A group is the sum of its members; all of it the sum of its groups, or of its leaves. */
function sumsAlong(id, { leaves, groups }, axis, keys, shares) {
  const tree = [
    ...groups.map(({ label, members }) => [label, members.map((member) => leaves[member])]),
    [ALL, groups.length > 0 ? groups.map(({ label }) => label) : leaves],
  ];
  const measures = shares ? ['people', 'repeats'] : ['people'];
  return tree.flatMap(([total, parts]) =>
    keys
      .filter((key) => key[axis] === total)
      .flatMap((key) =>
        measures.map((measure) => ({
          kind: 'sum',
          total: cell(id, key, measure),
          parts: parts.map((part) => cell(id, key.with(axis, part), measure)),
        })),
      ),
  );
}

function restOf(id, { key, counts }) {
  const rest = cell(id, key, 'rest');
  return {
    unprinted: { id: rest, count: counts.people - counts.repeats, kind: 'implied' },
    relation: { kind: 'sum', total: cell(id, key, 'people'), parts: [cell(id, key, 'repeats'), rest] },
  };
}

const joined = (tables, between) => {
  const figures = figuresOf(tables);
  return {
    ...figures,
    relations: [...figures.relations, ...between.map((relation) => ({ kind: 'sum', ...relation }))],
  };
};

/** Tables as figures before control. */
function figuresOf(tables) {
  const shares = tables.some((table) => table.shares);
  return {
    id: 'example',
    version: 1,
    title: 'People',
    unit: 'people',
    window: { from: '2025-04-01', to: '2026-03-31' },
    definition: 'invented people',
    exclusions: [],
    notes: [],
    tables: tables.map(({ id, dimensions }) => ({
      id,
      title: id,
      dimensions: dimensions.map(({ name }) => ({ name, title: name })),
      measures: shares ? ['people', 'repeats', 'share'] : ['people'],
    })),
    measures: [
      { kind: 'count', name: 'people', title: 'people', keep: 2 },
      ...(shares
        ? [
            { kind: 'count', name: 'repeats', title: 'repeats', keep: 1 },
            { kind: 'share', name: 'share', title: 'share', part: 'repeats', whole: 'people' },
          ]
        : []),
    ],
    rows: tables.flatMap((table) => table.rows),
    unprinted: tables.flatMap((table) => table.unprinted),
    relations: tables.flatMap((table) => table.relations),
  };
}
