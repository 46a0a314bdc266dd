// The yardstick: one file through csv-parse and csv-stringify, on one core.
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { report } from './measure.mjs';

const [from, to] = process.argv.slice(2);
await report(() => pipeline(createReadStream(from), parse(), stringify(), createWriteStream(to)));
