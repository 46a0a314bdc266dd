/**
 * The first hour of three agencies whose workbooks no preset has seen: from an Excel file to a sealed share through
 * the built command line, with nothing edited in the agreement but the columns section. All people are invented.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { TO_BE_WRITTEN } from '../../src/agreement/index.ts';
import { systemAmbient } from '../../src/ambient.ts';
import { createParty, type PartyKeys } from '../../src/custody/index.ts';
import { completedAgreement, signEverywhere } from '../../src/demo/index.ts';
import { textRow, type Value, workbookFrom, workbookOf } from '../files/packed/workbooks.ts';
import { facts, failure, scratch, throughline } from './cli.ts';

const { path, temp, remove } = scratch();
afterAll(remove);

const SURNAMES = ['Zzyxwhistle', 'Quillfeather', 'Marrowgate', 'Thistlewick', 'Ombersley-Vane', 'Pennyroyal'];
const FORENAMES = ['Xanthippabel', 'Corisande', 'Ysolda', 'Merriwen', 'Tamsinette', 'Elowyn'];
const COUNT = 24;
/** So that no figure of the story depends on the day it is played. */
const year = new Date().getUTCFullYear() - 1;
const day = (n: number): Date => new Date(Date.UTC(year, n % 12, 13 + (n % 14)));
const born = (n: number): Date => new Date(Date.UTC(1960 + (n % 35), n % 12, 1 + ((n * 7) % 28)));
const slashed = (date: Date): string =>
  `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${date.getUTCFullYear()}`;
const people = Array.from({ length: COUNT }, (_, n) => ({
  n,
  surname: SURNAMES[n % SURNAMES.length]!,
  forename: FORENAMES[(n * 5 + 1) % FORENAMES.length]!,
  phone: 7_700_900_600 + n,
}));

interface Agency {
  readonly id: string;
  readonly workbook: () => Promise<Buffer> | Buffer;
  /** What has to be said of the file so that it can be read. */
  readonly flags: readonly string[];
  /** The error before it is said. */
  readonly refused: string;
  /** What an IG lead does to the proposed columns. */
  readonly edit: (proposed: string) => string;
  readonly mends: RegExp;
  readonly people: number;
}

const uncomment = (text: string, line: string): string => {
  expect(text).toContain(`# ${line}`);
  return text.replace(`# ${line}`, line);
};

const AGENCIES: readonly Agency[] = [
  {
    // A support service: a title over everything, Welsh headers, phones as numbers, a total below.
    id: 'specialist-support',
    workbook: () => {
      const title: Value[][] = [
        ['Adroddiad / Report', null, null, null, null, null],
        [null, null, null, null, null, null],
      ];
      const header = [
        'Client Ref',
        'Enw cyntaf',
        'Cyfenw',
        'Dyddiad geni',
        'Mobile',
        'Referral date',
        'Nodiadau',
      ];
      const rows = people.map(({ n, forename, surname, phone }) => [
        `C${n}`,
        forename,
        surname,
        born(n),
        phone,
        day(n),
        null,
      ]);
      const total = ['Total', COUNT, null, null, null, null, null];
      return workbookOf([...title, header, ...rows, total] as Value[][]);
    },
    flags: ['--header-row', '3'],
    refused: 'CSV_TITLE_ROW',
    edit: (proposed) =>
      uncomment(
        uncomment(proposed, 'role: { event: role, value: victim }'),
        'type: { event: type, value: Referral }',
      ),
    mends: /looks like a total/,
    people: COUNT,
  },
  {
    // Adult social care: the table on the second of two sheets, a full name, days with times, blank rows between.
    id: 'adult-social-care',
    workbook: () => {
      const header = textRow(1, ['Person ID', 'Name', 'DOB', 'Postcode', 'Date of concern', 'Type of Risk']);
      const serial = (date: Date): number => date.getTime() / 86_400_000 + 25_569;
      const rows = people.map(({ n, surname, forename }) => {
        const text = (letter: string, value: string) =>
          `<c r="${letter}${2 * n + 2}" t="inlineStr"><is><t>${value}</t></is></c>`;
        const date = (letter: string, value: number, style: number) =>
          `<c r="${letter}${2 * n + 2}" s="${style}"><v>${value}</v></c>`;
        return `<row r="${2 * n + 2}">${text('A', `A${1000 + n}`)}${text('B', `${surname.toUpperCase()}, ${forename}`)}${date('C', serial(born(n)), 0)}${text('D', `ZE${1 + (n % 9)} 9QX`)}${date('E', serial(day(n)) + 0.625, 1)}${text('F', n % 2 ? 'Domestic abuse' : 'Neglect')}</row>`;
      });
      const notes = `<sheetData>${textRow(1, ['Notes on this report'])}</sheetData>`;
      const styles = '<cellXfs><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>';
      return workbookFrom({ sheets: [notes, `<sheetData>${header}${rows.join('')}</sheetData>`], styles });
    },
    flags: ['--sheet', 'Sheet 2'],
    refused: 'EXCEL_SHEETS',
    edit: (proposed) =>
      uncomment(
        uncomment(proposed, 'role: { event: role, value: victim }'),
        'type: { event: type, value: Referral }',
      ),
    mends: /^$/,
    people: COUNT,
  },
  {
    // A MARAC list: two rows of headers, days as text in a form of its own, a column of text about the case.
    id: 'marac',
    workbook: () => {
      const first = ['Case', 'Victim', 'Victim', 'Victim', 'Meeting', 'Who'];
      const header = ['Case No', 'Surname', 'Forename', 'DOB', 'Meeting Date', 'Comments'];
      const rows = people.map(({ n, surname, forename }) => [
        `M${n}`,
        surname,
        forename,
        slashed(born(n)),
        slashed(day(n)),
        'she was heard at the meeting and a plan was made with her and with the school',
      ]);
      return workbookOf([first, header, ...rows]);
    },
    flags: ['--header-row', '2'],
    refused: 'CSV_DUPLICATE_HEADERS',
    edit: (proposed) =>
      uncomment(
        uncomment(proposed, 'role: { event: role, value: victim }'),
        'type: { event: type, value: Referral }',
      ),
    mends: /^$/,
    people: COUNT,
  },
];

