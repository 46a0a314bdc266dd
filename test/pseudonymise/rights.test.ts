/** A person's objection, restriction, erasure or correction, from the agency's list to what others hold. */
import { cp, lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eraseName, openNames } from '../../src/audit/index.ts';
import {
  destroy,
  heed,
  keptHere,
  openShare,
  type Right,
  readRights,
  receivedHere,
  requireReceived,
  sealNotice,
  sealPackage,
} from '../../src/custody/index.ts';
import { openNotice } from '../../src/custody/open-notice.ts';
import { readPackage, verifyPackage } from '../../src/files/index.ts';
import { readIds, referencesOf } from '../../src/pseudonymise/index.ts';
import { verifyLog } from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { members, sealMembers } from '../custody/forge.ts';
import { makeLogged, type World } from '../custody/world.ts';
import { fileOf, PEOPLE, packageFolder, police, policeCsv, worldWithKey } from './agency.ts';

let world: World;
let P1: string;
let P2: string;
beforeEach(async () => {
  world = await worldWithKey();
  await police(world, PEOPLE);
  [P1, P2] = (await idsOf('P1', 'P2')) as [string, string];
});
afterEach(() => world.remove());

const idsOf = async (...ids: string[]) => referencesOf(await world.open('police'), ids, 'ids.txt');
const ask = async (right: Right, references: readonly string[], lift = false, at?: string) =>
  heed(await world.open('police', at), { right, references, reason: 'case 12', lift });
const tableOf = async (folder: string, name: string) => readFile(join(folder, name), 'utf8');
const made = async (what: 'tokens' | 'events') =>
  tableOf(packageFolder(await world.open('police'), what), `${what}.csv`);
const sealed = async (what: 'tokens' | 'events') =>
  sealPackage(
    await world.open('police'),
    packageFolder(await world.open('police'), what),
    what === 'tokens' ? 'linkage-unit' : 'analyst',
  );
const opened = async (party: string, file: string) =>
  openShare(await world.open(party), file, { replace: true });
const held = async (party: string, what: 'tokens' | 'events') => {
  const folder = join(world.of(party), 'work', what, 'police');
  await verifyPackage(await readPackage(folder));
  return tableOf(folder, `${what}.csv`);
};

describe('a person who asks to be left out', () => {
  test.each<Right>(['objection', 'restriction', 'erasure'])(
    'by %s is in nothing made later, not as a counterparty either',
    async (right) => {
      expect(await made('tokens')).toContain(P2);
      expect(await made('events')).toMatch(new RegExp(`${P1}.*${P2}`));
      await ask(right, [P2]);
      const result = await police(world, PEOPLE, { replace: true });
      expect([result.withheldPeople, result.protectedPeople, result.withheldNotFound]).toEqual([1, 1, 0]);
      for (const what of ['tokens', 'events'] as const) {
        expect(await made(what)).toContain(P1);
        expect(await made(what)).not.toContain(P2);
      }
      expect(result.people).toBe(2);
    },
  );

  test('is left out by the same bytes whatever the number of threads', async () => {
    await ask('objection', [P2]);
    await police(world, PEOPLE, { replace: true, threads: 1 });
    const one = await made('events');
    await police(world, PEOPLE, { replace: true, threads: 2 });
    expect(await made('events')).toBe(one);
  });

  test('who has no row of their own is no counterparty either', async () => {
    const extract = policeCsv({ PERSON_URN: 'P1', OTHER_URN: 'P9' });
    await police(world, extract, { replace: true });
    const [P9] = await idsOf('P9');
    expect(await made('events')).toContain(P9);
    await ask('objection', [P9!]);
    await police(world, extract, { replace: true });
    expect(await made('events')).not.toContain(P9);
  });

  test('and is the only one there leaves packages of nobody, so that what was shared can be replaced', async () => {
    await ask('objection', [P1]);
    const { people, events } = await police(world, policeCsv({ PERSON_URN: 'P1' }), { replace: true });
    expect([people, events]).toEqual([0, 0]);
    for (const what of ['tokens', 'events'] as const) expect(await made(what)).not.toContain(P1);
    const rejected = policeCsv({ PERSON_URN: 'P1' }, { INCIDENT_DATE: 'soon' });
    expect((await errorOf(() => police(world, rejected, { replace: true }))).code).toBe('NOTHING_USABLE');
  });

  test('is left out under the next agreement too, where they have another reference', async () => {
    await ask('objection', [P2]);
    await world.amend('ISA-2026-001', 'ISA-2026-002', 4);
    const agreement = await world.agreement();
    expect(agreement.about.id).toBe('ISA-2026-002');
    const [later] = await idsOf('P2');
    expect(later).not.toBe(P2);
    const result = await police(world, PEOPLE, { replace: true });
    expect([result.withheldPeople, result.withheldNotFound]).toEqual([1, 0]);
    expect(await made('tokens')).not.toContain(later);
    const without = await police(world, policeCsv({ PERSON_URN: 'P1' }), { replace: true });
    expect([without.withheldPeople, without.withheldNotFound]).toEqual([0, 1]);
  });

  test('can have it lifted, and is in what is made from then on', async () => {
    await ask('restriction', [P2]);
    expect((await errorOf(() => ask('objection', [P2], true))).code).toBe('RIGHT_NOT_RECORDED');
    await ask('restriction', [P2], true);
    expect((await police(world, PEOPLE, { replace: true })).withheldPeople).toBe(0);
    expect(await made('tokens')).toContain(P2);
  });
});

