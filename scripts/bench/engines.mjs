// Candidate pairs of a file of tokens from one engine, DuckDB or Spark, and a digest of all that it found.
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { duckdbEngine } from '../../dist/linkage/engines/duckdb.js';
import { sparkEngine } from '../../dist/linkage/engines/spark.js';
import { schemeFrom } from '../../dist/pseudonymise/index.js';
import { report } from './measure.mjs';
import { matchKeys } from './tokens.mjs';

const [folder, file, threads, home] = process.argv.slice(2);
const scheme = schemeFrom(
  { id: 'bench', version: 1, 'match-keys': matchKeys(), 'match-keys-for-each-other': [] },
  [],
);
const engine =
  home === undefined
    ? duckdbEngine
    : sparkEngine({ master: `local[${threads}]`, ...(home === '' ? {} : { home }), patience: 1800 });
await report(async () => {
  const spill = join(folder, `spill-${home === undefined ? 'duckdb' : 'spark'}`);
  await mkdir(spill, { recursive: true });
  const options = { spill, memoryMegabytes: 4000, threads: Number(threads), mostSharing: 100 };
  const { people, patterns, pairs } = await engine.candidates(
    [{ agency: 'one', file, matchKeys: matchKeys() }],
    scheme,
    options,
  );
  const digest = createHash('sha256');
  for (const { left, right, presence, agreeing, pairs: of } of patterns)
    digest.update(`${left} ${right} ${presence} ${agreeing} ${of}\n`);
  for (const { buffer, byteOffset, byteLength } of [pairs.left, pairs.right, pairs.pattern])
    digest.update(new Uint8Array(buffer, byteOffset, byteLength));
  return { records: people.count, pairs: pairs.left.length, digest: digest.digest('hex') };
});
