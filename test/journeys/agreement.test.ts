/** The agreement through the built command line: signed by all, changed, suspended, lifted, shown. */
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemAmbient } from '../../src/ambient.ts';
import {
  createParty,
  liftSuspensions,
  openWorkspace,
  type PartyKeys,
  receiveFile,
  signAgreement,
} from '../../src/custody/index.ts';
import { completedAgreement, PARTIES, signedBy } from '../../src/demo/index.ts';
import { CANARY, partiesOf } from './agency.ts';
import { byTwos, facts, failure, scratch, throughline } from './cli.ts';
import { demonstration } from './demonstration.ts';

const { path, temp, remove } = scratch();
const demo = join(path, 'northmere');

const at = (workspace: string) => openWorkspace(workspace, systemAmbient);

interface Check {
  readonly inForce: boolean;
  readonly agreement: { readonly digest: string };
  readonly signatures: readonly { readonly party: string; readonly state: string; readonly keyId?: string }[];
  readonly clauses: readonly { readonly id: string; readonly holds: boolean }[];
}

beforeAll(async () => {
  await demonstration(demo);
});
afterAll(remove);

const agreementOf = (workspace: string): string => join(workspace, 'agreement.yaml');
const check = async (workspace: string): Promise<Check> => {
  const run = await throughline(['agreement', 'check', '--json', '--workspace', workspace], { temp });
  return JSON.parse(run.stdout) as Check;
};
const failing = async (workspace: string): Promise<string[]> =>
  (await check(workspace)).clauses.filter(({ holds }) => !holds).map(({ id }) => id);
const on = (workspace: string, ...words: string[]) => ['agreement', ...words, '--workspace', workspace];

/** Workspaces of all parties with new keys, and an agreement that nobody has signed. */
async function strangers(name: string): Promise<string> {
  const folder = join(path, name);
  const keys: PartyKeys[] = [];
  for (const party of PARTIES) {
    mkdirSync(join(folder, party), { recursive: true });
    keys.push(await createParty(join(folder, party), party, systemAmbient));
  }
  const text = readFileSync(join(demo, 'population', 'agreement.yaml'), 'utf8');
  for (const party of PARTIES) {
    writeFileSync(
      agreementOf(join(folder, party)),
      completedAgreement(text, keys, new Date(), '0123456789abcdef'),
    );
  }
  return folder;
}

describe('the ceremony', () => {
  test('ends with the same signatures everywhere, and every clause says yes', async () => {
    const folder = await strangers('ceremony');
    const first = join(folder, 'police');
    expect(await failing(first)).toEqual(['signed-by-all']);
    const signed = await facts<{ already: boolean; complete: boolean }>(on(first, 'sign'), { temp });
    expect(signed).toMatchObject({ already: false, complete: false });
    for (const party of PARTIES.slice(1)) await signAgreement(await at(join(folder, party)));
    const others = PARTIES.slice(1).map((party) => agreementOf(join(folder, party)));
    const taken = await throughline(on(first, 'receive', ...others), { temp });
    expect(taken.code).toBe(0);
    expect(taken.stdout).toMatch(/\n {2}every party has signed\nnext: take in the project key/);
    expect(await failing(first)).toEqual([]);
    const again = await throughline(on(first, 'sign'), { temp });
    expect(again.stdout).toContain('Signed before, nothing changed');
    const shown = await throughline(['agreement', 'check', '--workspace', first], { temp });
    expect(shown.stdout).toMatch(/ {2}yes {2}linkage-unit {2}signed, key [0-9a-f]{8}\n/);
    expect(shown.stdout).toContain(
      'A key is trusted because the agreement names it and all the others signed that.',
    );
    const log = await throughline(['log', 'show', '--workspace', first], { temp });
    expect(log.stdout).toContain('Police (agency) adopted the agreement');
    expect((await throughline(['log', 'verify', '--workspace', first], { temp })).code).toBe(0);
  });

  test('can be told over again by a copy in which one word was changed: it says who signed another wording', async () => {
    const copy = join(path, 'changed');
    cpSync(join(demo, 'police'), copy, { recursive: true });
    const text = readFileSync(agreementOf(copy), 'utf8');
    writeFileSync(agreementOf(copy), text.replace('title: Domestic abuse', 'title: Domestic  abuse'));
    const { signatures, clauses } = await check(copy);
    expect(signatures.map(({ state }) => state)).toEqual(PARTIES.map(() => 'signed another wording'));
    expect(clauses.filter(({ holds }) => !holds).map(({ id }) => id)).toEqual(['signed-by-all']);
    const { error } = await failure(
      ['pseudonymise', join(demo, 'population', 'police.csv'), '--replace', '--workspace', copy],
      { temp },
    );
    expect(error.code).toBe('PERMIT_NOT_SIGNED');
    const refused = await failure(on(copy, 'receive', agreementOf(join(demo, 'health'))), { temp });
    expect(refused.error.code).toBe('COPY_DIFFERS');
    expect(refused.error.message).toContain('about.title');
  });

  test('a remark and another layout change nothing', async () => {
    const copy = join(path, 'remark');
    cpSync(join(demo, 'police'), copy, { recursive: true });
    appendFileSync(agreementOf(copy), '# shown to the board\n');
    expect(await check(copy)).toMatchObject({
      inForce: true,
      agreement: (await check(join(demo, 'police'))).agreement,
    });
  });
});

