// npm run bench: what the tool takes, beside a yardstick measured in the same run. Nothing passes or fails here.
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
import { grouped } from '../dist/errors.js';
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
/** By part, what aims are set for at a million rows or entries; those of figures are for any. */
const AIMED = { files: 'pseudonymise and link', log: 'the share log', catalogue: 'the catalogue' };
const asked = Object.keys(PARTS).filter((name) => values.only === undefined || values.only === name);
const isAimed = rows >= 1_000_000;
/** Parts that were left out, with what they need. */
const skipped = [];
const folder = await mkdtemp(join(tmpdir(), 'throughline-bench-'));

try {
  const results = { machine: { cores, threads, node: process.version }, rows, runs };
  console.log(
    `${grouped(rows)} rows or entries, ${threads} of ${cores} cores, Node ${process.version}, median of ${grouped(runs)}`,
  );
  for (const name of asked) Object.assign(results, await PARTS[name]());
  const unaimed = isAimed ? [] : asked.flatMap((name) => AIMED[name] ?? []);
  if (unaimed.length > 0) {
    console.log(`\naims are set for a million rows or entries, and left out here for: ${unaimed.join(', ')}`);
  }
  if (skipped.length > 0) console.log(`\n${skipped.map((what) => `skipped: ${what}`).join('\n')}`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Reading, hashing and linking files, each ten times as long as the one before. */
async function benchFiles() {
  const sizes = [...new Set([rows / 100, rows / 10, rows].map((size) => Math.max(100, Math.ceil(size))))];
  say(`preparing ${sizes.map(grouped).join('; ')} rows of a police extract`);
  const extracts = await prepareExtracts(sizes);
  const copy = await measure('copying the extract through csv-parse and csv-stringify', 'copy', [
    extracts.at(-1),
    join(folder, 'copy.csv'),
  ]);
  const pseudonymised = [];
  for (const [at, size] of sizes.entries()) {
    const measured = await measure(`pseudonymise, ${grouped(size)} rows`, 'pseudonymise', [
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
    linked.push({ size, ...(await measure(`link, ${grouped(size)} records`, 'link', [folder, tokens])) });
    await rm(tokens);
  }
  const results = { copy, pseudonymise: pseudonymised, parquet, ceiling, link: linked };
  print(results);
  return results;
}

/** The same people through programs that are not ours, where there is a Python that has them. */
async function benchPeers() {
  if (values.peers === undefined) {
    skipped.push('other programs (needs --peers VENV, a Python environment with clkhash and splink)');
    return {};
  }
  const [extract] = await prepareExtracts([rows]);
  const [file, columns] = [join(folder, 'people.csv'), join(folder, 'people.columns.yaml')];
  const people = await writePeople(extract, file);
  await writeFile(columns, PEOPLE_COLUMNS);
  const encoding = {
    people,
    ours: await measure(`${grouped(people)} people into tokens`, 'encode', [file, columns, threads]),
    clkhash: await measurePeer('the same people encoded with clkhash', 'clkhash_encode', [file, threads]),
  };
  console.log(
    [
      '',
      line(`tokens of ${grouped(people)} rows`, encoding.ours),
      line('clkhash, the same rows', encoding.clkhash),
      multiple(
        'tokens, processor time divided by that of clkhash',
        encoding.ours.processor / encoding.clkhash.processor,
      ),
      multiple('tokens, time divided by that of clkhash', encoding.ours.seconds / encoding.clkhash.seconds),
    ].join('\n'),
  );
  const whole = await wholeBesidePlainText();
  return { peers: { encoding, whole } };
}

/** As many rows as asked for at four agencies, from extracts to the report, and Splink on the same people in plain text. */
async function wholeBesidePlainText() {
  say(`preparing ${grouped(rows)} rows at four agencies`);
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
      line(`the whole run, ${grouped(ours.rows)} rows`, ours),
      `  seconds of processor: ${steps.join(', ')}`,
      line(`Splink, ${grouped(people)} people (${grouped(splink.pairs)} pairs)`, splink),
      multiple('the whole run, processor time divided by that of Splink', ours.processor / splink.processor),
      multiple('the whole run, time divided by that of Splink', ours.seconds / splink.seconds),
      multiple(
        'pseudonymise and link alone, processor time divided by that of Splink',
        (ours.steps.pseudonymise + ours.steps.link) / splink.processor,
      ),
    ].join('\n'),
  );
  return { people, ours, splink };
}

/** The same records through both engines: what they find has to be the same, pair by pair. */
async function benchEngines() {
  if (values.spark === undefined) {
    skipped.push('engines side by side (needs --spark HOME, the folder of a Spark)');
    return {};
  }
  say(`preparing tokens of ${grouped(rows)} records`);
  const tokens = join(folder, 'tokens.csv');
  await writeTokens(tokens, rows);
  const duckdb = await measure(`${grouped(rows)} records on DuckDB`, 'engines', [folder, tokens, threads]);
  const spark = await measure(`${grouped(rows)} records on Spark`, 'engines', [
    folder,
    tokens,
    threads,
    values.spark,
  ]);
  await rm(tokens);
  console.log(
    [
      '',
      line(`DuckDB, ${grouped(duckdb.pairs)} pairs`, duckdb),
      `${`Spark, ${grouped(spark.pairs)} pairs`.padEnd(44)} ${inSeconds(spark.seconds)}`,
      `pairs and patterns ${spark.digest === duckdb.digest ? 'are the same' : 'DIFFER'}`,
      multiple('Spark, time divided by that of DuckDB', spark.seconds / duckdb.seconds),
    ].join('\n'),
  );
  return { engines: { duckdb, spark } };
}

/** Appending to a share log that is long and to one that is short, and verifying the long one. */
async function benchLog() {
  const [long, short] = [join(folder, 'long'), join(folder, 'short')];
  say(`preparing share logs of ${grouped(rows)} and of 1,000 entries`);
  await writeLog(long, rows);
  await writeLog(short, 1000);
  const results = {
    logAppend: await measure(`20 appends to a log of ${grouped(rows)} entries`, 'log-append', [long]),
    logAppendShort: await measure('20 appends to a log of 1,000 entries', 'log-append', [short]),
    logVerify: await measure('verifying the long log', 'log-verify', [long]),
  };
  const { logAppend, logAppendShort, logVerify } = results;
  console.log(
    [
      '',
      line('20 appends to the long log', logAppend),
      line('20 appends to one of 1,000', logAppendShort),
      line(`verify (${grouped(logVerify.entries)} entries)`, logVerify),
      '',
      multiple(
        'append, time divided by that on 1,000 entries',
        logAppend.seconds / logAppendShort.seconds,
        aimed('at most 2 times'),
      ),
      multiple(
        'append, peak memory divided by that on 1,000 entries',
        logAppend.megabytes / logAppendShort.megabytes,
        aimed('at most 2 times'),
      ),
      memory('verify', logVerify, aimed('at most 300 MB')),
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
      line(`control (${grouped(control.hidden)} counts hidden)`, control),
      line(`release (${release.status})`, release),
      '',
      fact('control, processor time', control.processor, 's', 'at most 5 s'),
      fact('release, processor time', release.processor, 's', 'at most 30 s'),
    ].join('\n'),
  );
  return results;
}

/** Every indicator of the catalogue over linked events, under the links and under twenty alternative assignments. */
async function benchCatalogue() {
  say(`preparing ${grouped(rows)} linked events`);
  const work = join(folder, 'work');
  await writeLinked(work, rows);
  const catalogue = await measure('counting the whole catalogue', 'catalogue', [work]);
  console.log(
    [
      '',
      line(`the catalogue (${catalogue.indicators} indicators)`, catalogue),
      '',
      fact('catalogue, time', catalogue.seconds, 's', aimed('at most 30 s')),
      memory('catalogue', catalogue, aimed('at most 2,000 MB')),
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
  return `${name.padEnd(44)} ${inSeconds(seconds)} ${inSeconds(processor)} of processor ${grouped(Math.round(megabytes)).padStart(6)} MB`;
}

function inSeconds(spent) {
  return `${decimals(spent, 1).padStart(8)} s`;
}

/** How many times as much one figure is as another. */
function multiple(name, value, aim) {
  return fact(name, value, 'times', aim, 2);
}

function memory(name, { megabytes }, aim) {
  return fact(`${name}, peak memory`, megabytes, 'MB', aim, 0);
}

function percent(name, share, aim) {
  return fact(name, share * 100, '%', aim, 0);
}

function fact(name, value, unit, aim, places = 1) {
  const shown = `${name.padEnd(72)} ${decimals(value, places).padStart(7)} ${unit}`;
  return aim === undefined ? shown : `${shown.padEnd(88)} aim: ${aim}`;
}

/** An aim that is set for a million rows, and means nothing for fewer. */
function aimed(aim) {
  return isAimed ? aim : undefined;
}

function decimals(value, places) {
  return value.toLocaleString('en-GB', { minimumFractionDigits: places, maximumFractionDigits: places });
}

function print({ copy, pseudonymise, parquet, ceiling, link }) {
  const whole = pseudonymise.at(-1);
  const tenth = pseudonymise.at(-2) ?? whole;
  const linked = link[pseudonymise.length - 1];
  const best = ceiling.ceiling / threads;
  console.log(
    [
      '',
      line('copy (csv-parse to csv-stringify)', copy),
      ...pseudonymise.map((one) => line(`pseudonymise, ${grouped(one.size)} rows`, one)),
      line(`pseudonymise, ${grouped(rows)} rows, as Parquet`, parquet),
      ...link.map((one) => line(`link, ${grouped(one.size)} records (${grouped(one.pairs)} pairs)`, one)),
      '',
      `one core at best reads ${grouped(Math.round(ceiling.rows / ceiling.reading))} rows a second and makes ${grouped(Math.round(ceiling.hashes / ceiling.hashing))} hashes a second;`,
      `this file needs ${decimals(ceiling.reading, 1)} s to read, ${decimals(ceiling.hashing, 1)} s for ${grouped(ceiling.hashes)} hashes, ${decimals(ceiling.writing, 1)} s to write: ${decimals(best, 1)} s on ${threads} ${threads === 1 ? 'core' : 'cores'}`,
      '',
      percent(
        'pseudonymise, share of what the cores could do at best',
        best / whole.seconds,
        aimed('at least 70 %'),
      ),
      percent(
        "that share, were hashes made through the library's HMAC as it comes",
        (best + (ceiling.libraryHashing - ceiling.hashing) / threads) / whole.seconds,
        aimed('at least 70 %'),
      ),
      percent(
        'the same by processor time',
        ceiling.ceiling / whole.processor,
        aimed('at least 70 %, on a busy machine'),
      ),
      multiple(
        'pseudonymise, time divided by that of the copy',
        whole.seconds / copy.seconds,
        aimed('at most 5 times'),
      ),
      multiple(
        'the same by processor time shared among the cores',
        whole.processor / threads / copy.processor,
        aimed('at most 5 times, on a busy machine'),
      ),
      multiple(
        `pseudonymise, peak memory divided by that of ${grouped(tenth.size)} rows`,
        whole.megabytes / tenth.megabytes,
        aimed('at most 1.3 times'),
      ),
      memory('pseudonymise', whole, aimed('at most 1,024 MB')),
      fact(`link, time for ${grouped(linked.size)} records`, linked.seconds, 's', aimed('at most 60 s')),
      memory('link', linked, aimed('at most 4,096 MB')),
      ...growth('pseudonymise', 'row', pseudonymise),
      ...growth('link', 'record', link),
    ].join('\n'),
  );
}

/** What each row takes as their number grows, where sorting alone takes n log n. */
function growth(name, unit, measured) {
  return measured.slice(1).map((one, at) => {
    const before = measured[at];
    return multiple(
      `${name}, time per ${unit} at ${grouped(one.size)} divided by that at ${grouped(before.size)}`,
      one.seconds / one.size / (before.seconds / before.size),
      aimed(`at most ${decimals(Math.log(one.size) / Math.log(before.size), 2)} times (n log n)`),
    );
  });
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
