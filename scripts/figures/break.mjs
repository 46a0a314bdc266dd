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

/** Every hidden count of the world that somebody could work out, or narrow down within the primary range. */
export async function breakWorld(world, shown) {
  const rule = RULES[world.outputs.preset];
  const cells = cellsOf(world, shown, rule);
  const lines = linesOf(world, shown, cells, rule);
  const small = [...cells.values()].filter(
    (cell) => cell.hidden !== undefined && cell.count >= rule.from && cell.count <= rule.to,
  );
  const hidden = [...cells.values()].filter((cell) => cell.hidden === true);
  const model = modelOf(cells, lines, (cell) => cell.bounds);
  // With every count hidden that can be, what a reader can still tell is no fault of the control.
  const marks = modelOf(cells, lines, (cell) => cell.unmarked);
  const leaks = [];
  for (const { who, knows, targets } of readers(world, cells, lines, small)) {
    const found = await reading(knowing(model, knows), rule, targets);
    if (targets.every(({ index }) => found.get(index).size === rule.to - rule.from + 1)) continue;
    const open = await reading(knowing(marks, knows), rule, targets);
    for (const { index, id, count } of targets) {
      const lost = [...open.get(index)].filter((value) => !found.get(index).has(value));
      if (lost.length > 0) leaks.push({ id, who, lost, count });
    }
  }
  const pencil = propagate(model);
  const ranges = await rangesOf(
    model,
    pencil.bounds,
    [...model.lines.keys()],
    hidden.map(({ index }) => index),
  );
  if (!ranges.feasible) throw new Error(`seed ${world.seed}: what is shown contradicts itself`);
  for (const { index, id, count } of hidden) {
    const { lo, hi } = ranges.of.get(index);
    if (count < lo || count > hi) throw new Error(`seed ${world.seed}: the attack is unsound`);
    if (lo === hi) leaks.push({ id, who: 'anybody', exact: true, count });
  }
  return { hidden: hidden.length, small: small.length, leaks };
}

function knowing(model, known) {
  const cells = [...model.cells];
  for (const { index, count } of known) cells[index] = { ...cells[index], lo: count, hi: count };
  return { ...model, cells };
}

/** Which values of the primary range each target can have. */
async function reading(model, { from, to }, targets) {
  const { bounds, conflict } = propagate(model);
  if (conflict !== undefined) throw new Error('what is shown contradicts itself');
  const values = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const wanted = new Map(targets.map(({ index }) => [index, values]));
  const found = await possibleValues(model, bounds, [...model.lines.keys()], wanted);
  if (found === undefined) throw new Error('what is shown contradicts itself');
  return found;
}

/** Every count of the releases: what is true, what is shown, what that tells. */
function cellsOf({ releases }, shown, rule) {
  const cells = new Map();
  const add = (id, count, value) => {
    if (cells.has(id)) return;
    const bounds = value === undefined ? { lo: 0, hi: Infinity } : told(value, rule);
    const unmarked =
      value === undefined || (count === 0 && rule.from > 0) ? bounds : { lo: rule.from, hi: Infinity };
    const hidden = value === undefined ? false : typeof value !== 'number';
    cells.set(id, { id, index: cells.size, count, value, bounds, unmarked, hidden });
  };
  for (const [at, figures] of releases.entries()) {
    const rows = new Map(shown[at].rows.map((row) => [JSON.stringify([row.table, ...row.key]), row.values]));
    for (const row of figures.rows) {
      const values = rows.get(JSON.stringify([row.table, ...row.key]));
      for (const [measure, count] of Object.entries(row.counts)) {
        add(JSON.stringify([row.table, ...row.key, measure]), count, values?.[measure]);
      }
    }
    for (const { id, count } of figures.unprinted) add(id, count, undefined);
  }
  return cells;
}

function told(value, { from, to, base }) {
  if (typeof value !== 'number') return { lo: from, hi: Infinity };
  if (value === 0 && from > 0) return { lo: 0, hi: 0 };
  const half = Math.floor(base / 2);
  return { lo: Math.max(value - half, to + 1), hi: value + base - half - 1 };
}

function linesOf({ releases, between }, shown, cells, { base }) {
  const index = (id) => {
    if (typeof id === 'string') return cells.get(id).index;
    const key = `fresh ${id.fresh}`;
    if (!cells.has(key)) {
      const bounds = { lo: 0, hi: Infinity };
      cells.set(key, {
        id: key,
        index: cells.size,
        count: undefined,
        bounds,
        unmarked: bounds,
        hidden: false,
      });
    }
    return cells.get(key).index;
  };
  const sums = [...releases.flatMap(({ relations }) => relations), ...between].map(({ total, parts }) =>
    sumLine(index(total), parts.map(index)),
  );
  // A share of rounded counts says nothing that they do not.
  const shares =
    base > 1
      ? []
      : shown.flatMap(({ rows }) =>
          rows.flatMap(({ table, key, values }) => {
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
function* readers({ releases }, cells, lines, small) {
  yield { who: 'anybody', knows: [], targets: small };
  const owned = new Map();
  for (const { table, key, owner, counts } of releases.flatMap(({ rows }) => rows)) {
    if (owner === undefined) continue;
    const own = Object.keys(counts).map((measure) => cells.get(JSON.stringify([table, ...key, measure])));
    owned.set(owner, [...(owned.get(owner) ?? []), ...own]);
  }
  for (const knows of owned.values()) {
    const targets = small.filter((cell) => !knows.includes(cell));
    if (targets.length > 0) yield { who: 'an agency', knows, targets };
  }
  const beside = new Map();
  for (const { terms, lower, upper } of lines) {
    if (lower !== upper) continue;
    for (const { cell } of terms) {
      const others = terms.map((term) => term.cell).filter((other) => other !== cell);
      beside.set(cell, new Set([...(beside.get(cell) ?? []), ...others]));
    }
  }
  for (const one of small) {
    if (one.count !== 1 && one.count !== 2) continue;
    const near = beside.get(one.index) ?? new Set();
    const targets = small.filter(({ index }) => near.has(index));
    if (targets.length > 0) yield { who: 'one of one or two people', knows: [one], targets };
  }
}
