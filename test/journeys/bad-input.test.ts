/**
 * What cannot be used, given to `pseudonymise` through the built command line: each gets an exit code, a code
 * of its own, a file and a next step; no cell is quoted and nothing is written.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedBy } from '../../src/demo/index.ts';
import { textRow, workbookFrom } from '../files/packed/workbooks.ts';
import { type Agency, CANARY, partiesOf, policeAgency, workOf } from './agency.ts';
import { byTwos, type Failure, facts, failure, type Run, scratch, throughline } from './cli.ts';
import { contentsOf } from './tree.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

const { path, temp, remove } = scratch();
let agency: Agency;

/** What a case leaves for the command: the workspace and the extract, and further flags. */
interface Prepared {
  readonly workspace: string;
  readonly extract: string;
  readonly flags?: readonly string[];
}

interface Case {
  readonly what: string;
  readonly prepare: (workspace: string, extract: string) => Prepared | Promise<Prepared>;
  readonly exit: 1 | 2;
  readonly code: string;
  /** What the message has to name; by default the extract. */
  readonly names?: string;
}

const extractOf = (content: () => string | Uint8Array): Case['prepare'] => {
  return (workspace, extract) => {
    writeFileSync(extract, content());
    return { workspace, extract };
  };
};

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
/** A long enough file of text, with `broken` bytes before the surname in its fourth row. */
function damaged(broken: readonly number[]): Buffer {
  const text = bytes(agency.csv(100));
  let at = -1;
  for (let row = 0; row < 3; row += 1) at = text.indexOf(CANARY, at + 1);
  return Buffer.concat([text.subarray(0, at), Buffer.from(broken), text.subarray(at)]);
}

/** The agreement with other dates: in effect since two days ago, until `end` milliseconds from now. */
const expiring =
  (end: number): Case['prepare'] =>
  async (workspace, extract) => {
    writeFileSync(extract, agency.csv(5));
    const file = join(workspace, 'agreement.yaml');
    const moment = (offset: number): string => `${new Date(Date.now() + offset).toISOString().slice(0, 19)}Z`;
    const text = readFileSync(file, 'utf8')
      .replace(/^ {2}effective: .*$/m, `  effective: ${moment(-48 * HOUR)}`)
      .replace(/^ {2}expires: .*$/m, `  expires: ${moment(end)}`);
    writeFileSync(file, await signedBy(text, partiesOf(agency.demo)));
    return { workspace, extract };
  };

async function ofStranger(_: string, extract: string): Promise<Prepared> {
  writeFileSync(extract, agency.csv(5));
  const workspace = join(path, 'probation');
  mkdirSync(workspace);
  await facts(['party', 'new', 'probation', '--workspace', workspace], { temp });
  cpSync(join(agency.demo, 'police', 'agreement.yaml'), join(workspace, 'agreement.yaml'));
  return { workspace, extract };
}

async function madeBefore(workspace: string, extract: string): Promise<Prepared> {
  writeFileSync(extract, agency.csv(5));
  await facts(['pseudonymise', extract, '--workspace', workspace], { temp });
  return { workspace, extract };
}

/** A workbook whose second row holds the canary, and more. */
const workbook = (rows: string, after = ''): Buffer =>
  workbookFrom({
    sheets: [
      `<sheetData>${textRow(1, ['PERSON_URN', 'SURNAME'])}${textRow(2, ['1', CANARY])}${rows}</sheetData>${after}`,
    ],
  });

/** A line that begins as text and goes on for 2 GB, most of them a hole that takes no room on the disk. */
const twoGigabytes =
  (start: () => string): Case['prepare'] =>
  (workspace, extract) => {
    writeFileSync(extract, start() + CANARY.repeat(200_000));
    truncateSync(extract, 2 ** 31);
    return { workspace, extract };
  };

