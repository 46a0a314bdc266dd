// npm run bench: what the tool takes, as ratios to a yardstick measured in the same run. Nothing passes or fails here.
//   npm run bench                     a million rows and a million records
//   npm run bench -- --rows 100000    smaller, to see that it works
//   npm run bench -- --runs 3         medians of three runs
//   npm run bench -- --only log       only one part: files (pseudonymise and link), log or figures
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
import { writeLog } from './bench/log.mjs';
import { writeTokens } from './bench/tokens.mjs';
import { makePartnership } from './partnership.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '1' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const rows = Number(values.rows);
const runs = Number(values.runs);
const threads = availableParallelism();
const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'));

const PARTS = { files: benchFiles, log: benchLog, figures: benchFigures };
if (values.only !== undefined && !(values.only in PARTS)) {
  throw new Error(`--only takes one of: ${Object.keys(PARTS).join(', ')}`);
}

try {
  const results = { machine: { cores: threads, node: process.version }, rows };
  console.log(`${rows} rows or entries, ${threads} cores, Node ${process.version}, median of ${runs}`);
  for (const [name, part] of Object.entries(PARTS)) {
    if (values.only === undefined || values.only === name) Object.assign(results, await part());
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Reading, hashing and linking a file. */
async function benchFiles() {
  say(`preparing ${rows} rows of a police extract and ${rows} records of tokens`);
  const { large, small } = await prepareExtracts();
  const tokens = join(folder, 'tokens.csv');
  await writeTokens(tokens, rows);
  const results = {
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
  return results;
}

/** Appending to a share log that is long and to one that is short, and verifying the long one. */
async function benchLog() {
  const [long, short] = [join(folder, 'long'), join(folder, 'short')];
  say(`preparing share logs of ${rows} and of 1000 entries`);
  await writeLog(long, rows);
  await writeLog(short, 1000);
  const results = {
    logAppend: await measure(`20 appends to a log of ${rows} entries`, 'log-append', [long]),
    logAppendShort: await measure('20 appends to a log of 1000 entries', 'log-append', [short]),
    logVerify: await measure('verifying the long log', 'log-verify', [long]),
  };
  const { logAppend, logAppendShort, logVerify } = results;
  console.log(
    [
      '',
      line('20 appends to the long log', logAppend),
      line('20 appends to one of 1000', logAppendShort),
      line(`verify (${logVerify.entries} entries)`, logVerify),
      '',
      ratio(
        'append, time over that of 1000 entries',
        logAppend.seconds / logAppendShort.seconds,
        'at most 2',
      ),
      ratio('append, memory over that of 1000', logAppend.megabytes / logAppendShort.megabytes, 'at most 2'),
      ratio('verify, peak memory over 300 MB', logVerify.megabytes / 300, 'at most 1'),
    ].join('\n'),
  );
  return results;
}

/** Disclosure control of a large table, and a release checked together with 50 earlier ones. */
async function benchFigures() {
  const results = {
    control: await measure('control of 40 by 12 counts with two hierarchies', 'control', []),
    release: await measure('a release together with 50 earlier ones', 'release', []),
  };
  const { control, release } = results;
  console.log(
    [
      '',
      line(`control (${control.hidden} counts hidden)`, control),
      line(`release (${release.status})`, release),
      '',
      ratio('control, processor seconds over 5', control.processor / 5, 'at most 1'),
      ratio('release, processor seconds over 30', release.processor / 30, 'at most 1'),
    ].join('\n'),
  );
  return results;
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
  for await (const text of createInterface({
    input: createReadStream(from),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (left === 0) break;
    left -= 1;
    await file.write(`${text}\n`);
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

function line(name, { seconds, processor, megabytes }) {
  return `${name.padEnd(34)} ${seconds.toFixed(1).padStart(7)} s ${processor.toFixed(1).padStart(7)} s of processor ${megabytes.toFixed(0).padStart(6)} MB`;
}

function ratio(name, value, aim) {
  return `${name.padEnd(58)} ${value.toFixed(2).padStart(6)}   aim: ${aim}`;
}

function print({ copy, pseudonymise, pseudonymiseTenth, link }) {
  const aims = rows === 1_000_000;
  console.log(
    [
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
