/** All attacks on one world, with the limits that they must stay under. */
import { join } from 'node:path';
import { Random } from '../../dist/synthesise/random.js';
import { searchCanary } from './canary.mjs';
import { contributions } from './contribution.mjs';
import { alignColumns, frequencyLimit, singledOut } from './frequency.mjs';
import {
  copyScene,
  GRAPH_LIMIT,
  graphAttack,
  KNOWN_LIMIT,
  knownPairsAttack,
  registerScene,
} from './graph.mjs';
import { collude } from './guess.mjs';
import { inCommon, orderAgainstOther, orderAgainstSource, orderLimit } from './order.mjs';
import { readRegister, registerView } from './register.mjs';
import { judgeReplaced, tellReplaced, withTold } from './replaced.mjs';
import { everybody, grouped, ofEntities, readView, withoutColumns } from './view.mjs';

const OVERLAPS = [1, 0.5];

/**
 * @param {Awaited<ReturnType<typeof import('./world.mjs').makeWorld>>} world
 * @param {{ restarts: number, guesses: number, without: string[], byMatchKey: boolean, say: (text: string) => void }} options
 * @returns {Promise<object>} every figure with its interval and limit, and in `broken` the attacks that broke one
 */
export async function runAttacks(world, { restarts, guesses, without, byMatchKey, say }) {
  const held = await whatIsHeld(world, without);
  const runs = (stream) => ({ restarts, random: Random.from(world.seed, 100 + stream) });
  say('(a) aligning frequencies');
  const frequency = attackByFrequency(held, runs(1));
  say('(b) matching graphs');
  const scenes = scenesOf(world, held, without);
  const told = tellReplaced(held.view, world.scheme);
  const graph = [...scenes, toldScene(world, held, told)].flatMap((scene) =>
    OVERLAPS.map((overlap) => {
      const found = graphAttack(scene, { overlap, ...runs(2) });
      return { ...found, limit: GRAPH_LIMIT, holds: found.share.share <= GRAPH_LIMIT };
    }),
  );
  const replaced = await judgeReplaced(world, held.view, told, held.references);
  say('(c) (d) (e) order, two agreements, canary');
  const order = await attackByOrder(world);
  const agreements = await compareAgreements(world);
  const canary = await lookForCanary(world);
  say('(f) learning from known pairs');
  const known = scenes.map((scene) => {
    const found = knownPairsAttack(scene, runs(3));
    return { ...found, limit: KNOWN_LIMIT, holds: found.share.share <= KNOWN_LIMIT };
  });
  say('(g) guessing with the key');
  const collusion = await collude({ ...held, world, guesses });
  const holds = {
    '(a)': frequency.holds,
    '(b)': graph.every((one) => one.holds),
    '(c)': order.every((one) => one.holds),
    '(d)': agreements.holds && agreements.order.every((one) => one.holds),
    '(e)': canary.holds,
    '(f)': known.every((one) => one.holds),
  };
  if (byMatchKey) say('what each match-key gives to graph matching');
  return {
    people: world.people,
    seed: world.seed,
    restarts,
    scheme: `${world.scheme.id}@${world.scheme.version}`,
    without,
    agencies: world.packages.first.map(({ agency }) => agency),
    records: held.view.entities,
    tokens: held.view.columnOf.length,
    matchKeys: new Set(held.view.columnOf).size,
    ...{ frequency, graph, replaced, order, agreements, canary, known, collusion },
    ...(byMatchKey
      ? { byMatchKey: { agency: held.largest.agency, ...contributions(held.largest.view) } }
      : {}),
    broken: Object.keys(holds).filter((attack) => !holds[attack]),
  };
}

/** The records of all agencies as the linkage unit has them, and whose they are as the judge knows. */
async function whatIsHeld(world, without) {
  const personOf = new Map(
    world.locals.flatMap(({ person, references }) => (person < 0 ? [] : [[references.first, person]])),
  );
  const { view: whole, names } = await readView(world.packages.first, (reference) =>
    personOf.has(reference) ? reference : undefined,
  );
  const view = withoutColumns(whole, without);
  const persons = names.map((reference) => personOf.get(reference));
  const byAgency = world.packages.first.map(({ agency }) => {
    const members = everybody(view).filter((entity) => view.kinds[entity] === agency);
    return { agency, members, view: ofEntities(view, members) };
  });
  const largest = byAgency.reduce((most, one) => (one.members.length > most.members.length ? one : most));
  return {
    view,
    persons,
    references: names,
    personOf: new Map(names.map((reference, entity) => [reference, persons[entity]])),
    byAgency,
    largest: { ...largest, persons: largest.members.map((entity) => persons[entity]) },
    register: readRegister(world),
  };
}

function attackByFrequency({ view, byAgency }, options) {
  const columns = alignColumns(view, options).map((found) => {
    const limit = frequencyLimit(found);
    return { ...found, limit, holds: found.share.upper <= limit };
  });
  return {
    columns,
    holds: columns.every((column) => column.holds),
    byAgency: byAgency.map(({ agency, view: own }) => ({ agency, ...alignColumns(own, options)[0] })),
    clear: singledOut(view),
  };
}

function scenesOf({ seed, scheme }, held, without) {
  const random = Random.from(seed, 100);
  const numbers = [...new Set(held.persons)];
  const places = new Map(numbers.map((number, place) => [number, place]));
  const people = grouped(
    held.view,
    held.persons.map((person) => places.get(person)),
  );
  const register = withoutColumns(registerView(held.register, scheme), without);
  return [
    copyScene(
      `copy of the records of ${held.largest.agency}`,
      held.largest.view,
      held.largest.persons,
      random,
    ),
    registerScene('register of everybody, records already linked', people, register, numbers, random),
  ];
}

/** The copy, where both sides also know which match-keys of each record are told to be replaced. */
function toldScene({ seed }, { largest }, told) {
  const own = largest.members.map((entity) => told[entity]);
  return copyScene(
    `copy of the records of ${largest.agency}, and of replaced tokens what is told`,
    withTold(largest.view, own),
    largest.persons,
    Random.from(seed, 104),
  );
}

async function attackByOrder({ packages, locals }) {
  const rowOf = new Map(locals.map(({ row, references }) => [references.first, row]));
  const found = [];
  for (const { agency, file, events } of packages.first) {
    for (const [kind, path] of [
      ['tokens', file],
      ['events', events],
    ])
      found.push(judged(agency, kind, await orderAgainstSource(path, rowOf)));
  }
  return found;
}

async function compareAgreements({ packages, locals }) {
  const otherOf = new Map(locals.map(({ references }) => [references.first, references.second]));
  const order = [];
  for (const [index, { agency, file }] of packages.first.entries())
    order.push(judged(agency, 'tokens', await orderAgainstOther(file, packages.second[index].file, otherOf)));
  const common = await inCommon(packages.first, packages.second);
  return { common, order, holds: common.tokens === 0 && common.references === 0 };
}

function judged(agency, kind, correlation) {
  const limit = orderLimit(correlation.count);
  return { agency, kind, correlation, limit, holds: Math.abs(correlation.r) <= limit };
}

async function lookForCanary({ folder, packages, canaries }) {
  const folders = ['first', 'second'].flatMap((which) =>
    packages[which].flatMap(({ agency }) => ['work', 'log'].map((kept) => join(folder, which, agency, kept))),
  );
  const found = await searchCanary(folders);
  return { ...found, planted: canaries.length, holds: found.found === 0 };
}
