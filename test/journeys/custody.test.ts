/** Keys, rights and the end of life of data through the built command line, at the parties of a small demonstration. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemAmbient } from '../../src/ambient.ts';
import { openWorkspace } from '../../src/custody/index.ts';
import { signedBy } from '../../src/demo/index.ts';
import { members, sealMembers } from '../custody/forge.ts';
import { logged, makePackage, type PackageSpec, TOKENS } from '../custody/world.ts';
import { type Agency, CANARY, partiesOf, policeAgency } from './agency.ts';
import { byTwos, facts, failure, ROOT, type Run, type RunOptions, scratch, throughline } from './cli.ts';

const { path, temp, remove } = scratch();
const extract = join(path, 'police.csv');
const PASSPHRASE = 'kestrel marigold lighthouse';
let agency: Agency;

beforeAll(async () => {
  agency = await policeAgency(path);
  writeFileSync(extract, agency.csv(20));
  writeFileSync(join(path, 'passphrase'), `${PASSPHRASE}\n`, { mode: 0o600 });
}, 300_000);
afterAll(remove);

/** Runs a command in a workspace; `--json` and success are the caller's to ask for. */
const at = (workspace: string, args: readonly string[], options: RunOptions = {}): Promise<Run> =>
  throughline([...args, '--workspace', workspace], { temp, ...options });
const factsAt = <T>(workspace: string, ...args: string[]): Promise<T> =>
  facts<T>([...args, '--workspace', workspace], { temp });
const codeAt = async (workspace: string, ...args: string[]): Promise<string> => {
  const { run, error } = await failure([...args, '--workspace', workspace], { temp });
  return `${run.code} ${error.code}`;
};
const copyOf = (party: string, name: string): string => {
  const copy = join(path, name);
  cpSync(join(agency.demo, party), copy, { recursive: true });
  return copy;
};
const amend = (workspace: string, change: (text: string) => string): void => {
  const file = join(workspace, 'agreement.yaml');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};

