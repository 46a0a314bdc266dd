/** From a record reference back to its rows: by two people, at its own agency, for a reason, in the log. */
import { lstat, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openNames } from '../../src/audit/index.ts';
import { approveTrace, createApprover } from '../../src/custody/index.ts';
import { referencesOf, trace } from '../../src/pseudonymise/index.ts';
import { signerFromText, vkeyOf } from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { fixedAmbient, type World } from '../custody/world.ts';
import { fileOf, PEOPLE, packageFolder, police, policeCsv, worldWithKey } from './agency.ts';

const REASON = 'Order 7 of the family court';
let world: World;
let extract: string;
let P1: string;
let P2: string;
beforeEach(async () => {
  world = await worldWithKey();
  await name('caldicott-guardian');
  await police(world, PEOPLE);
  extract = await fileOf(PEOPLE);
  [P1, P2] = (await referencesOf(await world.open('police'), ['P1', 'P2'], 'f')) as [string, string];
});
afterEach(() => world.remove());

const keyOf = (approver: string) => join(world.dir, 'elsewhere', approver);

/** Makes an approver's key and has the agreement name it. */
async function name(approver: string): Promise<string> {
  const key = await createApprover(
    keyOf(approver),
    { agency: 'police', name: approver },
    fixedAmbient(undefined, approver),
  );
  const own = `      log: ${world.keys.get('police')!.log}\n`;
  await world.amend(own, `${own}      approvers: [${key}]\n`);
  return key;
}

interface Said {
  readonly reference?: string;
  readonly reason?: string;
  readonly agency?: string;
  readonly approver?: string;
  readonly at?: string;
}

async function approved({
  reference = P1,
  reason = REASON,
  agency = 'police',
  approver = 'caldicott-guardian',
  at,
}: Said = {}): Promise<string> {
  const asked = { agency, reference, reason };
  const { bytes } = await approveTrace(
    { folder: keyOf(approver) },
    await world.agreement(),
    asked,
    fixedAmbient(at, 'approval'),
  );
  const path = join(world.dir, 'approval.txt');
  await writeFile(path, bytes);
  return path;
}

const find = async (approval: string, { reference = P1, reason = REASON, at }: Said = {}, party = 'police') =>
  trace(await world.open(party, at), { reference, reason, approval, extract });

const codeOf = async (approval: string, said: Said = {}, party = 'police'): Promise<string> => {
  const error = await errorOf(() => find(approval, said, party));
  expect(error.exitCode).toBe(1);
  const shown = `${error.message} ${error.hint}`;
  for (const secret of [P1, P2, REASON]) expect(shown).not.toContain(secret);
  return error.code;
};

describe('a trace', () => {
  test('gives the rows of the extract, and nothing of what is in them', async () => {
    const traced = await find(await approved());
    expect(traced).toMatchObject({ file: 'police.csv', rows: [2, 4], approver: 'caldicott-guardian' });
    expect(JSON.stringify(traced)).not.toMatch(/Quill|Maria/);
    const two = await find(await approved({ reference: P2, at: '2026-06-01T12:00:01Z' }), { reference: P2 });
    expect(two.rows).toEqual([3]);
  });

  test('finds who is told by identifiers alone, and the protected', async () => {
    const rows = policeCsv(
      { PERSON_URN: '' },
      { PERSON_URN: 'P4', PROT: 'Y' },
      { PERSON_URN: '', SURNAME: 'Moss' },
    );
    await police(world, rows, { replace: true });
    extract = await fileOf(rows);
    const events = await readFile(
      join(packageFolder(await world.open('police'), 'events'), 'events.csv'),
      'utf8',
    );
    const references = events
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, 32));
    const [P4] = await referencesOf(await world.open('police'), ['P4'], 'f');
    const found = [];
    for (const [index, reference] of [...references, P4!].entries()) {
      const at = `2026-06-01T12:00:0${index}Z`;
      found.push((await find(await approved({ reference, at }), { reference })).rows);
    }
    expect(found.flat().toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
    expect(found.at(-1)).toEqual([3]);
  });

  test('of what is not in the extract finds nothing, and is logged too', async () => {
    const reference = '0'.repeat(32);
    expect((await find(await approved({ reference }), { reference })).rows).toEqual([]);
    expect((await world.entries('police')).at(-1)).toMatchObject({
      type: 'consultation',
      details: { found: false },
    });
  });

  test('is in the log before it is shown: who approved, and digests of what and why', async () => {
    const traced = await find(await approved());
    const entries = await world.entries('police');
    const [intent, done] = entries.slice(-2);
    expect(intent).toMatchObject({
      type: 'consultation',
      phase: 'intent',
      details: { action: 'trace', approver: 'caldicott-guardian' },
    });
    expect(done).toMatchObject({
      type: 'consultation',
      phase: 'done',
      seq: traced.entry,
      details: { found: true },
    });
    const { _sd: digests } = done!;
    expect(digests).toHaveLength(2);
    const text = JSON.stringify(entries);
    for (const secret of [P1, REASON, 'police.csv']) expect(text).not.toContain(secret);
    expect(await openNames(await world.open('police'), traced.entry)).toMatchObject({
      fields: [
        { field: 'reason', value: REASON },
        { field: 'reference', value: P1 },
      ],
      missing: 0,
    });
  });
});

