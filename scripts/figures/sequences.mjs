// Invents sequences of two to five releases whose counts bear on one another: longer windows, nested areas, people by
// role (A, B, A or B), and counts that were counted anew.
import {
  ALL,
  categories,
  cell,
  figuresOf,
  inventCounts,
  inventDimensions,
  tableOf,
  withMeanings,
} from './tables.mjs';

/** Of a sequence: mostly few, as each is attacked beside all before it. */
const LENGTHS = [2, 2, 2, 2, 3, 3, 4, 5];
const YEAR = { from: '2025-04-01', to: '2026-03-31' };
/** Last days of the periods. */
const ENDS = ['2025-06-30', '2025-09-30', '2025-12-31', '2026-01-31', '2026-03-31'];

export const SEQUENCES = { grown, areas, roles, anew };

const nameOf = (release) => `t${release}`;

/** A sum that holds `between` releases, and the count in it that stands in none of them. */
const rest = (id, count, relation, more = {}) => ({ fresh: { id, count, ...more }, between: relation });

const world = (releases, parts, rests) => ({
  releases,
  parts,
  between: rests.map(({ between }) => between),
  fresh: rests.map(({ fresh }) => fresh),
});

/** Every two of a sequence, the earlier first. */
const pairsOf = (items) =>
  items.flatMap((later, at) => items.slice(0, at).map((earlier) => [earlier, later]));

/** The same table again and again, each time of a longer period: each count is among those of the next. */
function grown(random) {
  const releases = random.pick(LENGTHS);
  const isLong = releases > 3;
  const width = !isLong && random.chance(0.3) ? 2 : 1;
  const dimensions = inventDimensions(random, width, isLong ? 0 : random.below(2));
  const stocks = [inventCounts(random, dimensions)];
  while (stocks.length < releases) {
    const more = () => (random.chance(0.5) ? 0 : random.between(0, random.pick([3, 12])));
    stocks.push(new Map([...stocks.at(-1)].map(([key, count]) => [key, count + more()])));
  }
  const tables = stocks.map((stock, at) => tableOf(nameOf(at), dimensions, stock, random, {}));
  const [unit, grows] = random.pick([
    ['presentations', 'add'],
    ['people', 'distinct'],
  ]);
  const figures = tables.map((table, at) => {
    const to = ENDS[ENDS.length - tables.length + at];
    return withMeanings(figuresOf([table]), (id) => ({
      unit,
      grows,
      where: JSON.stringify(JSON.parse(id).slice(1)),
      from: YEAR.from,
      to,
      filters: {},
    }));
  });
  const rests = pairsOf(tables).flatMap(([before, after]) =>
    before.rows.map(({ key, counts }, row) => {
      const id = cell(`since ${before.id} ${after.id}`, key, 'people');
      const [total, part] = [cell(after.id, key, 'people'), cell(before.id, key, 'people')];
      return rest(id, after.rows[row].counts.people - counts.people, { total, parts: [part, id] });
    }),
  );
  return world(figures, [], rests);
}

/** The same table counted again, where some counts came out differently. */
function anew(random) {
  const releases = random.pick(LENGTHS);
  const dimensions = inventDimensions(random, 1, releases > 3 ? 0 : random.below(2));
  const stocks = [inventCounts(random, dimensions)];
  while (stocks.length < releases) {
    const other = (count) => (random.chance(0.7) ? count : Math.max(0, count + random.between(-6, 6)));
    stocks.push(new Map([...stocks.at(-1)].map(([key, count]) => [key, other(count)])));
  }
  const tables = stocks.map((stock, at) => tableOf(nameOf(at), dimensions, stock, random, {}));
  const figures = tables.map((table) =>
    withMeanings(figuresOf([table]), (id) => ({
      unit: 'presentations',
      grows: 'add',
      where: JSON.stringify(JSON.parse(id).slice(1)),
      ...YEAR,
      filters: {},
    })),
  );
  const rests = pairsOf(tables).flatMap(([before, after]) =>
    before.rows.map(({ key, counts }, row) => {
      const id = cell(`changed ${before.id} ${after.id}`, key, 'people');
      const change = after.rows[row].counts.people - counts.people;
      const [less, more] = change < 0 ? [after, before] : [before, after];
      const relation = { total: cell(more.id, key, 'people'), parts: [cell(less.id, key, 'people'), id] };
      return rest(id, Math.abs(change), relation, { anySign: true });
    }),
  );
  return world(figures, [], rests);
}

/**
 * Releases that each count some of the same small parts, by one dimension. `counted` says for each view what parts it
 * counts, and `apart` what part of a later one an earlier one leaves out, or counts twice.
 */