describe('a suspension', () => {
  test('by one party stops seal, open, link and count; the lifting by all lets them go on', async () => {
    const folder = join(path, 'suspended');
    cpSync(demo, folder, { recursive: true });
    const of = (party: string) => join(folder, party);
    const { file } = await facts<{ file: string }>(on(of('health'), 'suspend', '--reason', 'a breach'), {
      temp,
    });
    const carried = join(of('analyst'), 'inbox', basename(file));
    cpSync(file, carried);
    await facts(on(of('analyst'), 'receive', carried), { temp });
    await receiveFile(await at(of('linkage-unit')), file);
    const commands = [
      ['link', '--workspace', of('linkage-unit')],
      ['overlap', '--workspace', of('analyst')],
    ];
    const refusals = await byTwos(commands, (words) => failure(words, { temp }));
    expect(refusals.map(({ run, error }) => [run.code, error.code])).toEqual(
      commands.map(() => [1, 'PERMIT_SUSPENDED']),
    );
    const shown = await throughline(['agreement', 'show', '--workspace', of('analyst')], { temp });
    expect(shown.stdout).toMatch(/^SUSPENDED by health at \S+: a breach/m);
    const { lifted } = await facts<{ lifted: { file: string }[] }>(on(of('analyst'), 'lift'), { temp });
    expect(lifted).toHaveLength(1);
    const liftings: string[] = [];
    for (const party of PARTIES.filter((id) => id !== 'analyst')) {
      if (party !== 'health') await receiveFile(await at(of(party)), file);
      liftings.push((await liftSuspensions(await at(of(party))))[0]!.file);
    }
    await facts(on(of('analyst'), 'receive', ...liftings), { temp });
    expect((await check(of('analyst'))).inForce).toBe(true);
    expect((await throughline(['overlap', '--workspace', of('analyst')], { temp })).code).toBe(0);
    expect((await check(of('police'))).inForce).toBe(false);
  });

  test('never repeats a reason that it refuses', async () => {
    const { run, error } = await failure(
      on(join(demo, 'police'), 'suspend', '--reason', `${CANARY} 999 000 0018`),
      { temp },
    );
    expect(error.code).toBe('REASON');
    expect(run.stdout + run.stderr).not.toContain(CANARY);
  });
});