describe('the list and the log', () => {
  test('the list is private; the log says what was asked and not who', async () => {
    const { entry = -1 } = await ask('erasure', [P2, P1, P2]);
    const { paths } = await world.open('police');
    expect((await lstat(paths.rights)).mode & 0o777).toBe(0o600);
    expect(
      (await readRights(paths.rights)).map(({ right, reference, agreement }) => [
        right,
        reference,
        agreement,
      ]),
    ).toEqual([P1, P2].toSorted().map((one) => ['erasure', one, 'ISA-2026-001']));
    const entries = await world.entries('police');
    expect(entries[entry]).toMatchObject({
      type: 'alteration',
      phase: 'done',
      details: { action: 'object', right: 'erasure', change: 'taken up', people: '1-9' },
    });
    // Two people, and as many digests as for one or for many.
    const { _sd: digests } = entries[entry - 1]!;
    expect(digests).toHaveLength(2);
    const text = JSON.stringify(entries);
    for (const secret of [P1, P2, 'case 12']) expect(text).not.toContain(secret);
  });

  test('the log opens to the reason and to everybody it was about, and forgets who when told to', async () => {
    const { entry = -1 } = await ask('erasure', [P2, P1]);
    const workspace = await world.open('police');
    const reason = { field: 'reason', value: 'case 12' };
    expect((await openNames(workspace, entry - 1)).fields).toEqual([
      reason,
      { field: 'reference', value: [P1, P2].toSorted().join(' ') },
    ]);
    const because = { authority: 'DPO-2026-14' };
    const { erasure } = await eraseName(workspace, entry - 1, 'reference', because);
    expect(await openNames(workspace, entry - 1)).toMatchObject({
      fields: [reason, { field: 'reference', erased: erasure, ...because }],
      missing: 0,
    });
    expect((await verifyLog(workspace.log.folder)).findings).toEqual([]);
  });

  test('as many people as a file may name are one request', async () => {
    const many = Array.from({ length: 500 }, (_, i) => i.toString(16).padStart(32, '0'));
    const { entry = -1, people } = await ask('objection', many);
    const { fields } = await openNames(await world.open('police'), entry - 1);
    expect([people, fields[1]]).toEqual([500, { field: 'reference', value: many.join(' ') }]);
  });

  test('asking twice is asking once, and asking for one more is asking for that one', async () => {
    const { entry = -1, people, standing } = await ask('objection', [P2]);
    expect([people, standing]).toEqual([1, 0]);
    const again = await ask('objection', [P2]);
    expect([again.people, again.standing, again.entry]).toEqual([0, 1, undefined]);
    expect(await world.entries('police')).toHaveLength(entry + 1);
    const more = await ask('objection', [P1, P2]);
    expect([more.people, more.standing]).toEqual([1, 1]);
    const { paths } = await world.open('police');
    expect(await readRights(paths.rights)).toHaveLength(2);
    expect((await ask('correction', [P2])).entry).toBeDefined();
    expect((await ask('correction', [P2])).entry).toBeDefined();
  });

  test('whoever is in no package made here is counted, and on the list all the same', async () => {
    const [slip, P9] = await idsOf('p2', 'P9');
    expect((await ask('objection', [P1, P2])).absent).toBe(0);
    expect((await ask('objection', [slip!, P9!])).absent).toBe(2);
    expect((await ask('correction', [P1, slip!])).absent).toBe(1);
    expect((await ask('objection', [slip!], true)).absent).toBeUndefined();
    const { paths } = await world.open('police');
    expect(await readRights(paths.rights)).toHaveLength(5);
    await rm(join(paths.work, 'police'), { recursive: true });
    expect((await ask('erasure', [P2])).absent).toBeUndefined();
  });

  test('who met no row is told when packages are made', async () => {
    const unmet = async (csv: string) => (await police(world, csv, { replace: true })).withheldUnmet;
    const [slip] = await idsOf('p2');
    await ask('objection', [slip!]);
    expect(await unmet(PEOPLE)).toBe(1);
    await ask('objection', [P2]);
    expect(await unmet(PEOPLE)).toBe(1);
    await ask('objection', [slip!], true);
    expect(await unmet(PEOPLE)).toBe(0);
    expect(await unmet(policeCsv({ PERSON_URN: 'P1' }))).toBe(1);
    // Whose every row is flagged as protected loses nothing by the request.
    expect(await unmet(policeCsv({ PERSON_URN: 'P1' }, { PERSON_URN: 'P2', PROT: 'Y' }))).toBe(1);
  });

  test('needs no agreement in force', async () => {
    await ask('objection', [P2], false, '2031-01-01T00:00:00Z');
    expect(await readRights((await world.open('police')).paths.rights)).toHaveLength(1);
  });

  test.each(['', 'x', 'ABCDEF', '0'.repeat(31), '0'.repeat(33), 'F'.repeat(32)])(
    '"%s" is no reference',
    async (text) => {
      expect((await errorOf(() => ask('objection', [text]))).code).toBe('REFERENCE_FORM');
      expect(
        (await world.entries('police')).some(({ details }) => JSON.stringify(details).includes('"object"')),
      ).toBe(false);
    },
  );

  test.each(['{}', '{"rights":[{}]}', '{"rights": []}', '{"rights":[]}\n'])(
    'a list that reads %s stops all making',
    async (text) => {
      const { paths } = await world.open('police');
      await writeFile(paths.rights, text);
      const before = await made('tokens');
      expect((await errorOf(() => police(world, PEOPLE, { replace: true }))).code).toBe('RIGHTS_LIST');
      expect(await made('tokens')).toBe(before);
    },
  );

  test.each(['linkage-unit', 'analyst', 'auditor'])('is not for the %s', async (party) => {
    const error = await errorOf(async () =>
      heed(await world.open(party), { right: 'objection', references: [P1], reason: 'x' }),
    );
    expect(error.code).toBe('RIGHTS_NOT_HERE');
  });
});

