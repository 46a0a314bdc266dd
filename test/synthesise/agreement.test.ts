import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Agreement, type ColumnPlan, columnsOf, readAgreement } from '../../src/agreement/index.ts';
import { AGENCY_IDS, recordsOf } from './helpers.ts';

const FIXTURE = fileURLToPath(new URL('../../fixtures/population', import.meta.url));

/** The only columns that the agreement leaves unnamed, and so drops without a word. */
const UNNAMED = { police: [], health: [], housing: [], childrens: ['OtherFactors'] };

let agreement: Agreement;
beforeAll(async () => {
  agreement = await readAgreement(`${FIXTURE}/agreement.yaml`);
});

const mapped = (plan: ColumnPlan): Readonly<Record<string, string>> | undefined =>
  'map' in plan.as ? plan.as.map : undefined;

describe('the agreement of the population', () => {
  it('is sound, and permits nothing before it is completed', () => {
    expect(agreement.about.status).toBe('draft');
    expect(agreement.parties.every((party) => party.keys === undefined)).toBe(true);
    expect(agreement.parties.map(({ id }) => id)).toEqual([
      ...AGENCY_IDS,
      'linkage-unit',
      'analyst',
      'auditor',
    ]);
    expect(new Set(agreement.parties.map(({ organisation }) => organisation)).size).toBe(7);
  });

  it('tells an editor where its schema is', () => {
    const text = readFileSync(`${FIXTURE}/agreement.yaml`, 'utf8');
    const path = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text)?.[1];
    const schema = JSON.parse(readFileSync(`${FIXTURE}/${path}`, 'utf8')) as { title: string };
    expect(schema.title).toBe('throughline information sharing agreement');
  });

  it.each(AGENCY_IDS)('names the columns of %s as they are', (agency) => {
    const [header] = recordsOf(FIXTURE, agency);
    const sources = columnsOf(agreement, agency).flatMap(({ source }) => source ?? []);
    expect(sources.filter((name) => !header!.includes(name))).toEqual([]);
    expect(header!.filter((name) => !sources.includes(name))).toEqual(UNNAMED[agency]);
  });

  it.each(AGENCY_IDS)('maps every value that %s writes in a coded column', (agency) => {
    // A planted row with a cell too many has its cells one place along.
    const [header, ...rows] = recordsOf(FIXTURE, agency);
    const whole = rows.filter((row) => row.length === header!.length);
    for (const plan of columnsOf(agreement, agency)) {
      const map = mapped(plan);
      if (map === undefined || plan.as.kind === 'flag') continue;
      const at = header!.indexOf(plan.source!);
      const unknown = whole.map((row) => row[at]!).filter((value) => value !== '' && !(value in map));
      expect([plan.key, ...new Set(unknown)]).toEqual([plan.key]);
    }
  });

  it('lets a district leave only for the home that was lost', () => {
    const located = AGENCY_IDS.flatMap((agency) =>
      columnsOf(agreement, agency)
        .filter(({ as }) => as.kind === 'attribute' && as.treat === 'district')
        .map(({ source }) => `${agency}: ${source}`),
    );
    expect(located).toEqual(['housing: Last Settled Postcode']);
  });

  it('uses the same names for what agencies have in common', () => {
    for (const agency of AGENCY_IDS) {
      const names = columnsOf(agreement, agency).flatMap(({ as }) =>
        as.kind === 'attribute' ? as.name : [],
      );
      expect(names).toEqual(expect.arrayContaining(['age-group', 'recorded-sex', 'ethnic-group']));
    }
  });
});
