// Rows of people into tokens and nothing else, each row a person of its own, as other programs encode them.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readColumns } from '../../dist/agreement/index.js';
import { openExtract } from '../../dist/files/index.js';
import { loadScheme, resolveColumns, run } from '../../dist/pseudonymise/index.js';
import { report } from './measure.mjs';

const [file, columns, threads] = process.argv.slice(2);
await report(async () => {
  const extract = await openExtract(file);
  const scheme = loadScheme('standard-1');
  const recipe = {
    header: extract.header,
    ...resolveColumns(await readColumns(columns), extract.header, extract.name),
    scheme,
    sensitive: [],
    window: {},
    today: new Date().toISOString().slice(0, 10),
    everyRowIsAPerson: true,
  };
  const key = () => randomBytes(32);
  const tokens = scheme.matchKeys.map(key);
  const keys = { tokens, person: key(), case: key(), household: key(), stranger: key() };
  const folder = await mkdtemp(join(tmpdir(), 'throughline-encode-'));
  try {
    const made = await run(extract, recipe, keys, folder, { threads: Number(threads) });
    return { people: made.tokens.people };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
