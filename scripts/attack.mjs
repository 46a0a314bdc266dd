// npm run attack: what the linkage unit could do with what it holds, on invented people. Exit 1 when a limit is broken.
//   npm run attack                              100,000 people, ten runs of each attack
//   npm run attack -- --people 5000             smaller, to see that it works; some limits need many people
//   npm run attack -- --restarts 3 --seed 7     fewer runs; another population
//   npm run attack -- --without NAME            as if the scheme lacked a match-key; may be given again
//   npm run attack -- --by-match-key            and what each match-key gives to graph matching
//   npm run attack -- --json FILE --write-docs  figures for a program, and into docs/attacks.md
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runAttacks } from './attack/attacks.mjs';
import { renewDocs } from './attack/docs.mjs';
import { reportText } from './attack/report.mjs';
import { makeWorld } from './attack/world.mjs';

const GUESSES = 1_000_000;

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '100000' },
    restarts: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    without: { type: 'string', multiple: true, default: [] },
    'by-match-key': { type: 'boolean', default: false },
    json: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const say = (text) => process.stderr.write(`${text} ...\n`);
const folder = await mkdtemp(join(tmpdir(), 'throughline-attack-'));
try {
  const world = await makeWorld({
    people: Number(values.people),
    seed: Number(values.seed),
    folder,
    threads: availableParallelism(),
    say,
  });
  const findings = await runAttacks(world, {
    restarts: Number(values.restarts),
    guesses: GUESSES,
    without: values.without,
    byMatchKey: values['by-match-key'],
    say,
  });
  console.log(reportText(findings));
  if (values.json) await writeFile(values.json, `${JSON.stringify(findings, null, 2)}\n`);
  if (values['write-docs']) await renewDocs(findings);
  if (findings.broken.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
