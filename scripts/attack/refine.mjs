/**
 * Colour refinement of entities by the tokens they share (Weisfeiler and Leman, 1968, on a hypergraph whose edges
 * are tokens, each of the kind of its match-key). Two views are refined by the same rules, so that equal
 * structures have equal colours on both sides.
 */
import { hashText, joined, mix } from './hash.mjs';

/** @typedef {{ high: Uint32Array, low: Uint32Array }} Colours two halves of a hash, by entity */

/**
 * What can be told of an entity by itself: its agency, how many rows it has, which identifiers, and how many
 * spellings in each match-key.
 *
 * @returns {Colours}
 */
export function ownColours(view) {
  const colours = blank(view.entities);
  for (let entity = 0; entity < view.entities; entity += 1) {
    const spellings = new Array(view.columns.length).fill(0);
    for (let at = view.offsets[entity]; at < view.offsets[entity + 1]; at += 1)
      spellings[view.columnOf[view.tokens[at]]] += 1;
    const facts = `${view.kinds[entity]};${view.rows[entity]};${view.presence[entity]};${spellings.join()}`;
    colours.high[entity] = hashText(facts, 1);
    colours.low[entity] = hashText(facts, 2);
  }
  return colours;
}

/**
 * Which numbers an entity has that one agency or another gives out (the match-keys of one identifier). A register
 * that holds them knows this of everybody.
 *
 * @returns {Colours}
 */
export function numberColours(view) {
  const single = view.columns.map((name) => !name.includes('+'));
  const colours = blank(view.entities);
  for (let entity = 0; entity < view.entities; entity += 1) {
    const has = new Set();
    for (let at = view.offsets[entity]; at < view.offsets[entity + 1]; at += 1) {
      const column = view.columnOf[view.tokens[at]];
      if (single[column]) has.add(column);
    }
    const facts = [...has].sort((a, b) => a - b).join();
    colours.high[entity] = hashText(facts, 1);
    colours.low[entity] = hashText(facts, 2);
  }
  return colours;
}

/** Nothing is told apart. */
export const blank = (entities) => ({ high: new Uint32Array(entities), low: new Uint32Array(entities) });

/** One round: each entity's colour with the colours of those it shares a token with, and by which match-key. */
export function refined(view, { high, low }) {
  const tokens = blank(view.columnOf.length);
  forEachTokenOf(view, (entity, token) => {
    tokens.high[token] += mix(high[entity] + 1);
    tokens.low[token] += mix(low[entity] + 2);
  });
  const around = blank(view.entities);
  forEachTokenOf(view, (entity, token) => {
    const kind = mix(view.columnOf[token] + 1);
    around.high[entity] += mix(tokens.high[token] + kind);
    around.low[entity] += mix(tokens.low[token] ^ kind);
  });
  const next = blank(view.entities);
  for (let entity = 0; entity < view.entities; entity += 1) {
    next.high[entity] = mix(high[entity] + mix(around.high[entity]));
    next.low[entity] = mix(low[entity] ^ mix(around.low[entity] + 1));
  }
  return next;
}

function forEachTokenOf(view, visit) {
  for (let entity = 0; entity < view.entities; entity += 1)
    for (let at = view.offsets[entity]; at < view.offsets[entity + 1]; at += 1)
      visit(entity, view.tokens[at]);
}

/** One number for a colour, equal on both sides. */
export const colourOf = ({ high, low }, entity) => joined(high[entity], low[entity]);

/** How many colours there are. */
export function countColours(colours, entities) {
  const seen = new Set();
  for (let entity = 0; entity < entities; entity += 1) seen.add(colourOf(colours, entity));
  return seen.size;
}

/** Colours after each round, the first as given, until no round tells more apart. */
export function rounds(view, colours, most = 12) {
  const all = [colours];
  let count = countColours(colours, view.entities);
  while (all.length <= most) {
    const next = refined(view, all.at(-1));
    const now = countColours(next, view.entities);
    all.push(next);
    if (now === count) break;
    count = now;
  }
  return all;
}
