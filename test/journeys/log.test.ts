/** A share log through the built command line: proven, witnessed, reconciled, reported on, its keys changed. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkProof, parsePolicy, parseRequest } from '../../src/sharelog/index.ts';
import { facts, failure, type Run, scratch, throughline } from './cli.ts';
import { demonstration } from './demonstration.ts';
import { filesUnder } from './tree.ts';

const CANARY = 'Zzyzxcanary';
const { path, temp, remove } = scratch();
const demo = join(path, 'northmere');
const workspace = (party: string): string => join(demo, party);
const log = (party: string): string => join(demo, party, 'log');
/** Everything that any command printed. */
const printed: string[] = [];

async function run(...args: string[]): Promise<Run> {
  const done = await throughline(args, { cwd: path, temp });
  if (!args.includes('opening')) printed.push(done.stdout, done.stderr);
  return done;
}
const json = <T = Record<string, unknown>>(...args: string[]): Promise<T> =>
  facts<T>(args, { cwd: path, temp });
const refused = async (...args: string[]): Promise<{ code: number | undefined; error: string }> => {
  const { run: done, error } = await failure(args, { cwd: path, temp });
  printed.push(done.stdout, done.stderr);
  return { code: done.code, error: error.code };
};
const at = (party: string): string[] => ['--workspace', workspace(party)];

beforeAll(async () => {
  await demonstration(demo);
}, 300_000);
afterAll(remove);

/** The numbers of the entries about what the police disclosed to a party. */
async function disclosuresTo(party: string): Promise<number[]> {
  const { entries } = await json<{ entries: { seq: number; details: { recipient: string } }[] }>(
    ...['log', 'show', '--operation', 'disclosure', ...at('police')],
  );
  return entries.filter(({ details }) => details.recipient === party).map(({ seq }) => seq);
}

describe('an entry', () => {
  test('is proven to somebody who has the key and the two files', async () => {
    const out = join(path, 'proof');
    mkdirSync(out);
    const [, seq] = await disclosuresTo('linkage-unit');
    const proven = await json<{ file: string; proof: string; size: number }>(
      ...['log', 'prove', String(seq), ...at('police'), '--out', out],
    );
    const policy = parsePolicy(readFileSync(join(log('police'), 'policy')));
    const checked = checkProof(readFileSync(proven.proof), readFileSync(proven.file), {
      ...policy,
      quorum: 'none',
    });
    expect(checked.index).toBe(seq);
    expect(JSON.parse(readFileSync(proven.file, 'utf8'))).toMatchObject({ seq, type: 'disclosure' });
    expect(await refused('log', 'prove', '999', ...at('police'))).toEqual({ code: 2, error: 'NO_ENTRY' });
  });

  test('is chosen by the party that it concerns', async () => {
    const { entries } = await json<{ entries: { org: string; seq: number }[] }>(
      ...['log', 'show', '--party', 'analyst', ...at('police')],
    );
    const disclosures = await disclosuresTo('analyst');
    expect(disclosures).toHaveLength(2);
    expect(entries.map(({ seq }) => seq)).toEqual(expect.arrayContaining(disclosures));
    expect(entries.length).toBeLessThan(6);
  });
});

