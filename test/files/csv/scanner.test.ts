import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MORE, RecordScanner, recordsIn, rowOfFirst, TOO_LONG } from '../../../src/files/csv/scanner.ts';

const recordsOf = (text: string, delimiter = ','): string[] => {
  const bytes = Buffer.from(text);
  return [...recordsIn(bytes, delimiter)].map(([start, end]) => bytes.toString('utf8', start, end));
};

/** Cuts `text` while it arrives `size` bytes at a time, as a reader of blocks does. */
function recordsInPieces(text: string, size: number, limit = Number.POSITIVE_INFINITY): string[] {
  const bytes = Buffer.from(text);
  const records: string[] = [];
  let from = 0;
  for (let seen = 0; ; seen += size) {
    const atEnd = seen >= bytes.length;
    const part = bytes.subarray(from, seen);
    const scanner = new RecordScanner(part, 0x2c, atEnd, limit);
    let start = 0;
    for (let end = scanner.next(); end !== MORE; start = end, end = scanner.next()) {
      if (end === TOO_LONG) return [...records, 'TOO LONG'];
      records.push(part.toString('utf8', start, end));
    }
    from += scanner.position;
    if (atEnd) return records;
  }
}

describe('RecordScanner', () => {
  it.each([
    ['LF', 'a,b\n1,2\n', ['a,b\n', '1,2\n']],
    ['CRLF and a last line without end', 'a,b\r\n1,2', ['a,b\r\n', '1,2']],
    ['both line ends', 'a\r\nb\nc\r\n', ['a\r\n', 'b\n', 'c\r\n']],
    ['blank lines', '\na\n\r\n\n', ['\n', 'a\n', '\r\n', '\n']],
    ['a line end inside quotes', '1,"x\ny",2\n3\n', ['1,"x\ny",2\n', '3\n']],
    ['escaped quotes', '"a""\n""b","c"\r\nd\n', ['"a""\n""b","c"\r\n', 'd\n']],
    ['empty quoted fields', '"",""\n"",""\n', ['"",""\n', '"",""\n']],
    ['a stray quote in a field', '5\' 10",x\ny\n', ['5\' 10",x\n', 'y\n']],
    ['a quote after a space', 'a, "b\nc",d\n', ['a, "b\n', 'c",d\n']],
    ['text after a closing quote, on one line', '"a"b,"c\nd"\n', ['"a"b,"c\nd"\n']],
    ['a carriage return after a closing quote', '"a"\rb\nc\n', ['"a"\rb\n', 'c\n']],
    [
      'a quote left open, up to the next quote',
      '1,"Smith\n2,"Jones"\n3\n',
      ['1,"Smith\n', '2,"Jones"\n', '3\n'],
    ],
    ['a quote left open, up to the end', 'a\n1,"b\n2\n3', ['a\n', '1,"b\n', '2\n', '3']],
    ['a quote left open after a sound quoted line end', '"a\nb","c\nd\n', ['"a\nb","c\n', 'd\n']],
    ['nothing', '', []],
  ])('ends records: %s', (_, text, records) => {
    expect(recordsOf(text)).toEqual(records);
    for (const size of [1, 2, 3]) expect(recordsInPieces(text, size)).toEqual(records);
  });

  it('opens quotes only after the delimiter in use', () => {
    expect(recordsOf('a;"x\ny"\n', ';')).toEqual(['a;"x\ny"\n']);
    expect(recordsOf('a;"x\ny"\n', ',')).toEqual(['a;"x\n', 'y"\n']);
  });

  const text = fc
    .array(fc.constantFrom('a', ',', '"', '""', '\n', '\r\n', '\r', ',"', '",', '"\n'), { maxLength: 40 })
    .map((parts) => parts.join(''));

  it('loses no byte, and ends every record but the last at a line end', () => {
    fc.assert(
      fc.property(text, (input) => {
        const records = recordsOf(input);
        expect(records.join('')).toBe(input);
        expect(records.slice(0, -1).every((record) => record.endsWith('\n'))).toBe(true);
        expect(records.includes('')).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same records however the bytes arrive', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), (input, size) => {
        expect(recordsInPieces(input, size)).toEqual(recordsOf(input));
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same records in any run of them, as a block is', () => {
    fc.assert(
      fc.property(text, (input) => {
        const records = recordsOf(input);
        for (const from of records.keys()) {
          for (let to = from + 1; to <= records.length; to += 1) {
            const part = records.slice(from, to);
            expect(recordsOf(part.join(''))).toEqual(part);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('calls a record too long at the same row however the bytes arrive', () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (input, size, limit) => {
          const whole = recordsInPieces(input, input.length + 1, limit);
          expect(recordsInPieces(input, size, limit)).toEqual(whole);
          const lengths = whole.filter((record) => record !== 'TOO LONG').map((record) => record.length);
          expect(lengths.filter((length) => length > limit)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes a record of the limit and refuses one byte more', () => {
    expect(recordsInPieces('abc\nd\n', 10, 4)).toEqual(['abc\n', 'd\n']);
    expect(recordsInPieces('abc\nd\n', 10, 3)).toEqual(['TOO LONG']);
    expect(recordsInPieces('d\nabc', 1, 3)).toEqual(['d\n', 'abc']);
  });

  it('reads a long line of quoted fields in one pass', () => {
    const line = `${'"a",'.repeat(250_000)}"a"`;
    expect(recordsOf(line)).toHaveLength(1);
  });
});

describe('rowOfFirst', () => {
  it('counts records and blank lines from the row given', () => {
    const bytes = Buffer.from('a,"x\ny"\n\nb\nc\n');
    expect(rowOfFirst(bytes, ',', 2, (record) => record[0] === 0x63)).toBe(5);
  });
});
