// npm run scheme: what each match-key of a scheme finds and costs, on data whose truth is known.
//   npm run scheme                                     10,000 invented people, as four agencies see them
//   npm run scheme -- --people 50000 --leave-out       more people; F1 without each match-key in turn
//   npm run scheme -- --seed 7                         other people: any whole number invents others
//   npm run scheme -- --messy 1300                     very messy records of so many people, several of each
//   npm run scheme -- --file F --columns C --truth T   a labelled file of your own; the three again for another
//   npm run scheme -- --scheme FILE                    another list of match-keys
//   npm run scheme -- --json FILE --write-docs         figures for a program, and into docs/match-keys.md
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemAmbient } from '../dist/ambient.js';
import { renewDocs } from './scheme/docs.mjs';
import { measure } from './scheme/measure.mjs';
import { writeMessy } from './scheme/messy.mjs';
import { measurementText } from './scheme/report.mjs';
import { labelledSet, populationSet } from './scheme/sets.mjs';

const SHIPPED = new URL('../dist/pseudonymise/standard-1.json', import.meta.url);

const { values } = parseArgs({
  options: {
    people: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    messy: { type: 'string', multiple: true, default: [] },
    file: { type: 'string', multiple: true, default: [] },
    columns: { type: 'string', multiple: true, default: [] },
    truth: { type: 'string', multiple: true, default: [] },
    scheme: { type: 'string' },
    'leave-out': { type: 'boolean', default: false },
    memory: { type: 'string', default: '2000' },
    json: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
  },
});
if (values.columns.length !== values.file.length || values.truth.length !== values.file.length)
  throw new Error('each --file needs its --columns and its --truth');
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed takes a whole number from 0');
const named = values.people.length + values.messy.length + values.file.length;
const populations = named === 0 ? ['10000'] : values.people;

const scheme = JSON.parse(await readFile(values.scheme ?? SHIPPED, 'utf8'));
const folder = await mkdtemp(join(tmpdir(), 'throughline-scheme-'));
try {
  const results = [];
  for (const [at, people] of populations.entries()) {
    say(`inventing ${people} people`);
    results.push(await measured(await populationSet(Number(people), seed, join(folder, String(at)))));
  }
  for (const people of values.messy) {
    const { file, columns } = await writeMessy(Number(people), seed, folder);
    results.push(await measured(await labelledSet(file, columns, 'person')));
  }
  for (const [at, file] of values.file.entries())
    results.push(await measured(await labelledSet(file, values.columns[at], values.truth[at])));
  for (const result of results)
    process.stdout.write(`${measurementText(result)}

`);
  const { id, version } = scheme;
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify({ scheme: { id, version }, sets: results }, null, 2)}\n`);
  if (values['write-docs']) await renewDocs({ id, version }, results);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function measured(set) {
  say(`linking ${set.name}`);
  return measure(set, scheme, {
    ambient: systemAmbient,
    threads: availableParallelism(),
    memoryMegabytes: Number(values.memory),
    leaveOut: values['leave-out'],
    onLeftOut: (done, of) => say(`${set.name}: left out ${done} of ${of}`),
  });
}

function say(text) {
  process.stderr.write(`${text} ...\n`);
}
