import { describe, expect, test } from 'vitest';
import {
  CLAUSES,
  isPermit,
  type Operation,
  type PermitContext,
  recordDone,
  recordRefusal,
  requestPermit,
} from '../../src/agreement/index.ts';
import { type EntryDraft, signerFromSeed, vkeyOf } from '../../src/sharelog/index.ts';
import { agreementFrom, EXAMPLE_TEXT, errorOf, exampleWith } from './helpers.ts';

const KEY = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
const VKEY = vkeyOf(signerFromSeed('police.throughline.example/sharelog', new Uint8Array(32).fill(1)));
const withSealingKey: [string, string] = [
  'contact: linkage@university.northmere.example',
  `contact: linkage@university.northmere.example\n    keys: { sealing: ${KEY} }`,
];

interface Asked {
  readonly changes?: readonly (readonly [string, string])[];
  readonly at?: string;
  readonly party?: string;
  readonly holdsProjectKey?: boolean;
  readonly ownLogKey?: string;
  readonly operation?: Partial<Operation>;
}

/** A request that is allowed as it stands, and the log that it is written to. */
function ask({ changes = [], at = '2026-06-01T12:00:00Z', party = 'police', ...more }: Asked) {
  const agreement = agreementFrom(exampleWith(withSealingKey, ...changes));
  const logged: EntryDraft[] = [];
  const context: PermitContext = {
    agreement,
    party: { id: party },
    holdsProjectKey: more.holdsProjectKey ?? true,
    ...(more.ownLogKey === undefined ? {} : { ownLogKey: more.ownLogKey }),
    ambient: { now: () => new Date(at), random: (length) => new Uint8Array(length) },
    log: {
      append: (drafts) => {
        logged.push(...drafts);
        return Promise.resolve(
          drafts.map((_, i) => ({ index: logged.length - drafts.length + i, checkpoint: 'c' })),
        );
      },
    },
  };
  const operation: Operation = {
    operation: 'disclosure',
    action: 'seal',
    parts: ['agency'],
    flow: { to: 'linkage-unit', what: 'tokens' },
    recipient: { id: 'linkage-unit', parts: ['linkage-unit'] },
    columns: ['SURNAME', 'DOB'],
    leaving: ['reference', 'date', 'marac-referral', 'age-group'],
    madeUnder: { id: 'ISA-2026-001', version: 1, digest: agreement.digest },
    ...more.operation,
  };
  return { context, operation, logged, agreement };
}

describe('a permit', () => {
  test('is given when every clause holds, and the log knows before it is', async () => {
    const { context, operation, logged, agreement } = ask({});
    const permit = await requestPermit(context, operation);
    expect(isPermit(permit)).toBe(true);
    expect(permit.agreement).toEqual({ id: 'ISA-2026-001', version: 1, digest: agreement.digest });
    expect(permit.flows.map(({ from, to, what }) => [from, to, what])).toEqual([
      ['police', 'linkage-unit', 'tokens'],
    ]);
    expect(permit.entry).toEqual({ index: 0, checkpoint: 'c' });
    expect(logged).toEqual([
      {
        type: 'disclosure',
        phase: 'intent',
        org: 'police',
        actorRole: 'agency',
        isa: { id: 'ISA-2026-001', version: 1, sha256: agreement.digest },
        purpose: 'needs-assessment',
        regime: 'part3',
        lawfulBasis: [
          'Data Protection Act 2018 s35(2)(b)',
          'Data Protection Act 2018 Schedule 8 paragraph 1',
        ],
        gateway: ['Crime and Disorder Act 1998 s115'],
        dpia: { reference: 'DPIA-12', version: 1 },
        policyDecision: { result: 'permitted', evaluated: CLAUSES.map(({ id }) => id), failed: [] },
        details: {
          action: 'seal',
          flow: { from: 'police', to: 'linkage-unit', what: 'tokens' },
          recipient: 'linkage-unit',
        },
      },
    ]);
  });

  test('is not given when the log cannot be written', async () => {
    const { context, operation } = ask({});
    const broken = { ...context, log: { append: () => Promise.reject(new Error('no disk')) } };
    await expect(requestPermit(broken, operation)).rejects.toThrow('no disk');
    const silent = { ...context, log: { append: () => Promise.resolve([]) } };
    expect((await errorOf(() => requestPermit(silent, operation))).code).toBe('PERMIT_NOT_LOGGED');
  });

  test('cannot be made by hand', async () => {
    const { context, operation } = ask({});
    const permit = await requestPermit(context, operation);
    expect(isPermit(structuredClone({ ...permit.operation, entry: permit.entry }))).toBe(false);
    expect(isPermit(Object.create(Object.getPrototypeOf(permit) as object))).toBe(false);
    const Made = permit.constructor as new (...args: unknown[]) => unknown;
    expect(() => new Made(Symbol('permit'), {}, {})).toThrow(TypeError);
  });

  test('that was used is followed by what was done', async () => {
    const { context, operation, logged } = ask({});
    const permit = await requestPermit(context, operation);
    expect((await recordDone(context, permit, { sealed: 'sha256:00' })).index).toBe(1);
    expect(logged[1]).toMatchObject({
      type: 'disclosure',
      phase: 'done',
      purpose: 'needs-assessment',
      details: { action: 'seal', recipient: 'linkage-unit', intent: 0, sealed: 'sha256:00' },
    });
  });
});