describe('a log', () => {
  test('is shown to have only grown', async () => {
    const { file } = await json<{ file: string }>(
      'log',
      'consistency',
      '5',
      '12',
      ...at('police'),
      '--out',
      path,
    );
    const request = parseRequest(readFileSync(file));
    expect({ old: request.old, size: request.checkpoint.size }).toEqual({ old: 5, size: 12 });
    expect(await refused('log', 'consistency', '12', '5', ...at('police'))).toEqual({
      code: 2,
      error: 'WITNESS_SIZES',
    });
    expect(await refused('log', 'consistency', '5', '999', ...at('police'))).toEqual({
      code: 2,
      error: 'NO_CHECKPOINT',
    });
  });

  test('is witnessed by files carried to and fro, and says so first', async () => {
    await run('link', ...at('police'));
    expect((await run('log', 'verify', ...at('police'))).stdout).toMatch(/^UNWITNESSED, whole: /);
    const { file } = await json<{ file: string }>('log', 'request', 'housing', ...at('police'));
    const answered = await json<{ file: string; result: string }>('log', 'witness', file, ...at('housing'));
    expect(answered.result).toBe('grown');
    expect((await run('log', 'cosigned', answered.file, ...at('police'))).code).toBe(0);
    const { stdout } = await run('log', 'verify', ...at('police'));
    expect(stdout).toMatch(/^WITNESSED \(1 of 6 distinct organisations; the policy asks for 1\), whole: /);
    expect(stdout).toContain('the one that the agreement names for police');
    expect(await refused('log', 'request', 'nobody', ...at('police'))).toEqual({
      code: 2,
      error: 'WITNESS_UNKNOWN',
    });
  });

  test('that forked is not cosigned: exit code 1, and the evidence is kept', async () => {
    const forger = join(path, 'forger');
    cpSync(workspace('police'), forger, { recursive: true });
    // The honest log goes on and is witnessed; the forged copy goes on in its own way.
    await run('journeys', ...at('police'));
    const honest = await json<{ file: string }>('log', 'request', 'housing', ...at('police'));
    await json('log', 'witness', honest.file, ...at('housing'));
    await run('overlap', '--workspace', forger);
    const forged = await json<{ file: string; size: number }>(
      ...['log', 'request', 'housing', '--workspace', forger],
    );
    const seen = await run('log', 'witness', forged.file, ...at('housing'));
    expect(seen.code).toBe(1);
    expect(seen.stdout).toMatch(/^FORKED: the log of police signed two different lists of \d+ entries\n/);
    const evidence = /^evidence, signed by that log: (.+)$/m.exec(seen.stdout)![1]!;
    expect(readdirSync(evidence).sort()).toEqual(['checkpoint', 'checkpoint.old', 'consistency']);
    expect((await run('log', 'show', '--last', '1', ...at('housing'))).stdout).toContain('FORKED');
  });
});

describe('the logs of several parties', () => {
  test('are reconciled, and what is missing is named', async () => {
    const parties = ['police', 'health', 'housing', 'childrens', 'linkage-unit', 'analyst', 'auditor'];
    const { stdout, code } = await run('log', 'reconcile', ...parties.map(workspace), ...at('auditor'));
    expect({ code, first: stdout.split('\n')[0] }).toEqual({
      code: 0,
      first: 'reconciled: 12 disclosures, each with one receipt',
    });
    writeFileSync(join(workspace('police'), 'outbox', 'list.csv'), 'sealed by nobody');
    const found = await run('log', 'reconcile', workspace('police'), workspace('analyst'));
    rmSync(join(workspace('police'), 'outbox', 'list.csv'));
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(
      /^EXCEPTIONS: 1\n {2}UNLOGGED DISCLOSURE {2}police: list\.csv lies in the outbox/,
    );
  });
});

describe('a report', () => {
  test('is one file, and the same file again', async () => {
    const args = ['log', 'report', log('police'), ...at('auditor')];
    const reports = join(workspace('auditor'), 'work', 'report');
    const first = await json<{ file: string; again: boolean; page: string }>(...args);
    const text = readFileSync(first.file);
    const again = await json<{ again: boolean; page: string }>(...args);
    expect({ first: first.again, again: again.again, same: again.page }).toEqual({
      first: false,
      again: true,
      same: first.page,
    });
    expect(readFileSync(first.file).equals(text)).toBe(true);
    expect(readdirSync(reports)).toEqual([basename(first.file)]);
    expect(await refused('log', 'report', temp, ...at('auditor'))).toEqual({ code: 2, error: 'NO_LOG' });
  });
});