describe('a package made before', () => {
  test.each<Right>(['objection', 'correction'])(
    'a request for %s is not sealed, and is once it is made again',
    async (right) => {
      await ask(right, [P2]);
      const error = await errorOf(() => sealed('tokens'));
      expect([error.code, error.exitCode]).toEqual(['PACKAGE_BEFORE_REQUEST', 1]);
      await police(world, PEOPLE, { replace: true });
      expect((await sealed('tokens')).what).toBe('tokens');
    },
  );

  test('is not sealed from a copy that was kept of it', async () => {
    const copy = join(world.dir, 'copy');
    await cp(packageFolder(await world.open('police'), 'tokens'), copy, { recursive: true });
    await ask('objection', [P2]);
    await police(world, PEOPLE, { replace: true });
    const error = await errorOf(async () => sealPackage(await world.open('police'), copy, 'linkage-unit'));
    expect(error.code).toBe('PACKAGE_BEFORE_REQUEST');
  });
});

describe('those who were sent a share', () => {
  beforeEach(async () => {
    await opened('linkage-unit', (await sealed('tokens')).file);
    await opened('analyst', (await sealed('events')).file);
  });

  test('are each told, and drop the person from what they hold', async () => {
    const { notices, untold, earlier } = await ask('objection', [P2]);
    expect(earlier.map(({ to, what }) => [to, what])).toEqual([
      ['linkage-unit', 'tokens'],
      ['analyst', 'events'],
    ]);
    expect([notices.map(({ to }) => to), untold]).toEqual([['analyst', 'linkage-unit'], []]);
    expect(await held('analyst', 'events')).toMatch(new RegExp(`${P1}.*${P2}`));
    for (const { to, file } of notices) {
      expect(await opened(to, file)).toMatchObject({
        what: 'notice',
        from: 'police',
        notice: { kind: 'withdrawal', people: 1, packages: 1 },
      });
    }
    expect(await held('linkage-unit', 'tokens')).toContain(P1);
    expect(await held('linkage-unit', 'tokens')).not.toContain(P2);
    expect(await held('analyst', 'events')).toContain(P1);
    expect(await held('analyst', 'events')).not.toContain(P2);
    const { people } = (await readPackage(join(world.of('linkage-unit'), 'work', 'tokens', 'police')))
      .throughline;
    expect(people).toBe(2);
    const [last] = (await world.entries('linkage-unit')).slice(-1);
    expect(last).toMatchObject({
      type: 'erasure',
      phase: 'done',
      details: { action: 'open', from: 'police', people: '1-9' },
    });
    expect(JSON.stringify(await world.entries('linkage-unit'))).not.toContain(P2);
  });

  test('do not get back what lost the person and was destroyed then', async () => {
    const { outbox } = (await world.open('police')).paths;
    const file = (await readdir(outbox)).find((name) => name.includes('-tokens-'))!;
    const { notices } = await ask('objection', [P2]);
    await opened('linkage-unit', notices[1]!.file);
    const filed = join(world.of('linkage-unit'), 'work', 'tokens', 'police');
    await destroy(await world.open('linkage-unit'), filed, 'retention');
    const error = await errorOf(() => opened('linkage-unit', join(outbox, file)));
    expect([error.code, error.exitCode]).toEqual(['SHARE_DESTROYED', 1]);
  });

  test('drop the person from links that were sealed before, too, and nobody of another agency', async () => {
    const unit = await world.open('linkage-unit');
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
    const spec = {
      kind: 'links',
      fields: ['agency', 'reference', 'person', 'band'],
      rows: [`police,${P1},${a},high`, `police,${P2},${a},high`, `health,${P2},${b},high`],
    };
    await makeLogged(world, join(unit.paths.work, 'links'), spec, { party: 'linkage-unit' });
    const links = await sealPackage(unit, join(unit.paths.work, 'links'), 'analyst');
    const notice = await sealNotice(
      await world.open('police', '2026-06-01T12:00:01Z'),
      'analyst',
      'withdrawal',
      [P2, P1],
    );
    await opened('analyst', notice.file);
    const { filed } = await opened('analyst', links.file);
    expect(await tableOf(filed, 'links.csv')).toBe(`agency,reference,person,band\nhealth,${P2},${b},high\n`);
    const [kept] = (await keptHere(await world.open('analyst'))).filter(({ path }) => path === 'work/links');
    expect(kept).toMatchObject({ by: 'log' });
  });

  test('link no package from elsewhere with the person in it', async () => {
    const elsewhere = join(world.dir, 'elsewhere');
    const filed = join(world.of('linkage-unit'), 'work', 'tokens', 'police');
    await cp(filed, elsewhere, { recursive: true });
    const { notices } = await ask('objection', [P2]);
    await opened('linkage-unit', notices[1]!.file);
    const received = await receivedHere(await world.open('linkage-unit'));
    const from = async (folder: string) => requireReceived(received, await readPackage(folder));
    const error = await errorOf(() => from(elsewhere));
    expect([error.code, error.exitCode]).toEqual(['PACKAGE_SUPERSEDED', 1]);
    await from(filed);
  });

  test('hear of it again when it is lifted, and then of nothing older', async () => {
    const [first] = (await ask('objection', [P2])).notices;
    const [second] = (await ask('objection', [P2], true)).notices;
    expect((await opened('analyst', second!.file)).notice).toMatchObject({
      kind: 'reinstatement',
      packages: 0,
    });
    expect((await opened('analyst', first!.file)).notice).toMatchObject({ kind: 'withdrawal', packages: 0 });
    expect(await held('analyst', 'events')).toContain(P2);
  });

  test('have the very same notice waiting for them when somebody asks again', async () => {
    const at = '2026-06-01T12:00:01Z';
    const before = await ask('objection', [P2], false, at);
    const again = await ask('objection', [P2], false, at);
    expect(again.notices).toEqual([]);
    expect(again.untold.map(({ to, isTold, file }) => [to, isTold, file])).toEqual(
      before.notices.map(({ to, file }) => [to, true, file]),
    );
  });

  test('are told another way when the agreement has ended, and the request stands', async () => {
    const { notices, untold } = await ask('objection', [P2], false, '2031-01-01T00:00:00Z');
    expect(notices).toEqual([]);
    expect(untold.map(({ to, code, isTold }) => [to, code, isTold])).toEqual([
      ['analyst', 'PERMIT_EXPIRED', false],
      ['linkage-unit', 'PERMIT_EXPIRED', false],
    ]);
  });

  test('get the notice that waited for a new wording when somebody asks again', async () => {
    await world.amend('days: 90', 'days: 91');
    await world.unsign();
    const first = await ask('objection', [P2]);
    expect([first.notices, first.untold.map(({ code }) => code)]).toEqual([
      [],
      ['PERMIT_NOT_SIGNED', 'PERMIT_NOT_SIGNED'],
    ]);
    await world.amend('days: 91', 'days: 92');
    const again = await ask('objection', [P2]);
    expect([again.entry, again.standing, again.untold]).toEqual([undefined, 1, []]);
    await opened('analyst', again.notices[0]!.file);
    expect(await held('analyst', 'events')).not.toContain(P2);
  });

  test('heed a notice after the agreement has ended', async () => {
    const { notices } = await ask('objection', [P2]);
    const late = await world.open('analyst', '2031-01-01T00:00:00Z');
    await openShare(late, notices[0]!.file);
    expect(await held('analyst', 'events')).not.toContain(P2);
  });

  test('do the rest of a notice that was cut short when they open it again', async () => {
    const { notices } = await ask('objection', [P2]);
    const unit = await world.open('analyst');
    let appends = 0;
    const log = new Proxy(unit.log, {
      get(target, name) {
        if (name !== 'append') return name === 'folder' ? target.folder : undefined;
        return (drafts: Parameters<typeof target.append>[0]) => {
          appends += 1;
          return appends === 2 ? Promise.reject(new Error('no disk')) : target.append(drafts);
        };
      },
    });
    await expect(openShare({ ...unit, log }, notices[0]!.file)).rejects.toThrow('no disk');
    expect((await opened('analyst', notices[0]!.file)).notice).toMatchObject({ packages: 0 });
    expect(await held('analyst', 'events')).not.toContain(P2);
  });

  test('are told nothing of a correction, which a new share brings', async () => {
    const { notices, earlier } = await ask('correction', [P2]);
    expect([notices, earlier.length]).toEqual([[], 2]);
    expect((await police(world, PEOPLE, { replace: true })).withheldPeople).toBe(0);
  });

  test.each(['{}', '{"agencies":{"police":[{}]}}', '{"agencies":{"../x":[]}}'])(
    'open nothing while their list reads %s',
    async (text) => {
      const { paths } = await world.open('analyst');
      await writeFile(paths.withdrawn, text);
      const { notices } = await ask('objection', [P2]);
      expect((await errorOf(() => opened('analyst', notices[0]!.file))).code).toBe('WITHDRAWN_LIST');
    },
  );
});

