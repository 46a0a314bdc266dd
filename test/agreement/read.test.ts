import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAgreement } from '../../src/agreement/index.ts';
import { agreementFrom, EXAMPLE, EXAMPLE_TEXT, errorOf, exampleWith, problemsOf } from './helpers.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-agreement-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('a sound agreement', () => {
  test('is read whole', async () => {
    const agreement = await readAgreement(fileURLToPath(EXAMPLE));
    expect(agreement.about.id).toBe('ISA-2026-001');
    expect(agreement.parties.map((party) => party.part)).toEqual([
      'agency',
      'agency',
      'linkage-unit',
      'analyst',
      'auditor',
    ]);
    expect(agreement.flows[4]).toEqual({
      from: 'linkage-unit',
      to: 'analyst',
      what: 'links',
      purpose: 'needs-assessment',
      frequency: 'quarterly',
    });
  });

  test('has one digest however it is laid out, and another for any other content', () => {
    const { digest } = agreementFrom(EXAMPLE_TEXT);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(agreementFrom(EXAMPLE_TEXT.replaceAll('\n', '\r\n')).digest).toBe(digest);
    expect(agreementFrom(`# a remark\n${EXAMPLE_TEXT}`).digest).toBe(digest);
    expect(agreementFrom(exampleWith(['days: 90', 'days: 91'])).digest).not.toBe(digest);
    expect(agreementFrom(exampleWith(['title: Domestic', 'title: domestic'])).digest).not.toBe(digest);
  });

  test('may begin with a byte order mark', async () => {
    const path = join(dir, 'bom.yaml');
    await writeFile(path, `\ufeff${EXAMPLE_TEXT}`);
    expect((await readAgreement(path)).digest).toBe(agreementFrom(EXAMPLE_TEXT).digest);
  });

  test('can be changed by nobody who holds it, and so is the same when it is read again', () => {
    const agreement = agreementFrom(EXAMPLE_TEXT);
    expect(() => Object.assign(agreement.flows[4]!, { to: 'auditor' })).toThrow(TypeError);
    expect(agreementFrom(EXAMPLE_TEXT)).toEqual(agreement);
  });
});