describe('names', () => {
  test('are shown to the party alone, erased on authority, and printed by no other command', async () => {
    await run('log', 'operator', `${CANARY} Operator`, ...at('health'));
    await run('link', ...at('health'));
    const { entries } = await json<{ entries: { seq: number; _sd: string[] }[] }>(
      ...['log', 'show', '--last', '1', ...at('health')],
    );
    const [{ seq, _sd } = { seq: -1, _sd: [] }] = entries;
    expect(_sd).toHaveLength(1);
    expect((await run('log', 'opening', String(seq), ...at('health'))).stdout).toBe(
      `operator: ${CANARY} Operator\n`,
    );
    const erase = ['log', 'erase', String(seq), 'operator', '--authority', 'DPO-2026-14', '--reason', CANARY];
    expect((await run(...erase, ...at('health'))).code).toBe(0);
    expect((await run('log', 'opening', String(seq), ...at('health'))).stdout).toMatch(
      /^operator: REDACTED \(entry \d+, on the authority of DPO-2026-14\)\n$/,
    );
    expect(
      await refused('log', 'erase', String(seq), 'operator', '--authority', CANARY, ...at('health')),
    ).toEqual({
      code: 2,
      error: 'AUTHORITY',
    });
    expect((await run('log', 'verify', ...at('health'))).code).toBe(0);
    await run('log', 'report', '--out', join(path, 'reports'), ...at('health'));
    const scrap = join(workspace('health'), 'work', 'scrap.txt');
    writeFileSync(scrap, CANARY);
    const said = [
      ...['--authority', CANARY, '--case-reference', CANARY],
      ...['--witnessed-by', CANARY, '--witness-role', CANARY],
    ];
    expect((await run('destroy', scrap, ...said, ...at('health'))).code).toBe(0);
    const stated = await json<{ file: string }>('log', 'policy', '--own', ...at('health'));
    const taken = await run('log', 'policy', stated.file, ...at('police'));
    expect(taken).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^this log may be witnessed by health/),
    });
    await run('log', 'operator', '--none', ...at('health'));
    expect(existsSync(join(workspace('health'), 'party', 'settings.json'))).toBe(false);
  });

  test('are nowhere in a log folder, a report, or what was printed', () => {
    const files = [
      ...filesUnder(log('health')).map((file) => join(log('health'), file)),
      ...filesUnder(join(path, 'reports')).map((file) => join(path, 'reports', file)),
    ];
    expect(files.some((file) => file.endsWith('.jsonl'))).toBe(true);
    expect(files.filter((file) => readFileSync(file, 'latin1').includes(CANARY))).toEqual([]);
    expect(printed.filter((text) => text.includes(CANARY))).toEqual([]);
  });
});

describe('the key that signs a log', () => {
  test('gives way to another, when the agreement names that', async () => {
    const { old, new: key } = await json<{ old: string; new: string }>(
      ...['log', 'key', 'rotate', '--approver', CANARY, ...at('childrens')],
    );
    expect(await refused('log', 'key', 'retire', ...at('childrens'))).toEqual({
      code: 1,
      error: 'LOG_KEY_NOT_AGREED',
    });
    const agreement = join(workspace('childrens'), 'agreement.yaml');
    writeFileSync(agreement, readFileSync(agreement, 'utf8').replace(old, key));
    expect((await run('log', 'key', 'retire', ...at('childrens'))).code).toBe(0);
    expect((await run('log', 'verify', ...at('childrens'))).code).toBe(0);
    const revoked = await json<{ new: string; lastGood: number }>('log', 'key', 'revoke', ...at('childrens'));
    expect(revoked.lastGood).toBeGreaterThan(0);
    expect((await run('log', 'verify', '--key', revoked.new, ...at('childrens'))).code).toBe(0);
    expect((await run('log', 'verify', ...at('childrens'))).code).toBe(1);
  });
});

test('nothing is left in the temporary folder', () => {
  expect(filesUnder(temp)).toEqual([]);
});
