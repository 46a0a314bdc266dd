import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { columnsOf, keepsText, readAgreement } from '../../src/agreement/index.ts';
import { isRejection, openExtract, readRows } from '../../src/files/index.ts';
import { looksLike } from '../../src/standardise/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import type { World } from '../custody/world.ts';
import { police, policeCsv, worldWithKey } from './agency.ts';
import { treeOf } from './helpers.ts';

let world: World;
beforeEach(async () => {
  world = await worldWithKey();
});
afterEach(() => world.remove());

const work = () => join(world.of('police'), 'work');
const KEPT = 'OFFENCE: { event: type, treat: keep }';

describe('an identifier that was left in a column which is kept', () => {
  test.each([
    ['an NHS number', '943 476 5919'],
    ['a UK postcode', 'ZE1 2XY'],
    ['a phone number', '07700 900123'],
    ['an email address', 'tamsin.marchbanks@example.org'],
    ['a national insurance number', 'JG103759A'],
    ['a full date of birth', '14/02/1983'],
  ])('stops the job, by column and row and never by value: %s', async (likeness, value) => {
    await police(world, policeCsv({ PERSON_URN: 'P0' }));
    const before = await treeOf(work());
    const extract = policeCsv({ PERSON_URN: 'P1' }, { PERSON_URN: 'P2', OFFENCE: value });
    const error = await errorOf(() => police(world, extract, { replace: true }));
    expect([error.code, error.exitCode]).toEqual(['IDENTIFIER_LEFT_IN', 1]);
    expect(error.message).toBe(
      `police.csv: column OFFENCE would be kept and holds what looks like ${likeness} in row 3`,
    );
    expect(`${error.message} ${error.hint}`).not.toContain(value);
    expect(await treeOf(work())).toEqual(before);
    const entries = await world.entries('police');
    expect(JSON.stringify(entries)).not.toContain(value);
    expect(entries.find(({ type }) => type === 'denial')).toMatchObject({
      op: 'alteration',
      policyDecision: { result: 'refused', failed: ['no-identifier-left-in'] },
      details: { action: 'pseudonymise', reason: 'IDENTIFIER_LEFT_IN', columns: ['OFFENCE'] },
    });
    expect(entries.slice(-2).map(({ phase }) => phase)).toEqual(['failed', 'failed']);
  });

  test('names the first rows and how many more', async () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ PERSON_URN: `P${n}`, OFFENCE: 'JG103759A' }));
    const error = await errorOf(() => police(world, policeCsv(...rows)));
    expect(error.message).toMatch(/in row 2, 3, 4, 5, 6 and 4 more$/);
  });

  test('is no matter in a row that does not leave', async () => {
    const left = { OFFENCE: '07700 900123' };
    const extract = policeCsv(
      { PERSON_URN: 'P1' },
      { PERSON_URN: 'P2', INCIDENT_DATE: '01/01/2020', ...left },
      { PERSON_URN: 'P3', INCIDENT_DATE: 'soon', ...left },
      { PERSON_URN: 'P4', PROT: 'Y', ...left },
    );
    expect((await police(world, extract)).events).toBe(1);
  });

  test('is none where the agreement accepts it, with a reason that the log keeps', async () => {
    const reason = 'codes of the custody system, of ten digits';
    await world.amend(KEPT, `OFFENCE: { event: type, treat: keep, looks-like: { accepted: "${reason}" } }`);
    const { events } = await police(world, policeCsv({ PERSON_URN: 'P1', OFFENCE: '943 476 5919' }));
    expect(events).toBe(1);
    expect((await world.entries('police')).at(-1)).toMatchObject({
      phase: 'done',
      details: { accepted: [`OFFENCE: ${reason}`] },
    });
  });
});

test.each([
  ['without a reason', KEPT, 'OFFENCE: { event: type, treat: keep, looks-like: {} }'],
  [
    'for a date',
    'INCIDENT_DATE: { event: date, format: DD/MM/YYYY, treat: keep }',
    'INCIDENT_DATE: { event: date, format: DD/MM/YYYY, treat: keep, looks-like: { accepted: "x" } }',
  ],
  [
    'for codes',
    'treat: code, map: { Y: "yes", N: "no" } }',
    'treat: code, map: { Y: "yes", N: "no" }, looks-like: { accepted: "x" } }',
  ],
])('an exception %s is refused in the agreement', async (_, find, replace) => {
  expect((await errorOf(() => world.amend(find, replace))).code).toBe('YAML_INVALID');
});

test('no kept cell of the fixtures is taken for an identifier, and nearly every identifier is', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'population');
  const agreement = await readAgreement(join(folder, 'agreement.yaml'));
  const today = new Date('2026-06-01');
  const counts = { kept: 0, taken: 0, identifiers: 0, found: 0 };
  for (const agency of Object.keys(agreement.columns)) {
    const extract = await openExtract(join(folder, `${agency}.csv`));
    const at = new Map(extract.header.map((name, index) => [name.trim(), index]));
    const plan = columnsOf(agreement, agency).flatMap(({ source, as }) => {
      const strong =
        as.kind === 'identifier' && ['nhs-number', 'postcode', 'date-of-birth'].includes(as.identifier);
      return source !== undefined && (keepsText(as) || strong) ? [{ index: at.get(source)!, strong }] : [];
    });
    for await (const row of readRows(extract)) {
      if (isRejection(row)) continue;
      for (const { index, strong } of plan) {
        const cell = row.cells[index]!;
        if (cell === '') continue;
        const looks = looksLike(cell, today) !== undefined;
        counts[strong ? 'identifiers' : 'kept'] += 1;
        if (looks) counts[strong ? 'found' : 'taken'] += 1;
      }
    }
  }
  expect(readFileSync(join(folder, 'agreement.yaml'), 'utf8')).not.toContain('looks-like');
  expect(counts.kept).toBeGreaterThan(1000);
  expect(counts.taken).toBe(0);
  expect(counts.found / counts.identifiers).toBeGreaterThan(0.8);
});
