// npm run bench: what the tool takes, as ratios to a yardstick measured in the same run. Nothing passes or fails here.
//   npm run bench                     a million rows and a million records
//   npm run bench -- --rows 100000    smaller, to see that it works
//   npm run bench -- --runs 3         medians of three runs
//   npm run bench -- --only log       only one part: files (pseudonymise and link), log, figures or catalogue
//   npm run bench -- --large          linking ten times as many records as well
//   npm run bench -- --spare-core     pseudonymise with all cores but one
//   npm run bench -- --peers VENV     other programs on the same people, and the whole run beside one of them: a Python
//                                     environment with clkhash and splink
//   npm run bench -- --spark HOME     the same candidate pairs from DuckDB and from the Spark in that folder
//   npm run bench -- --json FILE      the figures as JSON, of which scripts/bench/chart.mjs makes the chart
import { execFile } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { parse } from 'csv-parse';
import { systemAmbient } from '../dist/ambient.js';
import { openWorkspace } from '../dist/custody/index.js';
import { csvLine, openForWriting } from '../dist/files/index.js';
import { AGENCY_IDS, synthesise } from '../dist/synthesise/index.js';
import { writeLinked } from './bench/linked.mjs';
import { writeLog } from './bench/log.mjs';
import { PEOPLE_COLUMNS, writeLocalPeople, writePeople } from './bench/people.mjs';
import { writeTokens } from './bench/tokens.mjs';
import { makePartnership } from './partnership.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '1' },
    only: { type: 'string' },
    large: { type: 'boolean', default: false },
    peers: { type: 'string' },
    spark: { type: 'string' },
    'spare-core': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const rows = wholeNumber('rows', 100);
const runs = wholeNumber('runs', 1);
const cores = availableParallelism();
const threads = Math.max(1, cores - (values['spare-core'] ? 1 : 0));
const PARTS = {
  files: benchFiles,
  peers: benchPeers,
  engines: benchEngines,
  log: benchLog,
  figures: benchFigures,
  catalogue: benchCatalogue,
};
if (values.only !== undefined && !Object.hasOwn(PARTS, values.only)) {
  stop(`--only takes one of: ${Object.keys(PARTS).join(', ')}`);
}
const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'));