describe('keys locked with a passphrase', () => {
  const locked = join(path, 'locked');
  const withFile = ['--passphrase-file', join(path, 'passphrase')];
  let halves: unknown;
  beforeAll(async () => {
    mkdirSync(locked);
    halves = await facts(['party', 'new', 'police', '--workspace', locked, ...withFile], { temp });
    cpSync(join(agency.demo, 'police', 'agreement.yaml'), join(locked, 'agreement.yaml'));
    // The demonstration's agreement names the keys of its own police.
    amend(locked, (text) =>
      text.replace(/^ +log: police\.throughline\S+\n/m, '').replace(/^ +key-check: .*\n/m, ''),
    );
  });

  test('open with it from a file or a descriptor, and not without', async () => {
    expect(await codeAt(locked, 'key', 'new')).toBe('2 KEY_LOCKED');
    const made = await factsAt<{ keyCheck: string }>(locked, 'key', 'new', ...withFile);
    const status = await throughline(['key', 'status', '--json', '--passphrase-fd', '0', '-w', locked], {
      temp,
      input: PASSPHRASE,
    });
    expect(JSON.parse(status.stdout)).toMatchObject({ keyCheck: made.keyCheck });
    const wrong = await throughline(['key', 'status', '--passphrase-fd', '0', '-w', locked], {
      temp,
      input: 'something else',
    });
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('this is not the passphrase of these keys');
  });

  test('show their public halves again, as when they were made', async () => {
    expect(await codeAt(locked, 'party', 'show')).toBe('2 KEY_LOCKED');
    const shown = await factsAt<object>(locked, 'party', 'show', ...withFile);
    expect(halves).toEqual({ ...shown, isLocked: true });
  });

  test('are said not to be locked, where nothing could be asked', async () => {
    const open = join(path, 'open');
    mkdirSync(open);
    const { code, stdout } = await throughline(['party', 'new', 'health', '--workspace', open], { temp });
    expect(code).toBe(0);
    expect(stdout).toContain('The keys are NOT LOCKED: whoever can read party/ can sign and open as health.');
    expect(stdout).toContain('next: throughline party passphrase');
  });

  test('take no passphrase from arguments, where others on the machine see it', async () => {
    const odd = await at(locked, ['key', 'status', '--passphrase', PASSPHRASE]);
    expect(odd.code).toBe(2);
    const { stdout } = await throughline(['key', 'status', '--help'], { temp });
    const flags = new Set([...stdout.matchAll(/--passphrase[a-z-]*/g)].map(([flag]) => flag));
    expect([...flags].toSorted()).toEqual(['--passphrase-fd', '--passphrase-file']);
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  test.skipIf(!hasScript)('are asked for twice at a terminal, where the answer does not show', async () => {
    const where = join(path, 'asked');
    mkdirSync(where);
    const shown = await onTerminal(
      ['party', 'new', 'health', '--workspace', where],
      [PASSPHRASE, PASSPHRASE],
    );
    expect(shown).toContain('Passphrase for the private keys (empty for none):');
    expect(shown).toContain('The same again:');
    expect(shown).not.toContain('kestrel');
    expect(shown).not.toContain('NOT LOCKED');
    expect(existsSync(join(where, 'party', 'lock.age'))).toBe(true);
    const differing = join(path, 'differing');
    mkdirSync(differing);
    const refused = await onTerminal(
      ['party', 'new', 'health', '--workspace', differing],
      [PASSPHRASE, `${PASSPHRASE}!`],
    );
    expect(refused).toContain('the two passphrases are not the same');
    expect(readdirSync(differing)).toEqual([]);
    const open = await onTerminal(['party', 'new', 'health', '--workspace', differing], ['']);
    expect(open).toContain('The keys of health are made');
    expect(open).toContain('NOT LOCKED');
    expect(readdirSync(join(differing, 'party'))).not.toContain('lock.age');
    const status = await onTerminal(['key', 'status', '--workspace', locked], [PASSPHRASE]);
    expect(status).toMatch(/Passphrase: \s*Project key here/);
  });
});

/** Runs a command on a terminal of its own, giving each answer once the program has asked; what the terminal shows. */
function onTerminal(args: readonly string[], answers: readonly string[]): Promise<string> {
  const command = [process.execPath, join(ROOT, 'bin', 'run.js'), ...args]
    .map((word) => `'${word}'`)
    .join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env.PATH, HOME: temp, TMPDIR: temp, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let given = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
    const asked = shown.match(/(?:none\)|again|Passphrase): /g)?.length ?? 0;
    if (asked > given && given < answers.length) child.stdin.write(`${answers[given++]}\n`);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(shown));
  });
}

describe('the project key', () => {
  test('goes to custodians, is lost, comes back, and ends', async () => {
    const police = agency.workspace('key-story');
    const out = join(path, 'custodians');
    const made = await factsAt<{ files: string[]; keyCheck: string }>(
      police,
      'key',
      'split',
      '--shares',
      '3',
      '--threshold',
      '2',
      '--out',
      out,
    );
    expect(made.files.map((file) => basename(file))).toEqual(
      [1, 2, 3].map((n) => `project-key-share-${n}-of-3.txt`),
    );
    const key = readFileSync(join(police, 'party', 'project.key'));
    rmSync(join(police, 'party', 'project.key'));
    expect(await codeAt(police, 'key', 'combine', made.files[2]!)).toBe('2 KEY_SHARES_TOO_FEW');
    await factsAt(police, 'key', 'combine', made.files[2]!, made.files[0]!);
    expect(readFileSync(join(police, 'party', 'project.key'))).toEqual(key);
    expect((await at(police, ['key', 'status'])).stdout).toMatch(
      /Epoch: +1 \(the first project key of this workspace\)\n/,
    );
    await factsAt(police, 'key', 'retire');
    expect((await at(police, ['key', 'status'])).stdout).toMatch(
      new RegExp(`Epoch: +2 \\(1 project key was ended here before\\)\\nRetired: +${made.keyCheck} on `),
    );
    expect(await codeAt(police, 'pseudonymise', extract)).toBe('1 KEY_RETIRED');
    expect(await codeAt(police, 'key', 'combine', ...made.files)).toBe('1 KEY_RETIRED');
    expect((await at(police, ['log', 'verify'])).code).toBe(0);
  });

  test('is never sent to, split by or rebuilt at the linkage unit', async () => {
    const police = agency.workspace('never');
    expect(await codeAt(police, 'key', 'send', 'linkage-unit')).toBe('1 PERMIT_RECIPIENT_PART');
    const unit = copyOf('linkage-unit', 'no-key');
    const { stdout } = await at(unit, ['key', 'status']);
    expect(stdout).toContain('none here, as it should be');
    expect(stdout).not.toContain('Epoch');
    const two = ['--shares', '2', '--threshold', '2'];
    expect(await codeAt(unit, 'key', 'split', ...two)).toBe('2 KEY_MISSING');
    const { files } = await factsAt<{ files: string[] }>(police, 'key', 'split', ...two);
    expect(await codeAt(unit, 'key', 'combine', ...files)).toBe('1 PERMIT_WRONG_PART');
    expect(existsSync(join(unit, 'party', 'project.key'))).toBe(false);
  });
});

