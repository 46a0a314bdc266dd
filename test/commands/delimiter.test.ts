/** Delimiters go by names that every shell passes on, and as they are. */
import { expect, test } from 'vitest';
import { extractAgain, intakeOptions } from '../../src/base.ts';

test.each([
  ['comma', ','],
  ['semicolon', ';'],
  ['tab', '\t'],
  ['pipe', '|'],
  [';', ';'],
  ['\t', '\t'],
])('--delimiter %j', (given, delimiter) => {
  expect(intakeOptions({ delimiter })).toEqual({ delimiter });
  expect(intakeOptions({ delimiter: given })).toEqual({ delimiter });
});

test.each(['colon', '', ',,', 'constructor'])('--delimiter %j is none', (given) => {
  expect(() => intakeOptions({ delimiter: given })).toThrow(
    expect.objectContaining({ code: 'USAGE', exitCode: 2, hint: expect.stringContaining('semicolon') }),
  );
});

test.each([
  [{}, '"my list.csv"'],
  [{ delimiter: ';' }, '"my list.csv" --delimiter semicolon'],
  [{ delimiter: 'tab', encoding: 'utf-16le' as const }, '"my list.csv" --encoding utf-16le --delimiter tab'],
  [{ sheet: 'Data 2', 'header-row': 3 }, '"my list.csv" --sheet "Data 2" --header-row 3'],
])('an extract read with %j can be named again', (flags, words) => {
  expect(extractAgain('my list.csv', flags)).toBe(words);
});
