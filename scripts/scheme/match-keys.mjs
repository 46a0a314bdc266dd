// What each match-key of a scheme finds and costs, counted from a linkage whose truth is known.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * Pairs that agree on each match-key, one's own and others', and those that no other match-key brings together.
 * A token set aside as too frequent counts only among pairs that another match-key finds.
 */
export function pairCounts(scheme, { assigned: { candidates }, truth }) {
  const { left, right, pattern } = candidates.pairs;
  const real = new Float64Array(candidates.patterns.length);
  const wrong = new Float64Array(candidates.patterns.length);
  pattern.forEach((at, pair) => {
    if (truth.person[left[pair]] === truth.person[right[pair]]) real[at] += 1;
    else wrong[at] += 1;
  });
  const counts = scheme.matchKeys.map(() => ({ truePairs: 0, onlyTrue: 0, falsePairs: 0, onlyFalse: 0 }));
  candidates.patterns.forEach(({ agreeing }, at) => {
    counts.forEach((count, key) => {
      const bit = 1n << BigInt(key);
      if ((agreeing & bit) === 0n) return;
      count.truePairs += real[at];
      count.falsePairs += wrong[at];
      if (agreeing !== bit) return;
      count.onlyTrue += real[at];
      count.onlyFalse += wrong[at];
    });
  });
  return { counts, found: sum(real), brought: sum(wrong) };
}

/**
 * The tokens of each match-key: how many leave the agencies, how many records have one, how many differ, and how
 * many true people share the most frequent.
 */
export async function tokenCounts(scheme, { shares, assigned: { candidates }, truth }) {
  const personOf = new Map();
  [...candidates.people.reference].forEach((reference, at) => {
    personOf.set(`${candidates.people.agency[at]} ${reference}`, truth.person[at]);
  });
  const records = personOf.size;
  const people = new Set(truth.person).size;
  const keys = scheme.matchKeys.map(() => ({ tokens: 0, records: new Set(), holders: new Map() }));
  for (const [agency, { file }] of shares.entries()) {
    for await (const cells of rowsOf(file)) {
      const record = `${agency} ${cells[0]}`;
      keys.forEach((key, at) => {
        const token = cells[at + 1];
        if (token === '') return;
        key.tokens += 1;
        key.records.add(record);
        addHolder(key.holders, token, personOf.get(record));
      });
    }
  }
  return keys.map(({ tokens, records: having, holders }) => {
    const mostPeople = [...holders.values()].reduce((most, held) => Math.max(most, held.size ?? 1), 0);
    return {
      tokens,
      recordShare: having.size / records,
      distinct: holders.size,
      mostPeople,
      mostShare: mostPeople / people,
    };
  });
}

/** Most tokens are one person's: a set is made for those that a second person shares. */
function addHolder(holders, token, person) {
  const held = holders.get(token);
  if (held === undefined) holders.set(token, person);
  else if (held instanceof Set) held.add(person);
  else if (held !== person) holders.set(token, new Set([held, person]));
}

/** The cells of each row of a tokens file, which never holds a quoted one. */
async function* rowsOf(file) {
  let header = true;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!header) yield line.split(',');
    header = false;
  }
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
