import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, csvLines, humanCsv } from '../../../src/files/index.ts';

describe('writing CSV', () => {
  it('quotes only what needs it', () => {
    expect(csvLine(['a', ' b', '', 'c,d', 'e"f', 'g\nh', 'i\r', '=1', '-2'])).toBe(
      'a, b,,"c,d","e""f","g\nh","i\r",=1,-2\n',
    );
    expect(csvLine([''])).toBe('""\n');
    expect(csvLines([])).toBe('');
    expect(csvLines([['a'], ['b']])).toBe('a\nb\n');
  });

  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('', 'a', '"', ',', '\n', '\r', '\r\n', '""', ' x ', '=1+1', '-5'),
  );
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }));

  it('comes back as it was', () => {
    fc.assert(
      fc.property(table, (rows) => {
        expect(parse(csvLines(rows), { record_delimiter: '\n' })).toEqual(rows);
      }),
    );
  });

  it('writes what csv-stringify writes', () => {
    fc.assert(
      fc.property(
        table.filter((rows) => rows.every((cells) => cells.length > 1)),
        (rows) => {
          expect(csvLines(rows)).toBe(stringify(rows));
        },
      ),
    );
  });

  it('leaves what is given as a number alone', () => {
    expect(humanCsv([[-1, 2.5, '-1']])).toBe("-1,2.5,'-1\n");
  });

  it('disarms formulas for people, and only there', () => {
    expect(humanCsv([['=1', '+44', '-5', '@a', '\tb', 'plain', 'a=b']])).toBe(
      "'=1,'+44,'-5,'@a,'\tb,plain,a=b\n",
    );
  });
});