describe('tokens and events stay apart', () => {
  test.each([
    ['linkage-unit', 'events'],
    ['analyst', 'tokens'],
  ])('the %s refuses a share of %s, though it is sealed to it and announced', async (party, what) => {
    const police = await openWorkspace(copyOf('police', `sender-of-${what}`), systemAmbient);
    const there = copyOf(party, `refuses-${what}`);
    const { keys } = police.agreement.parties.find(({ id }) => id === party)!;
    const list = await members(police, join(police.paths.work, 'police', what), party);
    const file = await sealMembers(join(path, `${what}.age`), list, keys!.sealing!);
    const before = readdirSync(join(there, 'work'), { recursive: true }).length;
    expect(await codeAt(there, 'open', file)).toBe('1 PERMIT_WRONG_PART');
    expect(readdirSync(join(there, 'work'), { recursive: true })).toHaveLength(before);
    const { entries } = await factsAt<{ entries: { type: string }[] }>(there, 'log', 'show', '--last', '1');
    expect(entries).toMatchObject([{ type: 'denial' }]);
  });

  test('and neither is sealed to the other', async () => {
    const police = copyOf('police', 'seals-wrongly');
    expect(
      await codeAt(police, 'seal', join(police, 'work', 'police', 'events'), '--to', 'linkage-unit'),
    ).toBe('1 PERMIT_RECIPIENT_PART');
    expect(await codeAt(police, 'seal', join(police, 'work', 'police', 'tokens'), '--to', 'analyst')).toBe(
      '1 PERMIT_RECIPIENT_PART',
    );
  });
});

describe('sealing that is killed', () => {
  test('leaves no share under its name, says in the log that it was begun, and needs no help', async () => {
    const police = copyOf('police', 'killed');
    rmSync(join(police, 'outbox'), { recursive: true });
    const made = async (name: string, spec: PackageSpec) => {
      const workspace = await openWorkspace(police, systemAmbient);
      await logged(workspace, await makePackage(workspace.agreement, join(police, name), spec));
    };
    const rows = Array.from(
      { length: 300_000 },
      (_, n) => `${String(n).padStart(32, '0')},0123456789abcdef,3`,
    );
    await made('large', { ...TOKENS, rows });
    const outbox = () => (readdirSync(police).includes('outbox') ? readdirSync(join(police, 'outbox')) : []);
    const seal = (folder: string, options: RunOptions = {}) =>
      at(police, ['seal', join(police, folder), '--to', 'linkage-unit'], options);
    const killed = async (): Promise<Run> => {
      let timer: NodeJS.Timeout | undefined;
      const run = await seal('large', {
        onStart: (kill) => {
          timer = setInterval(() => {
            if (outbox().some((name) => name.startsWith('.'))) kill('SIGKILL');
          }, 5);
        },
      }).finally(() => clearInterval(timer));
      if (run.signal !== undefined) return run;
      // On a busy machine the share can be whole before anybody looks.
      rmSync(join(police, 'outbox'), { recursive: true });
      return killed();
    };
    expect((await killed()).signal).toBe('SIGKILL');
    expect(outbox().filter((name) => !name.startsWith('.'))).toEqual([]);
    const { entries } = await factsAt<{ entries: { type: string; phase: string }[] }>(
      police,
      'log',
      'show',
      '--last',
      '1',
    );
    expect(entries).toMatchObject([{ type: 'disclosure', phase: 'intent' }]);
    await made('small', TOKENS);
    expect((await seal('small')).code).toBe(0);
    expect(outbox()).toHaveLength(1);
    expect((await at(police, ['log', 'verify'])).code).toBe(0);
  });
});

