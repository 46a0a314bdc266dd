// The attacker: knows what is shown, the preset, that counts are whole numbers, and the arithmetic between them; an
// agency knows its own counts too, and whoever is one of one or two people knows that count. Takes nothing from the
// control but what it prints.
import { possibleValues, propagate, rangesOf, shareLines, sumLine } from '../../dist/attack/index.js';

/** What each preset hides and how it rounds, set down again so that a slip in one place shows in the other. */
const RULES = {
  'local-5': { from: 1, to: 4, base: 1 },
  'dfe-cin': { from: 1, to: 5, base: 1 },
  'nhs-hes': { from: 1, to: 7, base: 5 },
  'ons-10-5': { from: 0, to: 9, base: 5 },
};

/**
 * `leaks`: every small count of the world that a release let somebody work out, or narrow down within the primary
 * range; each release is looked at beside those that were out before. `pinned`: larger counts that were hidden for
 * nothing, as they can be worked out. `undecided`: values that took too long, and count as possible.
 */
export async function breakWorld(world, shown) {
  const rule = RULES[world.outputs.preset];
  const out = shown.flatMap((page, at) =>
    page === undefined ? [] : [{ page, figures: world.releases[at] }],
  );
  const sum = { hidden: 0, small: 0, undecided: 0, leaks: [], pinned: [] };
  for (const at of out.keys()) {
    const stage = stageOf(world, out.slice(0, at + 1));
    const found = await breakStage(stage, rule).catch((error) => {
      throw new Error(`seed ${world.seed}: ${error.message}`);
    });
    sum.hidden += found.hidden;
    sum.small += found.small;
    sum.undecided += found.undecided;
    sum.leaks.push(...found.leaks);
    sum.pinned.push(...found.pinned);
  }
  return sum;
}

/** What is `out`, and of the world what bears on counts that are. */
function stageOf({ between, parts, fresh }, out) {
  const ids = new Set([
    ...out.flatMap(({ figures }) => [
      ...figures.rows.flatMap(({ table, key, counts }) =>
        Object.keys(counts).map((measure) => JSON.stringify([table, ...key, measure])),
      ),
      ...figures.unprinted.map(({ id }) => id),
    ]),
    ...parts.map(({ id }) => id),
  ]);
  const own = fresh.filter(({ needs = [] }) => needs.every((id) => ids.has(id)));
  for (const { id } of own) ids.add(id);
  const sums = between.filter(({ total, parts: of }) => [total, ...of].every((id) => ids.has(id)));
  const used = new Set(sums.flatMap(({ total, parts: of }) => [total, ...of]));
  return {
    out,
    between: sums,
    parts: parts.filter(({ id }) => used.has(id)),
    fresh: own.filter(({ id }) => used.has(id)),
  };
}

async function breakStage(stage, rule) {
  const cells = cellsOf(stage, rule);
  const lines = linesOf(stage, cells, rule);
  const all = [...cells.values()];
  const small = all.filter((cell) => isKept(cell, rule));
  const hidden = all.filter((cell) => cell.hidden);
  const leaks = small
    .filter(({ isShown }) => isShown)
    .map(({ id, count }) => ({ id, who: 'anybody', shown: true, count }));
  const pinned = [];
  let undecided = 0;
  if (leaks.length > 0) return { hidden: hidden.length, small: small.length, undecided, leaks, pinned };
  const model = modelOf(cells, lines, (cell) => cell.bounds);
  // With every count hidden that this release could hide, what a reader can still tell is no fault of it.
  const marks = modelOf(cells, lines, (cell) => cell.unmarked);
  for (const { who, knows, targets } of readers(stage, cells, small)) {
    const { of: found, undecided: left } = await reading(knowing(model, knows), rule, targets);
    undecided += left;
    if (targets.every((target) => found.get(target.index).size === new Set(valuesOf(target, rule)).size))
      continue;
    const { of: open } = await reading(knowing(marks, knows), rule, targets);
    for (const { index, id, count } of targets) {
      const lost = [...open.get(index)].filter((value) => !found.get(index).has(value));
      if (lost.length > 0) leaks.push({ id, who, lost, count });
    }
  }
  const ranges = await rangesIn(model, hidden);
  const exact = hidden.filter(({ index }) => ranges.get(index).lo === ranges.get(index).hi);
  const before = exact.length === 0 ? undefined : await rangesIn(marks, exact);
  for (const { index, id, count } of exact) {
    if (before.get(index).lo < before.get(index).hi) pinned.push({ id, count });
  }
  for (const { index, count } of hidden) {
    const { lo, hi } = ranges.get(index);
    if (count < lo || count > hi) throw new Error('the attack is unsound');
  }
  return { hidden: hidden.length, small: small.length, undecided, leaks, pinned };
}

async function rangesIn(model, targets) {
  const { bounds } = propagate(model);
  const wanted = targets.map(({ index }) => index);
  const ranges = await rangesOf(model, bounds, [...model.lines.keys()], wanted);
  if (!ranges.feasible) throw new Error('what is shown contradicts itself');
  return ranges.of;
}

function knowing(model, known) {
  const cells = [...model.cells];
  for (const { index, count } of known) cells[index] = { ...cells[index], lo: count, hi: count };
  return { ...model, cells };
}

/** Whether a count has to be kept: a small one, or one of events, however many, of few people. */
const isKept = ({ count, least, people }, { to }) =>
  (count >= least && count <= to) || (count > to && people >= 1 && people <= to);

