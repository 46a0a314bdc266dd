/** The whole bench on a few people, and what it must find where the packages are weak. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runAttacks } from '../../scripts/attack/attacks.mjs';
import { CANARY, canariesIn, searchCanary } from '../../scripts/attack/canary.mjs';
import { renewDocs } from '../../scripts/attack/docs.mjs';
import { inCommon, orderAgainstOther, orderAgainstSource, orderLimit } from '../../scripts/attack/order.mjs';
import { reportText } from '../../scripts/attack/report.mjs';
import { makeWorld } from '../../scripts/attack/world.mjs';
import { scratch } from '../files/helpers.ts';

interface LocalPerson {
  readonly agency: string;
  readonly row: number;
  readonly references: { readonly first: string; readonly second: string };
}

interface World {
  readonly packages: { readonly first: readonly { readonly agency: string; readonly file: string }[] };
  readonly locals: readonly LocalPerson[];
}

let world: World;
let findings: Awaited<ReturnType<typeof runAttacks>>;

beforeAll(async () => {
  const say = () => {};
  world = await makeWorld({ people: 400, seed: 3, folder: scratch(), threads: 1, say });
  findings = await runAttacks(world, { restarts: 2, guesses: 20_000, without: [], byMatchKey: false, say });
});

describe('what agencies make of a few people', () => {
  test('stands every attack that needs no great number of people', () => {
    const { order, agreements, canary, known, broken } = findings;
    expect(order).toHaveLength(8);
    for (const { holds } of [...order, agreements, ...agreements.order, canary, ...known])
      expect(holds).toBe(true);
    expect(agreements.common.tokens).toBe(0);
    expect(agreements.common.of).toBeGreaterThan(10_000);
    expect(canary).toMatchObject({ found: 0 });
    expect(canary.planted).toBeGreaterThan(50);
    for (const attack of ['(c)', '(d)', '(e)', '(f)']) expect(broken).not.toContain(attack);
  });

  test('holds all people and their match-keys', () => {
    expect(findings.records).toBeGreaterThan(450);
    expect(findings.frequency.columns.length).toBe(findings.matchKeys);
    const people = findings.graph.find(({ name }: { name: string }) => name.startsWith('register')).people;
    expect(people).toBeGreaterThan(380);
    expect(people).toBeLessThanOrEqual(400);
  });

  test('falls to whoever holds the key', () => {
    expect(findings.collusion.guesses).toBeLessThanOrEqual(20_000);
    expect(findings.collusion.share.share).toBeGreaterThan(0.9);
  });

  test('is judged by the numbers given, each with interval, limit and verdict', () => {
    const text = reportText(findings);
    for (const letter of 'abcdefg') expect(text).toContain(`\n(${letter}) `);
    expect(text).toContain('A failed attack is a floor, not a certificate');
    expect(text.match(/\bPASS\b/g)!.length).toBeGreaterThan(15);
    const broken = { ...findings, broken: ['(d)'] };
    expect(reportText(broken)).toContain('FAIL: a limit is broken in (d).');
  });
});

describe('the bench finds', () => {
  test('rows in the order of the extract', async () => {
    const { agency, file } = world.packages.first[0]!;
    const rowOf = new Map(
      world.locals
        .filter((local) => local.agency === agency)
        .map(({ row, references }) => [references.first, row]),
    );
    const [header, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const place = (line: string) => rowOf.get(line.slice(0, 32)) ?? 0;
    const weak = join(scratch(), 'tokens.csv');
    await writeFile(weak, `${[header, ...lines.toSorted((a, b) => place(a) - place(b))].join('\n')}\n`);
    const { r, count } = await orderAgainstSource(weak, rowOf);
    expect(count).toBeGreaterThan(150);
    expect(Math.abs(r)).toBeGreaterThan(orderLimit(count));
  });

  test('one token key used under two agreements', async () => {
    const police = world.packages.first[0]!;
    const same = new Map(world.locals.map(({ references: { first } }) => [first, first]));
    const common = await inCommon([police], [police]);
    expect(common.tokens).toBe(common.of);
    expect(common.references).toBe(common.ofReferences);
    expect((await orderAgainstOther(police.file, police.file, same)).r).toBe(1);
  });

  test('a canary in a package, however it is written', async () => {
    const folder = scratch();
    await mkdir(join(folder, 'tokens'));
    const file = join(folder, 'tokens', 'tokens.csv');
    await writeFile(file, 'reference,presence\n');
    expect(await searchCanary([folder])).toMatchObject({ found: 0, files: 1 });
    await appendFile(file, `abc,${CANARY.toUpperCase()}\n`);
    expect((await searchCanary([folder])).found).toBe(1);
  });

  test.each([
    ['as it is', Buffer.from(`x${CANARY}y`)],
    ['folded', Buffer.from(CANARY.toLowerCase())],
    ['in hexadecimal', Buffer.from(Buffer.from(CANARY).toString('hex'))],
    ['in UTF-16', Buffer.from(CANARY, 'utf16le')],
    ['backwards', Buffer.from([...CANARY].reverse().join(''))],
    ['in base64', Buffer.from(Buffer.from(`{"name":"${CANARY}"}`).toString('base64'))],
    ['in base64, one further', Buffer.from(Buffer.from(`{"name": "${CANARY}"}`).toString('base64'))],
    ['in base64, two further', Buffer.from(Buffer.from(`{"names": "${CANARY}"}`).toString('base64'))],
  ])('a canary %s', (_, bytes) => {
    expect(canariesIn(bytes)).toBeGreaterThan(0);
  });
});

describe('the docs', () => {
  test('get the figures of a run in their place, and keep the rest', async () => {
    const file = join(scratch(), 'attacks.md');
    const place = (await readFile(new URL('../../docs/attacks.md', import.meta.url), 'utf8')).match(
      /<!-- figures[\s\S]*end of figures -->/,
    )![0];
    await writeFile(file, `before\n${place}\nafter\n`);
    await renewDocs(findings, file);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^before\n<!-- figures/);
    expect(text).toMatch(/end of figures -->\nafter\n$/);
    expect(text).toContain(`\n\n400 people (seed 3), ${findings.records} records at 4 agencies`);
    for (const letter of 'abcdefg') expect(text).toContain(`\n| (${letter}) `);
    await expect(renewDocs(findings, join(scratch(), 'none'))).rejects.toThrow('ENOENT');
  });
});