function viewed(random, { parts, views, meaning, apart }) {
  const dimensions = inventDimensions(random, 1, 0).map((dimension) => ({
    ...dimension,
    leaves: dimension.leaves.slice(0, 4),
  }));
  const stocks = new Map(parts.map((part) => [part, inventCounts(random, dimensions)]));
  const partId = (part, leaf) => cell('part', [part, leaf], 'people');
  const sum = (own, leaf) => own.reduce((all, part) => all + stocks.get(part).get(JSON.stringify([leaf])), 0);
  const leaves = dimensions[0].leaves;
  const releases = views.map((view, at) => {
    const counts = new Map(leaves.map((_, leaf) => [JSON.stringify([leaf]), sum(view.counts, leaf)]));
    const table = tableOf(nameOf(at), dimensions, counts, random, {});
    return withMeanings(figuresOf([table]), (id) => ({ ...meaning(view), where: JSON.parse(id)[1] }));
  });
  const ofParts = (own, label) =>
    leaves.flatMap((name, leaf) =>
      label === name || label === ALL ? own.map((part) => partId(part, leaf)) : [],
    );
  const countOf = (own, label) =>
    leaves.reduce((all, name, leaf) => all + (label === name || label === ALL ? sum(own, leaf) : 0), 0);
  const labels = categories(dimensions[0]);
  const between = views.flatMap((view, at) =>
    labels.map((label) => ({
      total: cell(nameOf(at), [label], 'people'),
      parts: ofParts(view.counts, label),
    })),
  );
  const rests = apart(views).flatMap(({ of, left }) =>
    labels.map((label) => {
      const id = cell(`rest ${of.join(' ')}`, [label], 'people');
      const needs = of.map((at) => cell(nameOf(at), [label], 'people'));
      return rest(id, countOf(left, label), { total: id, parts: ofParts(left, label) }, { needs });
    }),
  );
  const { fresh, between: further } = world([], [], rests);
  return {
    releases,
    parts: parts.flatMap((part) =>
      leaves.map((_, leaf) => ({ id: partId(part, leaf), count: sum([part], leaf) })),
    ),
    between: [...between, ...further],
    fresh,
  };
}

/** So many of `items`, or all of them, in any order. */
function someOf(random, items, most) {
  const left = [...items];
  return Array.from(
    { length: Math.min(most, items.length) },
    () => left.splice(random.below(left.length), 1)[0],
  );
}

/** Wards in two districts, and one place that is in neither; windows that all begin at one day, or a period alone. */
function areas(random) {
  const wards = ['w1', 'w2', 'w3', 'w4'].slice(0, random.between(3, 4));
  const places = [...wards.map((ward) => [ward]), wards.slice(0, 2), wards.slice(2), wards];
  const periods = random.between(1, 3);
  const windows = Array.from({ length: periods }, (_, to) => [0, to]);
  if (periods > 1) windows.push([1, 1]);
  const all = [...wards, 'nowhere'];
  const views = [...places, undefined].flatMap((place) =>
    windows.map(([from, to]) => ({
      place,
      from,
      to,
      counts: (place ?? all).flatMap((ward) =>
        Array.from({ length: to - from + 1 }, (_, period) => `${ward} ${from + period}`),
      ),
    })),
  );
  const distinct = [...new Map(views.map((view) => [view.counts.join(), view])).values()];
  const starts = ['2025-04-01', '2025-07-01', '2025-10-01'];
  return viewed(random, {
    parts: all.flatMap((ward) => Array.from({ length: periods }, (_, period) => `${ward} ${period}`)),
    views: someOf(random, distinct, random.pick(LENGTHS)),
    meaning: ({ place, from, to }) => ({
      unit: 'presentations',
      grows: 'add',
      from: starts[from],
      to: ENDS[to],
      filters: place === undefined ? {} : { area: place },
    }),
    apart: leftOut,
  });
}

/** What of each view is in no other that is a part of it, nor in two such that share nothing. */
function leftOut(views) {
  const isPart = (part, whole) => part !== whole && part.counts.every((one) => whole.counts.includes(one));
  const numbered = views.map((view, at) => ({ ...view, at }));
  return numbered.flatMap((whole) => {
    const within = numbered.filter((part) => isPart(part, whole));
    const alone = within.map((part) => [part]);
    const two = pairsOf(within).filter(([a, b]) => !a.counts.some((one) => b.counts.includes(one)));
    return [...alone, ...two].map((some) => ({
      of: [whole.at, ...some.map(({ at }) => at)],
      left: whole.counts.filter((one) => !some.some(({ counts }) => counts.includes(one))),
    }));
  });
}

/** People in one role or more; releases of those in one role, or in any of several. */
function roles(random) {
  const names = ['A', 'B', 'C'].slice(0, random.between(2, 3));
  const sets = subsetsOf(names);
  return viewed(random, {
    parts: sets.map((set) => set.join('')),
    views: someOf(
      random,
      sets.map((any) => ({ any, counts: sets.filter((set) => meet(set, any)).map((set) => set.join('')) })),
      random.pick(LENGTHS),
    ),
    meaning: ({ any }) => ({ unit: 'people', grows: 'distinct', ...YEAR, filters: { role: any } }),
    apart: (views) => [...leftOut(views).filter(({ of }) => of.length === 2), ...inBoth(views)],
  });
}

const meet = (set, any) => set.some((name) => any.includes(name));

/** All but the empty one. */
const subsetsOf = (names) =>
  Array.from({ length: 2 ** names.length - 1 }, (_, set) => names.filter((__, at) => ((set + 1) >> at) & 1));

/** Who stands in both of two views that share no role, where those of either were counted too. */
function inBoth(views) {
  const numbered = views.map((view, at) => ({ ...view, at }));
  return pairsOf(numbered).flatMap(([a, b]) => {
    const any = new Set([...a.any, ...b.any]);
    const either = numbered.find(
      (view) => view.any.length === any.size && view.any.every((name) => any.has(name)),
    );
    if (either === undefined || meet(a.any, b.any)) return [];
    return [{ of: [either.at, a.at, b.at], left: a.counts.filter((one) => b.counts.includes(one)) }];
  });
}
