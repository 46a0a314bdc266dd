import { execFileSync } from 'node:child_process';
import { access, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eraseName, openNames } from '../../src/audit/index.ts';
import {
  type Destroyed,
  destroy,
  keptHere,
  newProjectKey,
  openShare,
  openWorkspace,
  projectKeyStatus,
  sealPackage,
  splitProjectKey,
} from '../../src/custody/index.ts';
import { readPackage } from '../../src/files/index.ts';
import { checkProof, logOnlyPolicy, parseVkey, sentenceOf, verifyLog } from '../../src/sharelog/index.ts';
import { errorOf } from '../agreement/helpers.ts';
import { DEAD_PID } from '../files/helpers.ts';
import { fixedAmbient } from '../sharelog/helpers.ts';
import { logged, makePackage, makeWorld, TOKENS, type World } from './world.ts';

const AUTHORITY = 'Retention of 90 days; decided by Mx Quillfeather, records manager';
let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await makePackage(await world.agreement(), tokens(), TOKENS);
});
afterEach(() => world.remove());

const tokens = () => join(world.of('police'), 'work', 'police', 'tokens');
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
const end = async (party: string, path: string, at?: string): Promise<Destroyed> =>
  destroy(await world.open(party, at), path, AUTHORITY);
const sealTokens = async () => {
  const police = await world.open('police');
  await logged(police, await readPackage(tokens()));
  return sealPackage(police, tokens(), 'linkage-unit');
};

