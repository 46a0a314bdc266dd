import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  keyCheck,
  readProjectKey,
  readReferenceSecret,
  referenceHasher,
  tokenHasher,
} from '../../src/custody/index.ts';
import { requireMadeHere } from '../../src/custody/vouched.ts';
import { fault } from '../../src/errors.ts';
import { readPackage, verifyPackage } from '../../src/files/index.ts';
import {
  type EventManifest,
  loadScheme,
  pseudonymise,
  type TokenManifest,
} from '../../src/pseudonymise/index.ts';
import { STANDARD_FORM_DIGEST, STANDARD_FORM_VERSION } from '../../src/standardise/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import type { World } from '../custody/world.ts';
import { fileOf, PEOPLE, POLICE_HEADER, packageFolder, police, policeCsv, worldWithKey } from './agency.ts';
import { csvOf, table, treeOf } from './helpers.ts';

let world: World;
beforeEach(async () => {
  world = await worldWithKey();
});
afterEach(() => world.remove());

const work = () => join(world.of('police'), 'work');
const read = (what: 'tokens' | 'events') => readFile(join(work(), 'police', what, `${what}.csv`), 'utf8');

describe('pseudonymising', () => {
  test('makes two packages and a list of rejected rows', async () => {
    const result = await police(world, PEOPLE);
    expect(result).toMatchObject({
      agency: 'police',
      rows: 7,
      people: 3,
      events: 3,
      outsideWindow: 1,
      protectedPeople: 1,
      sensitiveRows: '0',
      rejected: [{ row: 5, column: 'INCIDENT_DATE', reason: 'not a date in the form DD/MM/YYYY' }],
      unnamedColumns: [],
      folder: join(work(), 'police'),
      dialect: { encoding: 'utf-8', delimiter: ',' },
    });
    expect(result.problems).toEqual([
      { cells: expect.stringMatching(/^DOB: placeholder: /) as string, count: 1 },
    ]);
    expect(Object.keys(await treeOf(work())).toSorted()).toEqual([
      'police/',
      'police/events/',
      'police/events/datapackage.json',
      'police/events/events.csv',
      'police/rejected.csv',
      'police/tokens/',
      'police/tokens/datapackage.json',
      'police/tokens/tokens.csv',
    ]);
    expect(await readFile(join(work(), 'police', 'rejected.csv'), 'utf8')).toBe(
      'row,column,reason\n5,INCIDENT_DATE,not a date in the form DD/MM/YYYY\n',
    );
  });

  test('keeps of an event what the agreement keeps, treated as it says', async () => {
    await police(world, PEOPLE);
    const events = await read('events');
    expect(events.split('\n')[0]).toBe(
      'reference,date,type,role,age-group,district,marac-referral,case,counterparty',
    );
    const secret = await readReferenceSecret(await world.open('police'));
    const incident = referenceHasher(secret, 'ISA-2026-001', 'case').reference(Buffer.from('NM/25/1'));
    const quoted = events.split('\n').find((line) => line.includes('threat'));
    expect(quoted).toContain(',2025-04-05,"threat, ""loud""",victim,,ZE3,yes,');
    const rows = table(events.replaceAll('"threat, ""loud"""', 'threat'));
    expect(rows).toHaveLength(3);
    for (const row of rows)
      expect(row).toMatchObject({ date: '2025-04-05', district: 'ZE3', case: incident });
    const [one, other] = ['victim', 'suspect'].map((role) =>
      rows.find((row) => row.role === role && row.counterparty !== ''),
    );
    expect(one).toMatchObject({
      reference: other!.counterparty,
      counterparty: other!.reference,
      'age-group': '35-44',
    });
  });

  test('makes the tokens that anybody with the project key would make', async () => {
    await police(world, policeCsv({}));
    const workspace = await world.open('police');
    const project = await readProjectKey(workspace);
    const [row] = table(await read('tokens'));
    const scheme = { id: 'standard-1', version: loadScheme('standard-1').version };
    const message = Buffer.concat([
      Buffer.from([0, 3]),
      Buffer.from('qui'),
      Buffer.from([0, 10]),
      Buffer.from('1987-11-23'),
    ]);
    const matchKey = 'surname.head+date-of-birth.full';
    expect(row![matchKey]).toBe(tokenHasher(project, 'ISA-2026-001', scheme, matchKey).token(message));
    const secret = await readReferenceSecret(workspace);
    const id = Buffer.concat([
      Buffer.from([0, 2]),
      Buffer.from('id'),
      Buffer.from([0, 2]),
      Buffer.from('P1'),
    ]);
    expect(row!.reference).toBe(referenceHasher(secret, 'ISA-2026-001', 'person').reference(id));
  });

  test('describes both packages so that a stranger can check them', async () => {
    await police(world, PEOPLE);
    const workspace = await world.open('police');
    const agreement = await world.agreement();
    const scheme = loadScheme('standard-1');
    const mark = { id: 'ISA-2026-001', version: 1, digest: agreement.digest };
    const tokens = await readPackage(packageFolder(workspace, 'tokens'));
    await verifyPackage(tokens);
    const manifest = tokens.throughline as unknown as TokenManifest;
    expect(manifest).toMatchObject({
      kind: 'tokens',
      agency: 'police',
      agreement: mark,
      scheme: { id: 'standard-1', version: scheme.version, digest: scheme.digest },
      standardForm: { version: STANDARD_FORM_VERSION, digest: STANDARD_FORM_DIGEST },
      keyCheck: keyCheck(await readProjectKey(workspace)),
      people: 3,
      others: [],
      sampled: 3,
    });
    expect(manifest.chance.map(({ identifier }) => identifier)).toEqual(scheme.identifiers);
    const header = (await read('tokens')).split('\n')[0]!.split(',');
    expect(tokens.resources[0]!.fields.map(({ name }) => name)).toEqual(header);
    for (const row of table(await read('tokens'))) fits(row, tokens.resources[0]!.fields);

    const events = await readPackage(packageFolder(workspace, 'events'));
    await verifyPackage(events);
    expect(events.throughline as unknown as EventManifest).toEqual({
      kind: 'events',
      agency: 'police',
      agreement: mark,
      columns: {
        date: 'event date, keep',
        type: 'event type, keep',
        role: 'event role, code',
        'age-group': 'attribute, band',
        district: 'attribute, district',
        'marac-referral': 'attribute, code',
        case: 'event case, reference',
        counterparty: 'event counterparty, reference',
      },
    });
    expect(events.resources[0]!.fields.map(({ name }) => name)).toEqual(
      (await read('events')).split('\n')[0]!.split(','),
    );
    expect(events.resources[0]!.fields.find(({ name }) => name === 'date')?.type).toBe('date');
  });

  test('gives the same bytes when it is done again', async () => {
    await police(world, PEOPLE);
    const before = await treeOf(work());
    await police(world, PEOPLE, { replace: true, at: '2026-07-01T00:00:00Z' });
    expect(await treeOf(work())).toEqual(before);
  });

  test('keeps references in a corrected extract, and the log says which packages it replaces', async () => {
    const digestOf = async (what: string) => (await readPackage(join(work(), 'police', what))).digest;
    const referencesOf = (text: string) =>
      new Set(
        text
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((line) => line.split(',')[0]!),
      );
    const replaced = async () =>
      (await world.entries('police')).flatMap(({ phase, details }) => {
        const { replaces } = (details ?? {}) as { replaces?: string };
        return phase === 'done' && replaces !== undefined ? [replaces] : [];
      });
    await police(world, PEOPLE);
    const before = [await digestOf('tokens'), await digestOf('events')];
    const first = referencesOf(await read('events'));
    await police(world, PEOPLE, { replace: true });
    expect(await replaced()).toEqual([]);
    await police(
      world,
      PEOPLE.replaceAll('Ada', 'Adaeze').replaceAll('Ivan', 'Iwan').replaceAll('threat', 'menace'),
      {
        replace: true,
      },
    );
    expect(referencesOf(await read('events'))).toEqual(first);
    expect(await replaced()).toEqual(before);
    expect(await digestOf('tokens')).not.toBe(before[0]);
  });

  test('drops columns that the agreement does not name, and says which by number', async () => {
    const cells: Record<string, string> = { INCIDENT_DATE: '05/04/2025', PROT: 'Y' };
    const rows = [[...POLICE_HEADER.map((name) => cells[name] ?? 'VIC'), 'x']];
    const result = await police(world, csvOf(rows, [...POLICE_HEADER, 'Maria Quill 23/11/1987']));
    expect(result.unnamedColumns).toEqual([14]);
    expect(await read('events')).not.toContain('x');
  });

  test('holds one package to every flow of events', async () => {
    await world.amend(
      '  - code: needs-assessment\n',
      '  - { code: second, text: A, benefit: B, about: C, prohibited: [D] }\n  - code: needs-assessment\n',
    );
    await world.amend(
      '\nflows:\n',
      `${['police', 'analyst'].map((party) => basisFor(party, 'second')).join('')}
flows:
  - { from: police, to: analyst, what: events, purpose: second, frequency: once, events-from: 2025-01-01 }
`,
    );
    const dates = ['31/12/2024', '01/01/2025', '31/03/2026', '01/04/2026'];
    const result = await police(world, policeCsv(...dates.map((INCIDENT_DATE) => ({ INCIDENT_DATE }))));
    expect(table(await read('events')).map(({ date }) => date)).toEqual(['2025-01-01', '2026-03-31']);
    expect(result.outsideWindow).toBe(2);
  });
});

