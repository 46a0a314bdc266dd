import { describe, expect, test } from 'vitest';
import {
  type Agreement,
  type AgreementSignature,
  attempt,
  CLAUSES,
  type FiledNotice,
  isPermit,
  makeLifting,
  makeSignature,
  makeSuspension,
  type Operation,
  type PermitContext,
  recordDone,
  recordRefusal,
  requestPermit,
  type Surroundings,
  withSignaturesOf,
} from '../../src/agreement/index.ts';
import { unusable } from '../../src/errors.ts';
import { type AppendOptions, type EntryDraft, vkeyOf } from '../../src/sharelog/index.ts';
import {
  agreementFrom,
  EXAMPLE_TEXT,
  errorOf,
  keyedWith,
  NOTHING_AROUND,
  PARTIES,
  sealingKeyOf,
  signedFrom,
  signerOf,
} from './helpers.ts';

interface Asked {
  readonly changes?: readonly (readonly [string, string])[];
  readonly at?: string;
  readonly party?: string;
  readonly holdsProjectKey?: boolean;
  readonly ownLogKey?: string;
  readonly operation?: Partial<Operation>;
  /** Changes who signed what. */
  readonly signed?: (agreement: Agreement) => Agreement;
  readonly around?: (agreement: Agreement) => Partial<Surroundings>;
}

