/**
 * Every attack on custody that the project set itself, played through the built command line against the parties of one
 * small demonstration. None may succeed, leave anything behind, or break a log.
 */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemAmbient } from '../../src/ambient.ts';
import { openShare, openWorkspace } from '../../src/custody/index.ts';
import type { ThroughlineError } from '../../src/errors.ts';
import { type Member, members, mended, sealMembers } from '../custody/forge.ts';
import { type Agency, policeAgency } from './agency.ts';
import { facts, failure, scratch, throughline } from './cli.ts';
import { contentsOf } from './tree.ts';

const { path, temp, remove } = scratch();
let agency: Agency;
/** The share of the police's tokens, as it arrived at the linkage unit. */
let share: string;
let whole: Buffer;

beforeAll(async () => {
  agency = await policeAgency(path);
  const inbox = join(agency.demo, 'linkage-unit', 'inbox');
  share = join(inbox, readdirSync(inbox).find((name) => name.startsWith('police-tokens'))!);
  whole = readFileSync(share);
}, 300_000);
afterAll(remove);

let copies = 0;
const copyOf = (party: string): string => {
  copies += 1;
  const copy = join(path, `${party}-${copies}`);
  cpSync(join(agency.demo, party), copy, { recursive: true });
  return copy;
};
/** A linkage unit that has the tokens of the police still to come. */
const waiting = (): string => {
  const unit = copyOf('linkage-unit');
  rmSync(join(unit, 'work', 'tokens', 'police'), { recursive: true });
  return unit;
};
const codeOf = async (workspace: string, ...args: string[]): Promise<string> => {
  const { run, error } = await failure([...args, '--workspace', workspace], { temp });
  return `${run.code} ${error.code}`;
};
const isWhole = async (workspace: string): Promise<boolean> =>
  (await throughline(['log', 'verify', '--workspace', workspace], { temp })).code === 0;

/** Refused as the command refuses it, without its start, for what has to be tried many times over. */
const refusalOf = async (unit: string, file: string): Promise<string> => {
  const opened = openShare(await openWorkspace(unit, systemAmbient), file, { replace: false });
  return opened.then(
    () => 'opened',
    (error: ThroughlineError) => `${error.exitCode} ${error.code}`,
  );
};

/** Opens files one after another at one linkage unit: the codes; nothing may come in, and the log stays whole. */
async function opening(
  unit: string,
  files: readonly (readonly [string, Uint8Array])[],
  open = (file: string) => codeOf(unit, 'open', file),
): Promise<string[]> {
  const before = contentsOf(join(unit, 'work'));
  const codes: string[] = [];
  for (const [name, bytes] of files) {
    const file = join(path, name);
    writeFileSync(file, bytes);
    codes.push(await open(file));
    rmSync(file);
  }
  expect(contentsOf(join(unit, 'work'))).toEqual(before);
  expect(await isWhole(unit)).toBe(true);
  return codes;
}

describe('a share', () => {
  const places = (): number[] => [0, 30, 120, 200, Math.floor(whole.length / 2), whole.length - 1];
  const REFUSED = /^1 SHARE_(?:DAMAGED|NOT_FOR_US)$/;

  test('with a byte flipped, or cut short, is refused', async () => {
    const flipped = places().map((at) => {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1;
      return [`flipped-${at}.age`, bytes] as const;
    });
    const cut = places().map((at) => [`cut-${at}.age`, whole.subarray(0, at)] as const);
    const longer = [['longer.age', Buffer.concat([whole, Buffer.from('x')])] as const];
    const unit = waiting();
    const codes = await opening(unit, [...flipped, ...cut], (file) => refusalOf(unit, file));
    codes.push(...(await opening(unit, [flipped[4]!, cut[4]!, ...longer])));
    for (const code of codes) expect(code).toMatch(REFUSED);
    expect(codes).toHaveLength(15);
  });

  test('for somebody else is refused, whoever it was sealed to', async () => {
    const analyst = copyOf('analyst');
    expect(await codeOf(analyst, 'open', share)).toBe('1 SHARE_NOT_FOR_US');
    const forged = await forgery('analyst', async (police) =>
      members(police, tokensOf(police), 'linkage-unit'),
    );
    expect(await codeOf(analyst, 'open', forged)).toBe('1 SHARE_NOT_FOR_US');
    expect(await isWhole(analyst)).toBe(true);
  });

  test('from somebody else, or with the proof of another package, is refused', async () => {
    const asHealth = await forgery('linkage-unit', async (police) => {
      const [head, ...rest] = await members(police, tokensOf(police), 'linkage-unit');
      const text = Buffer.from(head![1]).toString('utf8').replace('"from":"police"', '"from":"health"');
      return [['share.json', text], ...rest];
    });
    const otherProof = await forgery('linkage-unit', async (police) => {
      const tokens = await members(police, tokensOf(police), 'linkage-unit');
      const events = await members(police, join(police.paths.work, 'police', 'events'), 'linkage-unit');
      return [tokens[0]!, events[1]!, events[2]!, ...tokens.slice(3)];
    });
    const files = [asHealth, otherProof].map((file, at) => [`forged-${at}.age`, readFileSync(file)] as const);
    expect(await opening(waiting(), files)).toEqual(['1 SHARE_PROOF', '1 SHARE_PROOF']);
  });

  test('opened twice is there already; replayed after a newer one it is refused', async () => {
    const unit = copyOf('linkage-unit');
    const files = [['again.age', whole]] as const;
    expect(await opening(unit, files)).toEqual(['2 OUTPUT_EXISTS']);
    const newer = await forgery('linkage-unit', async (police) =>
      members(police, tokensOf(police), 'linkage-unit'),
    );
    await facts(['open', newer, '--replace', '--workspace', unit], { temp });
    expect(await codeOf(unit, 'open', share, '--replace')).toBe('1 SHARE_SUPERSEDED');
    expect(await isWhole(unit)).toBe(true);
  });
});