try {
  const results = { machine: { cores, threads, node: process.version }, rows, runs };
  console.log(
    `${rows} rows or entries, ${threads} of ${cores} cores, Node ${process.version}, median of ${runs}`,
  );
  for (const [name, part] of Object.entries(PARTS)) {
    if (values.only === undefined || values.only === name) Object.assign(results, await part());
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Reading, hashing and linking files, each ten times as long as the one before. */
async function benchFiles() {
  const sizes = [...new Set([rows / 100, rows / 10, rows].map((size) => Math.max(100, Math.ceil(size))))];
  say(`preparing ${sizes.join(', ')} rows of a police extract`);
  const extracts = await prepareExtracts(sizes);
  const copy = await measure('copying the extract through csv-parse and csv-stringify', 'copy', [
    extracts.at(-1),
    join(folder, 'copy.csv'),
  ]);
  const pseudonymised = [];
  for (const [at, size] of sizes.entries()) {
    const measured = await measure(`pseudonymise, ${size} rows`, 'pseudonymise', [
      folder,
      extracts[at],
      threads,
    ]);
    pseudonymised.push({ size, ...measured });
  }
  const work = join(folder, 'police', 'work', 'police');
  const ceiling = await measure('what one core could do at best', 'ceiling', [
    extracts.at(-1),
    join(work, 'tokens', 'tokens.csv'),
    join(work, 'events', 'events.csv'),
  ]);
  const parquet = await measure('pseudonymise, as Parquet', 'pseudonymise', [
    ...[folder, extracts.at(-1), threads, 'parquet'],
  ]);
  const linked = [];
  for (const size of values.large ? [...sizes, rows * 10] : sizes) {
    const tokens = join(folder, 'tokens.csv');
    await writeTokens(tokens, size);
    linked.push({ size, ...(await measure(`link, ${size} records`, 'link', [folder, tokens])) });
    await rm(tokens);
  }
  const results = { copy, pseudonymise: pseudonymised, parquet, ceiling, link: linked };
  print(results);
  return results;
}

/** The same people through programs that are not ours, where there is a Python that has them. */
async function benchPeers() {
  if (values.peers === undefined) {
    console.log(
      '\nskipped: other programs (needs --peers VENV, a Python environment with clkhash and splink)',
    );
    return {};
  }
  const [extract] = await prepareExtracts([rows]);
  const [file, columns] = [join(folder, 'people.csv'), join(folder, 'people.columns.yaml')];
  const people = await writePeople(extract, file);
  await writeFile(columns, PEOPLE_COLUMNS);
  const encoding = {
    people,
    ours: await measure(`${people} people into tokens`, 'encode', [file, columns, threads]),
    clkhash: await measurePeer('the same people encoded with clkhash', 'clkhash_encode', [file, threads]),
  };
  console.log(
    [
      '',
      line(`tokens of ${people} rows`, encoding.ours),
      line('clkhash, the same rows', encoding.clkhash),
      ratio('tokens, processor time over clkhash', encoding.ours.processor / encoding.clkhash.processor),
      ratio('tokens, time over clkhash', encoding.ours.seconds / encoding.clkhash.seconds),
    ].join('\n'),
  );
  const whole = await wholeBesidePlainText();
  return { peers: { encoding, whole } };
}

/** As many rows as asked for at four agencies, from extracts to the report, and Splink on the same people in plain text. */
async function wholeBesidePlainText() {
  say(`preparing ${rows} rows at four agencies`);
  const population = await mkdtemp(join(folder, 'agencies-'));
  const sample = await synthesise({ people: 2000, seed: 2, out: join(population, 'sample') });
  const each = Object.values(sample.rows).reduce((sum, count) => sum + count, 0) / 2000;
  const whole = join(population, 'whole');
  await synthesise({ people: Math.ceil(rows / each), seed: 2, out: whole });
  const partners = join(population, 'partners');
  await makePartnership(partners, await readFile(join(whole, 'agreement.yaml'), 'utf8'));
  const { agreement } = await openWorkspace(join(partners, AGENCY_IDS[0]), systemAmbient);
  const file = join(population, 'people.csv');
  const people = await writeLocalPeople(agreement, (id) => join(whole, `${id}.csv`), AGENCY_IDS, file);
  const ours = await measure('the whole run', 'whole', [partners, whole, threads], 1);
  const splink = await measurePeer('the same people linked with Splink, in plain text', 'splink_link', [
    file,
  ]);
  const steps = Object.entries(ours.steps).map(([name, spent]) => `${name} ${spent.toFixed(1)}`);
  console.log(
    [
      '',
      line(`the whole run, ${ours.rows} rows`, ours),
      `  seconds of processor: ${steps.join(', ')}`,
      line(`Splink, ${people} people (${splink.pairs} pairs)`, splink),
      ratio('the whole run, processor time over Splink', ours.processor / splink.processor),
      ratio('the whole run, time over Splink', ours.seconds / splink.seconds),
      ratio(
        'pseudonymise and link alone, processor time over Splink',
        (ours.steps.pseudonymise + ours.steps.link) / splink.processor,
      ),
    ].join('\n'),
  );
  return { people, ours, splink };
}

/** The same records through both engines: what they find has to be the same, pair by pair. */
async function benchEngines() {
  if (values.spark === undefined) {
    console.log('\nskipped: engines side by side (needs --spark HOME, the folder of a Spark)');
    return {};
  }
  say(`preparing tokens of ${rows} records`);
  const tokens = join(folder, 'tokens.csv');
  await writeTokens(tokens, rows);
  const duckdb = await measure(`${rows} records on DuckDB`, 'engines', [folder, tokens, threads]);
  const spark = await measure(`${rows} records on Spark`, 'engines', [folder, tokens, threads, values.spark]);
  await rm(tokens);
  console.log(
    [
      '',
      line(`DuckDB, ${duckdb.pairs} pairs`, duckdb),
      `${`Spark, ${spark.pairs} pairs`.padEnd(38)} ${spark.seconds.toFixed(1).padStart(7)} s`,
      `pairs and patterns ${spark.digest === duckdb.digest ? 'are the same' : 'DIFFER'}`,
      ratio('Spark, time over DuckDB', spark.seconds / duckdb.seconds),
    ].join('\n'),
  );
  return { engines: { duckdb, spark } };
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

/** Every indicator of the catalogue over linked events, under the links and under twenty alternative assignments. */
async function benchCatalogue() {
  say(`preparing ${rows} linked events`);
  const work = join(folder, 'work');
  await writeLinked(work, rows);
  const catalogue = await measure('counting the whole catalogue', 'catalogue', [work]);
  console.log(
    [
      '',
      line(`the catalogue (${catalogue.indicators} indicators)`, catalogue),
      '',
      ratio('catalogue, time over 30 s', catalogue.seconds / 30, 'at most 1'),
      ratio('catalogue, peak memory over 2,000 MB', catalogue.megabytes / 2000, 'at most 1'),
    ].join('\n'),
  );
  return { catalogue };
}

/** Police extracts with the numbers of rows asked for, the longest last, and the workspaces of a partnership. */
async function prepareExtracts(sizes) {
  const population = await mkdtemp(join(folder, 'population-'));
  const sample = await synthesise({ people: 2000, seed: 1, out: join(population, 'sample') });
  const people = Math.ceil(((sizes.at(-1) * 2000) / sample.rows.police) * 1.1) + 20;
  await synthesise({ people, seed: 1, out: join(population, 'whole') });
  const extracts = [];
  for (const size of sizes) {
    const from = join(population, 'whole', 'police.csv');
    extracts.push(await firstRows(from, join(population, `${size}.csv`), size));
  }
  if (!existsSync(join(folder, 'police'))) {
    await makePartnership(folder, await readFile(join(population, 'whole', 'agreement.yaml'), 'utf8'));
  }
  return extracts;
}

/** The header and the first `count` records of `from`, of which some go over several lines. */
async function firstRows(from, path, count) {
  const file = await openForWriting(path);
  let records = -1;
  for await (const record of createReadStream(from).pipe(parse({ bom: true, to: count + 1 }))) {
    await file.write(csvLine(record));
    records += 1;
  }
  await file.end();
  if (records < count) throw new Error(`the synthesised extract has ${count - records} rows too few`);
  return path;
}

function measure(title, script, args, times = runs) {
  return medians(title, process.execPath, [scriptOf(`${script}.mjs`), ...args], times);
}

function measurePeer(title, script, args) {
  return medians(title, join(values.peers, 'bin', 'python'), [scriptOf(`peers/${script}.py`), ...args]);
}

function scriptOf(name) {
  return fileURLToPath(new URL(`bench/${name}`, import.meta.url));
}

/** Runs one script as often as asked, each time in a process of its own; medians with the spread. */
async function medians(title, program, args, times = runs) {
  say(title);
  const found = [];
  for (let run = 0; run < times; run += 1) {
    const { stdout } = await promisify(execFile)(program, args.map(String), { maxBuffer: 1 << 26 });
    found.push(JSON.parse(stdout.trim().split('\n').at(-1)));
  }
  const middle = (of) => found.map(of).toSorted((a, b) => a - b)[Math.floor(times / 2)];
  const seconds = found.map((one) => one.seconds);
  return {
    ...found.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(times / 2)],
    seconds: middle((one) => one.seconds),
    processor: middle((one) => one.processor),
    from: Math.min(...seconds),
    to: Math.max(...seconds),
    megabytes: Math.max(...found.map((one) => one.megabytes)),
  };
}

function line(name, { seconds, processor, megabytes }) {
  return `${name.padEnd(38)} ${seconds.toFixed(1).padStart(7)} s ${processor.toFixed(1).padStart(7)} s of processor ${megabytes.toFixed(0).padStart(6)} MB`;
}

function ratio(name, value, aim) {
  return `${name.padEnd(70)} ${value.toFixed(2).padStart(6)}${aim === undefined ? '' : `   aim: ${aim}`}`;
}

function print({ copy, pseudonymise, parquet, ceiling, link }) {
  const aims = rows === 1_000_000;
  const whole = pseudonymise.at(-1);
  const tenth = pseudonymise.at(-2) ?? whole;
  const million = link[pseudonymise.length - 1];
  const best = ceiling.ceiling / threads;
  console.log(
    [
      '',
      line('copy (csv-parse to csv-stringify)', copy),
      ...pseudonymise.map((one) => line(`pseudonymise, ${one.size} rows`, one)),
      line(`pseudonymise, ${rows} rows, as Parquet`, parquet),
      ...link.map((one) => line(`link, ${one.size} (${one.pairs} pairs)`, one)),
      '',
      `one core at best: ${perSecond(ceiling.rows / ceiling.reading)} rows read and ${perSecond(ceiling.hashes / ceiling.hashing)} hashes;`,
      `this file needs ${ceiling.reading.toFixed(1)} s to read, ${ceiling.hashing.toFixed(1)} s for ${ceiling.hashes.toLocaleString('en-GB')} hashes, ${ceiling.writing.toFixed(1)} s to write: ${best.toFixed(1)} s on ${threads} cores`,
      '',
      ratio('pseudonymise, share of what the cores could do at best', best / whole.seconds, 'at least 0.7'),
      ratio(
        'the same by processor time',
        ceiling.ceiling / whole.processor,
        'at least 0.7, on a busy machine',
      ),
      ratio('pseudonymise, times as long as the copy', whole.seconds / copy.seconds, 'at most 5'),
      ratio(
        'the same by processor time shared among the cores',
        whole.processor / threads / copy.processor,
        'at most 5, on a busy machine',
      ),
      ratio(
        'pseudonymise, peak memory over that of a tenth',
        whole.megabytes / tenth.megabytes,
        'at most 1.3',
      ),
      ratio('pseudonymise, peak memory over 1 GB', whole.megabytes / 1024, 'at most 1'),
      ratio('link, seconds over 60', million.seconds / 60, aims ? 'at most 1' : 'for a million'),
      ratio('link, peak memory over 4 GB', million.megabytes / 4096, 'at most 1'),
      ...growth('pseudonymise', pseudonymise),
      ...growth('link', link),
    ].join('\n'),
  );
}

/** How much longer the next size takes, over how much longer it is. */
function growth(name, measured) {
  return measured.slice(1).map((one, at) => {
    const before = measured[at];
    const times = one.seconds / before.seconds / (one.size / before.size);
    return ratio(`${name}, time from ${before.size} to ${one.size}, over in proportion`, times, 'about 1');
  });
}

function perSecond(rate) {
  return `${Math.round(rate).toLocaleString('en-GB')} a second`;
}

function wholeNumber(name, least) {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < least)
    stop(`--${name} takes a whole number of at least ${least}`);
  return number;
}

function stop(reason) {
  console.error(`bench: ${reason}`);
  process.exit(2);
}

function say(text) {
  process.stderr.write(`${text} ...\n`);
}