describe('one organisation in two parts', () => {
  const combine = async (name: string, accept: boolean): Promise<string> => {
    const folder = join(path, name);
    cpSync(demo, folder, { recursive: true });
    let text = readFileSync(agreementOf(join(demo, 'police')), 'utf8').replace(/\nsignatures:[\s\S]*$/, '');
    text = text.replace('organisation: Carrow Bridge University', 'organisation: Northmere Police');
    if (accept) {
      text = text.replace(
        'combined-parts: []',
        'combined-parts: [{ organisation: Northmere Police, parts: [agency, linkage-unit] }]',
      );
    }
    const signed = await signedBy(text, partiesOf(demo));
    for (const party of PARTIES) writeFileSync(agreementOf(join(folder, party)), signed);
    return folder;
  };

  test('is refused where the agreement does not name it, although all signed', async () => {
    const folder = await combine('unnamed', false);
    expect(await failing(join(folder, 'linkage-unit'))).toEqual(['parts-apart']);
    expect((await failure(['link', '--workspace', join(folder, 'linkage-unit')], { temp })).error.code).toBe(
      'PERMIT_PARTS_COMBINED',
    );
  });

  test('is said first by every output where all signed that they accept it', async () => {
    const folder = await combine('named', true);
    const first =
      'NOTE: Northmere Police plays several parts (agency, linkage-unit), which every party accepted by name';
    const of = (party: string) => join(folder, party);
    const extract = join(demo, 'population', 'police.csv');
    for (const words of [
      ['agreement', 'show', '--workspace', of('analyst')],
      ['agreement', 'check', '--workspace', of('analyst')],
      ['pseudonymise', extract, '--replace', '--workspace', of('police')],
      [
        'seal',
        join(of('police'), 'work', 'police', 'events'),
        '--to',
        'analyst',
        '--workspace',
        of('police'),
      ],
    ]) {
      const run = await throughline(words, { temp });
      expect([words[0], run.code, run.stdout.slice(0, first.length)]).toEqual([words[0], 0, first]);
    }
    const json = await facts<{ combinedParts: string[] }>(
      ['agreement', 'check', '--workspace', of('police')],
      { temp },
    );
    expect(json.combinedParts[0]?.startsWith(first)).toBe(true);
    const csv = await throughline(['agreement', 'record', '--workspace', of('police')], { temp });
    expect([csv.stderr.startsWith(first), csv.stdout.startsWith('Party,')]).toEqual([true, true]);
  });
});

describe('the agreement on a page', () => {
  test('is one HTML file that loads and runs nothing, and says what must be said', async () => {
    const file = join(path, 'agreement.html');
    await facts(on(join(demo, 'police'), 'show', '--html', file), { temp });
    const page = readFileSync(file, 'utf8');
    expect(page).toContain(`default-src 'none'; style-src 'sha256-`);
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import|\bon[a-z]+=|javascript:/i,
    );
    expect(page.match(/https?:\/\/[^"'\s<]*/g)).toBeNull();
    for (const words of [
      'This agreement is in force.',
      'This is not legal advice',
      'UK GDPR Article 6(1)(e)',
      'Read and approved',
      'Any one party may suspend',
    ]) {
      expect(page).toContain(words);
    }
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<th scope="(?:col|row)">/g)!.length).toBe(page.match(/<th[ >]/g)!.length);
    const replaced = await failure(on(join(demo, 'police'), 'show', '--html', file), { temp });
    expect(replaced.error.code).toBe('OUTPUT_EXISTS');
  });

  test('is rows for the record of processing, in which nothing can pass for a formula', async () => {
    const copy = join(path, 'formula');
    cpSync(join(demo, 'police'), copy, { recursive: true });
    const text = readFileSync(agreementOf(copy), 'utf8');
    writeFileSync(
      agreementOf(copy),
      text.replace('organisation: Northmere Police', 'organisation: "=HYPERLINK(1)"'),
    );
    const { stdout } = await throughline(on(copy, 'record'), { temp });
    const rows = parse(stdout);
    expect(rows).toHaveLength(8);
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(rows[1]?.[1]).toBe("'=HYPERLINK(1)");
    const { rows: json } = await facts<{ rows: { organisation: string }[] }>(
      on(copy, 'record', '--party', 'police'),
      { temp },
    );
    expect(json.map(({ organisation }) => organisation)).toEqual(['=HYPERLINK(1)']);
  });
});