describe('a mistake is named by line and column, in words', () => {
  test.each([
    [
      'to: analyst, what: links',
      'to: analysts, what: links',
      [
        '108:31 flows[5].to names no party of this agreement: its parties are police, health, linkage-unit, analyst and auditor',
      ],
    ],
    [
      'party: health',
      'party: housing',
      [
        '70:12 legal-basis[2].party names no party of this agreement: its parties are police, health, linkage-unit, analyst and auditor',
      ],
    ],
    [
      'what: links, purpose: needs-assessment',
      'what: links, purpose: profit',
      ['108:62 flows[5].purpose names no purpose of this agreement: its purposes are needs-assessment'],
    ],
    [
      'status: active',
      'status: live',
      ['8:11 about.status is not right; expected: draft, active or suspended'],
    ],
    [
      '  version: 1\n',
      '  version: "1"\n',
      ['5:12 about.version must be a whole number; expected: A whole number from 1, raised at every change'],
    ],
    [
      '  version: 1\n',
      '  version: 1.5\n',
      ['5:12 about.version must be a whole number; expected: A whole number from 1, raised at every change'],
    ],
    [
      'title: Domestic abuse needs assessment for Northmere',
      'title: 2026',
      [
        "6:10 about.title must be text (put numbers, dates and true or false in quotes); expected: The agreement's title",
      ],
    ],
    ['  approver: Head of information governance\n', '', ['144:3 outputs lacks "approver"']],
    [
      'smallest-count: 5',
      'smallest-count: 4',
      [
        '145:19 outputs.smallest-count is not right; expected: The smallest count that may be shown: a whole number, 5 or more',
      ],
    ],
    [
      'secondary-suppression: true',
      'secondary-suppression: false',
      [
        '147:26 outputs.secondary-suppression is not right; expected: true, since what a hidden count could be worked out from is always hidden too',
      ],
    ],
    [
      '  rounding: none',
      '  roundings: none',
      [
        '144:3 outputs lacks "rounding"',
        '146:3 "roundings" is not an entry that outputs can have (it can have: preset, smallest-count, rounding, secondary-suppression, method, perturbation-table, smallest-journey-group, approver)',
      ],
    ],
    [
      '  rounding: none',
      '  rounding: base-5\n  method: cell-key',
      [
        '144:3 outputs names the method cell-key and needs its "perturbation-table"',
        '146:13 outputs.rounding must be none: noise stands in its place',
      ],
    ],
    [
      '  rounding: none',
      '  rounding: none\n  perturbation-table: noise-5',
      ['147:23 outputs.perturbation-table is for the method cell-key only: say "method: cell-key"'],
    ],
    [
      '  rounding: none',
      '  rounding: none\n  method: hiding',
      [
        '147:11 outputs.method is not right; expected: suppression, which hides small counts, or cell-key, which puts noise on every count',
      ],
    ],
    [
      'expires: 2027-03-31T23:59:59Z',
      'expires: 2027-02-30T23:59:59Z',
      ['11:12 about.expires is a date or time that does not exist'],
    ],
    [
      'expires: 2027-03-31T23:59:59Z',
      'expires: 2027-03-31T24:00:00Z',
      ['11:12 about.expires is a date or time that does not exist'],
    ],
    [
      'expires: 2027-03-31T23:59:59Z',
      'expires: 2026-03-31T23:59:59Z',
      ['11:12 about.expires lies before "effective"'],
    ],
    ['review: 2027-03-01', 'review: 2026-03-31', ['10:11 about.review lies before "effective"']],
    [
      'effective: 2026-04-01T00:00:00Z',
      'effective: 2026-04-01',
      ['9:14 about.effective is not right; expected: A UTC time to the second, e.g. 2026-04-01T00:00:00Z'],
    ],
    [
      '  - id: auditor',
      '  - id: police',
      [
        '44:9 parties[5].id is the id of an earlier party: put its keys under parties[1], and take this entry out',
      ],
    ],
    ['    service: health\n', '', ['22:5 parties[2] is an agency and needs its "service"']],
    [
      '    part: auditor\n',
      '    part: auditor\n    service: other\n',
      ['48:14 parties[5].service is for agencies only'],
    ],
    [
      'to: analyst, what: links',
      'to: analyst, what: tokens',
      ['108:5 flows[5] cannot be: tokens go only from agency to linkage-unit'],
    ],
    [
      'from: linkage-unit, to: analyst',
      'from: analyst, to: analyst',
      ['108:5 flows[5] goes from a party to itself'],
    ],
    [
      'what: links, purpose: needs-assessment, frequency: quarterly',
      'what: links, purpose: needs-assessment, frequency: quarterly, events-to: 2026-03-31',
      ['108:5 flows[5] has event dates, which only a flow of events can have'],
    ],
    [
      '  health:\n    NHS',
      '  housing:\n    NHS',
      [
        '98:5 flows[3] can carry nothing: the columns of that agency name no identifier',
        '99:5 flows[4] can carry nothing: the columns of that agency name no event date',
        '127:3 columns.housing names no party of this agreement: only an agency has columns',
      ],
    ],
    [
      'combined-parts: []',
      'combined-parts: [{ organisation: Nobody, parts: [agency, analyst] }]',
      ['141:36 linkage.combined-parts[1].organisation is the organisation of no party'],
    ],
    [
      'residual-encodings: false',
      'residual-encodings: false\n  key-check: 0123456789012345',
      [
        '141:14 linkage.key-check must be text (put numbers, dates and true or false in quotes); expected: Check value of the project key in quotes, 16 hexadecimal digits, as printed by `throughline key new`',
      ],
    ],
    [
      'contact: audit@partnership.northmere.example',
      'contact: audit@partnership.northmere.example\n    keys: { log: police.throughline.example/sharelog+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA }',
      ['51:18 parties[5].keys.log is not a whole key: copy it again from where it was made'],
    ],
  ])('%s -> %s', async (find, replace, expected) => {
    expect(await problemsOf(exampleWith([find, replace]))).toEqual(expected);
  });

  test('several mistakes are listed together, in the order of the file, up to twenty', async () => {
    const few = await problemsOf(
      exampleWith(['status: active', 'status: on'], ['days: 90', 'days: -1'], ['regime: part3', 'regime: 3']),
    );
    expect(few.map((line) => line.split(' ')[0])).toEqual(['8:11', '64:13', '152:27']);
    const columns = Array.from({ length: 30 }, (_, i) => `    C${i}: { treat: kept }\n`).join('');
    const many = await problemsOf(exampleWith(['  health:\n', `  health:\n${columns}`]));
    expect(many).toHaveLength(21);
    expect(many.at(-1)).toBe('and 10 more');
  });
});

