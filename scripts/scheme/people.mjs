// What only an invented population can show: confusions inside a household, and recall by the origin of names.
import { Random } from '../../dist/synthesise/random.js';
import { shuffled } from '../attack/match.mjs';
import { linkedPairs } from './link.mjs';

export const HOUSEHOLD_KINDS = ['twins', 'namesakes', 'siblings', 'couples', 'others'];

/** Groups with fewer pairs than this are shown and not compared: their recall is chance. */
export const FEWEST_PAIRS = 100;

/**
 * Pairs of records of two people of one household, by what they are to each other: how many there are, how many
 * are linked at the default threshold, and how many fall into one cluster.
 */
export function householdConfusions(facts, linkage) {
  const { assigned, truth } = linkage;
  const { label } = assigned.clusters;
  const linked = linkedPairs(linkage);
  const households = new Map();
  truth.person.forEach((person, record) => {
    const household = facts.get(person).get('household');
    households.set(household, [...(households.get(household) ?? []), record]);
  });
  const kinds = Object.fromEntries(
    HOUSEHOLD_KINDS.map((kind) => [kind, { pairs: 0, linked: 0, clustered: 0 }]),
  );
  for (const records of households.values()) {
    for (const [at, right] of records.entries()) {
      for (const left of records.slice(0, at)) {
        if (truth.person[left] === truth.person[right]) continue;
        const kind = kinds[kindOf(facts.get(truth.person[left]), facts.get(truth.person[right]))];
        kind.pairs += 1;
        if (linked.has(left * label.length + right)) kind.linked += 1;
        if (label[left] === label[right]) kind.clustered += 1;
      }
    }
  }
  return kinds;
}

const COUPLES = new Set(['partner', 'former partner', 'lone parent']);

function kindOf(one, other) {
  const is = (column) => one.get(column).split(' ').includes(other.get('person'));
  if (is('twin_of')) return 'twins';
  if (is('same_name_as') || other.get('same_name_as') === one.get('person')) return 'namesakes';
  if (is('siblings')) return 'siblings';
  return COUPLES.has(one.get('relation')) && COUPLES.has(other.get('relation')) ? 'couples' : 'others';
}

/** How often people are dealt out anew to see what gap chance alone makes. */
const DEALS = 400;

/**
 * Recall of links and of clusters by name-origin group, the gap between the best and the worst, and how large a gap
 * there would be by chance alone: the people dealt out to groups of these sizes whatever their names, 19 deals in
 * 20 show a smaller one. People are dealt and not pairs, since a person's pairs are lost together.
 */
export function recallByOrigin(facts, linkage) {
  const people = pairsByPerson(linkage);
  const origins = people.map(({ person }) => facts.get(person).get('origin'));
  const groups = recallsOf(origins, people).sort((a, b) => (a.origin < b.origin ? -1 : 1));
  const gap = gapOf(groups);
  return gap === undefined ? { groups } : { groups, gap, chance: gapByChance(origins, people) };
}

/** For each person with several records: their pairs, and how many of those are links and lie in one cluster. */
function pairsByPerson(linkage) {
  const { label } = linkage.assigned.clusters;
  const linked = linkedPairs(linkage);
  const records = new Map();
  linkage.truth.person.forEach((person, record) => {
    records.set(person, [...(records.get(person) ?? []), record]);
  });
  return [...records].flatMap(([person, all]) => {
    if (all.length === 1) return [];
    const counts = { person, pairs: 0, links: 0, clusters: 0 };
    for (const [at, right] of all.entries()) {
      for (const left of all.slice(0, at)) {
        counts.pairs += 1;
        if (linked.has(left * label.length + right)) counts.links += 1;
        if (label[left] === label[right]) counts.clusters += 1;
      }
    }
    return [counts];
  });
}

function recallsOf(origins, people) {
  const groups = new Map();
  people.forEach(({ pairs, links, clusters }, at) => {
    const group = groups.get(origins[at]) ?? { pairs: 0, links: 0, clusters: 0 };
    groups.set(origins[at], {
      pairs: group.pairs + pairs,
      links: group.links + links,
      clusters: group.clusters + clusters,
    });
  });
  return [...groups].map(([origin, { pairs, links, clusters }]) => ({
    origin,
    pairs,
    links: links / pairs,
    clusters: clusters / pairs,
  }));
}

/** Between the best and the worst of the groups large enough to compare; undefined where there are not two. */
function gapOf(groups) {
  const compared = groups.filter(({ pairs }) => pairs >= FEWEST_PAIRS);
  if (compared.length < 2) return undefined;
  const gap = (of) => Math.max(...compared.map(of)) - Math.min(...compared.map(of));
  return { links: gap(({ links }) => links), clusters: gap(({ clusters }) => clusters) };
}

function gapByChance(origins, people) {
  const random = Random.from(1);
  const gaps = Array.from({ length: DEALS }, () => gapOf(recallsOf(shuffled(origins, random), people)));
  const usual = (of) => gaps.map((gap) => gap?.[of] ?? 0).sort((a, b) => a - b)[Math.floor(DEALS * 0.95)];
  return { links: usual('links'), clusters: usual('clusters') };
}