type Police = Awaited<ReturnType<typeof openWorkspace>>;
const tokensOf = ({ paths }: Police): string => join(paths.work, 'police', 'tokens');

/** A file sealed to a party, with what somebody who holds the keys of the police puts into it. */
async function forgery(to: string, make: (police: Police) => Promise<readonly Member[]>): Promise<string> {
  const police = await openWorkspace(copyOf('police'), systemAmbient);
  const { keys } = police.agreement.parties.find(({ id }) => id === to)!;
  return sealMembers(join(path, `forged-${copies}.age`), await make(police), keys!.sealing!);
}

describe('a key file', () => {
  test.each<[string, (text: string, unit: string) => string | Buffer, number, string]>([
    ['of another mode', (text) => text, 0o644, '1 KEY_FILE_EXPOSED'],
    [
      'of another kind',
      (_, unit) => readFileSync(join(unit, 'party', 'witness.key')),
      0o600,
      '2 KEY_FILE_INVALID',
    ],
    ['with a line end too many', (text) => `${text}\n`, 0o600, '2 KEY_FILE_INVALID'],
    ['with Windows line ends', (text) => text.replaceAll('\n', '\r\n'), 0o600, '2 KEY_FILE_INVALID'],
  ])('%s opens nothing', async (_, change, mode, code) => {
    const unit = waiting();
    const key = join(unit, 'party', 'sealing.key');
    writeFileSync(key, change(readFileSync(key, 'utf8'), unit));
    chmodSync(key, mode);
    expect(await codeOf(unit, 'open', share)).toBe(code);
    expect(readdirSync(join(unit, 'work', 'tokens'))).not.toContain('police');
  });
});

describe('an agreement', () => {
  const bomb = `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join('')}`;
  test.each<[string, (text: string) => string]>([
    ['that is a YAML bomb', (text) => bomb + text],
    ['with an anchor', (text) => text.replace(/^( *status: )/m, '$1&status ')],
    ['with a key twice', (text) => text.replace(/^( *status: .*)$/m, '$1\n$1')],
    ['with an unknown field', (text) => text.replace(/^( *status: .*)$/m, '$1\n  stattus: active')],
  ])('%s permits nothing, and says where', async (_, change) => {
    const police = copyOf('police');
    const file = join(police, 'agreement.yaml');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, change(before));
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    const { run, error } = await failure(['agreement', 'check', '--workspace', police], { temp });
    expect([run.code, error.code]).toEqual([2, 'YAML_INVALID']);
    expect(error.message).toMatch(/agreement\.yaml.* line \d+|lines? \d+/);
    expect(
      await codeOf(police, 'seal', join(police, 'work', 'police', 'tokens'), '--to', 'linkage-unit'),
    ).toBe('2 YAML_INVALID');
  });
});

describe('a clock', () => {
  test('set back lets nothing leave and nothing in, and the log stays whole', async () => {
    const [police, unit] = [copyOf('police'), waiting()];
    const ahead = { ...systemAmbient, now: () => new Date(Date.now() + 86_400_000) };
    for (const workspace of [police, unit]) {
      const { log, party } = await openWorkspace(workspace, ahead);
      await log.append([{ type: 'denial', org: party.id, actorRole: party.part }]);
    }
    rmSync(join(police, 'outbox'), { recursive: true });
    const sealing = ['seal', join(police, 'work', 'police', 'tokens'), '--to', 'linkage-unit'];
    expect(await codeOf(police, ...sealing)).toBe('1 PERMIT_CLOCK_BEHIND');
    expect(await codeOf(unit, 'open', share)).toBe('1 PERMIT_CLOCK_BEHIND');
    expect(readdirSync(police)).not.toContain('outbox');
    expect(await isWhole(police)).toBe(true);
    expect(await isWhole(unit)).toBe(true);
  });
});

describe('a name written into a workspace', () => {
  test('does not leave, is not linked and is not counted', async () => {
    const [police, unit] = [copyOf('police'), copyOf('linkage-unit')];
    rmSync(join(police, 'outbox'), { recursive: true });
    mkdirSync(join(police, 'outbox'), { mode: 0o700 });
    const own = join(police, 'work', 'police', 'tokens');
    await mended(own, 'tokens', /^[0-9a-f]{32}/m, 'Xanthippe Quillfeather');
    expect(await codeOf(police, 'seal', own, '--to', 'linkage-unit')).toBe('1 PACKAGE_NOT_MADE_HERE');
    expect(readdirSync(join(police, 'outbox'))).toEqual([]);
    await mended(
      join(unit, 'work', 'tokens', 'police'),
      'tokens',
      /^[0-9a-f]{32}/m,
      'Xanthippe Quillfeather',
    );
    expect(await codeOf(unit, 'link')).toBe('1 PACKAGE_NOT_RECEIVED');
    const analyst = copyOf('analyst');
    await mended(
      join(analyst, 'work', 'events', 'police'),
      'events',
      /^[0-9a-f]{32}/m,
      'Xanthippe Quillfeather',
    );
    expect(await codeOf(analyst, 'overlap')).toBe('1 PACKAGE_NOT_RECEIVED');
  });
});

test('nothing is left in the temporary folder', () => {
  expect([...contentsOf(temp).keys()]).toEqual([]);
});
