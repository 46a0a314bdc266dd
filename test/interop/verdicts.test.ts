/**
 * Three programs that know nothing of each other are asked about every case log, question by question: this one,
 * Go's transparency-log packages, and openssl, which can be asked about signatures alone. They have to agree. So they
 * have to about the logs of the demo, where one was played (THROUGHLINE_DEMO names its folder).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  archivedCheckpoint,
  archivedSizes,
  makeProof,
  makeRequest,
  noteBytes,
  parsePolicy,
  requestBytes,
  vkeyText,
} from '../../src/sharelog/index.ts';
import { type CaseLog, caseLogs } from '../sharelog/corpus.ts';
import { fromDisk, toDisk } from '../sharelog/rawlog.ts';
import { type Answer, answered, type Question } from '../sharelog/verdicts.ts';
import { goAnswers, goVerifier, Openssl, runsGo, runsOpenssl } from './programs.ts';

type Asked = Pick<CaseLog, 'id' | 'what' | 'question'>;

const QUESTIONS = ['keys', 'signed', 'cosigned', 'root', 'tiles', 'archive', 'proofs'] as const;
type Counts = Record<(typeof QUESTIONS)[number], number>;

/** Every answer in which somebody does not agree with this program; counts the questions that were answered. */
async function disagreements(
  logs: readonly Asked[],
  count: (id: string, counts: Counts) => void,
): Promise<string[]> {
  const program = await goVerifier();
  const theirs = await goAnswers(
    program,
    logs.map(({ question }) => question),
  );
  const openssl = new Openssl();
  const found: string[] = [];
  for (const [i, { id, what, question }] of logs.entries()) {
    const { whole, ...ours } = await answered(question);
    const go = theirs[i]!;
    const differ = (name: string, mine: unknown, other: unknown): void => {
      if (JSON.stringify(mine) === JSON.stringify(other)) return;
      found.push(`${id} ${what}: ${name}: ${JSON.stringify(mine)}, not ${JSON.stringify(other)}`);
    };
    for (const name of QUESTIONS) differ(`${name} (Go)`, ours[name], go[name] ?? []);
    if (runsOpenssl) differ('signed (openssl)', ours.signed, await openssl.signed(question));
    const isDamaged = [go.root, go.tiles, go.archive].includes('no') || go.signed[0] === 'no';
    if (isDamaged && whole && question.keys.length === 1 && ours.keys[0] === 'yes') {
      if (!isAskedUnderOlderKey(id)) found.push(`${id} ${what}: whole, which Go does not find`);
    }
    count(id, countsOf(ours));
  }
  return found;
}

/** A log whose key changed is whole by its own entries, which others do not read. */
const isAskedUnderOlderKey = (id: string): boolean => id === 'T25';

function countsOf(answer: Answer): Counts {
  const number = (one: unknown): number => {
    if (Array.isArray(one)) return one.reduce((sum: number, each) => sum + number(each), 0);
    return one === 'unasked' ? 0 : 1;
  };
  return Object.fromEntries(QUESTIONS.map((name) => [name, number(answer[name])])) as Counts;
}

function table(counts: ReadonlyMap<string, Counts & { logs: number }>): string {
  const head = ['', 'logs', ...QUESTIONS];
  const numbered = [...counts].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const rows = numbered.map(([id, one]) => [id, one.logs, ...QUESTIONS.map((name) => one[name])]);
  return [head, ...rows]
    .map((row) => row.map((cell, i) => String(cell).padStart(i === 0 ? 15 : 9)).join(''))
    .join('\n');
}

function counting(): {
  counts: Map<string, Counts & { logs: number }>;
  count: (id: string, more: Counts) => void;
} {
  const counts = new Map<string, Counts & { logs: number }>();
  const count = (id: string, more: Counts): void => {
    const before = counts.get(id);
    const sums = QUESTIONS.map((name) => [name, (before?.[name] ?? 0) + more[name]] as const);
    counts.set(id, { ...(Object.fromEntries(sums) as Counts), logs: (before?.logs ?? 0) + 1 });
  };
  return { counts, count };
}

const ANSWERED = `(each question answered alike by Go${runsOpenssl ? ', and the signatures by openssl' : ''})`;

describe.skipIf(!runsGo)('this program, Go and openssl', () => {
  test('agree on every question about every case log', async () => {
    const { counts, count } = counting();
    const logs = await caseLogs();
    expect(await disagreements(logs, count)).toEqual([]);
    expect(logs.length).toBeGreaterThan(120);
    console.log(`Questions asked about the case logs ${ANSWERED}:\n${table(counts)}`);
  }, 120_000);
});

const demo = process.env.THROUGHLINE_DEMO;
if (demo === undefined) console.log('skipped: needs THROUGHLINE_DEMO, the folder of a demo that was played');

describe.skipIf(!runsGo || demo === undefined)('the logs that the demo made', () => {
  let logs: Asked[];

  beforeAll(async () => {
    const folders = await readdir(demo!, { withFileTypes: true });
    const found = await Promise.all(
      folders.filter((folder) => folder.isDirectory()).map(async ({ name }) => demoLog(name)),
    );
    logs = found.flatMap((log) => log ?? []);
  });

  test('are alike to this program, Go and openssl', async () => {
    expect(logs.length).toBeGreaterThan(5);
    const { counts, count } = counting();
    expect(await disagreements(logs, count)).toEqual([]);
    const answers = await Promise.all(logs.map(async ({ question }) => answered(question)));
    for (const answer of answers)
      expect(answer).toMatchObject({ whole: true, root: 'yes', tiles: 'yes', archive: 'yes' });
    expect(answers.flatMap(({ signed, proofs }) => [...signed, ...proofs]).includes('no')).toBe(false);
    console.log(`Questions asked about the logs of the demo ${ANSWERED}:\n${table(counts)}`);
  }, 60_000);
});

/** The log of a party of the demo, with every checkpoint it kept, and proofs of some of its entries and of its growth. */
async function demoLog(party: string): Promise<Asked | undefined> {
  const policy = await readFile(join(demo!, party, 'log', 'policy')).catch(() => undefined);
  if (policy === undefined) return undefined;
  const { logs, witnesses } = parsePolicy(policy);
  const dir = await toDisk(await fromDisk(join(demo!, party, 'log')));
  const sizes = await archivedSizes(dir);
  const size = sizes.at(-1)!;
  const checkpoint = await archivedCheckpoint(dir, size);
  const asked = new Map<string, Uint8Array>();
  for (const entry of new Set([0, size >> 1, size - 1])) {
    asked.set(`${entry}.tlog-proof`, await makeProof(dir, entry, noteBytes(checkpoint.note)));
  }
  for (const old of sizes.slice(0, 6)) {
    asked.set(`from-${old}`, requestBytes(await makeRequest(dir, old, checkpoint)));
  }
  const files = new Map([...asked].map(([name, content]) => [`asked/${name}`, content]));
  const question: Question = {
    dir: await toDisk(new Map([...(await fromDisk(dir)), ...files])),
    keys: logs.map(vkeyText),
    witnesses: witnesses.map(({ verifier }) => vkeyText(verifier)),
    checkpoints: ['checkpoint', ...sizes.map((kept) => `checkpoints/${kept}`)],
    proofs: [...files.keys()],
  };
  return { id: party, what: 'in the demo', question };
}
