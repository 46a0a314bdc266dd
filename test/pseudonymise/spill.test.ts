import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Spilled, SpillReader, SpillWriter } from '../../src/pseudonymise/spill.ts';
import { errorOf } from '../agreement/helpers.ts';
import { scratch } from './helpers.ts';

const PARTS = 64;

const line = (start: string): string => `${start.padEnd(32, '0')}\n`;

/** The lines of every part, as they come. */
async function read(folder: string, spilled: readonly Spilled[], parts = PARTS): Promise<string[][]> {
  const reader = await SpillReader.open(folder, spilled);
  const found: string[][] = [];
  try {
    for (let part = 0; part < parts; part += 1)
      found.push((await reader.next()).toString().split('\n').slice(0, -1));
  } finally {
    await reader.close();
  }
  return found;
}

describe('spilled lines', () => {
  test('that are cut short while others are still written are missed, not taken for zeros', async () => {
    const folder = await scratch();
    const writer = new SpillWriter(folder, 'tokens-0', PARTS);
    for (const start of ['00', '40', '80']) writer.put(line(start));
    await writer.flush();
    await truncate(join(folder, 'tokens-0'), 40);
    writer.put(line('c0'));
    const spilled = await writer.end();
    const error = await errorOf(() => read(folder, [spilled]));
    expect([error.code, error.exitCode]).toEqual(['SPILL_NOT_READABLE', 3]);
  });

  test('go to the part of their first bits, whoever wrote them and however often they were flushed', async () => {
    const folder = await scratch();
    const one = new SpillWriter(folder, 'tokens-0', PARTS);
    const two = new SpillWriter(folder, 'tokens-1', PARTS);
    for (const start of ['ff', '03', '80', '00']) one.put(line(start));
    await one.flush();
    for (const start of ['04', '01']) one.put(line(start));
    for (const start of ['fb', '7f', '02', 'fc']) two.put(Buffer.from(line(start)));
    const parts = await read(folder, [await one.end(), await two.end()]);
    const starts = parts.map((lines) => lines.map((text) => text.slice(0, 2)));
    expect(starts[0]).toEqual(['03', '00', '01', '02']);
    expect(starts[1]).toEqual(['04']);
    expect(starts[31]).toEqual(['7f']);
    expect(starts[32]).toEqual(['80']);
    expect(starts[62]).toEqual(['fb']);
    expect(starts[63]).toEqual(['ff', 'fc']);
    expect(starts.flat()).toHaveLength(10);
    expect(await readdir(folder)).toEqual([]);
  });

  test('come back whole, in parts of any number that follow each other', async () => {
    const reference = fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((bytes) => Buffer.from(bytes).toString('hex'));
    const rest = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constant('x'.repeat(5000)));
    const drawn = fc.array(
      fc.record({ reference, rest, flush: fc.boolean(), writer: fc.nat(1), asBytes: fc.boolean() }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(drawn, fc.constantFrom(64, 256, 4096), async (lines, parts) => {
        const folder = await scratch();
        const writers = ['a', 'b'].map((name) => new SpillWriter(folder, name, parts));
        const texts = lines.map((one) => one.reference + one.rest.replaceAll('\n', ' '));
        for (const [index, { writer, flush, asBytes }] of lines.entries()) {
          const text = `${texts[index]!}\n`;
          writers[writer]!.put(asBytes ? Buffer.from(text) : text);
          if (flush) await writers[writer]!.flush();
        }
        const found = await read(folder, await Promise.all(writers.map((one) => one.end())), parts);
        expect(found.flat().toSorted()).toEqual(texts.toSorted());
        const references = found.map((part) => part.map((text) => text.slice(0, 32)).toSorted());
        expect(references.flat()).toEqual(references.flat().toSorted());
      }),
      { numRuns: 20 },
    );
  });

  test('are more than memory is set aside for, and written when it is full', async () => {
    const folder = await scratch();
    const writer = new SpillWriter(folder, 'events-0', PARTS);
    const long = `${'ab'.repeat(16)},${'x'.repeat(3_000_000)}\n`;
    expect(writer.isFull).toBe(false);
    writer.put(long);
    expect(writer.isFull).toBe(false);
    writer.put(long);
    expect(writer.isFull).toBe(true);
    await writer.flush();
    expect(writer.isFull).toBe(false);
    writer.put(line('ab'));
    const parts = await read(folder, [await writer.end()]);
    expect(parts.flat().map((text) => text.length)).toEqual([long.length - 1, long.length - 1, 32]);
  });

  test('are for this account alone', async () => {
    const folder = await scratch();
    const writer = new SpillWriter(folder, 'tokens-0', PARTS);
    writer.put(line('00'));
    await writer.end();
    expect((await stat(join(folder, 'tokens-0'))).mode & 0o077).toBe(0);
  });

  test('that cannot be read again are a failure, never an empty part', async () => {
    const folder = await scratch();
    const writer = new SpillWriter(folder, 'tokens-0', PARTS);
    writer.put(line('00'));
    const spilled = await writer.end();
    const gone = await errorOf(() => SpillReader.open(folder, [{ ...spilled, file: 'tokens-1' }]));
    expect([gone.code, gone.exitCode]).toEqual(['SPILL_NOT_READABLE', 3]);
    expect(gone.message).toBe('lines set down in this run cannot be read again (ENOENT)');
    await truncate(join(folder, 'tokens-0'), 20);
    const reader = await SpillReader.open(folder, [spilled]);
    const short = await errorOf(() => reader.next());
    expect(short.message).toBe('lines set down in this run cannot be read again (EOF)');
    await reader.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('of a writer that had none need no file', async () => {
    const folder = await scratch();
    const none = await new SpillWriter(folder, 'tokens-0', PARTS).end();
    expect(await readdir(folder)).toEqual([]);
    expect((await read(folder, [none])).flat()).toEqual([]);
  });

  test('given up leave no file, and giving up is harmless at any time', async () => {
    const folder = await scratch();
    const writer = new SpillWriter(folder, 'tokens-0', PARTS);
    await writer.abandon();
    writer.put(line('00'));
    await writer.flush();
    expect(await readdir(folder)).toHaveLength(1);
    await writer.abandon();
    await writer.abandon();
    expect(await readdir(folder)).toEqual([]);
    const other = new SpillWriter(folder, 'tokens-1', PARTS);
    other.put(line('00'));
    const spilled = await other.end();
    await other.abandon();
    expect((await read(folder, [spilled]))[0]).toHaveLength(1);
  });
});
