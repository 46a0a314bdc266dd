// Tables of one to three dimensions with all totals, subtotals and the sums that hold in them, as figures before control.
export const ALL = 'all';
/** On one axis of a table that has one, two or three. */
const MOST_LEAVES = [6, 3, 2];

export const withMeanings = (figures, meaning) => ({
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

export function inventDimensions(random, width, hierarchies) {
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

export const categories = ({ leaves, groups }) => [...leaves, ...groups.map(({ label }) => label), ALL];

export function inventCounts(random, dimensions) {
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

export const cell = (table, key, measure) => JSON.stringify([table, ...key, measure]);

/** A table with every total and subtotal, and the sums that hold in it. */
export function tableOf(id, dimensions, counts, random, { shares = false, events = false, owners = false }) {
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
  const often = events
    ? new Map(
        [...counts].map(([key, count]) => [
          key,
          count * (random.chance(0.3) ? random.between(2, 80) : 1) + (count > 0 ? random.below(6) : 0),
        ]),
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
      ...(often === undefined ? {} : { events: sumOf(often, key) }),
    },
    ...(often === undefined
      ? {}
      : { behind: { events: { people: sumOf(counts, key), cell: cell(id, key, 'people') } } }),
    ...(key.includes(ALL) ? { total: true } : {}),
    ...(owners && key[0] !== ALL ? { owner: key[0] } : {}),
  }));
  const measures = ['people', ...(shares ? ['repeats'] : []), ...(events ? ['events'] : [])];
  const sums = dimensions.flatMap((dimension, axis) => sumsAlong(id, dimension, axis, keys, measures));
  const rests = shares || events ? rows.map((row) => restOf(id, row)) : [];
  return {
    id,
    dimensions,
    rows,
    shares,
    events,
    relations: [...sums, ...rests.map(({ relation }) => relation)],
    unprinted: rests.map(({ unprinted }) => unprinted),
  };
}

/** A group is the sum of its members; all of it the sum of its groups, or of its leaves. */
function sumsAlong(id, { leaves, groups }, axis, keys, measures) {
  const tree = [
    ...groups.map(({ label, members }) => [label, members.map((member) => leaves[member])]),
    [ALL, groups.length > 0 ? groups.map(({ label }) => label) : leaves],
  ];
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
  const [whole, part] = counts.repeats === undefined ? ['events', 'people'] : ['people', 'repeats'];
  return {
    unprinted: { id: rest, count: counts[whole] - counts[part], kind: 'implied' },
    relation: { kind: 'sum', total: cell(id, key, whole), parts: [cell(id, key, part), rest] },
  };
}

export const joined = (tables, between) => {
  const figures = figuresOf(tables);
  return {
    ...figures,
    relations: [...figures.relations, ...between.map((relation) => ({ kind: 'sum', ...relation }))],
  };
};

/** Tables as figures before control. */
export function figuresOf(tables) {
  const shares = tables.some((table) => table.shares);
  const events = tables.some((table) => table.events);
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
      measures: ['people', ...(shares ? ['repeats', 'share'] : []), ...(events ? ['events'] : [])],
    })),
    measures: [
      { kind: 'count', name: 'people', title: 'people', keep: 2 },
      ...(shares
        ? [
            { kind: 'count', name: 'repeats', title: 'repeats', keep: 1 },
            { kind: 'share', name: 'share', title: 'share', part: 'repeats', whole: 'people' },
          ]
        : []),
      ...(events ? [{ kind: 'count', name: 'events', title: 'events', keep: 1 }] : []),
    ],
    rows: tables.flatMap((table) => table.rows),
    unprinted: tables.flatMap((table) => table.unprinted),
    relations: tables.flatMap((table) => table.relations),
  };
}