test.each(AGENCIES)(
  '$id comes from its workbook to a sealed share',
  async (agency) => {
    const { id, flags } = agency;
    const home = join(path, id);
    const run = (...args: string[]) => throughline(args, { temp, cwd: path });
    const workbook = join(path, `${id} extract.xlsx`);
    writeFileSync(workbook, await agency.workbook());

    // The agreement, from nothing.
    const begun = await facts<{ agreement: string; parties: readonly string[] }>(
      ['init', home, '--party', id, '--services', `police,${id}`],
      { temp },
    );
    const parties = begun.parties;
    const folders = parties.map((party) => (party === id ? home : `${home}-${party}`));
    const keys = [await facts<PartyKeys>(['party', 'new', id, '--workspace', home], { temp })];
    for (const [at, party] of parties.entries()) {
      if (party !== id) keys.push(await createParty(folders[at]!, party, systemAmbient));
    }

    // The file, as an IG lead meets it: first refused with what to say, then proposed, edited and profiled.
    expect((await failure(['profile', workbook], { temp })).error).toMatchObject({
      code: agency.refused,
      exitCode: 2,
    });
    const proposed = (await run('profile', workbook, ...flags, '--suggest')).stdout;
    const columns = join(path, `${id}.yaml`);
    writeFileSync(columns, agency.edit(proposed));
    const profile = await facts<{
      rows: number;
      people: { never: number };
      findings: readonly { weight: string; what: string }[];
      next: readonly string[];
    }>(['profile', workbook, ...flags, '--columns', columns], { temp });
    const mends = profile.findings.filter(({ weight }) => weight === 'mend').map(({ what }) => what);
    expect(mends.every((what) => agency.mends.test(what))).toBe(true);
    const asGiven = [workbook, ...flags].map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ');
    expect(profile.next.at(-1)).toBe(
      mends.length === 0
        ? `throughline pseudonymise ${asGiven}`
        : `mend what is marked "mend first" (${mends.length} finding${mends.length === 1 ? '' : 's'}) and profile the file again`,
    );
    const page = await run('profile', workbook, ...flags, '--columns', columns, '--html', `${id}.html`);
    expect(page.code).toBe(0);

    // Only the columns section is edited; keys and signatures follow as the agreement asks.
    const text = readFileSync(begun.agreement, 'utf8').replaceAll(`${TO_BE_WRITTEN}: `, 'Northmere: ');
    const start = text.indexOf(`\n  ${id}:\n`);
    const end = text.slice(start + 1).search(/\n(?: {2})?[a-z#]/) + start + 1;
    const section = readFileSync(columns, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`));
    const edited = `${text.slice(0, start)}\n  ${id}:\n${section.join('\n')}${text.slice(end)}`;
    writeFileSync(begun.agreement, completedAgreement(edited, keys, new Date()));
    const { keyCheck } = await facts<{ keyCheck: string }>(['key', 'new', '--workspace', home], { temp });
    await signEverywhere(completedAgreement(edited, keys, new Date(), keyCheck), folders);

    const made = await facts<{ people: number; events: number; folder: string }>(
      ['pseudonymise', workbook, ...flags, '--workspace', home],
      { temp },
    );
    expect(made).toMatchObject({ people: agency.people, events: COUNT });
    for (const [what, to] of [
      ['tokens', 'linkage-unit'],
      ['events', 'analyst'],
    ] as const) {
      const sealed = await run('seal', join(made.folder, what), '--to', to, '--workspace', home);
      expect(sealed).toMatchObject({ code: 0 });
    }
    expect(readdirSync(join(home, 'outbox')).length).toBeGreaterThanOrEqual(2);

    // Nothing that was printed or left on disk names anybody.
    const printed = [
      proposed,
      JSON.stringify(profile),
      page.stdout,
      readFileSync(join(path, `${id}.html`), 'utf8'),
    ].join('\n');
    const left = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');
    for (const name of [...SURNAMES, ...FORENAMES, 'heard at the meeting']) {
      expect(printed.toLowerCase()).not.toContain(name.toLowerCase());
      expect(left.toLowerCase()).not.toContain(name.toLowerCase());
    }
    expect(readdirSync(temp)).toEqual([]);
  },
  120_000,
);

describe('init', () => {
  test.each([
    ['police', /next: throughline profile EXTRACT --workspace/],
    ['linkage-unit', /next: once the agreement is in force: take in .*throughline link/],
    ['analyst', /next: once the agreement is in force: take in .*throughline overlap/],
    ['auditor', /next: once the agreement is in force: check a party's log: "throughline log verify/],
  ])('tells the %s what is next for its part, and makes its inbox', async (party, next) => {
    const home = join(path, `part-${party}`);
    const { stdout } = await throughline(['init', home, '--party', party, '--services', 'police,housing'], {
      temp,
    });
    expect(stdout).toMatch(next);
    expect(stdout.includes('throughline profile')).toBe(party === 'police');
    expect(readdirSync(home).toSorted()).toEqual(['agreement.yaml', 'inbox']);
  });

  test('begins an agreement that nobody can sign before every text of the template is replaced', async () => {
    const home = join(path, 'template');
    const at = ['--workspace', home];
    const { agreement } = await facts<{ agreement: string }>(
      ['init', home, '--party', 'police', '--services', 'police,health'],
      { temp },
    );
    const keys = [await facts<PartyKeys>(['party', 'new', 'police', ...at], { temp })];
    const complete = (text: string) =>
      writeFileSync(agreement, completedAgreement(text, keys, new Date(), '0123456789abcdef'));
    complete(readFileSync(agreement, 'utf8'));
    const { error } = await failure(['agreement', 'sign', ...at], { temp });
    expect([error.code, error.exitCode]).toEqual(['PERMIT_TEMPLATE', 1]);
    for (const entry of [
      ...['parties.police.organisation', 'parties.linkage-unit.contact', 'legal-basis.police.dpia.reference'],
      ...['legal-basis.health.confidence.reference', 'outputs.approver'],
    ])
      expect(error.message).toContain(entry);
    const checked = await throughline(['agreement', 'check', ...at], { temp });
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/NO {3}no text of the template is left/);
    expect(checked.stdout).toContain('next: write what is so with you');
    complete(readFileSync(agreement, 'utf8').replaceAll(`${TO_BE_WRITTEN}: `, ''));
    expect((await failure(['agreement', 'sign', ...at], { temp })).error.code).not.toBe('PERMIT_TEMPLATE');
  });

  test('says what to do next, and writes over nothing', async () => {
    const home = join(path, 'again');
    const shown = await throughline(['init', home, '--party', 'police', '--services', 'police,housing'], {
      temp,
    });
    expect(shown.stdout).toContain('next: throughline party new police --workspace');
    const before = readFileSync(join(home, 'agreement.yaml'));
    expect((await failure(['init', home], { temp })).error).toMatchObject({
      code: 'OUTPUT_EXISTS',
      exitCode: 2,
    });
    expect(readFileSync(join(home, 'agreement.yaml'))).toEqual(before);
  });

  test("gives the demo's agreement, and refuses a party or a preset that there is not", async () => {
    const example = await facts<{ parties: readonly string[] }>(
      ['init', join(path, 'example'), '--example'],
      { temp },
    );
    expect(example.parties).toContain('childrens');
    const stranger = await failure(['init', join(path, 'nobody'), '--party', 'circus'], { temp });
    expect(stranger.error).toMatchObject({ code: 'PARTY_NOT_IN_AGREEMENT', exitCode: 2 });
    const preset = await failure(['init', join(path, 'nobody'), '--preset', 'police=circus'], { temp });
    expect(preset.error).toMatchObject({ code: 'PRESET_UNKNOWN', exitCode: 2 });
    expect(readdirSync(path)).not.toContain('nobody');
  });
});
