// A set linked under a scheme, with the truth in the order of the linked records.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assignPeople, THRESHOLD } from '../../dist/linkage/assign.js';
import { duckdbEngine } from '../../dist/linkage/engines/duckdb.js';
import { scoreClusters, scoreLinks } from '../../dist/linkage/score.js';
import { tokenShare } from './tokens.mjs';

/** A token that more records share is set aside, as `link` and `rehearse` do. */
const MOST_SHARING = 100;

/**
 * @param folder an empty folder for tokens, which the caller removes
 * @returns shares, what linking assigned, and `truth`: for each linked record its true person
 */
export async function linkSet(set, scheme, secret, folder, options) {
  const shares = [];
  const people = [];
  for (const source of set.sources) {
    shares.push(await tokenShare(source, scheme, secret, join(folder, source.agency), options));
    people.push(await set.truth(source));
  }
  const spill = join(folder, 'spill');
  await mkdir(spill);
  const assigned = await assignPeople(shares, scheme, {
    engine: duckdbEngine,
    threshold: THRESHOLD,
    spill,
    memoryMegabytes: options.memoryMegabytes,
    mostSharing: MOST_SHARING,
  });
  const { agency, reference } = assigned.candidates.people;
  const person = Array.from(reference, (one, at) => people[agency[at]].get(one));
  return { shares, assigned, truth: { person, file: agency, betweenFiles: false } };
}

/** Links and clusters against the truth at the default threshold, of all records or of some. */
export function scoresOf({ assigned, truth }, only) {
  const links = { ...assigned.candidates.pairs, probability: assigned.probability };
  return {
    links: scoreLinks(links, THRESHOLD, truth, only),
    clusters: scoreClusters(assigned.clusters.label, truth, only),
  };
}

/** The pairs linked at the default threshold, each as one number. */
export function linkedPairs({ assigned: { candidates, probability } }) {
  const { left, right } = candidates.pairs;
  const linked = new Set();
  probability.forEach((p, at) => {
    if (p >= THRESHOLD) linked.add(left[at] * candidates.people.count + right[at]);
  });
  return linked;
}