describe('destroying a package', () => {
  test('removes it, logs it before and after, and certifies it', async () => {
    const { descriptor, file } = await sealTokens();
    const { filed } = await openShare(await world.open('linkage-unit'), file);
    const gone = await end('linkage-unit', filed);
    expect(gone).toMatchObject({
      what: 'tokens',
      path: 'work/tokens/police',
      packages: [descriptor],
      files: 2,
      method: 'deletion',
    });
    expect(await isThere(filed)).toBe(false);
    const [intent, done] = (await world.entries('linkage-unit')).slice(-2);
    expect(intent).toMatchObject({
      type: 'erasure',
      phase: 'intent',
      details: { packages: [descriptor], what: 'tokens' },
    });
    expect(done).toMatchObject({
      type: 'erasure',
      phase: 'done',
      seq: gone.entry,
      details: { packages: [descriptor] },
    });
    const page = await readFile(join(gone.certificate, 'certificate.txt'), 'utf8');
    for (const said of [
      descriptor,
      AUTHORITY,
      'work/tokens/police',
      `entry ${gone.entry}`,
      'not overwritten',
    ]) {
      expect(page).toContain(said);
    }
  });

  test('keeps the authority out of the log, where it can be opened and erased', async () => {
    const gone = await end('police', tokens());
    const entries = await world.entries('police');
    expect(JSON.stringify(entries)).not.toMatch(/Quillfeather|Retention of/);
    const workspace = await world.open('police');
    const { seq: intent } = entries.find(({ phase }) => phase === 'intent') as { seq: number };
    for (const file of await readdir(workspace.log.folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain('Quillfeather');
    }
    const authority = { field: 'authority', value: AUTHORITY };
    expect(await openNames(workspace, intent)).toMatchObject({ fields: [authority], missing: 0 });
    const because = { authority: 'DPO-2026-14' };
    const { erasure } = await eraseName(workspace, intent, 'authority', because);
    expect(await openNames(workspace, intent)).toMatchObject({
      fields: [{ field: 'authority', erased: erasure, ...because }],
      missing: 0,
    });
    const report = await verifyLog(workspace.log.folder, { now: new Date('2026-06-01T12:00:00Z') });
    expect([report.ok, report.findings, erasure]).toEqual([true, [], gone.entry + 3]);
  });

  test('is proven by what lies beside the certificate, under the log key alone', async () => {
    const gone = await end('police', tokens());
    const [entry, proof] = await Promise.all(
      ['entry.json', 'entry.tlog-proof'].map((name) => readFile(join(gone.certificate, name))),
    );
    const policy = logOnlyPolicy(parseVkey(world.keys.get('police')!.log));
    expect(checkProof(new Uint8Array(proof!), new Uint8Array(entry!), policy).index).toBe(gone.entry);
    expect(JSON.parse(entry!.toString())).toMatchObject({ type: 'erasure', phase: 'done' });
  });

  test('keeps it from coming back out of an old share', async () => {
    const { file } = await sealTokens();
    const { filed } = await openShare(await world.open('linkage-unit'), file);
    await end('linkage-unit', filed);
    const error = await errorOf(async () => openShare(await world.open('linkage-unit'), file));
    expect([error.code, error.exitCode]).toEqual(['SHARE_DESTROYED', 1]);
    expect(await isThere(filed)).toBe(false);
  });

  test('works when the agreement permits nothing any more', async () => {
    await end('police', tokens(), '2031-01-01T00:00:00Z');
    expect(await isThere(tokens())).toBe(false);
  });

  test('takes a folder of packages, and names each', async () => {
    const digests = (await end('police', join(world.of('police'), 'work', 'police'))).packages;
    expect(digests).toHaveLength(1);
  });

  test('overwrites where the agreement says so, and does not promise that it helps', async () => {
    await world.amend(
      'kind: tokens, days: 90, destroyed-by: deletion',
      'kind: tokens, days: 90, destroyed-by: overwriting',
    );
    const table = join(tokens(), 'tokens.csv');
    const other = join(world.dir, 'second name');
    execFileSync('ln', [table, other]);
    const gone = await end('police', tokens());
    expect(gone.method).toBe('overwriting');
    expect((await readFile(other)).every((byte) => byte === 0)).toBe(true);
    expect(await readFile(join(gone.certificate, 'certificate.txt'), 'utf8')).toContain(
      'can keep what was in them all the same',
    );
  });

  test('that was begun and did not end is said to have been begun, and can be run again', async () => {
    const workspace = await world.open('police');
    let appends = 0;
    const log = new Proxy(workspace.log, {
      get(target, name) {
        if (name !== 'append') return name === 'folder' ? target.folder : undefined;
        return (drafts: Parameters<typeof target.append>[0]) => {
          appends += 1;
          return appends === 1 ? Promise.reject(new Error('no disk')) : target.append(drafts);
        };
      },
    });
    await expect(destroy({ ...workspace, log }, tokens(), AUTHORITY)).rejects.toThrow('no disk');
    expect(await isThere(tokens())).toBe(true);
    expect((await end('police', tokens())).entry).toBe(1);
  });
});

describe('the certificate', () => {
  const certified = async (file: string, witness?: { readonly role: string | undefined }) => {
    const scrap = join(world.of('police'), 'work', file);
    await writeFile(scrap, 'anything');
    const said = { witnessOfDestruction: 'Ann Example, records manager' };
    const ambient = fixedAmbient('2026-06-01T12:00:00.000Z');
    const workspace = await openWorkspace(world.of('police'), ambient, undefined, said);
    const gone = await destroy(workspace, scrap, AUTHORITY, witness);
    return { gone, page: await readFile(join(gone.certificate, 'certificate.txt'), 'utf8') };
  };

  test('has the role of whoever saw it done, whose name is in the log for this party alone', async () => {
    const { gone, page } = await certified('one.txt', { role: 'records manager' });
    expect(page).toContain(`Witness:       records manager; who it was stands in entry ${gone.entry}\n`);
    expect(page).not.toContain('Ann Example');
    const { fields } = await openNames(await world.open('police'), gone.entry);
    expect(fields).toContainEqual(
      expect.objectContaining({ field: 'witnessOfDestruction', value: 'Ann Example, records manager' }),
    );
  });

  test('says so where no role was given, and where nobody saw it', async () => {
    const { page } = await certified('two.txt', { role: undefined });
    expect(page).toContain('Witness:       somebody whose role was not given; who it was stands in entry');
    expect((await certified('three.txt')).page).toContain('Witness:       none is recorded\n');
    await expect(certified('four.txt', { role: ' ' })).rejects.toMatchObject({ code: 'TEXT_FORM' });
  });
});

describe('destroying something else', () => {
  test('a sealed share goes by its digest, and says what it held', async () => {
    const { file, sealed } = await sealTokens();
    expect(await end('police', file)).toMatchObject({
      what: 'tokens',
      shares: [sealed],
      packages: [],
      files: 1,
    });
  });

  test('the project key ends its use', async () => {
    const check = await newProjectKey(await world.open('police'));
    const gone = await end('police', join(world.of('police'), 'party', 'project.key'));
    expect(gone).toMatchObject({ what: 'keys', path: 'party/project.key', method: 'overwriting' });
    expect((await projectKeyStatus(await world.open('police'))).retired).toMatchObject([{ keyCheck: check }]);
    const types = (await world.entries('police')).slice(-4).map(({ type }) => type);
    expect(types).toEqual(['erasure', 'key.retire', 'key.retire', 'erasure']);
  });

  test('shares of the key leave no digest in the log', async () => {
    const police = await world.open('police');
    await newProjectKey(police);
    const folder = police.paths.keyShares;
    await splitProjectKey(await world.open('police'), { shares: 3, threshold: 2, folder });
    expect(await end('police', folder)).toMatchObject({
      what: 'keys',
      shares: [],
      files: 3,
      method: 'overwriting',
    });
    expect(await isThere(folder)).toBe(false);
  });

  test('any other file leaves no digest in the log either', async () => {
    const file = join(world.of('police'), 'work', 'notes of an interview.csv');
    await writeFile(file, 'some words');
    expect(await end('police', file)).toMatchObject({ what: 'files', shares: [], packages: [], files: 1 });
    expect(JSON.stringify(await world.entries('police'))).not.toContain('interview');
  });

  test.each([
    'log',
    'log/checkpoint',
    'log/disclosures',
    'party',
    'party/log.key',
    'agreement.yaml',
    'work',
    '.',
    '..',
    '../health/agreement.yaml',
  ])('but never %s', async (path) => {
    const { log } = await world.open('police');
    await mkdir(join(log.folder, 'disclosures'));
    const at = join(world.of('police'), path);
    const error = await errorOf(() => end('police', at));
    expect([error.code, error.exitCode]).toEqual(['DESTROY_ELSEWHERE', 2]);
    expect(await isThere(at)).toBe(true);
    expect(await world.entries('police')).toEqual([]);
  });

  test('nor what a link leads to', async () => {
    const work = join(world.of('police'), 'work');
    await symlink(join(world.of('health'), 'party'), join(work, 'elsewhere'));
    expect((await errorOf(() => end('police', join(work, 'elsewhere', 'log.key')))).code).toBe(
      'DESTROY_ELSEWHERE',
    );
    expect((await errorOf(() => end('police', join(work, 'elsewhere')))).code).toBe('DESTROY_LINK');
    expect(await isThere(join(world.of('health'), 'party', 'log.key'))).toBe(true);
  });

  test('nor what is not there, nor on nobody’s authority', async () => {
    expect((await errorOf(() => end('police', join(tokens(), 'none')))).code).toBe('DESTROY_NOT_FOUND');
    for (const said of ['', ' \t ', 'x'.repeat(501), 'a\0b']) {
      const error = await errorOf(async () => destroy(await world.open('police'), tokens(), said));
      expect(error.code).toBe('TEXT_FORM');
    }
    expect(await isThere(tokens())).toBe(true);
  });

  test('reads as a plain sentence', async () => {
    await end('police', tokens());
    const [intent, done] = await world.entries('police');
    expect(sentenceOf(intent as never)).toContain(
      'Police (agency) was about to begin the erasure of tokens by the step "destroy"',
    );
    expect(sentenceOf(done as never)).toContain('Police (agency) erased tokens by the step "destroy"');
  });
});

describe('what is due', () => {
  const due = async (party: string, at: string) =>
    (await keptHere(await world.open(party, at))).map(({ path, kind, isDue, by }) => [path, kind, isDue, by]);

  test('is what the log says has been here for the agreed days, to the second', async () => {
    const { file } = await sealTokens();
    await openShare(await world.open('linkage-unit'), file);
    expect(await due('linkage-unit', '2026-08-30T11:59:59Z')).toEqual([
      ['work/tokens/police', 'tokens', false, 'log'],
    ]);
    expect(await due('linkage-unit', '2026-08-30T12:00:00Z')).toEqual([
      ['work/tokens/police', 'tokens', true, 'log'],
    ]);
    const [kept] = await keptHere(await world.open('linkage-unit', '2026-08-30T12:00:00Z'));
    expect(kept).toMatchObject({ days: 90, destroyedBy: 'deletion', form: 'package' });
  });

  test('goes by the date of the file where the log says nothing', async () => {
    await utimes(
      join(tokens(), 'datapackage.json'),
      new Date('2026-01-01T00:00:00Z'),
      new Date('2026-01-01T00:00:00Z'),
    );
    expect(await due('police', '2026-04-01T00:00:00Z')).toEqual([
      ['work/police/tokens', 'tokens', true, 'file'],
    ]);
  });

  test('counts sealed files, keys and shares of keys, and gives no term where none is agreed', async () => {
    const police = await world.open('police');
    await newProjectKey(police);
    await splitProjectKey(await world.open('police'), {
      shares: 2,
      threshold: 2,
      folder: police.paths.keyShares,
    });
    const { file } = await sealTokens();
    await mkdir(police.paths.inbox);
    await writeFile(join(police.paths.inbox, 'something.age'), 'x');
    const kept = await keptHere(await world.open('police', '2030-01-01T00:00:00Z'));
    const found = new Map(kept.map(({ path, form, days }) => [path, [form, days]]));
    expect(found).toEqual(
      new Map([
        ['work/police/tokens', ['package', 90]],
        [`outbox/${file.split('/').at(-1)!}`, ['sealed file', 90]],
        ['inbox/something.age', ['sealed file', 90]],
        ['party/project.key', ['key', undefined]],
        ['party/key-shares', ['key', undefined]],
      ]),
    );
    expect(kept.slice(-2).every(({ due: at, isDue }) => at === undefined && !isDue)).toBe(true);
  });

  test('is at once what a run that was killed has left, and not what one is making', async () => {
    const work = join(world.of('police'), 'work');
    const left = join(work, `.police.partial-${DEAD_PID}-1`);
    await mkdir(join(left, 'spill'), { recursive: true });
    await writeFile(join(left, 'spill', 'tokens-0'), '0123456789abcdef\n');
    await mkdir(join(work, `.police.partial-${process.ppid}-1`));
    const found = await due('police', '2026-06-01T12:00:00Z');
    expect(found.filter(([path]) => String(path).includes('partial'))).toEqual([
      [`work/.police.partial-${DEAD_PID}-1`, undefined, true, 'file'],
    ]);
    await end('police', left);
    expect(await isThere(left)).toBe(false);
  });

  test('is nothing once it is destroyed', async () => {
    await end('police', tokens());
    expect(await due('police', '2030-01-01T00:00:00Z')).toEqual([]);
    expect(await readdir(join(world.of('police'), 'work', 'police'))).toEqual([]);
  });
});
