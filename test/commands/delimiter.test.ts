/** Delimiters go by names that every shell passes on, and as they are. */
import { expect, test } from 'vitest';
import { intakeOptions } from '../../src/base.ts';

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