describe('one thing changed by the least amount refuses, and the refusal is logged', () => {
  const refusals: [string, Asked, code: string, clause: string, message: string][] = [
    [
      'a second before it takes effect',
      { at: '2026-03-31T23:59:59.999Z' },
      'PERMIT_NOT_YET_EFFECTIVE',
      'effective',
      'the agreement takes effect at 2026-04-01T00:00:00Z and permits nothing before',
    ],
    [
      'a second after it expired',
      { at: '2027-04-01T00:00:00Z', changes: [['review: 2027-03-01', 'review: 2027-04-01']] },
      'PERMIT_EXPIRED',
      'not-expired',
      'the agreement expired at 2027-03-31T23:59:59Z and permits nothing any more',
    ],
    [
      'a second into the day after the review',
      { at: '2027-03-02T00:00:00Z' },
      'PERMIT_REVIEW_OVERDUE',
      'review-not-overdue',
      'the agreement was to be reviewed by 2027-03-01, and permits nothing until it has been',
    ],
    [
      'a draft',
      { changes: [['status: active', 'status: draft']] },
      'PERMIT_NOT_ACTIVE',
      'status-active',
      "the agreement's status is draft, so it permits nothing",
    ],
    [
      'suspended',
      { changes: [['status: active', 'status: suspended']] },
      'PERMIT_NOT_ACTIVE',
      'status-active',
      "the agreement's status is suspended, so it permits nothing",
    ],
    [
      'another part',
      { operation: { parts: ['linkage-unit'] } },
      'PERMIT_WRONG_PART',
      'part-played',
      'police is an agency, and "seal" is for a linkage unit only',
    ],
    [
      'one letter of the recipient',
      { operation: { recipient: { id: 'linkage-units', parts: ['linkage-unit'] } } },
      'PERMIT_RECIPIENT_UNKNOWN',
      'recipient-named',
      'the agreement has no party linkage-units',
    ],
    [
      'a recipient of another part',
      { operation: { recipient: { id: 'linkage-unit', parts: ['agency'] } } },
      'PERMIT_RECIPIENT_PART',
      'recipient-part',
      'linkage-unit is a linkage unit, and "seal" to it is for an agency only',
    ],
    [
      'a recipient without a key',
      { operation: { recipient: { id: 'analyst', parts: ['analyst'] } } },
      'PERMIT_RECIPIENT_KEY',
      'recipient-key',
      'the agreement names no sealing key for analyst, so nothing can be sealed to it',
    ],
    [
      'another kind of share',
      { operation: { flow: { to: 'linkage-unit', what: 'events' } } },
      'PERMIT_NO_FLOW',
      'flow-agreed',
      'the agreement has no flow of events from police to linkage-unit',
    ],
    [
      'another recipient',
      { operation: { flow: { to: 'analyst', what: 'tokens' } } },
      'PERMIT_NO_FLOW',
      'flow-agreed',
      'the agreement has no flow of tokens from police to analyst',
    ],
    [
      'a flow between two others',
      { operation: { flow: { from: 'health', to: 'linkage-unit', what: 'tokens' } } },
      'PERMIT_NO_FLOW',
      'flow-agreed',
      'the agreement has no flow of tokens from health to linkage-unit',
    ],
    [
      'one letter of a column',
      { operation: { columns: ['SURNAME', 'D0B'] } },
      'PERMIT_COLUMN_NOT_NAMED',
      'columns-named',
      'the agreement names no column D0B for police',
    ],
    [
      'a column called like a method',
      { operation: { columns: ['toString'] } },
      'PERMIT_COLUMN_NOT_NAMED',
      'columns-named',
      'the agreement names no column toString for police',
    ],
    [
      'one column of a package too many',
      { operation: { leaving: ['reference', 'date', 'surname'] } },
      'PERMIT_COLUMN_NOT_AGREED',
      'leaving-agreed',
      'the agreement lets no column surname of police leave',
    ],
    [
      'a date where the other treatment is agreed',
      { operation: { leaving: ['reference', 'month'] } },
      'PERMIT_COLUMN_NOT_AGREED',
      'leaving-agreed',
      'the agreement lets no column month of police leave',
    ],
    [
      'another version',
      {
        operation: {
          madeUnder: {
            id: 'ISA-2026-001',
            version: 2,
            digest: agreementFrom(exampleWith(withSealingKey)).digest,
          },
        },
      },
      'PERMIT_OTHER_AGREEMENT',
      'same-agreement',
      'this was made under another agreement, or under another wording of this one',
    ],
    [
      'another wording',
      {
        operation: {
          madeUnder: { id: 'ISA-2026-001', version: 1, digest: agreementFrom(EXAMPLE_TEXT).digest },
        },
      },
      'PERMIT_OTHER_AGREEMENT',
      'same-agreement',
      'this was made under another agreement, or under another wording of this one',
    ],
    [
      'one digit of the key',
      {
        changes: [['residual-encodings', 'key-check: "0123456789abcdef"\n  residual-encodings']],
        operation: { keyCheck: '0123456789abcdee' },
      },
      'PERMIT_KEY_DIFFERS',
      'key-agreed',
      'the project key in this workspace is not the one that linkage.key-check names',
    ],
    [
      'a project key where none may lie',
      {
        party: 'linkage-unit',
        operation: {
          parts: ['linkage-unit'],
          columns: [],
          leaving: [],
          flow: { from: 'police', to: 'linkage-unit', what: 'tokens' },
        },
      },
      'PERMIT_PROJECT_KEY_HERE',
      'project-key-apart',
      'a project key lies in this workspace, and only an agency may hold one',
    ],
    [
      'another log key of our own',
      {
        changes: [
          [
            'contact: governance@police.northmere.example',
            `contact: governance@police.northmere.example\n    keys: { log: ${VKEY} }`,
          ],
        ],
        ownLogKey: `${VKEY}=`,
      },
      'PERMIT_OWN_KEY_DIFFERS',
      'own-key-agreed',
      'the log key in this workspace is not the one that the agreement names for police',
    ],
    [
      'an agency that is the linkage unit too',
      { changes: [['organisation: Ashby Vale University', 'organisation: "northmere  POLICE "']] },
      'PERMIT_PARTS_COMBINED',
      'parts-apart',
      'the parties police and linkage-unit are one organisation in several parts (agency, linkage-unit), which linkage.combined-parts does not name',
    ],
    [
      'a combination accepted for other parts',
      {
        changes: [
          ['organisation: Ashby Vale University', 'organisation: Northmere Police'],
          [
            'combined-parts: []',
            'combined-parts: [{ organisation: Northmere Police, parts: [agency, analyst] }]',
          ],
        ],
      },
      'PERMIT_PARTS_COMBINED',
      'parts-apart',
      'the parties police and linkage-unit are one organisation in several parts (agency, linkage-unit), which linkage.combined-parts does not name',
    ],
  ];

  test.each(refusals)('%s', async (_, asked, code, clause, message) => {
    const { context, operation, logged } = ask({ ...asked, operation: { ...asked.operation } });
    const refusesMadeUnder = code === 'PERMIT_OTHER_AGREEMENT';
    const { madeUnder: _made, ...rest } = operation;
    const error = await errorOf(() => requestPermit(context, refusesMadeUnder ? operation : rest));
    expect([error.code, error.exitCode, error.message]).toEqual([code, 1, message]);
    expect(error.hint).not.toBe('');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({
      type: 'denial',
      op: 'disclosure',
      policyDecision: { result: 'refused', failed: [clause] },
    });
  });

  test.each([
    ['the first second', { at: '2026-04-01T00:00:00.000Z' }],
    [
      'the last second',
      { at: '2027-03-31T23:59:59.999Z', changes: [['review: 2027-03-01', 'review: 2027-03-31']] },
    ],
    ['the last second of the review day', { at: '2027-03-01T23:59:59.999Z' }],
    ['no particular recipient', { operation: { flow: { what: 'tokens' } } }],
    [
      'the agreed key',
      {
        changes: [['residual-encodings', 'key-check: "0123456789abcdef"\n  residual-encodings']],
        operation: { keyCheck: '0123456789abcdef' },
      },
    ],
    [
      'a combination that is accepted',
      {
        changes: [
          ['organisation: Ashby Vale University', 'organisation: Northmere Police'],
          [
            'combined-parts: []',
            'combined-parts: [{ organisation: Northmere Police, parts: [agency, linkage-unit] }]',
          ],
        ],
      },
    ],
    [
      'two agencies of one organisation',
      { changes: [['organisation: Ashby Vale Hospitals Trust', 'organisation: Northmere Police']] },
    ],
  ] satisfies [string, Asked][])('%s is still allowed', async (_, asked: Asked) => {
    const { context, operation } = ask(asked);
    const { madeUnder: _made, ...rest } = operation;
    expect(isPermit(await requestPermit(context, rest))).toBe(true);
  });

  test('one letter of the party', async () => {
    const { context, operation, logged } = ask({ party: 'polise' });
    const error = await errorOf(() => requestPermit(context, operation));
    expect([error.code, error.message]).toEqual([
      'PERMIT_PARTY_UNKNOWN',
      'the party polise is not in the agreement',
    ]);
    expect(logged[0]).toMatchObject({ type: 'denial', org: 'polise', actorRole: 'unknown' });
    expect(logged[0]?.policyDecision?.failed[0]).toBe('party-named');
  });

  test('every clause is refused by some case above', () => {
    expect(CLAUSES.map(({ id }) => id).toSorted()).toEqual(
      [...new Set(['party-named', ...refusals.map(([, , , clause]) => clause)])].toSorted(),
    );
    expect(new Set(CLAUSES.map(({ code }) => code)).size).toBe(CLAUSES.length);
  });

  test('several failures are all logged, and the first is thrown', async () => {
    const { context, operation, logged } = ask({
      at: '2028-01-01T00:00:00Z',
      operation: { parts: ['auditor'] },
    });
    expect((await errorOf(() => requestPermit(context, operation))).code).toBe('PERMIT_EXPIRED');
    expect(logged[0]?.policyDecision?.failed).toEqual(['not-expired', 'review-not-overdue', 'part-played']);
  });
});

