import { appendFileSync, mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFault } from '../../../src/files/csv/extract.ts';
import { type BlockOptions, openExtract, readBlocks } from '../../../src/files/index.ts';
import { errorOf, fileOf, rowsOf, scratch } from '../helpers.ts';

const errorOfReading = async (content: string | Uint8Array, options?: BlockOptions) => {
  const extract = await openExtract(fileOf(content));
  return errorOf(() => rowsOf(extract, options));
};
const plain = (lines: number) => `a,b\n${'1,2\n'.repeat(lines)}`;

describe('readBlocks', () => {
  it('yields whole records with their rows and how far it has read', async () => {
    const extract = await openExtract(fileOf('a,b\n1,2\n\n3,"x\ny"\n4,5'));
    const blocks = [];
    for await (const { bytes, ...rest } of readBlocks(extract, { blockBytes: 8 })) {
      blocks.push({ text: Buffer.from(bytes).toString(), ...rest });
    }
    expect(blocks).toEqual([
      { text: '1,2\n', firstRow: 2, rows: 1, readSoFar: 8 },
      { text: '\n', firstRow: 3, rows: 1, readSoFar: 16 },
      { text: '3,"x\ny"\n', firstRow: 4, rows: 1, readSoFar: 20 },
      { text: '4,5', firstRow: 5, rows: 1, readSoFar: 20 },
    ]);
  });

  it('yields memory that can be handed to another thread while reading goes on', async () => {
    const extract = await openExtract(fileOf(plain(50)));
    let rows = 0;
    for await (const block of readBlocks(extract, { blockBytes: 30 })) {
      rows += block.rows;
      expect(block.bytes.byteOffset).toBe(0);
      structuredClone(block.bytes, { transfer: [block.bytes.buffer] });
      expect(block.bytes.length).toBe(0);
    }
    expect(rows).toBe(50);
  });

  it('turns UTF-16 into UTF-8', async () => {
    const extract = await openExtract(fileOf(Buffer.from('\ufeffa,b\n€,𝒜\n', 'utf16le')));
    for await (const { bytes } of readBlocks(extract)) {
      expect(Buffer.from(bytes).toString('utf8')).toBe('€,𝒜\n');
    }
  });

  it('refuses a header without rows at the end, unless a table may be empty', async () => {
    for (const content of ['a,b', 'a,b\n', 'a,b\n\r\n\n', '\ufeffa,b\r\n']) {
      expect(await errorOfReading(content)).toMatchObject({
        code: 'CSV_HEADER_ONLY',
        message: 'police.csv: the file has a header and no rows',
      });
      expect(await rowsOf(await openExtract(fileOf(content)), { mayBeEmpty: true })).toEqual([]);
    }
  });
});

