import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RejectedRow, Rejections, rejectedRows } from '../../src/pseudonymise/rejected.ts';

test('rejected rows come back as they were, in order, whoever collected them', () => {
  const fault = fc.record(
    { column: fc.constantFrom('', 'DOB', 'ROLE'), reason: fc.constantFrom('no date', 'DOB', '') },
    { requiredKeys: ['reason'] },
  );
  const drawn = fc.array(fc.tuple(fault, fc.nat(2)), { maxLength: 40 });
  fc.assert(
    fc.property(drawn, (all) => {
      const rejected = all.map(([one, collector], index) => ({ row: { row: index + 2, ...one }, collector }));
      const collectors = [new Rejections(), new Rejections(), new Rejections()];
      for (const { row, collector } of rejected.toReversed()) collectors[collector]!.add(row);
      const expected: RejectedRow[] = rejected.map(({ row }) => row);
      expect(rejectedRows(collectors.map((one) => one.grouped))).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('rows with one fault are held as numbers, once each', () => {
  const collector = new Rejections();
  for (const row of [9, 4, 7]) collector.add({ row, column: 'DATE', reason: 'no date' });
  expect(collector.grouped).toEqual([{ fault: { column: 'DATE', reason: 'no date' }, rows: [9, 4, 7] }]);
});
