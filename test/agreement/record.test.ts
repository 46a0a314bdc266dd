import { expect, test } from 'vitest';
import { differences, processingRecord } from '../../src/agreement/index.ts';
import { agreementFrom, EXAMPLE_TEXT, exampleWith } from './helpers.ts';

const rows = processingRecord(agreementFrom(EXAMPLE_TEXT));

test('the record of processing has a row for each party and legal basis, and for a processor without one', () => {
  expect(rows.map(({ party, regime }) => [party, regime])).toEqual([
    ['police', 'DPA 2018 Part 3 (law enforcement)'],
    ['health', 'the UK GDPR'],
    ['linkage-unit', ''],
    ['analyst', 'the UK GDPR'],
  ]);
});

test('a row says what the agreement knows of it', () => {
  expect(rows[0]).toMatchObject({
    organisation: 'Northmere Police',
    sources: 'own records',
    recipients: 'tokens to Linkage unit; events to Needs assessment team',
    marked: 'police ROLE: criminal offence; police OFFENCE: criminal offence',
    retention: 'tokens 90 days; events 365 days',
    assessment: 'DPIA-12, review by 2028-02-01',
    agreement: 'ISA-2026-001 version 1',
  });
  expect(rows[2]).toMatchObject({
    standing: 'processor',
    otherControllers: 'Northmere Police; Ashby Vale Hospitals Trust; Northmere Council',
    data: 'tokens',
    sources: 'tokens from Northmere Police; tokens from Ashby Vale Hospitals',
  });
  expect(rows[3]?.marked).toContain('police ROLE: criminal offence');
  expect(rows[3]?.data).toBe('events; links');
});

test('two wordings differ in places, and never by what stands there', () => {
  const one = agreementFrom(EXAMPLE_TEXT);
  const other = agreementFrom(
    exampleWith(
      ['days: 90', 'days: 91'],
      ['approver: Head of information governance', 'approver: Somebody else'],
      ['    NOTES: { treat: drop }\n', ''],
    ),
  );
  expect(differences(one, other)).toEqual(['columns.police.NOTES', 'outputs.approver', 'retention[1].days']);
  expect(differences(one, one)).toEqual([]);
});
