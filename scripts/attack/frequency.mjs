/**
 * (a) Frequency alignment: the attacker knows how often each combination occurs, ranks combinations and tokens by
 * how many records have them, and takes the n-th token for the n-th combination. Within equal frequencies the rank
 * is chance. This is what undoes hashes of single fields (the classical attack; for keyed hashes in linkage see
 * P. Christen, T. Ranbaduge, R. Schnell, "Linking Sensitive Data", Springer, 2020).
 */
import { shuffled } from './match.mjs';
import { shareOf } from './statistics.mjs';

/** Most that may be read: the larger of twice what shuffling reads and this. */
export const LEAST_LIMIT = 0.001;

/**
 * @typedef {object} Alignment
 * @property {string} column
 * @property {number} tokens
 * @property {number} mostFrequent records that have the most frequent token
 * @property {number} aligned tokens taken for the right combination in the worst run
 * @property {number} records records whose combination is so read in the worst run, out of all records
 * @property {{ share: number, lower: number, upper: number }} share of records, with Wilson's interval
 * @property {number} baseline the share that a shuffled ranking reads, the mean of the runs
 */

/**
 * Aligns every column of a view against the frequencies of its own combinations: an attacker whose knowledge is exact.
 *
 * @returns {Alignment[]} the columns that have a token, worst first
 */
export function alignColumns(view, { restarts, random }) {
  const tokensOf = view.columns.map(() => []);
  for (let token = 0; token < view.columnOf.length; token += 1)
    if (view.holders[token] > 0) tokensOf[view.columnOf[token]].push(token);
  return view.columns
    .map((column, index) => ({ column, tokens: tokensOf[index] }))
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ column, tokens }) => alignColumn(view, column, tokens, { restarts, random }))
    .sort((a, b) => b.share.upper - a.share.upper);
}

function alignColumn(view, column, tokens, { restarts, random }) {
  const runs = Array.from({ length: restarts }, () => {
    const ranked = right(view, byFrequency(view, tokens, random), byFrequency(view, tokens, random));
    const baseline = right(view, shuffled(tokens, random), shuffled(tokens, random));
    return { ...ranked, baseline: baseline.records };
  });
  const worst = runs.reduce((most, run) => (run.records > most.records ? run : most));
  return {
    column,
    tokens: tokens.length,
    mostFrequent: tokens.reduce((most, token) => Math.max(most, view.holders[token]), 0),
    aligned: worst.aligned,
    records: worst.records,
    share: shareOf(worst.records, view.entities),
    baseline: runs.reduce((sum, run) => sum + run.baseline, 0) / restarts / view.entities,
  };
}

const byFrequency = (view, tokens, random) =>
  shuffled(tokens, random).sort((a, b) => view.holders[b] - view.holders[a]);

/** How many stand at the same place in both lists, and how many records that reads. */
function right(view, tokens, combinations) {
  let aligned = 0;
  let records = 0;
  for (const [rank, token] of tokens.entries()) {
    if (token !== combinations[rank]) continue;
    aligned += 1;
    records += view.holders[token];
  }
  return { aligned, records };
}

export const frequencyLimit = ({ baseline }) => Math.max(2 * baseline, LEAST_LIMIT);

/**
 * Presence and the number of rows are not hidden, so nothing needs aligning: what they tell is how far they single
 * people out to somebody who knows both of everybody. Expected share of records rightly named when one is drawn
 * among those alike.
 */
export function singledOut(view) {
  const share = (facts) => shareOf(new Set(facts).size, view.entities);
  return {
    presence: share(view.presence),
    rows: share(view.rows),
    both: share(view.presence.map((mask, entity) => `${mask} ${view.rows[entity]}`)),
  };
}
