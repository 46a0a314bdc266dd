// What only an invented population can show: confusions inside a household, and recall by the origin of names.
import { linkedPairs, scoresOf } from './link.mjs';

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

/** Recall of links and of clusters by name-origin group, and the gap between the best and the worst. */
export function recallByOrigin(facts, linkage) {
  const origin = linkage.truth.person.map((person) => facts.get(person).get('origin'));
  const groups = [...new Set(origin)].sort(byName).map((name) => {
    const { links, clusters } = scoresOf(linkage, (record) => origin[record] === name);
    return { origin: name, pairs: links.true, links: links.recall, clusters: clusters.recall };
  });
  const compared = groups.filter(({ pairs }) => pairs >= FEWEST_PAIRS);
  const gap = (of) => Math.max(...compared.map(of)) - Math.min(...compared.map(of));
  const comparable = compared.length > 1;
  return {
    groups,
    gap: comparable
      ? { links: gap(({ links }) => links), clusters: gap(({ clusters }) => clusters) }
      : undefined,
  };
}

const byName = (a, b) => (a < b ? -1 : 1);
