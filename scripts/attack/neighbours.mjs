/** Who shares a token with whom, and in which match-keys: a graph whose edges carry a set of columns. */

/** A token that more entities than this share joins nobody by pairs; it still counts in colour refinement. */
const MOST_SHARING = 40;

const COLUMNS = 64;

/**
 * @typedef {object} Graph
 * @property {Int32Array} offsets the neighbours of entity e lie from `offsets[e]` up to `offsets[e + 1]`
 * @property {Int32Array} neighbours
 * @property {Uint32Array} low the columns shared with each neighbour, bit by bit: the first 32,
 * @property {Uint32Array} high and the others
 */

/** @returns {Graph} */
export function graphOf(view) {
  const edges = sharedPairs(view);
  const graph = {
    offsets: new Int32Array(view.entities + 1),
    neighbours: new Int32Array(edges.length),
    low: new Uint32Array(edges.length),
    high: new Uint32Array(edges.length),
  };
  let end = -1;
  let last = -1;
  for (const edge of edges) {
    const pair = Math.floor(edge / COLUMNS);
    const column = edge % COLUMNS;
    if (pair !== last) {
      last = pair;
      end += 1;
      graph.neighbours[end] = pair % view.entities;
      graph.offsets[Math.floor(pair / view.entities) + 1] += 1;
    }
    if (column < 32) graph.low[end] |= 1 << column;
    else graph.high[end] |= 1 << (column - 32);
  }
  for (let entity = 0; entity < view.entities; entity += 1)
    graph.offsets[entity + 1] += graph.offsets[entity];
  return graph;
}

/** Ordered pairs of entities with a column they share, packed into one number each and sorted. */
function sharedPairs(view) {
  const holders = holdersOf(view);
  let count = 0;
  for (const list of holders.values()) count += list.length * (list.length - 1);
  const edges = new Float64Array(count);
  let end = 0;
  for (const [token, list] of holders) {
    for (const one of list) {
      for (const other of list) {
        if (one === other) continue;
        edges[end] = (one * view.entities + other) * COLUMNS + view.columnOf[token];
        end += 1;
      }
    }
  }
  return edges.sort();
}

/** The entities of each token that some, and not too many, share. */
function holdersOf(view) {
  const holders = new Map();
  for (let entity = 0; entity < view.entities; entity += 1) {
    for (let at = view.offsets[entity]; at < view.offsets[entity + 1]; at += 1) {
      const token = view.tokens[at];
      if (view.holders[token] < 2 || view.holders[token] > MOST_SHARING) continue;
      const list = holders.get(token);
      if (list === undefined) holders.set(token, [entity]);
      else list.push(entity);
    }
  }
  return holders;
}

/** The positions in the graph's arrays of an entity's edges. */
export function* edgesOf(graph, entity) {
  for (let at = graph.offsets[entity]; at < graph.offsets[entity + 1]; at += 1) yield at;
}

/** How alike two edges are: columns in both over columns in either, and one more when they are the same. */
export function likeness(one, at, other, otherAt) {
  const both = bits(one.low[at] & other.low[otherAt]) + bits(one.high[at] & other.high[otherAt]);
  const either = bits(one.low[at] | other.low[otherAt]) + bits(one.high[at] | other.high[otherAt]);
  return both === either ? 2 : both / either;
}

function bits(word) {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
