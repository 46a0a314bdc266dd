/** (b) and (f): who is re-identified by the structure of shared tokens, alone or from a few known pairs. */
import { Matching, shuffled, sideOf } from './match.mjs';
import { countColours, numberColours, ownColours, rounds } from './refine.mjs';
import { shareOf } from './statistics.mjs';
import { everybody, ofEntities, shared } from './view.mjs';

/** (b) */
export const GRAPH_LIMIT = 0.05;
/** (f), over what is known from the start. */
export const KNOWN_LIMIT = 0.02;

/** Share of people whose record the attacker of (f) knows. */
const KNOWN_SHARE = 0.01;

/**
 * @typedef {object} Scene what an attacker has on both sides, and what only the judge knows
 * @property {string} name
 * @property {import('./view.mjs').View} encoded
 * @property {import('./view.mjs').View} plain
 * @property {Int32Array} truth the plain entity of each encoded one, -1 where there is none
 * @property {Int32Array} people which encoded entities are one person
 * @property {boolean} exact the plain side is a faultless copy of what was encoded
 */

/**
 * The attacker has a copy of the very identifiers that an agency encoded: the same structure under other names. This is
 * the setting of the published attacks.
 *
 * @param {number[]} people which entities are one person
 * @returns {Scene}
 */
export function copyScene(name, encoded, people, random) {
  const order = shuffled(everybody(encoded), random);
  const truth = new Int32Array(encoded.entities);
  for (const [plain, entity] of order.entries()) truth[entity] = plain;
  return { name, encoded, plain: ofEntities(encoded, order), truth, people, exact: true };
}

/**
 * The attacker has a register of everybody with the facts as they are, and was told which records are one person.
 *
 * @param {number[]} numbers of the encoded people in the register
 * @returns {Scene}
 */
export function registerScene(name, encoded, register, numbers, random) {
  const kept = shuffled(numbers, random);
  const places = new Map(kept.map((number, place) => [number, place]));
  const truth = Int32Array.from(numbers, (number) => places.get(number));
  return {
    name,
    encoded,
    plain: ofEntities(register, kept),
    truth,
    people: everybody(encoded),
    exact: false,
  };
}

/** The scene for an attacker who knows only a share of the people, drawn at random. */
function withOverlap(scene, overlap, random) {
  if (overlap === 1) return scene;
  const kept = shuffled(everybody(scene.plain), random).slice(0, Math.round(scene.plain.entities * overlap));
  const places = new Map(kept.map((entity, place) => [entity, place]));
  return {
    ...scene,
    plain: ofEntities(scene.plain, kept),
    truth: scene.truth.map((entity) => places.get(entity) ?? -1),
  };
}

function begin({ encoded, plain, exact }) {
  const own = exact ? ownColours : numberColours;
  return new Matching(sideOf(encoded, own(encoded)), sideOf(plain, own(plain)), { strict: exact });
}

/**
 * (b) The attack at one overlap, as often as asked; the worst run counts. With all people known only the guesses differ
 * between runs.
 */
export function graphAttack(scene, { overlap, restarts, random }) {
  let worst;
  let certain;
  for (let run = 0; run < restarts; run += 1) {
    const known = overlap === 1 ? scene : withOverlap(scene, overlap, random);
    if (overlap !== 1 || certain === undefined) {
      certain = begin(known);
      certain.run();
    }
    const matching = certain.copy();
    matching.guess(random);
    const found = {
      name: scene.name,
      overlap,
      people: known.plain.entities,
      sure: certain.count,
      sureRight: rightIn(certain.mates, known.truth),
      right: rightIn(matching.mates, known.truth),
    };
    if (worst === undefined || found.right > worst.right) worst = found;
  }
  return { ...worst, share: shareOf(worst.right, worst.people) };
}

const rightIn = (mates, truth) =>
  mates.reduce((sum, mate, entity) => sum + (mate >= 0 && mate === truth[entity] ? 1 : 0), 0);

/**
 * (f) From 1 % of the people, whose every record is known, outwards: a known person's tokens are read, since the
 * attacker knows the values behind them; whoever shares one has the same combination, and of the people who have it,
 * the one who fits best is taken. What is found is known in turn.
 */
export function knownPairsAttack(scene, { restarts, random }) {
  let worst;
  for (let run = 0; run < restarts; run += 1) {
    const persons = shuffled([...new Set(scene.people)], random);
    const known = new Set(persons.slice(0, Math.round(persons.length * KNOWN_SHARE)));
    const matching = begin(scene);
    const seeds = everybody(scene.encoded).filter(
      (entity) => known.has(scene.people[entity]) && matching.join(entity, scene.truth[entity]),
    );
    matching.spread(seeds);
    const fallen = new Set();
    for (const [entity, mate] of matching.mates.entries())
      if (mate >= 0 && mate === scene.truth[entity]) fallen.add(scene.people[entity]);
    const more = fallen.size - known.size;
    if (worst === undefined || more > worst.more)
      worst = { name: scene.name, people: persons.length, known: known.size, more };
  }
  return { ...worst, share: shareOf(worst.more, worst.people) };
}

/**
 * What structure alone tells apart in a faultless copy: the expected share of entities rightly named when one of
 * those alike is drawn, by what is told of each alone, and with whom it shares what. Quick, and close to (b).
 */
export function toldApart(view) {
  const structure = shared(view);
  const colours = rounds(structure, ownColours(view));
  return {
    alone: countColours(colours[0], view.entities) / view.entities,
    together: countColours(colours.at(-1), view.entities) / view.entities,
  };
}