describe('a notice that should not have come', () => {
  const forged = () => join(world.dir, 'forged.age');
  const parts = async (to: string) => {
    const folder = packageFolder(await world.open('police'), 'tokens');
    const list = await members(await world.open('police'), folder, to);
    return { intent: list[1]!, proof: list[2]! };
  };
  const notice = (to: string, references: readonly string[] = [P1]) =>
    JSON.stringify({
      agreement: { digest: 'a'.repeat(64), id: 'ISA-2026-001', version: 1 },
      from: 'police',
      kind: 'withdrawal',
      references,
      throughline: 1,
      to,
    });
  const codeFor = async (text: string, more: 'more' | '' = '') => {
    const { intent, proof } = await parts('analyst');
    const list = [['notice.json', text] as const, intent, proof];
    await sealMembers(
      forged(),
      more === '' ? list : [...list, ['x.csv', 'a\n'] as const],
      world.keys.get('analyst')!.sealing,
    );
    const error = await errorOf(() => opened('analyst', forged()));
    expect((await world.entries('analyst')).at(-1)).toMatchObject({
      type: 'denial',
      details: { reason: error.code },
    });
    return error.code;
  };

  test('because no log announced it, or the proof is of a share', async () => {
    expect(await codeFor(notice('analyst'))).toBe('SHARE_PROOF');
  });

  test('because it is for somebody else, has more in it, or is not of this form', async () => {
    expect(await codeFor(notice('linkage-unit'))).toBe('SHARE_NOT_FOR_US');
    expect(await codeFor(notice('analyst'), 'more')).toBe('SHARE_CONTENT');
    for (const text of [
      '',
      '{}',
      notice('analyst', []),
      notice('analyst', ['x']),
      notice('analyst', [P1, P1]),
      `${notice('analyst')} `,
    ]) {
      expect(await codeFor(text)).toBe('SHARE_CONTENT');
    }
  });

  test('and the digest of one is that of its bytes', async () => {
    const analyst = await world.open('analyst');
    const { intent, proof } = await parts('analyst');
    const bytes = (text: string | Uint8Array) => new Uint8Array(Buffer.from(text));
    const given = { notice: bytes(notice('analyst')), intent: bytes(intent[1]), proof: bytes(proof[1]) };
    expect((await errorOf(() => openNotice(analyst, given, 'sha256:0'))).code).toBe('SHARE_PROOF');
  });
});

