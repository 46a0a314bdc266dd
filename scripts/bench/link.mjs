// Candidate pairs, model and people from a file of tokens.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assignPeople, THRESHOLD } from '../../dist/linkage/assign.js';
import { duckdbEngine } from '../../dist/linkage/engines/duckdb.js';
import { schemeFrom } from '../../dist/pseudonymise/index.js';
import { report } from './measure.mjs';
import { matchKeys } from './tokens.mjs';

const [folder, file] = process.argv.slice(2);
const scheme = schemeFrom(
  { id: 'bench', version: 1, 'match-keys': matchKeys(), 'match-keys-for-each-other': [] },
  [],
);
const chance = scheme.identifiers.map((identifier) => ({ identifier, present: 1, levels: [] }));
await report(async () => {
  const spill = join(folder, 'spill');
  await mkdir(spill, { recursive: true });
  const share = {
    agency: 'one',
    file,
    matchKeys: matchKeys(),
    manifest: { sampled: 65_536, chance, household: { identifiers: [], excess: 0 } },
  };
  const options = {
    engine: duckdbEngine,
    threshold: THRESHOLD,
    spill,
    memoryMegabytes: 2000,
    mostSharing: 100,
  };
  const { candidates } = await assignPeople([share], scheme, options);
  return { records: candidates.people.count, pairs: candidates.pairs.left.length };
});
