// What one core could do at best with an extract: read its rows, hash the tokens that its people need, write both tables.
// Each is timed by processor time and alone, with the libraries that the rest of the tool has for it.
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { Hmac256 } from '../../dist/custody/index.js';
import { report } from './measure.mjs';

/** Rows of each table that are written to learn the rate. */
const WRITTEN = 20_000;
const HASHED = 300_000;
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
  const hmac = new Hmac256(Buffer.alloc(32, 7));
  const out = Buffer.alloc(16);
  const hashingSome = await spent(() => {
    for (let n = 0; n < HASHED; n += 1) {
      MESSAGE.writeUInt32LE(n, 0);
      hmac.writeToken(MESSAGE, out, 0);
    }
  });
  const hashing = hashingSome * (hashes / HASHED);
  const written = (await writing(tokenTable)) + (await writing(eventTable));
  return {
    ...{ rows, hashes, tokenRows: tokenTable.rows, eventRows: eventTable.rows },
    ...{ reading, hashing, writing: written, ceiling: reading + hashing + written },
  };
});