describe("a person's rights, from the agency to the figures", () => {
  test('an objection takes them out of tokens, links and events, at every party', async () => {
    const police = copyOf('police', 'rights-police');
    const unit = copyOf('linkage-unit', 'rights-unit');
    const analyst = copyOf('analyst', 'rights-analyst');
    const events = join('work', 'police', 'events', 'events.csv');
    const reference = readFileSync(join(police, events), 'utf8').split('\n')[1]!.slice(0, 32);
    const held = (): boolean[] =>
      [
        join(unit, 'work', 'tokens', 'police', 'tokens.csv'),
        join(unit, 'work', 'links', 'links.csv'),
        join(analyst, 'work', 'events', 'police', 'events.csv'),
        join(analyst, 'work', 'links', 'links.csv'),
      ].map((file) => readFileSync(file, 'utf8').includes(reference));
    expect(held()).toEqual([true, true, true, true]);
    const asked = await at(police, ['object', reference, '--reason', 'case 12']);
    expect(asked.stdout).toMatch(/^Recorded: objection, for 1 person\. /);
    expect(asked.stdout).toContain('Here: nothing that is made from now on has this person in it');
    expect(asked.stdout).toContain(
      'Elsewhere: each of these parties goes on holding them until it has opened',
    );
    const notices = ['analyst', 'linkage-unit'].map((to) => {
      const [, file] = new RegExp(`^ {2}(.*) \\(to ${to}\\)$`, 'm').exec(asked.stdout) ?? [];
      return { file: file! };
    });
    expect(
      await codeAt(police, 'seal', join(police, 'work', 'police', 'tokens'), '--to', 'linkage-unit'),
    ).toMatch(/^1 PACKAGE_BEFORE_REQUEST|2 OUTPUT_EXISTS/);
    await factsAt(analyst, 'open', notices[0]!.file);
    await factsAt(unit, 'open', notices[1]!.file);
    expect(held()).toEqual([false, false, false, false]);
    const [linked, counted, made] = await byTwos(
      [
        () => at(unit, ['link']),
        () => at(analyst, ['overlap']),
        () => at(police, ['pseudonymise', join(agency.demo, 'population', 'police.csv'), '--replace']),
      ],
      (run) => run(),
    );
    expect([linked!.code, counted!.code, made!.code]).toEqual([0, 0, 0]);
    expect(made!.stdout).toContain('1 local person left out at their own request');
    expect(readFileSync(join(police, events), 'utf8')).not.toContain(reference);
    expect(readFileSync(join(unit, 'work', 'links', 'links.csv'), 'utf8')).not.toContain(reference);
    for (const workspace of [police, unit, analyst])
      expect((await at(workspace, ['log', 'verify'])).code).toBe(0);
  });
});