describe('faults inside a file', () => {
  for (const blockBytes of [7, 1 << 20]) {
    it(`names the row of a NUL byte (${blockBytes} bytes at a time)`, async () => {
      const content = `${plain(2000)}\n"x\ny",ZEBRA\0\n${plain(500)}`;
      const error = await errorOfReading(content, { blockBytes });
      expect(error).toMatchObject({
        code: 'CSV_NUL_BYTE',
        message: 'police.csv row 2,003: there is a NUL byte in the text',
      });
    });

    it(`names the row of a character that is not UTF-8 (${blockBytes} bytes at a time)`, async () => {
      const start = Buffer.from(`a,b\n${'1,2\n'.repeat(1 << 18)}`);
      const content = Buffer.concat([
        start,
        Buffer.from('é,ZEBRA\n\n"\n",'),
        Buffer.of(0xe9),
        Buffer.from('\n'),
      ]);
      const error = await errorOfReading(content, blockBytes === 7 ? { blockBytes: 70_001 } : {});
      expect(error).toMatchObject({
        code: 'CSV_ENCODING',
        message: `police.csv row ${((1 << 18) + 4).toLocaleString('en-GB')}: a character is not utf-8`,
      });
    });
  }

  it('names the row of a fault in UTF-16', async () => {
    const text = Buffer.from('\ufeffa,b\n1,2\n3,\ud83dZEBRA\n', 'utf16le');
    expect(await errorOfReading(text)).toMatchObject({
      code: 'CSV_ENCODING',
      message: 'police.csv row 3: a character is not utf-16le',
    });
    expect((await errorOfReading(text.subarray(0, 17))).place.row).toBe(3);
  });

  it('names the row that a too long record starts on', async () => {
    const open = `a,b\n1,2\n3,"ZEBRA\n${'4,5\n'.repeat(100)}`;
    for (const blockBytes of [10, 100, 1000]) {
      expect(await errorOfReading(open, { blockBytes, maxRecordBytes: 200 })).toMatchObject({
        code: 'CSV_RECORD_TOO_LONG',
        message: 'police.csv row 3: the record that starts here is longer than 200 bytes',
      });
    }
    expect((await errorOfReading(open, { maxRecordBytes: 200 })).hint).toContain(
      'a quote that is never closed',
    );
  });

  it('refuses a line of two gigabytes after one mebibyte, in little memory', async () => {
    const path = fileOf(`a,b\n1,2\n3,${'ZEBRA'.repeat(500_000)}`);
    truncateSync(path, 2 ** 31);
    const extract = await openExtract(path);
    const before = process.memoryUsage().rss;
    const error = await errorOf(() => rowsOf(extract));
    expect(error).toMatchObject({ code: 'CSV_RECORD_TOO_LONG', place: { row: 3 } });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  });

  it('refuses two gigabytes of NUL bytes, and a first line of that length, at once', async () => {
    const nul = fileOf('');
    truncateSync(nul, 2 ** 31);
    expect((await errorOf(() => openExtract(nul))).code).toBe('CSV_BINARY');
    const line = fileOf('x'.repeat(3 << 20));
    truncateSync(line, 2 ** 31);
    expect((await errorOf(() => openExtract(line))).code).toBe('CSV_RECORD_TOO_LONG');
  });
});

describe('a file that is not there or does not stay', () => {
  it.each([
    ['CSV_NOT_FOUND', 'there is no such file', (folder: string) => join(folder, 'none.csv')],
    ['CSV_NOT_FOUND', 'there is no such file', (folder: string) => join(folder, 'file/none.csv')],
    ['CSV_IS_DIRECTORY', 'this is a folder, not a file', (folder: string) => join(folder, 'folder')],
    ['CSV_NOT_A_FILE', 'this is a pipe or a device', () => devNull],
  ])('%s', async (code, message, pathIn) => {
    const folder = scratch();
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'file'), '');
    const error = await errorOf(() => openExtract(pathIn(folder)));
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toContain(message);
  });

  it.each([
    ['EACCES', 'police.csv: this account may not read it'],
    ['EIO', 'police.csv: it cannot be read (EIO)'],
  ])('CSV_NOT_READABLE: %s', (code, message) => {
    const error = readFault(Object.assign(new Error('/home/someone'), { code }), 'police.csv');
    expect(error).toMatchObject({ code: 'CSV_NOT_READABLE', exitCode: 2, message });
  });

  it.each<[string, string, (path: string) => void]>([
    ['CSV_CHANGED', 'grows', (path) => appendFileSync(path, '9,9\n')],
    ['CSV_CHANGED', 'shrinks', (path) => truncateSync(path, 30)],
    ['CSV_CHANGED', 'is written over', (path) => utimesSync(path, 1, 1)],
    ['CSV_VANISHED', 'is removed', (path) => rmSync(path)],
  ])('%s: a file that %s, before or while it is read', async (code, _, change) => {
    const early = fileOf(plain(100));
    const extract = await openExtract(early);
    change(early);
    expect(await errorOf(() => rowsOf(extract))).toMatchObject({ code, exitCode: 2 });

    const late = fileOf(plain(100));
    const opened = await openExtract(late);
    const error = await errorOf(async () => {
      let blocks = 0;
      for await (const block of readBlocks(opened, { blockBytes: 20 })) {
        blocks += 1;
        if (blocks === 2) change(late);
        expect(block.rows).toBeGreaterThan(0);
      }
    });
    expect(error).toMatchObject({ code, place: { file: 'police.csv' } });
  });
});
