import { describe, expect, it } from 'vitest';
import { type Encoding, type ExtractOptions, openExtract } from '../../../src/files/index.ts';
import { errorOf, fileOf, rowsOf } from '../helpers.ts';

const utf16 = (text: string, bigEndian: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('openExtract', () => {
  it('tells what a file is', async () => {
    const path = fileOf('URN, SURNAME ,DOB\r\n1,Okafor,01/02/1990\r\n');
    const extract = await openExtract(path);
    expect(extract).toEqual({
      path,
      name: 'police.csv',
      bytes: 40,
      modified: expect.any(Number),
      dialect: { encoding: 'utf-8', encodingFrom: 'content', bom: 0, delimiter: ',' },
      header: ['URN', 'SURNAME', 'DOB'],
      headerRow: 1,
    });
    expect(structuredClone(extract)).toEqual(extract);
  });

  const text = 'ID;Prénom\n1;Zoë\n';
  const bom = '\ufeff';
  it.each<[string, Uint8Array, Encoding, number, 'mark' | 'content']>([
    ['UTF-8', Buffer.from(text), 'utf-8', 0, 'content'],
    ['UTF-8 with a mark', Buffer.from(bom + text), 'utf-8', 3, 'mark'],
    ['Windows-1252', latin(text), 'windows-1252', 0, 'content'],
    ['UTF-16 LE with a mark', utf16(bom + text, false), 'utf-16le', 2, 'mark'],
    ['UTF-16 BE with a mark', utf16(bom + text, true), 'utf-16be', 2, 'mark'],
    ['UTF-16 LE', utf16(text, false), 'utf-16le', 0, 'content'],
    ['UTF-16 BE', utf16(text, true), 'utf-16be', 0, 'content'],
  ])('recognises %s, and takes the same as a declaration', async (_, bytes, encoding, bomBytes, from) => {
    const path = fileOf(bytes);
    const found = await openExtract(path);
    expect(found.dialect).toEqual({ encoding, bom: bomBytes, delimiter: ';', encodingFrom: from });
    expect(found.header).toEqual(['ID', 'Prénom']);
    expect(await rowsOf(found)).toEqual([{ row: 2, cells: ['1', 'Zoë'] }]);
    const declared = await openExtract(path, { encoding });
    expect(declared.dialect).toEqual({ ...found.dialect, encodingFrom: 'declared' });
  });

  it('finds Windows-1252 anywhere in the first mebibyte, and no fault in a character that its end cuts', async () => {
    const filler = 'A,B\n'.repeat((1 << 18) - 1);
    const early = await openExtract(fileOf(latin(`H1,H2\n${filler.slice(0, -40)}é,1\n`)));
    expect(early.dialect.encoding).toBe('windows-1252');
    const cut = await openExtract(fileOf(`H1,\n${filler.slice(4)}abcdef€,1\n`.replace('H1,', 'H1,H2')));
    expect(cut.dialect.encoding).toBe('utf-8');
  });

  it.each([
    [',', 'a,b,c\n'],
    [';', 'a;b;c\n1;2;3\n'],
    ['\t', 'a\tb\tc\n'],
    ['|', 'a|b|c\n'],
    [';', 'a;b,c;d\n'],
    [';', '"a,b,c,d";e;f\n'],
    [',', '"a;b;c;d",e,f\n'],
    [';', 'Surname, first;Town, county;DOB\n"x";"y";"z"\n'],
    [',', 'a b\n1\n'],
    [',', 'a\n"Smith, John"\n'],
  ])('recognises the delimiter %j of %j', async (delimiter, content) => {
    expect((await openExtract(fileOf(content))).dialect.delimiter).toBe(delimiter);
  });

  it('takes a declared delimiter although another splits more', async () => {
    const extract = await openExtract(fileOf('a,b,c;d\n1,2,3;4\n'), { delimiter: ';' });
    expect(extract.header).toEqual(['a,b,c', 'd']);
    const single = await openExtract(fileOf('note\nred, blue\n'), { delimiter: '\t' });
    expect(await rowsOf(single)).toEqual([{ row: 2, cells: ['red, blue'] }]);
  });

  it('reads quoted headers over several lines', async () => {
    const extract = await openExtract(fileOf('"Date of\nbirth","He said ""hi"""\n1,2\n'));
    expect(extract.header).toEqual(['Date of\nbirth', 'He said "hi"']);
    expect(await rowsOf(extract)).toEqual([{ row: 2, cells: ['1', '2'] }]);
  });
});

describe('columns without a header after the last that has one', () => {
  it('are left out where nothing stands in them, and a row in which something does is rejected', async () => {
    const extract = await openExtract(fileOf('URN,SURNAME,, \n1,ZEBRA,,\n,,,\n2,ZEBRA,,x\n3\n'));
    expect(extract.header).toEqual(['URN', 'SURNAME']);
    expect(await rowsOf(extract)).toEqual([
      { row: 2, cells: ['1', 'ZEBRA'] },
      { row: 3, cells: ['', ''] },
      { row: 4, code: 'CSV_RAGGED_ROW', reason: 'has something in column 4, which has no header' },
      { row: 5, code: 'CSV_RAGGED_ROW', reason: 'has 1 field where the header has 4' },
    ]);
  });

  it.each([
    ['under a title', 'Cases of ZEBRA,Northmere,,\nURN,SURNAME,DOB,SEX\n', 3],
    ['after a person', 'ZEBRA,Ann,01/02/1980,\nZEBRA,Bo,01/02/1990,\n', 4],
    ['between others', 'URN,,SURNAME\n1,,ZEBRA\n', 2],
  ])('are refused %s', async (_, content, column) => {
    await expect(openExtract(fileOf(content))).rejects.toMatchObject({
      code: 'CSV_BLANK_HEADER',
      place: { row: 1, column },
    });
  });
});

describe('a header that cannot be used', () => {
  const long = 'x'.repeat((1 << 20) + 10);
  it.each<[string, string, string, string | RegExp, ExtractOptions?]>([
    ['CSV_EMPTY', 'nothing', '', 'police.csv: the file is empty'],
    ['CSV_EMPTY', 'a mark alone', '\ufeff', 'police.csv: the file is empty'],
    ['CSV_EMPTY', 'blank lines', '\r\n\n  \n', 'police.csv: the file is empty'],
    [
      'CSV_BLANK_HEADER',
      'a blank cell',
      'ZEBRA,, X\n',
      'police.csv row 1 column 2: the column has no header',
    ],
    ['CSV_BLANK_HEADER', 'a cell of spaces', 'a, \n', 'police.csv row 1 column 2: the column has no header'],
    [
      'CSV_DUPLICATE_HEADERS',
      'a name twice',
      'a,ZEBRA,b,ZEBRA \n',
      'police.csv row 1: columns 2 and 4 have the same header',
    ],
    [
      'CSV_DELIMITER',
      'another delimiter declared',
      'ZEBRA,b,c\n',
      'police.csv row 1: with a semicolon as delimiter the header is one column; with a comma it is 3',
      { delimiter: ';' },
    ],
    [
      'CSV_TITLE_ROW',
      'a title line',
      'Incidents of ZEBRA\nURN,SURNAME,DOB\n',
      'police.csv row 1: the first line has one cell, but the next has 3',
    ],
    ['CSV_TITLE_ROW', 'a sep line', 'sep=;\nZEBRA;b\n', /"sep=" line for Excel/],
    ['CSV_HEADER_QUOTES', 'a quote left open', '"ZEBRA,b\n1,2\n', /has a quote that is not closed/],
    ['CSV_HEADER_QUOTES', 'a quote in a cell', 'ZE"BRA,b\n1,2\n', /has a quote that is not closed/],
    [
      'CSV_RECORD_TOO_LONG',
      'a very long line',
      long,
      'police.csv row 1: the first line is too long to be a header',
    ],
    ['CSV_LINE_ENDS', 'old Macintosh line ends', 'ZEBRA,b\r1,2\r', /carriage return alone/],
    ['CSV_ENCODING', 'UTF-16 declared', 'ZEBRA,b\n', /not utf-16le, although/, { encoding: 'utf-16le' }],
    [
      'CSV_ENCODING',
      'another mark',
      '\ufeffZEBRA\n',
      /mark says utf-8, not windows-1252/,
      { encoding: 'windows-1252' },
    ],
    ['CSV_MARKUP', 'a web page', '\n<table><tr><td>ZEBRA</td>', /web page or an XML file/],
    ['CSV_MARKUP', 'XML', '<?xml version="1.0"?><ZEBRA/>', /web page or an XML file/],
  ])('%s: %s', async (code, _, content, message, options) => {
    const error = await errorOf(() => openExtract(fileOf(content), options));
    expect(error).toMatchObject({ code, exitCode: 2 });
    expect(error.message).toMatch(message);
    expect(error.hint.length).toBeGreaterThan(10);
    expect(`${error.message} ${error.hint}`).not.toContain('ZEBRA');
  });

  it('CSV_ENCODING: not UTF-8 although declared, and mostly UTF-8', async () => {
    const path = fileOf(latin('a,b\né,1\n'));
    expect((await errorOf(() => openExtract(path, { encoding: 'utf-8' }))).code).toBe('CSV_ENCODING');
    const mixed = fileOf(Buffer.concat([Buffer.from('a,b\nZoë,Siân\n'), latin('José,1\n')]));
    const error = await errorOf(() => openExtract(mixed));
    expect(error.message).toBe('police.csv: most of its accented characters are UTF-8, but some are not');
    expect((await openExtract(mixed, { encoding: 'windows-1252' })).dialect.encodingFrom).toBe('declared');
  });
});

describe('what is not text', () => {
  const zip = (name: string) =>
    Buffer.concat([Buffer.from('PK\x03\x04\x14\0\x06\0', 'latin1'), Buffer.from(name)]);
  it.each<[string, Uint8Array, string]>([
    ['xlsx', zip('[Content_Types].xml ... xl/workbook.xml'), 'an Excel workbook'],
    ['docx', zip('[Content_Types].xml ... word/document.xml'), 'an Office document'],
    ['ods', zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'), 'an OpenDocument file (.ods)'],
    ['zip', zip('police.csv'), 'a zip archive'],
    [
      'xls',
      Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
      'an old Excel workbook (.xls), which may be protected by a password',
    ],
    ['gzip', Buffer.from('1f8b0800', 'hex'), 'a gzip archive'],
    ['pdf', Buffer.from('%PDF-1.7\n'), 'a PDF document'],
    ['parquet', Buffer.from('PAR1\0\0'), 'a Parquet file'],
  ])('%s', async (_, bytes, what) => {
    const error = await errorOf(() => openExtract(fileOf(bytes)));
    expect(error).toMatchObject({ code: 'CSV_BINARY', message: `police.csv: this is ${what}` });
    expect(error.hint.includes('"Excel Workbook (*.xlsx)"')).toBe(/\.(?:xls|ods)\)/.test(what));
  });

  it.each<[string, Uint8Array]>([
    ['NUL in the first line', Buffer.from('a,\0b\n1,2\n')],
    ['many NULs later', Buffer.from(`a,b\n${'1,\0\n'.repeat(10)}`)],
    ['random bytes', Buffer.from('8912ff0000ab0100cd02ef000003', 'hex')],
  ])('%s', async (_, bytes) => {
    const error = await errorOf(() => openExtract(fileOf(bytes)));
    expect(error).toMatchObject({ code: 'CSV_BINARY', message: 'police.csv: this is not a text file' });
  });
});