describe('the end of life', () => {
  test('what is due is listed, destroyed with a certificate, and known to the log', async () => {
    const unit = copyOf('linkage-unit', 'end-unit');
    amend(unit, (text) => text.replace(/(kind: tokens,? ?\n? *,? *days:) \d+/, '$1 0'));
    const due = await throughline(['retention', 'due', '--json', '--workspace', unit], { temp });
    expect(due.code).toBe(1);
    const { kept } = JSON.parse(due.stdout) as { kept: { path: string; form: string }[] };
    expect(kept.map(({ path: where }) => where)).toContain('work/tokens/police');
    const target = join(unit, 'work', 'tokens', 'police');
    const gone = await factsAt<{ certificate: string; entry: number }>(
      unit,
      'destroy',
      target,
      '--authority',
      'retention, head of governance',
    );
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(gone.certificate).toSorted()).toEqual([
      'certificate.txt',
      'entry.json',
      'entry.tlog-proof',
    ]);
    const { stdout } = await at(unit, ['log', 'show', '--operation', 'erasure']);
    expect(stdout).toContain('Linkage-unit erased tokens by the step "destroy"');
    const verified = await at(unit, ['log', 'verify']);
    expect(verified.code).toBe(0);
    expect(verified.stdout).toMatch(/^(?:UN)?WITNESSED\b.*, whole: /);
    const share = readdirSync(join(unit, 'inbox')).find((name) => name.startsWith('police-tokens'))!;
    amend(unit, (text) => text.replace(/(kind: tokens,? ?\n? *,? *days:) 0/, '$1 90'));
    expect(await codeAt(unit, 'open', join(unit, 'inbox', share))).toMatch(/^1 /);
  });
});

describe('no identifier', () => {
  test('is in what these commands print, or in any file that they leave', async () => {
    const police = agency.workspace('canary');
    const approverFolder = join(path, 'approver');
    const { approver } = await factsAt<{ approver: string }>(
      police,
      'trace',
      'key',
      'caldicott-guardian',
      '--out',
      approverFolder,
    );
    amend(police, (text) =>
      text.replace(
        /^( +)log: police\.throughline\S+\n/m,
        (line, indent: string) => `${line}${indent}approvers: ["${approver}"]\n`,
      ),
    );
    const amended = readFileSync(join(police, 'agreement.yaml'), 'utf8');
    const signed = await signedBy(amended, partiesOf(agency.demo));
    amend(police, () => signed);
    await factsAt(police, 'pseudonymise', extract);
    const ids = join(path, 'ids.txt');
    writeFileSync(ids, 'N00000003\nN00000004\n');
    const events = readFileSync(join(police, 'work', 'police', 'events', 'events.csv'), 'utf8');
    const reference = events.split('\n')[1]!.slice(0, 32);
    const approval = join(path, 'approval.txt');
    const reason = ['--reason', 'order 7'];
    const steps = [
      ['trace', 'approve', reference, ...reason, '--key', approverFolder, '--out', approval],
      ['trace', reference, extract, ...reason, '--approval', approval],
      ['trace', reference, extract, ...reason, '--approval', approval],
      ['object', '--people', ids, ...reason],
      ['object', '--people', extract, ...reason],
      ['object', '--restore', ...reason],
      ['correct', reference, ...reason],
      ['pseudonymise', extract, '--replace'],
      ['key', 'split', '--shares', '2', '--threshold', '2'],
      ['key', 'combine', extract],
      ['retention', 'due', '--all'],
      ['destroy', join(police, 'work', 'police', 'tokens'), '--authority', 'retention'],
      ['destroy', extract, '--authority', 'retention'],
      ['key', 'retire'],
      ['party', 'passphrase', '--new-passphrase-file', join(path, 'passphrase')],
    ];
    const runs: Run[] = [];
    for (const step of steps) runs.push(await at(police, step));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0]);
    expect(runs[1]!.stdout).toMatch(
      /^police\.csv: row \d+, as a spreadsheet counts .*\nApproved by: caldicott-guardian\./,
    );
    const secret = new RegExp(`${CANARY}|Forename\\d|N0000000[34]|kestrel`);
    for (const { stdout, stderr } of runs) expect(`${stdout}${stderr}`).not.toMatch(secret);
    const files = readdirSync(police, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const leaking = files.filter((entry) =>
      secret.test(readFileSync(join(entry.parentPath, entry.name), 'latin1')),
    );
    expect(leaking.map(({ name }) => name)).toEqual([]);
    expect((await at(police, ['log', 'verify'])).code).toBe(0);
  }, 180_000);
});