/** Each of its own kind, so each with a code of its own. */
const CASES: readonly Case[] = [
  { what: 'an empty file', prepare: extractOf(() => ''), exit: 2, code: 'CSV_EMPTY' },
  { what: 'a header alone', prepare: extractOf(() => agency.csv(0)), exit: 2, code: 'CSV_HEADER_ONLY' },
  {
    what: 'a delimiter that is none',
    prepare: extractOf(() => agency.csv(5).replaceAll(',', '^')),
    exit: 2,
    code: 'CSV_DELIMITER',
  },
  {
    what: 'a column twice',
    prepare: extractOf(() => agency.csv(5).replace(',SEX,', ',DOB,')),
    exit: 2,
    code: 'CSV_DUPLICATE_HEADERS',
  },
  {
    what: 'a column missing that the agreement names',
    prepare: extractOf(() => agency.csv(5).replace(',SEX,', ',BEARING,')),
    exit: 2,
    code: 'COLUMN_MISSING',
  },
  {
    what: 'a binary file',
    prepare: extractOf(() => Buffer.concat([Buffer.from('504b03041400', 'hex'), bytes(agency.csv(5))])),
    exit: 2,
    code: 'CSV_BINARY',
  },
  {
    what: 'a workbook with a formula',
    prepare: extractOf(() => workbook('<row r="3"><c r="B3"><f>A2</f><v>1</v></c></row>')),
    exit: 2,
    code: 'EXCEL_FORMULA',
    names: 'cell B3',
  },
  {
    what: 'a workbook with merged cells',
    prepare: extractOf(() => workbook('', '<mergeCells><mergeCell ref="A2:B2"/></mergeCells>')),
    exit: 2,
    code: 'EXCEL_MERGED',
    names: 'A2:B2',
  },
  {
    what: 'a gzip archive that was cut',
    prepare: extractOf(() => gzipSync(agency.csv(50)).subarray(0, -9)),
    exit: 2,
    code: 'GZIP_DAMAGED',
  },
  {
    what: 'a file that somebody has open',
    prepare: (workspace, extract) => {
      writeFileSync(join(dirname(extract), `~$${basename(extract)}`), CANARY);
      return extractOf(() => agency.csv(5))(workspace, extract);
    },
    exit: 2,
    code: 'EXTRACT_OPEN',
  },
  {
    what: 'a line of 2 GB',
    prepare: twoGigabytes(() => agency.csv(5)),
    exit: 2,
    code: 'CSV_RECORD_TOO_LONG',
  },
  { what: 'a NUL byte', prepare: extractOf(() => damaged([0])), exit: 2, code: 'CSV_NUL_BYTE' },
  {
    what: 'bytes that are not the declared UTF-8',
    prepare: (workspace, extract) => {
      writeFileSync(extract, damaged([0xff, 0xfe]));
      return { workspace, extract, flags: ['--encoding', 'utf-8'] };
    },
    exit: 2,
    code: 'CSV_ENCODING',
  },
  {
    what: 'a folder',
    prepare: (workspace, extract) => {
      mkdirSync(extract);
      return { workspace, extract };
    },
    exit: 2,
    code: 'CSV_IS_DIRECTORY',
  },
  {
    what: 'a file that is not there',
    prepare: (workspace, extract) => ({ workspace, extract }),
    exit: 2,
    code: 'CSV_NOT_FOUND',
  },
  {
    what: 'packages made before, without --replace',
    prepare: madeBefore,
    exit: 2,
    code: 'OUTPUT_EXISTS',
    names: join('work', 'police'),
  },
  {
    what: 'an agreement that expired a second ago',
    prepare: expiring(-SECOND),
    exit: 1,
    code: 'PERMIT_EXPIRED',
    names: 'expired at',
  },
  {
    what: 'a party that is not in the agreement',
    prepare: ofStranger,
    exit: 1,
    code: 'PERMIT_PARTY_UNKNOWN',
    names: 'probation',
  },
  {
    what: 'a workspace without the project key',
    prepare: (workspace, extract) => {
      rmSync(join(workspace, 'party', 'project.key'));
      return extractOf(() => agency.csv(5))(workspace, extract);
    },
    exit: 2,
    code: 'KEY_MISSING',
    names: 'project.key',
  },
  {
    what: 'an agreement that is not YAML',
    prepare: (workspace, extract) => {
      writeFileSync(join(workspace, 'agreement.yaml'), `throughline: 1\n  about: "${CANARY}\n`);
      return extractOf(() => agency.csv(5))(workspace, extract);
    },
    exit: 2,
    code: 'YAML_INVALID',
    names: 'agreement.yaml',
  },
  {
    what: 'a folder that is no workspace',
    prepare: (_, extract) => {
      writeFileSync(extract, agency.csv(5));
      return { workspace: temp, extract };
    },
    exit: 2,
    code: 'NOT_A_WORKSPACE',
    names: 'temp',
  },
];

/** Further ways to come to an error that another way leads to as well. */
const VARIANTS: readonly Case[] = [
  { what: 'a first line of 2 GB', prepare: twoGigabytes(() => ''), exit: 2, code: 'CSV_RECORD_TOO_LONG' },
  {
    what: 'another delimiter than the declared one',
    prepare: (workspace, extract) => {
      writeFileSync(extract, agency.csv(5));
      return { workspace, extract, flags: ['--delimiter', 'semicolon'] };
    },
    exit: 2,
    code: 'CSV_DELIMITER',
  },
  {
    what: 'a person where the header should be',
    prepare: extractOf(() => agency.csv(5).split('\n').slice(1).join('\n')),
    exit: 2,
    code: 'CSV_BLANK_HEADER',
  },
];

