import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellsOf } from '../../../src/files/csv/cells.ts';
import { recordsIn } from '../../../src/files/csv/scanner.ts';

it('cuts plain and quoted cells, and leaves every quote out of place to csv-parse', () => {
  expect(cellsOf('a,b,', ',')).toEqual(['a', 'b', '']);
  expect(cellsOf('"a,b";"say ""no""";"";c', ';')).toEqual(['a,b', 'say "no"', '', 'c']);
  expect(cellsOf('"a\nb","', ',')).toBeUndefined();
  expect(cellsOf('"a"b,c', ',')).toBeUndefined();
  expect(cellsOf('a"b,"c"', ',')).toBeUndefined();
});

it('gives cells of a long record a text of their own', () => {
  const long = 'x'.repeat(2000);
  expect(cellsOf(`é,${long},"a ""b"""`, ',')).toEqual(['é', long, 'a "b"']);
});

it('gives what csv-parse gives of every record that it does not leave to it', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', ',', ';', '"', '"', '\n', '\r', '\r\n', ' ') });
  fc.assert(
    fc.property(text, fc.constantFrom(',', ';'), (whole, delimiter) => {
      const bytes = Buffer.from(whole);
      for (const [start, end] of recordsIn(bytes, delimiter)) {
        const record = bytes.toString('utf8', start, end);
        const cells = cellsOf(record.replace(/\r?\n$/, ''), delimiter);
        if (cells === undefined || /^\r?\n?$/.test(record)) continue;
        expect(parse(record, { delimiter, record_delimiter: ['\r\n', '\n'] })).toEqual([cells]);
      }
    }),
    { numRuns: 2000 },
  );
});
