/**
 * Seeded-profile graph matching: from the entities of an encoded view to those of a plain one, by structure alone.
 * After the published attacks on encoded linkage (A. Vidanage, P. Christen, T. Ranbaduge, R. Schnell, "A graph
 * matching attack on privacy-preserving record linkage", CIKM 2020; J. Schäfer, F. Armknecht, Y. Heng, "R+R:
 * Revisiting graph matching attacks on privacy-preserving record linkage", ACSAC 2024) and on social networks
 * (A. Narayanan, V. Shmatikov, "De-anonymizing social networks", IEEE S&P 2009), whose edges had no labels.
 *
 * 1. Colours: an entity whose profile, refined by its neighbours' profiles, is the only one of its kind on both sides.
 * 2. Edges and pairs of edges that are the only ones of their kind on both sides: these stand also where half
 *    of the neighbours are unknown.
 * 3. Votes: neighbours of what is matched, by the match-keys they share with it.
 * 4. Guesses: at random among those whose profiles are alike, the votes following each guess.
 */
import { joined, mix } from './hash.mjs';
import { edgesOf, graphOf, likeness } from './neighbours.mjs';
import { colourOf, rounds } from './refine.mjs';
import { shared } from './view.mjs';

/** An entity with more neighbours than this is not looked at by pairs of edges. */
const MOST_IN_PAIRS = 24;

const MOST_LAPS = 6;

/** One side: its structure, and what is told of each entity by itself. */
export function sideOf(view, own) {
  const structure = shared(view);
  return { view: structure, graph: graphOf(structure), own };
}

/** Pairs of an encoded and a plain entity; each entity is in one pair at most. */
export class Matching {
  #encoded;
  #plain;
  /** Entity of the other side, or -1. */
  mates;
  #owners;
  #strict;

  /**
   * @param {ReturnType<typeof sideOf>} encoded
   * @param {ReturnType<typeof sideOf>} plain
   * @param {{ strict: boolean }} options strict: what is told of an entity by itself never errs
   */
  constructor(encoded, plain, { strict }) {
    this.#encoded = encoded;
    this.#plain = plain;
    this.#strict = strict;
    this.mates = new Int32Array(encoded.view.entities).fill(-1);
    this.#owners = new Int32Array(plain.view.entities).fill(-1);
  }

