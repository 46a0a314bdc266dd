/** The whole story through the built command line: it plays, its logs hold, and no byte of them can change unseen. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/terminal/index.ts';
import { byTwos, facts, failure, PROGRAM, type Run, scratch, throughline } from './cli.ts';
import { contentsOf, filesUnder } from './tree.ts';

const PARTIES = ['police', 'health', 'housing', 'childrens', 'linkage-unit', 'analyst', 'auditor'];

interface DemoFacts {
  readonly people: number;
  readonly localPeople: number;
  readonly folder: string;
  readonly logs: readonly { readonly party: string; readonly whole: boolean; readonly entries: number }[];
  readonly figures: readonly { readonly id: string; readonly controlled: boolean }[];
}

const { path, temp, remove } = scratch();
const out = join(path, 'northmere');
let machine: Run;
let told: Run;

const demo = (folder: string, ...more: string[]): Promise<Run> =>
  throughline(['demo', '--people', '150', '--out', folder, ...more], { cwd: path, temp });

beforeAll(async () => {
  [machine, told] = await Promise.all([demo('northmere', '--json', '--no-report'), demo('told')]);
}, 300_000);
afterAll(remove);

describe('the story, for a script', () => {
  test('is JSON and nothing else, with every log whole', () => {
    expect({ code: machine.code, stderr: machine.stderr }).toEqual({ code: 0, stderr: '' });
    const shown = JSON.parse(machine.stdout) as DemoFacts;
    expect(shown.folder).toBe(out);
    expect(shown.people).toBeGreaterThan(100);
    expect(shown.localPeople).toBeGreaterThan(shown.people);
    expect(shown.logs.map(({ party }) => party).sort()).toEqual([...PARTIES].sort());
    expect(shown.logs.filter(({ whole }) => !whole)).toEqual([]);
    expect(shown.figures.map(({ controlled }) => controlled)).toEqual([true, true, true]);
  });

  test('leaves nothing in the temporary folder', () => {
    expect(filesUnder(temp)).toEqual([]);
  });
});

describe('the story, for a person', () => {
  test('fits a screen of 80 columns', () => {
    expect(told.stdout.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });

  test('is told in numbered steps, one after another', () => {
    expect({ code: told.code, stderr: told.stderr }).toEqual({ code: 0, stderr: '' });
    // A long step goes on under itself.
    const steps = [...told.stdout.replaceAll(/\n {4}(?=\S)/g, ' ').matchAll(/^ ?(\d+)\. (.+)$/gm)];
    expect(steps.map(([, number]) => Number(number))).toEqual(steps.map((_, index) => index + 1));
    const story = steps.map(([, , sentence]) => sentence).join('\n');
    const inOrder = [
      'inventing a population',
      'each party has made its own keys',
      'every party has signed this exact wording',
      'the linkage unit never holds it',
      'police turned',
      'police sealed its tokens to the linkage-unit',
      'police sealed its events to the analyst',
      'childrens turned',
      'the linkage unit found',
      'linkage-unit sealed its links to the analyst',
      "the agencies have witnessed each other's share logs",
      'the analyst counted',
      'wrote the report',
      'the auditor checked a copy of every log',
    ];
    const places = inOrder.map((words) => story.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('names the report to open and the log to verify', () => {
    const file = join(path, 'told', 'analyst', 'release', 'REPORT.html');
    expect(told.stdout).toContain('told/analyst/release/REPORT.html');
    expect(readFileSync(file, 'utf8')).toContain('<h2 id="findings">Headline findings</h2>');
    expect(told.stdout).toContain('npx throughline log verify --workspace told/analyst');
  });

  test('ends with commands that work', async () => {
    const next = told.stdout.slice(told.stdout.indexOf('Try next:'));
    const commands = [...next.matchAll(/^ {2}npx throughline (.+)$/gm)].map(([, words]) => words!.split(' '));
    expect(commands.length).toBeGreaterThanOrEqual(4);
    const runs = await byTwos(commands, (words) => throughline(words, { cwd: path, temp }));
    expect(runs.map(({ code }) => code)).toEqual(commands.map(() => 0));
    expect(runs.filter(({ stdout }) => stdout === '')).toEqual([]);
  });
});

describe('the share logs', () => {
  test('of all parties verify', async () => {
    const runs = await byTwos(PARTIES, (party) =>
      throughline(['log', 'verify', '--workspace', join(out, party)], { temp }),
    );
    for (const { code, stdout } of runs) {
      expect(code).toBe(0);
      expect(stdout).toMatch(/^WITNESSED \(\d of 6 distinct organisations; the policy asks for 1\), whole: /);
    }
  });

  test('are shown from any workspace, or from a copy of a log', async () => {
    const shown = await byTwos(
      [
        ['--workspace', join(out, 'police')],
        [join(out, 'police')],
        [join(out, 'auditor', 'received', 'police')],
      ],
      (where) => throughline(['log', 'show', ...where], { temp }),
    );
    expect(shown.map(({ code, stdout }) => [code, stdout])).toEqual(shown.map(() => [0, shown[0]!.stdout]));
    expect(shown[0]!.stdout).toContain('Police (agency) disclosed tokens to linkage-unit');
  });

  const onScreen = (args: readonly string[]): readonly string[] | undefined => {
    const command = ['stty', 'cols', '80', ';', process.execPath, PROGRAM, ...args].join(' ');
    const run = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: temp,
      encoding: 'utf8',
      // No progress lines, which are drawn over and over.
      env: { ...process.env, CI: '1' },
    });
    return run.status === 0 ? run.stdout.split(/\r?\n/) : undefined;
  };

  test.for(['show', 'verify'])('fit a terminal of 80 columns: log %s', (command, { skip }) => {
    const lines = onScreen(['log', command, join(out, 'police')]) ?? skip('skipped: needs script');
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => displayWidth(line) > 80)).toEqual([]);
  });

  test('are found out after one byte of any file is changed', async () => {
    const copy = join(path, 'short');
    cpSync(join(out, 'auditor'), copy, { recursive: true });
    // A log that is short, so that every one of its files can be tried: begun anew, it holds two refusals.
    rmSync(join(copy, 'log'), { recursive: true });
    rmSync(join(copy, 'party', 'head.json'));
    await failure(['link', '--workspace', copy], { temp });
    await failure(['link', '--workspace', copy], { temp });
    expect((await facts<{ size: number }>(['log', 'verify', '--workspace', copy], { temp })).size).toBe(2);
    const files = filesUnder(join(copy, 'log'));
    expect(files).toEqual(expect.arrayContaining(['checkpoint', 'policy', 'tile/0/000.p/2']));
    const missed = await byTwos(files, (file) =>
      changedByteMissed(copy, file, `short-${file.replaceAll('/', '-')}`),
    );
    expect(missed.filter((file) => file !== undefined)).toEqual([]);
  });

  test("are found out in every party's workspace", async () => {
    const missed = await byTwos(PARTIES, (party) => {
      const files = filesUnder(join(out, party, 'log'));
      const file = files[(PARTIES.indexOf(party) * 7) % files.length]!;
      return changedByteMissed(join(out, party), file, `changed-${party}`);
    });
    expect(missed.filter((file) => file !== undefined)).toEqual([]);
  });
});

describe('a second story in the same folder', () => {
  test('is refused, and the first is as it was', async () => {
    const before = contentsOf(out);
    const { run, error } = await failure(['demo', '--people', '150', '--out', out], { cwd: path, temp });
    expect({ code: run.code, error: error.code }).toEqual({ code: 2, error: 'OUTPUT_EXISTS' });
    expect(error.message).toContain(out);
    expect(contentsOf(out)).toEqual(before);
  });
});

/** Changes a byte in the middle of one log file of a copy of `workspace`; the file's name when nobody noticed. */
async function changedByteMissed(workspace: string, file: string, name: string): Promise<string | undefined> {
  const copy = join(path, name);
  cpSync(workspace, copy, { recursive: true });
  const changed = join(copy, 'log', file);
  const bytes = readFileSync(changed);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle]! ^ 1;
  writeFileSync(changed, bytes);
  const { code, stdout } = await throughline(['log', 'verify', '--workspace', copy], { temp });
  return code === 1 && stdout.includes(file) ? undefined : `${name}: exit ${code}\n${stdout}`;
}