describe('a file of local person ids', () => {
  test('gives the references that packages carry', async () => {
    const file = await fileOf('\ufeffP1\r\nP2\r\n', 'ids.txt');
    expect(await referencesOf(await world.open('police'), await readIds(file), file)).toEqual([P1, P2]);
    const tokens = await made('tokens');
    expect([tokens.includes(P1), tokens.includes(P2)]).toEqual([true, true]);
  });

  test('is refused by line, without a word of it', async () => {
    const file = await fileOf('P1\n\nZzyxwhistle\n', 'ids.txt');
    const error = await errorOf(async () =>
      referencesOf(await world.open('police'), await readIds(file), file),
    );
    expect([error.code, error.place.line]).toEqual(['PEOPLE_FILE', 2]);
    expect(`${error.message}${error.hint}`).not.toContain('Zzyx');
    const tables = ['PERSON_URN\nP1\n', 'person_urn\n', 'P1,Quill\n', 'P1\tQuill', '"P1"\n', 'P1;Quill'];
    for (const content of [...tables, '', 'P1\n'.repeat(501), Buffer.of(0xff, 0xfe, 0x41)]) {
      const odd = await fileOf(content, 'odd.txt');
      const found = await errorOf(async () =>
        referencesOf(await world.open('police'), await readIds(odd), odd),
      );
      expect(found.code).toBe('PEOPLE_FILE');
    }
    expect((await errorOf(() => readIds(join(world.dir, 'none')))).code).toBe('PEOPLE_FILE');
  });

  test('is of no use at an agency that has no such ids', async () => {
    const health = await world.open('health');
    expect((await errorOf(() => referencesOf(health, ['1'], 'f'))).code).toBe('PEOPLE_NO_IDS');
  });
});