  /** Steps 1 to 3 until nothing more is found. */
  run() {
    for (let lap = 0; lap < MOST_LAPS; lap += 1) {
      const before = this.count;
      this.#matchByColour();
      this.#matchBySignature();
      this.spread(this.#matched());
      if (this.count === before) return;
    }
  }

  get count() {
    return this.mates.reduce((sum, mate) => sum + (mate >= 0 ? 1 : 0), 0);
  }

  /** Puts a pair together; returns whether both were free. */
  join(entity, mate) {
    if (this.mates[entity] >= 0 || this.#owners[mate] >= 0) return false;
    this.mates[entity] = mate;
    this.#owners[mate] = entity;
    return true;
  }

  #matched() {
    return [...this.mates.keys()].filter((entity) => this.mates[entity] >= 0);
  }

  #matchByColour() {
    const encoded = rounds(this.#encoded.view, this.#individual(this.#encoded.own, this.mates, true));
    const plain = rounds(this.#plain.view, this.#individual(this.#plain.own, this.#owners, false));
    for (let round = Math.min(encoded.length, plain.length) - 1; round >= 0; round -= 1) {
      const left = uniques(this.mates, (entity) => [[colourOf(encoded[round], entity), [entity]]]);
      const right = uniques(this.#owners, (entity) => [[colourOf(plain[round], entity), [entity]]]);
      this.#joinAlike(left, right);
    }
  }

  /** What is told of each entity, and of a matched one that it is itself. */
  #individual({ high, low }, mates, encoded) {
    const colours = { high: Uint32Array.from(high), low: Uint32Array.from(low) };
    for (const [entity, mate] of mates.entries()) {
      if (mate < 0) continue;
      const name = encoded ? entity : mate;
      colours.high[entity] = mix(name + 0x5bd1e995);
      colours.low[entity] = mix(name ^ 0x2545f491);
    }
    return colours;
  }

  #matchBySignature() {
    const left = this.#individual(this.#encoded.own, this.mates, true);
    const right = this.#individual(this.#plain.own, this.#owners, false);
    for (const signatures of [pairsOfEdges, edges]) {
      this.#joinAlike(
        uniques(this.mates, (entity) => signatures(this.#encoded.graph, left, entity)),
        uniques(this.#owners, (entity) => signatures(this.#plain.graph, right, entity)),
      );
    }
  }

  #joinAlike(left, right) {
    for (const [signature, entities] of left) {
      const mates = right.get(signature);
      if (entities === null || mates === undefined || mates === null) continue;
      for (const [index, entity] of entities.entries()) this.join(entity, mates[index]);
    }
  }

  /** Step 3: from these matched entities outwards, as far as votes carry. */
  spread(from) {
    const queue = [...from];
    while (queue.length > 0) {
      const matched = queue.pop();
      for (const at of edgesOf(this.#encoded.graph, matched)) {
        const entity = this.#encoded.graph.neighbours[at];
        if (this.mates[entity] >= 0) continue;
        const mate = this.#elected(entity);
        if (mate >= 0 && this.join(entity, mate)) queue.push(entity);
      }
    }
  }

  /** The plain entity that an entity's matched neighbours elect, and that elects it in turn; or -1. */
  #elected(entity) {
    const [one, other] = [this.#encoded, this.#plain];
    const mate = winner(this.#votes(one, this.mates, other, this.#owners, entity));
    if (mate < 0) return -1;
    return winner(this.#votes(other, this.#owners, one, this.mates, mate)) === entity ? mate : -1;
  }

  #votes(here, mates, there, owners, entity) {
    const votes = new Map();
    for (const at of edgesOf(here.graph, entity)) {
      const mate = mates[here.graph.neighbours[at]];
      if (mate < 0) continue;
      for (const thereAt of edgesOf(there.graph, mate)) {
        const candidate = there.graph.neighbours[thereAt];
        if (owners[candidate] >= 0) continue;
        if (this.#strict && colourOf(here.own, entity) !== colourOf(there.own, candidate)) continue;
        const vote = likeness(here.graph, at, there.graph, thereAt);
        if (vote > 0) votes.set(candidate, (votes.get(candidate) ?? 0) + vote);
      }
    }
    return votes;
  }

  /** Step 4, in an order and with choices that chance settles. */
  guess(random) {
    const encoded = rounds(this.#encoded.view, this.#individual(this.#encoded.own, this.mates, true));
    const plain = rounds(this.#plain.view, this.#individual(this.#plain.own, this.#owners, false));
    for (let round = Math.min(encoded.length, plain.length) - 1; round >= 0; round -= 1) {
      const left = classes(this.mates, encoded[round]);
      const right = classes(this.#owners, plain[round]);
      for (const [colour, entities] of left) {
        const mates = right.get(colour);
        if (mates === undefined) continue;
        const drawn = shuffled(mates, random);
        for (const [index, entity] of shuffled(entities, random).entries()) {
          if (index < drawn.length && this.join(entity, drawn[index])) this.spread([entity]);
        }
      }
    }
  }

  /** The same pairs, to go on from in another way. */
  copy() {
    const copy = new Matching(this.#encoded, this.#plain, { strict: this.#strict });
    for (const [entity, mate] of this.mates.entries()) if (mate >= 0) copy.join(entity, mate);
    return copy;
  }
}

/** Signature to what bears it, null where more than one does; `signatures` gives those of an entity. */
function uniques(entities, signatures) {
  const found = new Map();
  for (const entity of entities.keys()) {
    for (const [signature, bearers] of signatures(entity))
      found.set(signature, found.has(signature) ? null : bearers);
  }
  return found;
}

function* edges(graph, { high, low }, entity) {
  for (const at of edgesOf(graph, entity)) {
    const neighbour = graph.neighbours[at];
    const [x, y] = edgeHash(graph, at, high[neighbour], low[neighbour]);
    yield [joined(mix(x + high[entity]), mix(y + low[entity])), [entity, neighbour]];
  }
}

function* pairsOfEdges(graph, { high, low }, entity) {
  const [from, to] = [graph.offsets[entity], graph.offsets[entity + 1]];
  if (to - from > MOST_IN_PAIRS) return;
  for (let one = from; one < to; one += 1) {
    for (let other = from; other < to; other += 1) {
      const [a, b] = [graph.neighbours[one], graph.neighbours[other]];
      const [x, y] = edgeHash(graph, one, high[a], low[a]);
      const [v, w] = edgeHash(graph, other, high[b], low[b]);
      // One of the two orders: the one whose first hash is less. Edges alike cannot be told apart.
      if (x > v || (x === v && y >= w)) continue;
      const signature = joined(
        mix(mix(x) + mix(v + 7) + high[entity]),
        mix(mix(y) + mix(w + 7) + low[entity]),
      );
      yield [signature, [entity, a, b]];
    }
  }
}

const edgeHash = (graph, at, high, low) => [
  mix(mix(graph.low[at] + 3) + mix(graph.high[at] + 5) + high),
  mix((mix(graph.low[at] + 11) ^ mix(graph.high[at] + 13)) + low),
];

/** The candidate with more votes than any other; -1 where there is none or they tie. */
function winner(votes) {
  let best = -1;
  let most = 0;
  for (const [candidate, count] of votes) {
    if (count > most) [best, most] = [candidate, count];
    else if (count === most) best = -1;
  }
  return best;
}

/** Free entities by colour. */
function classes(mates, colours) {
  const found = new Map();
  for (const [entity, mate] of mates.entries()) {
    if (mate >= 0) continue;
    const colour = colourOf(colours, entity);
    const members = found.get(colour);
    if (members === undefined) found.set(colour, [entity]);
    else members.push(entity);
  }
  return found;
}

/** A copy in random order (Fisher and Yates). */
export function shuffled(list, random) {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
}