describe('nobody traces', () => {
  test('alone: without an approval, or with one signed by the agency itself', async () => {
    expect((await errorOf(() => find(join(world.dir, 'none')))).code).toBe('APPROVAL_UNREADABLE');
    const { paths, keys } = await world.open('police');
    const text = await keys.require(paths.logKey, 'log', '');
    const forger = join(world.dir, 'forger');
    await createApprover(forger, { agency: 'police', name: 'forger' }, fixedAmbient());
    await writeFile(join(forger, 'approver.key'), `# throughline approver key v1\n${text}\n`);
    const own = `approvers: [`;
    await world.amend(own, `${own}${vkeyOf(signerFromText(text))}, `);
    const asked = { agency: 'police', reference: P1, reason: REASON };
    const { bytes } = await approveTrace({ folder: forger }, await world.agreement(), asked, fixedAmbient());
    const path = join(world.dir, 'own.txt');
    await writeFile(path, bytes);
    expect(await codeOf(path)).toBe('APPROVAL_INVALID');
  });

  test('by a key that the agreement does not name, neither to sign nor to use', async () => {
    await createApprover(
      keyOf('friend'),
      { agency: 'police', name: 'friend' },
      fixedAmbient(undefined, 'friend'),
    );
    expect((await errorOf(() => approved({ approver: 'friend' }))).code).toBe('APPROVER_UNKNOWN');
    const path = await approved();
    const key = (await world.agreement()).parties[0]!.keys!.approvers![0]!;
    await world.amend(`      approvers: [${key}]\n`, '');
    expect(await codeOf(path)).toBe('NO_APPROVERS');
  });

  test('for another reference or reason than was approved', async () => {
    const path = await approved();
    expect(await codeOf(path, { reference: P2 })).toBe('APPROVAL_OTHER');
    expect(await codeOf(path, { reason: `${REASON}!` })).toBe('APPROVAL_OTHER');
    expect((await find(path, { reason: ` ${REASON.replaceAll(' ', '  ')}\n` })).rows).toEqual([2, 4]);
  });

  test('under another wording of the agreement', async () => {
    const path = await approved();
    await world.amend('days: 90', 'days: 91');
    expect(await codeOf(path)).toBe('APPROVAL_OTHER');
  });

  test('after seven days, or twice', async () => {
    const path = await approved();
    expect(await codeOf(path, { at: '2026-06-08T12:00:00Z' })).toBe('APPROVAL_EXPIRED');
    await find(path, { at: '2026-06-08T11:59:59Z' });
    expect(await codeOf(path, { at: '2026-06-08T11:59:59Z' })).toBe('APPROVAL_USED');
  });

  test('with an approval that was changed anywhere', async () => {
    const path = await approved();
    const whole = await readFile(path);
    for (let at = 0; at < whole.length; at += 5) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1;
      await writeFile(path, bytes);
      expect(await codeOf(path)).toMatch(/^APPROVAL_(?:INVALID|OTHER)$/);
    }
    for (const bytes of [
      whole.subarray(0, -1),
      Buffer.concat([whole, whole.subarray(whole.indexOf('—'))]),
      Buffer.alloc(0),
    ]) {
      await writeFile(path, bytes);
      expect(await codeOf(path)).toBe('APPROVAL_INVALID');
    }
  });

  test.each(['linkage-unit', 'analyst', 'auditor'])('at the %s, which the log then shows', async (party) => {
    expect(await codeOf(await approved(), {}, party)).toBe('PERMIT_WRONG_PART');
    expect((await world.entries(party)).at(-1)).toMatchObject({
      type: 'denial',
      details: { action: 'trace' },
    });
  });

  test('at another agency, whose secret it is not', async () => {
    expect(await codeOf(await approved(), {}, 'health')).toBe('NO_APPROVERS');
  });

  test('when the agreement has expired', async () => {
    const at = '2027-04-01T00:00:00Z';
    expect(await codeOf(await approved({ at }), { at })).toMatch(/^PERMIT_/);
  });
});

describe("an approver's key", () => {
  test('lies in a folder of its own, for this account alone', async () => {
    const folder = keyOf('caldicott-guardian');
    expect((await lstat(folder)).mode & 0o777).toBe(0o700);
    expect((await lstat(join(folder, 'approver.key'))).mode & 0o777).toBe(0o600);
  });

  test('is never made over another, and is named by what somebody is', async () => {
    const again = () =>
      createApprover(keyOf('caldicott-guardian'), { agency: 'police', name: 'x' }, fixedAmbient());
    expect((await errorOf(again)).code).toBe('OUTPUT_EXISTS');
    for (const odd of ['', 'Ann Example', 'a/b', 'a+b']) {
      const error = await errorOf(() =>
        createApprover(keyOf('new'), { agency: 'police', name: odd }, fixedAmbient()),
      );
      expect(error.code).toBe('APPROVER_NAME');
    }
  });

  test('approves nothing that is no reference, or without a reason', async () => {
    expect((await errorOf(() => approved({ reference: 'x' }))).code).toBe('REFERENCE_FORM');
    expect((await errorOf(() => approved({ reason: ' ' }))).code).toBe('TEXT_FORM');
    expect((await errorOf(() => approved({ agency: 'health' }))).code).toBe('APPROVER_UNKNOWN');
  });
});
