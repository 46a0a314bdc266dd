// npm run bench: what the tool takes, as ratios to a yardstick measured in the same run. Nothing passes or fails here.
//   npm run bench                     a million rows and a million records
//   npm run bench -- --rows 100000    smaller, to see that it works
//   npm run bench -- --runs 3         medians of three runs
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { openForWriting } from '../dist/files/index.js';
import { synthesise } from '../dist/synthesise/index.js';
import { writeTokens } from './bench/tokens.mjs';
import { makePartnership } from './partnership.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
const rows = Number(values.rows);
const runs = Number(values.runs);
const threads = availableParallelism();
const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'));

try {
  say(`preparing ${rows} rows of a police extract and ${rows} records of tokens`);
  const { large, small } = await prepareExtracts();
  const tokens = join(folder, 'tokens.csv');
  await writeTokens(tokens, rows);
  const results = {
    machine: { cores: threads, node: process.version },
    rows,
    copy: await measure('copying the extract through csv-parse and csv-stringify', 'copy', [
      large,
      join(folder, 'copy.csv'),
    ]),
    pseudonymise: await measure('pseudonymise', 'pseudonymise', [folder, large, threads]),
    pseudonymiseTenth: await measure('pseudonymise, a tenth of the rows', 'pseudonymise', [
      folder,
      small,
      threads,
    ]),
    link: await measure('link', 'link', [folder, tokens]),
  };
  print(results);
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** A police extract with the rows asked for, another with a tenth of them, and the workspaces of a partnership. */
async function prepareExtracts() {
  const population = join(folder, 'population');
  const sample = await synthesise({ people: 2000, seed: 1, out: join(folder, 'sample') });
  const people = Math.ceil(((rows * 2000) / sample.rows.police) * 1.1);
  await synthesise({ people, seed: 1, out: population });
  const large = await firstRows(join(population, 'police.csv'), 'large.csv', rows);
  const small = await firstRows(join(population, 'police.csv'), 'small.csv', Math.ceil(rows / 10));
  await makePartnership(folder, await readFile(join(population, 'agreement.yaml'), 'utf8'));
  return { large, small };
}

async function firstRows(from, name, count) {
  const path = join(folder, name);
  const file = await openForWriting(path);
  let left = count + 1;
  for await (const line of createInterface({
    input: createReadStream(from),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (left === 0) break;
    left -= 1;
    await file.write(`${line}\n`);
  }
  await file.end();
  if (left > 0) throw new Error(`the synthesised extract has ${left} rows too few`);
  return path;
}

/** Runs one script as often as asked, each time in a process of its own; medians with the spread. */
async function measure(title, script, args) {
  say(title);
  const path = fileURLToPath(new URL(`bench/${script}.mjs`, import.meta.url));
  const found = [];
  for (let run = 0; run < runs; run += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [path, ...args.map(String)]);
    found.push(JSON.parse(stdout.trim().split('\n').at(-1)));
  }
  const seconds = found.map((one) => one.seconds).sort((a, b) => a - b);
  return {
    ...found[0],
    seconds: seconds[Math.floor(seconds.length / 2)],
    from: seconds[0],
    to: seconds.at(-1),
    megabytes: Math.max(...found.map((one) => one.megabytes)),
  };
}

function print({ copy, pseudonymise, pseudonymiseTenth, link }) {
  const line = (name, { seconds, processor, megabytes }) =>
    `${name.padEnd(34)} ${seconds.toFixed(1).padStart(7)} s ${processor.toFixed(1).padStart(7)} s of processor ${megabytes.toFixed(0).padStart(6)} MB`;
  const ratio = (name, value, aim) => `${name.padEnd(58)} ${value.toFixed(2).padStart(6)}   aim: ${aim}`;
  const aims = rows === 1_000_000;
  console.log(
    [
      `${rows} rows, ${threads} cores, Node ${process.version}, median of ${runs}`,
      '',
      line('copy (csv-parse to csv-stringify)', copy),
      line(`pseudonymise (${pseudonymise.people} people)`, pseudonymise),
      line('pseudonymise, a tenth of the rows', pseudonymiseTenth),
      line(`link (${link.pairs} pairs)`, link),
      '',
      ratio('pseudonymise, times as long as the copy', pseudonymise.seconds / copy.seconds, 'at most 5'),
      ratio(
        'the same by processor time shared among the cores',
        pseudonymise.processor / threads / copy.processor,
        'at most 5, on a busy machine',
      ),
      ratio(
        'pseudonymise, peak memory over that of a tenth',
        pseudonymise.megabytes / pseudonymiseTenth.megabytes,
        'at most 1.3',
      ),
      ratio('pseudonymise, peak memory over 1 GB', pseudonymise.megabytes / 1024, 'at most 1'),
      ratio('link, seconds over 60', link.seconds / 60, aims ? 'at most 1' : 'for a million'),
      ratio('link, peak memory over 4 GB', link.megabytes / 4096, 'at most 1'),
    ].join('\n'),
  );
}

function say(text) {
  process.stderr.write(`${text} ...\n`);
}