/** A legal basis that covers the columns of the police. */
const basisFor = (party: string, purpose: string): string => `  - party: ${party}
    purpose: ${purpose}
    regime: ukgdpr
    article-6: [6(1)(e)]
    article-9: [{ condition: 9(2)(g), schedule-1: 18 }]
    article-10: [{ schedule-1: 18 }]
    gateway: [Crime and Disorder Act 1998 s115]
    dpia: { reference: DPIA-78, agreement: ISA-2026-001, version: 1, date: 2026-02-01, review: 2028-02-01 }
`;

/** Checks cells against the patterns of their fields. */
function fits(row: Record<string, string>, fields: readonly { name: string; constraints?: unknown }[]): void {
  for (const { name, constraints } of fields) {
    const { pattern, required } = constraints as { pattern: string; required?: boolean };
    if (row[name] === '' && required !== true) continue;
    expect(row[name]).toMatch(new RegExp(pattern));
  }
}

describe('how many were left out as protected', () => {
  test('is told to the agency exactly, and stands in nothing that is made', async () => {
    const hidden = (...ids: readonly string[]) =>
      policeCsv({ PERSON_URN: 'P1' }, ...ids.map((id) => ({ PERSON_URN: id, PROT: 'Y' })));
    const one = await police(world, hidden('H1'), { replace: true });
    const made = await treeOf(work());
    const three = await police(world, hidden('H1', 'H2', 'H3'), { replace: true });
    expect([one.protectedPeople, three.protectedPeople]).toEqual([1, 3]);
    expect(await treeOf(work())).toEqual(made);
  });
});

