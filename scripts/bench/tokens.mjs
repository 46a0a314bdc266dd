// Tokens of invented records for the linkage benchmark: RECORDS rows of twenty match-keys, two records in five
// being of a person already seen, each match-key missing in 15 % of them and spoilt in 20 %.
import { readFileSync } from 'node:fs';
import { openForWriting } from '../../dist/files/index.js';

const MATCH_KEYS = 20;
const PEOPLE_SHARE = 0.6;

/** Names of composite match-keys of the scheme that ships. */
export function matchKeys() {
  const file = new URL('../../dist/pseudonymise/standard-1.json', import.meta.url);
  const composites = JSON.parse(readFileSync(file, 'utf8'))['match-keys'].filter((name) =>
    name.includes('+'),
  );
  return composites.slice(0, MATCH_KEYS);
}

export async function writeTokens(path, records) {
  const file = await openForWriting(path);
  await file.write(`reference,${matchKeys().join(',')},presence\n`);
  let state = 20261122;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let record = 0; record < records; record += 1) {
    const person = Math.floor(random() * records * PEOPLE_SHARE);
    const tokens = Array.from({ length: MATCH_KEYS }, (_, key) => {
      const chance = random();
      if (chance < 0.15) return '';
      return hex(chance < 0.35 ? [record, key + 100] : [person, key]);
    });
    await file.write(`${hex([record, 1])}${hex([record, 2])},${tokens.join(',')},3fff\n`);
  }
  await file.end();
}

const hex = ([a, b]) =>
  [Math.imul(a + 1, 0x9e3779b1), Math.imul(b * 31 + a, 0x85ebca6b)]
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
