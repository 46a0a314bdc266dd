/** (c) and (d): what the order of rows tells, and what two agreements over the same people have in common. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { rankCorrelation } from './statistics.mjs';
import { grown, rowsOf } from './view.mjs';

/** Most that chance gives in 16,000 tries: four standard errors. */
export const orderLimit = (count) => 4 / Math.sqrt(count);

/** The references of a file of ours in its order, each once. */
async function referencesOf(file) {
  const seen = new Set();
  let header = true;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!header) seen.add(line.slice(0, 32));
    header = false;
  }
  return [...seen];
}

/**
 * (c) The order of people in a package against that of their first rows in the extract. People and not events are
 * counted, because the events of one person stand together in both.
 *
 * @param {ReadonlyMap<string, number>} rowOf reference to first row
 */
export async function orderAgainstSource(file, rowOf) {
  const rows = (await referencesOf(file)).flatMap((reference) => rowOf.get(reference) ?? []);
  return rankCorrelation(rows);
}

/**
 * (d) The order of people in one package against that in another, by references of the same person.
 *
 * @param {ReadonlyMap<string, string>} otherOf reference in the one to reference in the other
 */
export async function orderAgainstOther(file, otherFile, otherOf) {
  const places = new Map((await referencesOf(otherFile)).map((reference, place) => [reference, place]));
  const positions = (await referencesOf(file)).flatMap(
    (reference) => places.get(otherOf.get(reference) ?? '') ?? [],
  );
  return rankCorrelation(positions);
}

/** (d) How many tokens and references two lists of packages have in common. */
export async function inCommon(packages, others) {
  const tokens = sortedDistinct(await allTokens(packages));
  const otherTokens = sortedDistinct(await allTokens(others));
  const references = new Set(await allReferences(packages));
  const otherReferences = await allReferences(others);
  return {
    tokens: commonOf(tokens, otherTokens),
    of: tokens.length,
    references: otherReferences.filter((reference) => references.has(reference)).length,
    ofReferences: references.size,
  };
}

/** All tokens, column or not, as 64-bit numbers. */
async function allTokens(packages) {
  let words = new Uint32Array(1 << 16);
  let end = 0;
  for (const { file } of packages) {
    for await (const cells of rowsOf(file)) {
      for (const cell of cells.slice(1, -1)) {
        if (cell === '') continue;
        if (end === words.length) words = grown(words);
        words[end] = Number.parseInt(cell.slice(8), 16);
        words[end + 1] = Number.parseInt(cell.slice(0, 8), 16);
        end += 2;
      }
    }
  }
  return new BigUint64Array(words.buffer, 0, end / 2);
}

const REFERENCE = /\b[0-9a-f]{32}\b/g;

/** Every reference in tokens and events: of people, cases, households, counterparties. */
async function allReferences(packages) {
  const found = new Set();
  for (const { file, events } of packages)
    for (const path of [file, events])
      for await (const line of createInterface({ input: createReadStream(path) }))
        for (const [reference] of line.matchAll(REFERENCE)) found.add(reference);
  return [...found];
}

const sortedDistinct = (numbers) =>
  numbers.sort().filter((number, at) => at === 0 || number !== numbers[at - 1]);

function commonOf(one, other) {
  let [a, b, common] = [0, 0, 0];
  while (a < one.length && b < other.length) {
    if (one[a] === other[b]) [a, b, common] = [a + 1, b + 1, common + 1];
    else if (one[a] < other[b]) a += 1;
    else b += 1;
  }
  return common;
}