/** A request that is allowed as it stands, and the log that it is written to. */
function ask({ changes = [], at = '2026-06-01T12:00:00Z', party = 'police', ...more }: Asked) {
  const { signed = (as: Agreement) => as, around = () => ({}) } = more;
  const agreement = signed(signedFrom(keyedWith(...changes)));
  const logged: EntryDraft[] = [];
  const options: AppendOptions[] = [];
  const context: PermitContext = {
    agreement,
    party: { id: party },
    holdsProjectKey: more.holdsProjectKey ?? true,
    ...(more.ownLogKey === undefined ? {} : { ownLogKey: more.ownLogKey }),
    look: () => Promise.resolve({ ...NOTHING_AROUND, ...around(agreement) }),
    ambient: { now: () => new Date(at), random: (length) => new Uint8Array(length) },
    log: {
      append: (drafts, how = {}) => {
        logged.push(...drafts);
        options.push(how);
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
  return { context, operation, logged, agreement, options };
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
        lawfulBasis: ['DPA 2018 s35(2)(b)', 'DPA 2018 s36(4)', 'DPA 2018 Schedule 8 paragraph 4'],
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

/** Asks for events to go to the analyst. */
const EVENTS: { readonly operation: Partial<Operation> } = {
  operation: {
    flow: { to: 'analyst', what: 'events' },
    recipient: { id: 'analyst', parts: ['analyst'] },
  },
};

function flipped(one: AgreementSignature): AgreementSignature {
  const at = one.signature.length - 10;
  const other = one.signature[at] === 'A' ? 'B' : 'A';
  return { ...one, signature: `${one.signature.slice(0, at)}${other}${one.signature.slice(at + 1)}` };
}

const suspension = (agreement: Agreement) =>
  makeSuspension(
    agreement,
    { party: 'health', at: '2026-05-31T09:00:00Z', reason: 'a breach' },
    signerOf('health'),
  );
const suspended = (agreement: Agreement): FiledNotice => ({
  file: 'suspension.note',
  notice: suspension(agreement),
});
const lifted = (agreement: Agreement, by: readonly string[]): FiledNotice => ({
  file: 'lifting.note',
  notice: by
    .map((party) => makeLifting(agreement, suspension(agreement), signerOf(party)))
    .reduce((all, one) => withSignaturesOf(all, one)),
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
      'texts of the template that nobody replaced',
      {
        changes: [
          ['Head of information governance', '"TO BE WRITTEN: a role"'],
          ['reference: DPIA-12,', 'reference: "TO BE WRITTEN: impact assessment 1",'],
        ],
      },
      'PERMIT_TEMPLATE',
      'template-written-out',
      'text that begins with TO BE WRITTEN is left in: legal-basis.police.dpia.reference, outputs.approver',
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
      {
        changes: [[`, sealing: ${sealingKeyOf('analyst')}`, '']],
        operation: { recipient: { id: 'analyst', parts: ['analyst'] } },
      },
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
            digest: agreementFrom(keyedWith()).digest,
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
      { ownLogKey: vkeyOf(signerOf('health')) },
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
      'no key named',
      {
        changes: [['  key-check: "0123456789abcdef"\n', '']],
        operation: { keyCheck: '0123456789abcdef' },
      },
      'PERMIT_KEY_DIFFERS',
      'key-agreed',
      'the agreement names no project key, so none may be used',
    ],
    [
      'one signature fewer',
      {
        signed: (all) => ({ ...all, signatures: all.signatures.filter(({ party }) => party !== 'auditor') }),
      },
      'PERMIT_NOT_SIGNED',
      'signed-by-all',
      'the agreement is not signed by every party: auditor has not signed',
    ],
    [
      'one signature of a wording with one digit less',
      {
        signed: (all) => {
          const { signatures } = signedFrom(keyedWith(['days: 365', 'days: 36']), ['health']);
          return {
            ...all,
            signatures: all.signatures.map((one) => (one.party === 'health' ? signatures[0]! : one)),
          };
        },
      },
      'PERMIT_NOT_SIGNED',
      'signed-by-all',
      'the agreement is not signed by every party: health signed another wording',
    ],
    [
      'one character of a signature',
      {
        signed: (all) => ({
          ...all,
          signatures: all.signatures.map((one, at) => (at === 2 ? flipped(one) : one)),
        }),
      },
      'PERMIT_NOT_SIGNED',
      'signed-by-all',
      'the agreement is not signed by every party: the signature of linkage-unit does not hold',
    ],
    [
      "one signature with another party's key",
      {
        signed: (all) => ({
          ...all,
          signatures: all.signatures.map((one) =>
            one.party === 'analyst' ? { ...makeSignature(all, 'analyst', signerOf('auditor')) } : one,
          ),
        }),
      },
      'PERMIT_NOT_SIGNED',
      'signed-by-all',
      'the agreement is not signed by every party: analyst signed with another key',
    ],
    [
      'suspended by one party',
      { around: (agreement) => ({ notices: [suspended(agreement)] }) },
      'PERMIT_SUSPENDED',
      'not-suspended',
      'health suspended the agreement at 2026-05-31T09:00:00Z, and it is lifted only when all have signed; still to sign: police, health, linkage-unit, analyst, auditor',
    ],
    [
      'a suspension that all but one have lifted',
      {
        around: (agreement) => ({ notices: [suspended(agreement), lifted(agreement, PARTIES.slice(0, 4))] }),
      },
      'PERMIT_SUSPENDED',
      'not-suspended',
      'health suspended the agreement at 2026-05-31T09:00:00Z, and it is lifted only when all have signed; still to sign: auditor',
    ],
    [
      'a notice that was damaged',
      { around: () => ({ notices: [{ file: 'suspension-by-health-1.note', notice: undefined }] }) },
      'PERMIT_SUSPENDED',
      'not-suspended',
      'the notice suspension-by-health-1.note cannot be verified, so it may be a suspension that was damaged',
    ],
    [
      'a clock a thousandth of a second behind the log',
      { around: () => ({ log: { fault: undefined, lastEntryAt: '2026-06-01T12:00:00.001Z' } }) },
      'PERMIT_CLOCK_BEHIND',
      'clock-forward',
      "the clock is behind: the share log's last entry is of 2026-06-01T12:00:00.001Z, which is later than now",
    ],
    [
      'a log with one bad entry',
      { around: () => ({ log: { fault: 'entry 7 is bad', lastEntryAt: undefined } }) },
      'PERMIT_LOG_NOT_VERIFIED',
      'log-verified',
      'the share log does not verify since its last verified checkpoint: entry 7 is bad',
    ],
    [
      'another purpose',
      { operation: { flow: { to: 'linkage-unit', what: 'tokens', purpose: 'needs-assessments' } } },
      'PERMIT_NO_FLOW',
      'flow-agreed',
      'the agreement has no flow of tokens from police to linkage-unit for needs-assessments',
    ],
    [
      'a sender without a condition',
      { changes: [['    section-35: [35(2)(b)]\n', '']] },
      'PERMIT_NO_LEGAL_BASIS',
      'legal-basis',
      'the agreement names no condition of DPA 2018 s35(2) for police and needs-assessment',
    ],
    [
      'a recipient without Article 10 for events of the police',
      { changes: [['    article-10: [{ schedule-1: 18 }]\n', '']], ...EVENTS },
      'PERMIT_NO_LEGAL_BASIS',
      'legal-basis',
      'the agreement names nothing that meets UK GDPR Article 10, which the column ROLE needs, for analyst and needs-assessment',
    ],
    [
      'one column of a special category, said by its name, and no paragraph of Schedule 8',
      {
        changes: [
          ['    schedule-8: [4]\n', ''],
          ['MARAC: { attribute: marac-referral', 'MARAC: { attribute: religion'],
        ],
        operation: { ...EVENTS.operation, leaving: ['reference'] },
      },
      'PERMIT_NO_LEGAL_BASIS',
      'legal-basis',
      'the agreement names no paragraph of DPA 2018 Schedule 8, which the column MARAC needs, for police and needs-assessment',
    ],
    [
      'one column of a special category, said by a mark, and no condition of Article 9',
      {
        changes: [
          ['    article-9: [{ condition: 9(2)(g), schedule-1: 18 }]\n', ''],
          ['marac-referral, treat: code', 'marac-referral, category: special-category, treat: code'],
        ],
        ...EVENTS,
      },
      'PERMIT_NO_LEGAL_BASIS',
      'legal-basis',
      'the agreement names no condition of UK GDPR Article 9, which the column MARAC needs, for analyst and needs-assessment',
    ],
    [
      'a sender for whom no law is named',
      {
        changes: [
          ['  - party: police\n    purpose', '  - party: auditor\n    purpose'],
          [
            'competent-authority: false\n    contact: audit@',
            'competent-authority: true\n    contact: audit@',
          ],
        ],
      },
      'PERMIT_NO_LEGAL_BASIS',
      'legal-basis',
      'the agreement names no legal basis of police for needs-assessment',
    ],
    [
      'health records without an answer to the duty of confidence',
      {
        changes: [['    confidence: { basis: section-251, national-data-opt-out: applied }\n', '']],
        party: 'health',
        operation: { columns: [], leaving: [] },
      },
      'PERMIT_NO_LEGAL_BASIS',
      'legal-basis',
      'the agreement does not say how health meets the duty of confidence for needs-assessment',
    ],
    [
      'an impact assessment of another version',
      {
        changes: [
          ['DPIA-12, agreement: ISA-2026-001, version: 1', 'DPIA-12, agreement: ISA-2026-001, version: 2'],
        ],
      },
      'PERMIT_DPIA',
      'dpia-current',
      'the impact assessment DPIA-12 of police is of ISA-2026-001 version 2, not of ISA-2026-001 version 1',
    ],
    [
      'an impact assessment of an agreement with one letter more',
      { changes: [['DPIA-12, agreement: ISA-2026-001', 'DPIA-12, agreement: ISA-2026-001a']] },
      'PERMIT_DPIA',
      'dpia-current',
      'the impact assessment DPIA-12 of police is of ISA-2026-001a version 1, not of ISA-2026-001 version 1',
    ],
    [
      'an impact assessment to be reviewed by yesterday',
      {
        changes: [
          [
            'DPIA-12, agreement: ISA-2026-001, version: 1, date: 2026-02-01, review: 2028-02-01',
            'DPIA-12, agreement: ISA-2026-001, version: 1, date: 2026-02-01, review: 2026-05-31',
          ],
        ],
      },
      'PERMIT_DPIA',
      'dpia-current',
      'the impact assessment DPIA-12 of police was to be reviewed by 2026-05-31',
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
    [
      'a suspension that all have lifted',
      { around: (agreement) => ({ notices: [suspended(agreement), lifted(agreement, PARTIES)] }) },
    ],
    [
      'a suspension of another wording',
      { around: () => ({ notices: [suspended(signedFrom(keyedWith(['days: 365', 'days: 36'])))] }) },
    ],
    [
      'a clock that shows the time of the last entry',
      { around: () => ({ log: { fault: undefined, lastEntryAt: '2026-06-01T12:00:00.000Z' } }) },
    ],
    ['events to the analyst', EVENTS],
    ['this very purpose', { operation: { flow: { what: 'tokens', purpose: 'needs-assessment' } } }],
    [
      'an impact assessment to be reviewed today',
      {
        changes: [
          [
            'DPIA-12, agreement: ISA-2026-001, version: 1, date: 2026-02-01, review: 2028-02-01',
            'DPIA-12, agreement: ISA-2026-001, version: 1, date: 2026-02-01, review: 2026-06-01',
          ],
        ],
      },
    ],
    ['no particular recipient', { operation: { flow: { what: 'tokens' } } }],
    [
      'the agreed key',
      {
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

describe('an attempt under a permit', () => {
  const broken = unusable('COLUMN_MISSING', 'Marchbanks', { hint: 'Marchbanks' });

  test('that fails is logged with the code of its error and not a word of it, and the error goes on', async () => {
    const { context, operation, logged } = ask({});
    const permit = await requestPermit(context, operation);
    const error = await errorOf(() => attempt(context, [permit], () => Promise.reject(broken)));
    expect(error).toBe(broken);
    expect(logged).toHaveLength(2);
    expect(logged[1]).toMatchObject({
      type: 'disclosure',
      phase: 'failed',
      org: 'police',
      details: { action: 'seal', recipient: 'linkage-unit', intent: 0, reason: 'COLUMN_MISSING' },
    });
    expect(JSON.stringify(logged)).not.toContain('Marchbanks');
  });

  test('that fails with an error which is none of ours is logged as an internal fault', async () => {
    const { context, operation, logged } = ask({});
    const permit = await requestPermit(context, operation);
    const fault = new Error('Marchbanks');
    await expect(attempt(context, [permit], () => Promise.reject(fault))).rejects.toBe(fault);
    expect(logged[1]?.details).toMatchObject({ reason: 'INTERNAL' });
    expect(JSON.stringify(logged)).not.toContain('Marchbanks');
  });

  test('that succeeds adds nothing of its own', async () => {
    const { context, operation, logged } = ask({});
    const permit = await requestPermit(context, operation);
    expect(await attempt(context, [permit], () => Promise.resolve(7))).toBe(7);
    expect(logged).toHaveLength(1);
  });

  test('that fails for a log which cannot be written says so and nothing else', async () => {
    const { context, operation } = ask({});
    const permit = await requestPermit(context, operation);
    const full = { ...context, log: { append: () => Promise.reject(new Error('full')) } };
    expect(await errorOf(() => attempt(full, [permit], () => Promise.reject(broken)))).toBe(broken);
  });
});