/** The values that have to stay possible: those that are hidden for their own sake, or half and one and a half of it. */
const valuesOf = ({ least, count }, { to }) =>
  count > to
    ? [Math.ceil(count / 2), Math.floor((3 * count) / 2)]
    : Array.from({ length: to - least + 1 }, (_, at) => least + at);

/** Which values of the primary range each target can have. */
async function reading(model, rule, targets) {
  const { bounds, conflict } = propagate(model);
  if (conflict !== undefined) throw new Error('what is shown contradicts itself');
  const wanted = new Map(targets.map((target) => [target.index, valuesOf(target, rule)]));
  const found = await possibleValues(model, bounds, [...model.lines.keys()], wanted);
  if (found === undefined) throw new Error('what is shown contradicts itself');
  return found;
}

/** Every count of the releases: what is true, what is shown, what that tells, and what it would tell at the least. */
function cellsOf({ out, parts, fresh }, rule) {
  const cells = new Map();
  const add = (id, count, { value, least = rule.from, canHide = false, anySign = false, people }) => {
    const bounds = value === undefined ? { lo: anySign ? -Infinity : 0, hi: Infinity } : told(value, rule);
    const unmarked = canHide && (count > 0 || rule.from === 0) ? { lo: rule.from, hi: Infinity } : bounds;
    const isShown = typeof value === 'number';
    const hidden = value !== undefined && !isShown;
    cells.set(id, { id, index: cells.size, count, least, people, bounds, unmarked, isShown, hidden });
  };
  for (const [at, { page, figures }] of out.entries()) {
    const rows = new Map(page.rows.map((row) => [JSON.stringify([row.table, ...row.key]), row.values]));
    const canHide = at + 1 === out.length;
    for (const row of figures.rows) {
      const values = rows.get(JSON.stringify([row.table, ...row.key]));
      for (const [measure, count] of Object.entries(row.counts)) {
        const value = values?.[measure];
        add(JSON.stringify([row.table, ...row.key, measure]), count, {
          value,
          canHide: canHide && value !== undefined,
          people: row.behind?.[measure]?.people,
        });
      }
    }
    for (const { id, count } of figures.unprinted) add(id, count, {});
    // Events that are shown are of no few people.
    for (const { table, key, behind = {} } of figures.rows) {
      for (const [measure, { cell: people }] of Object.entries(behind)) {
        const events = cells.get(JSON.stringify([table, ...key, measure]));
        const of = cells.get(people);
        if (events.isShown && events.count > 0)
          of.bounds = { ...of.bounds, lo: Math.max(of.bounds.lo, rule.to + 1) };
      }
    }
  }
  // No number of people: what a release is made of tells of nobody until it is one.
  for (const { id, count } of parts) add(id, count, { least: Infinity });
  // Nobody came in between: that tells of nobody.
  for (const { id, count, anySign } of fresh) add(id, count, { least: Math.max(1, rule.from), anySign });
  return cells;
}

function told(value, { from, to, base }) {
  if (typeof value !== 'number') return { lo: from, hi: Infinity };
  if (value === 0 && from > 0) return { lo: 0, hi: 0 };
  const half = Math.floor(base / 2);
  return { lo: Math.max(value - half, to + 1), hi: value + base - half - 1 };
}

function linesOf({ out, between }, cells, { base }) {
  const index = (id) => cells.get(id).index;
  const sums = [...out.flatMap(({ figures }) => figures.relations), ...between].map(({ total, parts }) =>
    sumLine(index(total), parts.map(index)),
  );
  // A share of rounded counts says nothing that they do not.
  const shares =
    base > 1
      ? []
      : out.flatMap(({ page }) =>
          page.rows.flatMap(({ table, key, values }) => {
            const rate = values.share?.rate;
            if (typeof rate !== 'number') return [];
            const [part, whole] = ['repeats', 'people'].map((measure) =>
              index(JSON.stringify([table, ...key, measure])),
            );
            return shareLines(part, whole, { value: rate, decimals: 1 }, 100);
          }),
        );
  return [...sums, ...shares];
}

const modelOf = (cells, lines, boundsOf) => ({
  cells: [...cells.values()].map((cell) => ({
    spot: { table: 't', row: cell.id, column: '' },
    kind: cell.hidden ? 'hidden' : 'shown',
    ...boundsOf(cell),
  })),
  lines,
});

/**
 * Anybody; agencies, with their own counts; and people in a hidden count of one or two, looking at what stands in a
 * sum with it.
 */
function* readers({ out }, cells, small) {
  yield { who: 'anybody', knows: [], targets: small };
  const owned = new Map();
  for (const { table, key, owner, counts } of out.flatMap(({ figures }) => figures.rows)) {
    if (owner === undefined) continue;
    const own = Object.keys(counts).map((measure) => cells.get(JSON.stringify([table, ...key, measure])));
    owned.set(owner, [...(owned.get(owner) ?? []), ...own]);
  }
  for (const knows of owned.values()) {
    const targets = small.filter((cell) => !knows.includes(cell));
    if (targets.length > 0) yield { who: 'an agency', knows, targets };
  }
  const beside = new Map();
  for (const { total, parts } of out.flatMap(({ figures }) => figures.relations)) {
    const sum = [total, ...parts].map((id) => cells.get(id).index);
    for (const cell of sum) {
      const others = sum.filter((other) => other !== cell);
      beside.set(cell, new Set([...(beside.get(cell) ?? []), ...others]));
    }
  }
  for (const one of small) {
    if (![1, 2].includes(one.people ?? one.count)) continue;
    const near = beside.get(one.index) ?? new Set();
    const targets = small.filter(({ index }) => near.has(index));
    if (targets.length > 0) yield { who: 'one of one or two people', knows: [one], targets };
  }
}