describe('preparing an agreement', () => {
  const making: Partial<Operation> = { operation: 'key.create', action: 'key new', preparing: true };

  test('keys may be made under a draft and before it takes effect', async () => {
    const { context, operation, logged } = ask({
      at: '2026-03-01T00:00:00Z',
      changes: [['status: active', 'status: draft']],
      operation: making,
    });
    expect(isPermit(await requestPermit(context, operation))).toBe(true);
    expect(logged[0]).toMatchObject({ type: 'key.create', phase: 'intent' });
  });

  test.each([
    ['suspended', { changes: [['status: active', 'status: suspended']] }, 'PERMIT_NOT_ACTIVE'],
    ['expired', { at: '2027-04-01T00:00:00Z' }, 'PERMIT_EXPIRED'],
  ] satisfies [string, Asked, string][])('but not under one that is %s', async (_, asked: Asked, code) => {
    const { context, operation, logged } = ask({ ...asked, operation: making });
    expect((await errorOf(() => requestPermit(context, operation))).code).toBe(code);
    expect(logged[0]).toMatchObject({ type: 'denial', details: { action: 'key new' } });
    expect(logged[0]?.op).toBeUndefined();
  });
});

test('a refusal that no clause made is logged as one', async () => {
  const { context, logged } = ask({});
  await recordRefusal(context, 'collection', { action: 'open', reason: 'SHARE_DAMAGED' });
  expect(logged[0]).toMatchObject({
    type: 'denial',
    op: 'collection',
    policyDecision: { result: 'refused', failed: ['sound'] },
    details: { reason: 'SHARE_DAMAGED' },
  });
});
