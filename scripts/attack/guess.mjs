/** (g) The linkage unit and an agency that holds the project key: they can test guesses. No limit can be set to this. */
import { tokenHasher } from '../../dist/custody/index.js';
import { TokenMaker } from '../../dist/pseudonymise/tokens.js';
import { shareOf } from './statistics.mjs';
import { headerOf, rowsOf } from './view.mjs';

/**
 * Makes the tokens of register people under the real key, match-key after match-key, until the guesses run out, and looks
 * each up in the packages. A person falls when a token that only one of the register has stands on a record of theirs.
 *
 * @param {object} options
 * @param {readonly import('../../dist/standardise/index.js').StandardRecord[]} options.register
 * @param {import('./view.mjs').View} options.view the records of the packages
 * @param {ReadonlyMap<string, number>} options.personOf reference to register number
 * @param {number} options.guesses most tokens to make
 */
export async function collude({ register, world, view, personOf, guesses }) {
  const { scheme, project, agreement, packages } = world;
  const matchKeys = byCoverage(scheme, view);
  const rounds = Math.min(matchKeys.length, Math.max(1, Math.floor(guesses / register.length)));
  const chosen = matchKeys.slice(0, rounds);
  const holders = await holdersOf(chosen, packages.first, personOf);
  const fallen = new Set();
  let made = 0;
  const byRound = [];
  for (const matchKey of chosen) {
    const maker = new TokenMaker({ ...scheme, matchKeys: [matchKey] }, [
      tokenHasher(project, agreement, scheme, matchKey.name),
    ]);
    const makers = new Map();
    for (const [person, record] of register.entries()) {
      for (const [token] of maker.make(record).rows) {
        if (token === '' || made >= guesses) continue;
        made += 1;
        makers.set(token, makers.has(token) ? -1 : person);
      }
    }
    for (const [token, person] of makers)
      if (person >= 0 && holders.get(matchKey.name).get(token)?.has(person)) fallen.add(person);
    byRound.push({ matchKey: matchKey.name, guesses: made, fallen: fallen.size });
  }
  const people = new Set(personOf.values()).size;
  return { guesses: made, people, byRound, share: shareOf(fallen.size, people) };
}

/** The scheme's match-keys, those that most records have first. */
function byCoverage(scheme, view) {
  const counts = new Array(view.columns.length).fill(0);
  for (const [token, column] of view.columnOf.entries()) counts[column] += view.holders[token];
  const having = ({ name }) => counts[view.columns.indexOf(name)] ?? 0;
  return scheme.matchKeys.toSorted((a, b) => having(b) - having(a));
}

/** For each match-key, token to the people on whose records it stands. */
async function holdersOf(matchKeys, packages, personOf) {
  const holders = new Map(matchKeys.map(({ name }) => [name, new Map()]));
  for (const { file } of packages) {
    const header = await headerOf(file);
    const places = matchKeys.map(({ name }) => header.indexOf(name));
    for await (const cells of rowsOf(file)) {
      const person = personOf.get(cells[0]);
      if (person === undefined) continue;
      for (const [index, { name }] of matchKeys.entries()) {
        const token = places[index] < 0 ? '' : cells[places[index]];
        if (token === '') continue;
        const people = holders.get(name).get(token);
        if (people === undefined) holders.get(name).set(token, new Set([person]));
        else people.add(person);
      }
    }
  }
  return holders;
}
