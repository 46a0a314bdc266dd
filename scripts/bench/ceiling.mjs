// What one core could do at best with an extract: read its rows, hash the tokens that its people need, write both tables.
// Each is timed by processor time and alone, with the libraries that the rest of the tool has for it.
import { createReadStream } from 'node:fs';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { Hmac256 } from '../../dist/custody/index.js';
import { report } from './measure.mjs';

/** Rows of each table that are written to learn the rate. */
const WRITTEN = 20_000;
const HASHED = 300_000;
const KEY = new Uint8Array(32).fill(7);
/** A message of middling length: identifiers of one match-key, joined. */
const MESSAGE = Buffer.from('surname.phonetic+date-of-birth.full\u0000FNSK');

const [extract, tokens, events] = process.argv.slice(2);

/** Processor seconds that `work` takes. */
async function spent(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function eachRow(file, take) {
  const rows = createReadStream(file).pipe(parse({ from_line: 2 }));
  for await (const row of rows) take(row);
}

/** How many rows a table of ours has, the first of them, and how many of its cells are tokens. */
async function tableOf(file) {
  const first = [];
  let rows = 0;
  let filled = 0;
  await eachRow(file, (row) => {
    rows += 1;
    for (const cell of row) if (cell !== '') filled += 1;
    if (first.length < WRITTEN) first.push(row);
  });
  return { rows, filled, first };
}

const writing = async ({ rows, first }) => (await spent(() => stringify(first))) * (rows / first.length);

/** Seconds for as many hashes, of messages that differ. */
async function hashingAll(hashes, hash) {
  const some = await spent(() => {
    for (let n = 0; n < HASHED; n += 1) {
      MESSAGE.writeUInt32LE(n, 0);
      hash();
    }
  });
  return some * (hashes / HASHED);
}

await report(async () => {
  let rows = 0;
  const reading = await spent(
    () =>
      new Promise((resolve, reject) => {
        createReadStream(extract, { highWaterMark: 1 << 20 })
          .pipe(parse({ from_line: 2 }))
          .on('data', () => {
            rows += 1;
          })
          .on('end', resolve)
          .on('error', reject);
      }),
  );
  const [tokenTable, eventTable] = [await tableOf(tokens), await tableOf(events)];
  // A line of tokens has a reference and presence bits beside its hashes; references are a hash for each row of the extract.
  const hashes = tokenTable.filled - 2 * tokenTable.rows + rows;
  const own = new Hmac256(KEY);
  const out = Buffer.alloc(32);
  const hashing = await hashingAll(hashes, () => own.writeToken(MESSAGE, out, 0));
  const keyed = hmac.create(sha256, KEY);
  const scratch = keyed.clone();
  const libraryHashing = await hashingAll(hashes, () =>
    // oxlint-disable-next-line no-underscore-dangle -- the library's own name for a documented method
    keyed._cloneInto(scratch).update(MESSAGE).digestInto(out),
  );
  const written = (await writing(tokenTable)) + (await writing(eventTable));
  return {
    ...{ rows, hashes, tokenRows: tokenTable.rows, eventRows: eventTable.rows },
    ...{ reading, hashing, libraryHashing, writing: written, ceiling: reading + hashing + written },
  };
});