describe('tricks that YAML allows are refused', () => {
  const bomb = `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n`;
  test.each([
    ['an alias bomb', bomb, '1:7 an anchor (&name) is not allowed: write the words out'],
    [
      'an anchor',
      exampleWith(['id: police\n', 'id: &id police\n']),
      '14:13 an anchor (&name) is not allowed: write the words out',
    ],
    [
      'an alias',
      exampleWith(['id: police\n', 'id: *id\n']),
      '14:9 an alias (*name) is not allowed: write the words out',
    ],
    [
      'a merge key',
      exampleWith(['  scheme: standard-1', '  <<: { scheme: standard-1 }']),
      '138:3 a merge key (<<) is not allowed: write the words out',
    ],
    ['a tag', exampleWith(['id: police\n', 'id: !!str police\n']), '14:15 a tag (!name) is not allowed'],
    [
      'a tag of its own',
      exampleWith(['id: police\n', 'id: !secret police\n']),
      '14:17 a tag (!name) is not allowed',
    ],
    [
      'a key twice',
      exampleWith(['  status: active\n', '  status: active\n  status: draft\n']),
      '9:3 this entry is there twice',
    ],
    ['a column twice', exampleWith(['    PC: {', '    DOB: {']), '116:5 this entry is there twice'],
    [
      'a tab',
      exampleWith(['  status: active\n', '\tstatus: active\n']),
      '8:1 a tab indents this line: use spaces',
    ],
    [
      'a second document',
      `${EXAMPLE_TEXT}---\nthroughline: 1\n`,
      '154:1 a second document begins here (---): one file holds one',
    ],
    [
      'an older YAML',
      `%YAML 1.1\n---\n${EXAMPLE_TEXT}`,
      '1:1 a %YAML directive is not allowed: leave the line out',
    ],
    [
      '__proto__',
      exampleWith(['  status: active\n', '  __proto__: active\n']),
      '8:3 this name is not allowed',
    ],
    [
      'a name that is a list',
      exampleWith(['    PC: {', '    ? [PC]\n    : {']),
      "116:7 an entry's name must be plain text",
    ],
    [
      'a name read as another number',
      exampleWith(['map: { 1: injury', 'map: { 01: injury']),
      "this entry's name would not be read as it is written: put it in quotes",
    ],
    [
      'a name read as nothing',
      exampleWith(['    PC: {', '    ~: {']),
      "this entry's name would not be read as it is written: put it in quotes",
    ],
    [
      'a bell',
      exampleWith(['  title: Domestic', '  title: "\\aDomestic'], [' for Northmere', ' for Northmere"']),
      '6:10 this text holds a character that cannot be seen',
    ],
    [
      'text turned around',
      exampleWith(['  title: Domestic', '  title: \u202eDomestic']),
      '6:10 this text holds a character that cannot be seen',
    ],
    [
      'half a character',
      exampleWith(['Head of information governance', '"\\ud800"']),
      '149:13 this text holds a character that cannot be seen',
    ],
    [
      'letters in pieces',
      exampleWith(['Head of information governance', 'Rene\u0301e']),
      '149:13 this text is not in the usual Unicode form (NFC): type it again',
    ],
    ['nothing', '', '1:1 the file is empty'],
    ['only a remark', '# nothing\n', '1:1 the file is empty'],
    [
      'a list',
      '- 1\n',
      '1:1 the file must be a group of entries (name: value); expected: An information sharing agreement that throughline can hold its parties to',
    ],
  ])('%s', async (_, text, expected) => {
    const [first] = await problemsOf(text);
    expect(first).toContain(expected);
  });

  test.each([
    ['brackets', '['.repeat(1_000_000), '1:21'],
    ['braces', '{a: '.repeat(250_000), '1:81'],
    ['dashes on one line', '- '.repeat(500_000), '1:41'],
    ['question marks on one line', '? '.repeat(500_000), '1:41'],
    [
      'lines, each further in',
      Array.from({ length: 1400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      '21:1',
    ],
    ['brackets inside a sound agreement', `${EXAMPLE_TEXT}x: ${'['.repeat(21)}${']'.repeat(21)}\n`, '154:24'],
  ])('nesting without end: %s', async (_, text, at) => {
    expect(await problemsOf(text)).toEqual([`${at} this is nested more than 20 deep, which no agreement is`]);
  });

  test('brackets within text are no nesting', () => {
    const title = `title: "${'['.repeat(50)}"`;
    const text = exampleWith(['title: Domestic abuse needs assessment for Northmere', title]);
    expect(agreementFrom(text).about.title).toBe('['.repeat(50));
    const block = exampleWith([
      '    benefit: Services are',
      `    benefit: |\n      ${'[ - '.repeat(30)}\n      Services are`,
    ]);
    expect(agreementFrom(block).purposes[0]?.benefit).toContain('[ - [');
  });

  test.each([
    [
      'a name twice among many',
      Array.from({ length: 50_000 }, (_, i) => `k${i % 49_999}: 1`).join('\n'),
      'there twice',
    ],
    ['anchors', '&a '.repeat(50_000), 'an anchor (&name) is not allowed'],
    ['quotes', '"'.repeat(100_000), 'cannot be read as YAML'],
  ])('many of one kind: %s', async (_, text, expected) => {
    expect((await problemsOf(text)).join('\n')).toContain(expected);
  });

  test('brackets without end', async () => {
    const error = await errorOf(() => agreementFrom('['.repeat(100_000)));
    expect(error.code).toBe('YAML_INVALID');
    expect(error.message.length).toBeLessThan(3000);
  });

  test.each([
    ['a file of 1 MB and a byte', Buffer.alloc(1024 * 1024 + 1, '#'), 'YAML_TOO_LARGE'],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]), 'YAML_ENCODING'],
    ['UTF-16', Buffer.from('\ufeffthroughline: 1\n', 'utf16le'), 'YAML_ENCODING'],
  ])('%s', async (_, bytes, code) => {
    const path = join(dir, 'odd.yaml');
    await writeFile(path, bytes);
    expect((await errorOf(() => readAgreement(path))).code).toBe(code);
  });

  test('no file, a folder', async () => {
    expect((await errorOf(() => readAgreement(join(dir, 'none.yaml')))).message).toBe(
      'none.yaml: there is no such file',
    );
    expect((await errorOf(() => readAgreement(dir))).code).toBe('YAML_UNREADABLE');
  });

  test('an error never repeats what stands in the file', async () => {
    for (const replace of [
      'status: Wilhelmina',
      'status: [Wilhelmina',
      'status: "Wilhelmina',
      'status: { Wilhelmina',
    ]) {
      const error = await errorOf(() => agreementFrom(exampleWith(['status: active', replace])));
      expect(`${error.message} ${error.hint}`).not.toContain('Wilhelmina');
    }
  });
});
