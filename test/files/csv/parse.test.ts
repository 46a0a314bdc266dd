import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { parseBlock } from '../../../src/files/index.ts';
import { errorOf } from '../helpers.ts';

const COMMA = { encoding: 'utf-8', delimiter: ',' } as const;
const parsed = (text: string, columns: number) => parseBlock(Buffer.from(text), 2, COMMA, columns);

describe('parseBlock', () => {
  it('gives cells with their row, through blank lines and quoted line ends', () => {
    expect(parsed('1,"a\nb"\n\r\n\n2,"c ""d"", e"\r\n3,\n', 2)).toEqual({
      rows: [
        { row: 2, cells: ['1', 'a\nb'] },
        { row: 5, cells: ['2', 'c "d", e'] },
        { row: 6, cells: ['3', ''] },
      ],
      rejected: [],
    });
  });

  it('keeps spaces, carriage returns inside a field, and what a header might be called', () => {
    expect(parsed(' a , b\rc\n__proto__,"\r\n"\n', 2).rows.map(({ cells }) => cells)).toEqual([
      [' a ', ' b\rc'],
      ['__proto__', '\r\n'],
    ]);
  });

  it('takes no trailing record from a last line end, and needs none', () => {
    for (const text of ['1,2', '1,2\n', '1,2\r\n']) expect(parsed(text, 2).rows).toHaveLength(1);
    expect(parsed('', 2)).toEqual({ rows: [], rejected: [] });
    expect(parsed('\n\r\n', 2)).toEqual({ rows: [], rejected: [] });
  });

  it('takes an empty quoted cell for a row and an empty line for none', () => {
    expect(parsed('""\n\nx\n', 1).rows).toEqual([
      { row: 2, cells: [''] },
      { row: 4, cells: ['x'] },
    ]);
  });

  it('rejects ragged rows by number and keeps the others', () => {
    expect(parsed('1,2\n1\n1,2,3\n"x\ny"\n3,4\n', 2)).toEqual({
      rows: [
        { row: 2, cells: ['1', '2'] },
        { row: 6, cells: ['3', '4'] },
      ],
      rejected: [
        { row: 3, cells: ['1'], code: 'CSV_RAGGED_ROW', reason: 'has 1 field where the header has 2' },
        {
          row: 4,
          cells: ['1', '2', '3'],
          code: 'CSV_RAGGED_ROW',
          reason: 'has 3 fields where the header has 2',
        },
        {
          row: 5,
          cells: ['x\ny'],
          code: 'CSV_RAGGED_ROW',
          reason: 'has 1 field where the header has 2 and runs over 2 lines of the file',
        },
      ],
    });
  });

  it('rejects rows with faulty quotes one by one, and no row after them', () => {
    const bad = ['1,5\' 10"', '1,"a"b', '1, "a"', '1,"a', '1,a"b"', '1,"a""'];
    const lines = bad.flatMap((line, index) => [line, `${index},"good, ${index}"`]);
    const { rows, rejected } = parsed(`${lines.join('\n')}\n`, 2);
    expect(rows).toEqual(
      bad.map((_, index) => ({ row: 3 + 2 * index, cells: [`${index}`, `good, ${index}`] })),
    );
    const reason = 'has a quote that is not closed or stands inside a field';
    // What stands before the first quote can be read all the same.
    const [code, cells] = ['CSV_BAD_QUOTES', ['1']];
    expect(rejected).toEqual(bad.map((_, index) => ({ row: 2 + 2 * index, cells, code, reason })));
  });

  it('finds one faulty row among many', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => (index === 3210 ? '1,a"b' : `${index},x`));
    const { rows, rejected } = parsed(lines.join('\n'), 2);
    expect(rejected.map(({ row }) => row)).toEqual([3212]);
    expect(rows).toHaveLength(4999);
    expect(rows.every(({ row, cells }) => cells[0] === String(row - 2))).toBe(true);
  });

  it('reads Windows-1252 and the other delimiters', () => {
    const bytes = Uint8Array.of(0x80, 0x3b, 0x4f, 0x92, 0x3b, 0xe9, 0x0a);
    const { rows } = parseBlock(bytes, 2, { encoding: 'windows-1252', delimiter: ';' }, 3);
    expect(rows).toEqual([{ row: 2, cells: ['€', 'O\u2019', 'é'] }]);
    for (const delimiter of ['\t', '|'] as const) {
      const text = Buffer.from(`a${delimiter}b,c\n`);
      expect(parseBlock(text, 2, { encoding: 'utf-8', delimiter }, 2).rows[0]?.cells).toEqual(['a', 'b,c']);
    }
  });

  it('names the row of bytes that are not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('1,"x\ny"\n\n2,'), Buffer.of(0xe9), Buffer.from('\n')]);
    const error = await errorOf(() => parseBlock(bytes, 7, COMMA, 2));
    expect(error).toMatchObject({ code: 'CSV_ENCODING', exitCode: 2, place: { row: 9 } });
  });

  it('works on a part of a larger buffer, and on memory handed over by another thread', async () => {
    const whole = Buffer.from('skip\n1,2\n');
    expect(parseBlock(whole.subarray(5), 2, COMMA, 2).rows).toEqual([{ row: 2, cells: ['1', '2'] }]);
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       parentPort.once('message', (bytes) => parentPort.postMessage(bytes, [bytes.buffer]));`,
      { eval: true },
    );
    const bytes = new Uint8Array(Buffer.from('3,4\n'));
    const back = new Promise<Uint8Array>((resolve) => worker.once('message', resolve));
    worker.postMessage(bytes, [bytes.buffer]);
    expect(parseBlock(await back, 2, COMMA, 2).rows).toEqual([{ row: 2, cells: ['3', '4'] }]);
    await worker.terminate();
  });
});
