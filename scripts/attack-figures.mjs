// npm run attack:figures: releases invented figures with this program's disclosure control, and tries to work the
// hidden counts back by a programme of its own. Exit 1 when one could be. Not the linkage attack bench (npm run attack).
//   npm run attack:figures                              100,000 tables on all cores
//   npm run attack:figures -- --tables 1000 --seed 7    fewer; another seed
//   npm run attack:figures -- --resume FILE             keeps what is done in FILE, and goes on from there
//   npm run attack:figures -- --json FILE               the result for a program
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { PRESETS } from './figures/invent.mjs';
import { makePartnerships } from './figures/ledger.mjs';

const { values } = parseArgs({
  options: {
    tables: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    resume: { type: 'string' },
    json: { type: 'string' },
  },
});
const tables = Number(values.tables);
const seed = Number(values.seed);
/** Tables that a worker takes at a time, after which what is done is set down. */
const PIECE = 25;

const SUMS = ['hidden', 'small', 'undecided', 'releases', 'refused', 'onDisk'];
const start = {
  seed,
  next: 0,
  tables: 0,
  ...Object.fromEntries(SUMS.map((name) => [name, 0])),
  kinds: {},
  leaks: [],
  pinned: [],
};
const done =
  values.resume !== undefined && existsSync(values.resume)
    ? JSON.parse(await readFile(values.resume, 'utf8'))
    : start;
if (done.seed !== seed) throw new Error(`${values.resume} is of seed ${done.seed}`);

const pieces = [];
let taken = done.next;
let saving = Promise.resolve();
const root = await mkdtemp(join(tmpdir(), 'throughline-figures-'));
try {
  await makePartnerships(root, new Set(PRESETS));
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
} finally {
  await rm(root, { recursive: true, force: true });
}
const { next: _next, ...result } = done;
process.stdout.write(
  `${done.tables} tables or sequences in ${done.releases} releases (${done.refused} refused, ${done.onDisk} sequences with their ledger on disk) with ${done.hidden} hidden counts, ${done.small} of them small: ${done.leaks.length} recovered or narrowed down, ${done.undecided ?? 0} values not searched to their end; ${done.pinned.length} larger ones hidden for nothing\n`,
);
for (const leak of done.leaks.slice(0, 20)) process.stdout.write(`${JSON.stringify(leak)}\n`);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
if (done.leaks.length > 0) process.exitCode = 1;

/** Pieces are given out in order; what is set down is always of the first so many tables. */
async function work() {
  const worker = new Worker(new URL('figures/worker.mjs', import.meta.url), { workerData: { root } });
  try {
    for (let piece = take(); piece !== undefined; piece = take()) {
      piece.found = await answer(worker, { from: seed * 1_000_000 + piece.from, tables: piece.tables });
      await settle();
    }
  } finally {
    await worker.terminate();
  }
}

function answer(worker, piece) {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (found) => {
      worker.off('error', reject);
      resolve(found);
    });
    worker.postMessage(piece);
  });
}

function take() {
  if (taken >= tables) return undefined;
  const piece = { from: taken, tables: Math.min(PIECE, tables - taken), found: undefined };
  taken += piece.tables;
  pieces.push(piece);
  return piece;
}

async function settle() {
  while (pieces[0]?.found !== undefined) {
    const { from, tables: size, found } = pieces.shift();
    done.next = from + size;
    done.tables += size;
    for (const name of SUMS) done[name] = (done[name] ?? 0) + found[name];
    for (const [kind, count] of Object.entries(found.kinds))
      done.kinds[kind] = (done.kinds[kind] ?? 0) + count;
    done.leaks.push(...found.leaks);
    done.pinned.push(...found.pinned);
  }
  if (process.stderr.isTTY)
    process.stderr.write(`\r${done.tables} of ${tables} tables, ${done.leaks.length} recovered `);
  if (values.resume !== undefined) {
    const text = `${JSON.stringify(done)}\n`;
    saving = saving.then(async () => {
      await writeFile(`${values.resume}.part`, text);
      await rename(`${values.resume}.part`, values.resume);
    });
    await saving;
  }
}