interface Outcome {
  readonly prepared: Prepared;
  readonly run: Run;
  readonly error: Failure;
  readonly before: { readonly work: readonly string[]; readonly contents: ReadonlyMap<string, string> };
  readonly after: Outcome['before'];
}
const outcomes = new Map<string, Outcome>();

const stateOf = (workspace: string): Outcome['before'] => {
  const work = workOf(workspace);
  return { work, contents: work.length === 0 ? new Map() : contentsOf(join(workspace, 'work')) };
};

const command = ({ workspace, extract, flags = [] }: Prepared): string[] => [
  'pseudonymise',
  extract,
  '--workspace',
  workspace,
  ...flags,
];

beforeAll(async () => {
  agency = await policeAgency(path);
  const cases = [...CASES, ...VARIANTS];
  await byTwos(cases, async ({ what, prepare }) => {
    const name = `case-${cases.findIndex((other) => other.what === what)}`;
    const prepared = await prepare(agency.workspace(name), join(path, `${name}.csv`));
    const before = stateOf(prepared.workspace);
    const { run, error } = await failure(command(prepared), { temp });
    outcomes.set(what, { prepared, run, error, before, after: stateOf(prepared.workspace) });
  });
}, 300_000);
afterAll(remove);

describe.each([...CASES, ...VARIANTS])('$what', ({ what, exit, code, names }) => {
  const outcome = (): Outcome => outcomes.get(what)!;

  test('has its exit code and error code, and JSON alone on stdout', () => {
    const { run, error } = outcome();
    expect({ exit: run.code, stderr: run.stderr }).toEqual({ exit, stderr: '' });
    expect({ code: error.code, exitCode: error.exitCode }).toEqual({ code, exitCode: exit });
  });

  test('says where the trouble lies and what to do, and quotes no cell', () => {
    const { run, error, prepared } = outcome();
    expect(error.message).toContain(names ?? basename(prepared.extract));
    expect(error.hint.length).toBeGreaterThan(10);
    expect(run.stdout.toLowerCase()).not.toContain(CANARY.toLowerCase());
    expect(run.stdout).not.toContain('Forename');
  });

  test('leaves work/ as it was', () => {
    const { before, after } = outcome();
    expect(after.work.filter((name) => !before.work.includes(name))).toEqual([]);
    expect(after).toEqual(before);
  });
});

test('each kind has a code of its own', () => {
  const codes = CASES.map(({ what }) => outcomes.get(what)!.error.code);
  expect(codes.toSorted()).toEqual([...new Set(codes)].toSorted());
});

test('a person reads the same words, without JSON', async () => {
  const { prepared, error } = outcomes.get('a NUL byte')!;
  const run = await throughline(command(prepared), { temp });
  expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
  expect(run.stderr).toBe(`throughline: ${error.message}\n  hint: ${error.hint}\n`);
  expect(error.message).toContain('row 4');
});

test.each(['a NUL byte', 'an agreement that expired a second ago', 'a party that is not in the agreement'])(
  'the share log still verifies after %s',
  async (what) => {
    const { workspace } = outcomes.get(what)!.prepared;
    const run = await throughline(['log', 'verify', '--workspace', workspace], { temp });
    expect(run.code).toBe(0);
  },
);

test('nothing lies in the temporary folder', () => {
  expect([...contentsOf(temp).keys()]).toEqual([]);
});

describe('what can be used', () => {
  interface Made {
    readonly rows: number;
    readonly events: number;
    readonly unnamedColumns: readonly number[];
  }

  test('an agreement that has not expired yet', async () => {
    const prepared = await expiring(HOUR)(agency.workspace('in-force'), join(path, 'in-force.csv'));
    const { rows, events } = await facts<Made>(command(prepared), { temp });
    expect({ rows, events }).toEqual({ rows: 5, events: 5 });
  });

  test('a column that the agreement does not name is dropped, and its number told', async () => {
    const workspace = agency.workspace('unnamed');
    const extract = join(path, 'unnamed.csv');
    const lines = agency.csv(5).trimEnd().split('\n');
    const widened = lines.map((line, at) => `${line},${at === 0 ? 'WHEREABOUTS' : 'Quuxrefuge'}`);
    writeFileSync(extract, `${widened.join('\n')}\n`);
    const { unnamedColumns } = await facts<Made>(command({ workspace, extract }), { temp });
    expect(unnamedColumns).toEqual([agency.header.length + 1]);
    const kept = [...contentsOf(workspace).keys()].filter((file) => {
      const text = readFileSync(join(workspace, file), 'latin1');
      return /whereabouts|quuxrefuge/i.test(text);
    });
    expect(kept).toEqual([]);
  });
});