describe('the share log', () => {
  test('has both permits before and both packages after, with bands in place of counts', async () => {
    const result = await police(world, PEOPLE);
    expect(result.protectedPeople).toBe(1);
    const entries = (await world.entries('police')).slice(-5);
    const packages = await Promise.all(
      (['tokens', 'events'] as const).map((what) => readPackage(join(work(), 'police', what))),
    );
    expect(entries.map(({ type, phase }) => [type, phase])).toEqual([
      ['alteration', 'intent'],
      ['alteration', 'intent'],
      ['collection', 'done'],
      ['alteration', 'done'],
      ['alteration', 'done'],
    ]);
    const keyed = expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/);
    expect(entries[2]!.details).toMatchObject({
      what: 'an extract',
      source: keyed,
      schema: keyed,
      rows: '1-9',
    });
    const counts = { rows: '1-9', rejected: '1-9', protected: '1-9', sensitive: '0' };
    for (const [index, what] of ['tokens', 'events'].entries()) {
      expect(entries[index]).toMatchObject({
        policyDecision: { result: 'permitted', failed: [] },
        details: { action: 'pseudonymise', flow: { from: 'police', what } },
      });
      expect(entries[index + 3]).toMatchObject({
        details: {
          action: 'pseudonymise',
          ...counts,
          package: packages[index]!.digest,
          source: (entries[2]!.details as { source: string }).source,
          recipe: expect.stringMatching(/^sha256:/),
        },
      });
    }
    // Nobody protected, nothing rejected.
    await police(world, policeCsv({}), { replace: true });
    expect((await world.entries('police')).at(-1)).toMatchObject({
      details: { rows: '1-9', rejected: '0', protected: '0' },
    });
  });

  test('has a refusal and nothing else when the agreement has expired by one second', async () => {
    await world.amend('review: 2027-03-01\n', 'review: 2027-12-01\n');
    await police(world, policeCsv({}), { at: '2027-03-31T23:59:59Z' });
    const before = await world.entries('police');
    const made = await treeOf(work());
    const options = { at: '2027-04-01T00:00:00Z', replace: true };
    const error = await errorOf(() => police(world, PEOPLE, options));
    expect([error.code, error.exitCode]).toEqual(['PERMIT_EXPIRED', 1]);
    expect(await treeOf(work())).toEqual(made);
    const entries = (await world.entries('police')).slice(before.length);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      type: 'denial',
      op: 'alteration',
      policyDecision: { result: 'refused', failed: ['not-expired'] },
    });
  });

  test('closes both permits of a job that fails, with the code of its error', async () => {
    const error = await errorOf(() => police(world, 'PERSON_URN,SURNAME\n1,Okonjo\n', { replace: true }));
    expect(error.code).toBe('COLUMN_MISSING');
    const entries = (await world.entries('police')).slice(-4);
    expect(entries.map(({ phase }) => phase)).toEqual(['intent', 'intent', 'failed', 'failed']);
    expect(entries[2]).toMatchObject({ details: { intent: entries[1]!.seq, reason: 'COLUMN_MISSING' } });
    expect(entries[3]).toMatchObject({ details: { intent: entries[0]!.seq, reason: 'COLUMN_MISSING' } });
  });
});

describe('packages made before', () => {
  test('stand, and may leave, where the share log does not take in that others were made', async () => {
    await police(world, PEOPLE);
    const before = await treeOf(work());
    const workspace = await world.open('police');
    const append = workspace.log.append.bind(workspace.log);
    vi.spyOn(workspace.log, 'append').mockImplementation((drafts, how) =>
      drafts.some(({ type, phase }) => type === 'alteration' && phase === 'done')
        ? Promise.reject(fault('LOG_NOT_WRITTEN', 'no room', { hint: 'make room' }))
        : append(drafts, how),
    );
    const extract = await fileOf(policeCsv({ OFFENCE: 'new' }));
    const error = await errorOf(() => pseudonymise(workspace, { extract, replace: true, threads: 1 }));
    expect(error.code).toBe('LOG_NOT_WRITTEN');
    expect(await treeOf(work())).toEqual(before);
    const opened = await world.open('police');
    for (const what of ['tokens', 'events'] as const)
      await requireMadeHere(opened, await readPackage(packageFolder(opened, what)));
  });
});
