/**
 * The house holds: imports run one way, rooms are entered by their doors, and what only one room may do
 * happens in no other. ARCHITECTURE.md says why.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MOST_LINES = 400;

/** Every room, lowest first: a room may import those before it. */
const ROOMS = [
  'files',
  'estimate',
  'solve',
  'standardise',
  'sharelog',
  'pages',
  'charts',
  'sheets',
  'agreement',
  'custody',
  'audit',
  'pseudonymise',
  'intake',
  'explain',
  'disclose',
  'attack',
  'linkage',
  'indicators',
  'analyse',
  'release',
  'synthesise',
  'report',
  'demo',
  'terminal',
  'render',
  'commands',
];
/** What commands share, below them. */
const SHARED_BY_COMMANDS = [
  'base.ts',
  'count-command.ts',
  'key-change-command.ts',
  'misuse.ts',
  'rights-command.ts',
  'unknown-command.ts',
];
/** These are open to all and import nothing. */
const OPEN_TO_ALL = ['ambient.ts', 'errors.ts'];
/** Rooms that have no door: of `commands` and `render` one file is loaded at a time, since they reach into every room. */
const OPEN_ROOMS = ['commands', 'render'];
const DOMAIN = ROOMS.filter((room) => !['commands', 'terminal', 'render'].includes(room));

interface Import {
  readonly from: string;
  /** A path under src/, or the name of a package. */
  readonly to: string;
  readonly names: string;
}

interface Source {
  /** Path under src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text without comments. */
  readonly code: string;
}

const sources: readonly Source[] = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(join(ROOT, 'src', path), 'utf8');
    return { path: path.split(sep).join('/'), text, code: withoutComments(text) };
  });
const imports: readonly Import[] = sources.flatMap(importsOf);

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function importsOf({ path, code }: Source): Import[] {
  const found = [
    ...code.matchAll(/^(?:import|export)\b([^'";]*?)\bfrom\s*'([^']+)'/gm),
    ...code.matchAll(/\b(import\s*\()\s*'([^']+)'/g),
    ...code.matchAll(/^(import)\s*'([^']+)'/gm),
  ];
  return found.map(([, names, to]) => ({
    from: path,
    to: to!.startsWith('.') ? posix.join(posix.dirname(path), to!) : to!,
    names: names!.trim(),
  }));
}

/** The folder under src/ that a file lies in; undefined for a file that lies in none. */
const roomOf = (path: string): string | undefined =>
  path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined;
const isSource = (path: string): boolean => path.endsWith('.ts');
const shown = ({ from, to }: Import): string => `${from} imports ${to}`;
const between = imports.filter(({ from, to }) => isSource(to) && roomOf(from) !== roomOf(to));

/** Files whose code has a match, each with what matched first. */
const filesWith = (pattern: RegExp, among: readonly Source[]): string[] =>
  among.flatMap(({ path, code }) => {
    const [match] = pattern.exec(code) ?? [];
    return match === undefined ? [] : [`${path}: ${match}`];
  });
const domain = sources.filter(({ path }) => DOMAIN.includes(roomOf(path) ?? ''));

/** Files under src/ that import any of these packages, sorted, each once. */
const importersOf = (...packages: readonly string[]): string[] => [
  ...new Set(
    imports
      .filter(({ to }) => packages.some((name) => to === name || to.startsWith(`${name}/`)))
      .map(({ from }) => from),
  ),
];

describe('imports', () => {
  test('are all found', () => {
    const statements = sources.reduce(
      (sum, { code }) => sum + (code.match(/\bfrom '|\bimport\(/g)?.length ?? 0),
      0,
    );
    expect(imports.length).toBe(statements);
    expect(statements).toBeGreaterThan(300);
  });

  test('lie in rooms that have an order', () => {
    const rooms = new Set(sources.flatMap(({ path }) => roomOf(path) ?? []));
    expect([...rooms].sort()).toEqual([...ROOMS].sort());
    const loose = sources.map(({ path }) => path).filter((path) => roomOf(path) === undefined);
    expect(loose).toEqual(['ambient.ts', ...SHARED_BY_COMMANDS, 'errors.ts'].sort());
  });

  test('run one way between rooms, so that no circle can form', () => {
    const uphill = between.filter(({ from, to }) => {
      const [above, below] = [roomOf(from), roomOf(to)];
      return above !== undefined && below !== undefined && ROOMS.indexOf(below) > ROOMS.indexOf(above);
    });
    expect(uphill.map(shown)).toEqual([]);
  });

  test('enter a room by its index alone', () => {
    const others = between.filter(
      ({ to }) =>
        roomOf(to) !== undefined && !OPEN_ROOMS.includes(roomOf(to)!) && to.split('/')[1] !== 'index.ts',
    );
    expect(others.map(shown)).toEqual([]);
  });

  test('never lead from a domain room to commands, to the terminal or to what commands share', () => {
    const wrong = between.filter(
      ({ from, to }) =>
        DOMAIN.includes(roomOf(from) ?? '') &&
        (['commands', 'terminal', 'render'].includes(roomOf(to) ?? '') || SHARED_BY_COMMANDS.includes(to)),
    );
    expect(wrong.map(shown)).toEqual([]);
    expect(between.filter(({ from }) => OPEN_TO_ALL.includes(from)).map(shown)).toEqual([]);
  });
});

describe('a domain room', () => {
  test.each([
    ['prints', /\bconsole\.|\bprocess\s*\.\s*(?:stdout|stderr)\b/],
    ['reads arguments, the environment, or ends the program', /\bprocess\s*\.\s*(?:argv|env|exit\w*|cwd)\b/],
    ['reads the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bhrtime\b/],
    ['draws lots', /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\bgetRandomValues\b/],
  ])('never %s', (_, pattern) => {
    expect(filesWith(pattern, domain)).toEqual([]);
  });

  test.each(ROOMS.filter((room) => !OPEN_ROOMS.includes(room)))('%s says first what it is for', (room) => {
    const index = sources.find(({ path }) => path === `${room}/index.ts`);
    expect(index?.text).toMatch(/^\/\*\*[\s\S]{40,}?\*\//);
  });
});

test('no file is longer than anybody reads', () => {
  const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > MOST_LINES);
  expect(long.map(({ path }) => path)).toEqual([]);
});

describe('what only some may do', () => {
  test('cryptography lies in custody and the share log', () => {
    const elsewhere = importersOf('node:crypto', 'crypto', '@noble', 'age-encryption').filter(
      (path) => !['custody', 'sharelog'].includes(roomOf(path) ?? ''),
    );
    expect(elsewhere).toEqual([
      'agreement/digest.ts',
      'ambient.ts',
      'disclose/noise-table.ts',
      'files/datapackage.ts',
      'files/writer.ts',
      'pseudonymise/scheme.ts',
      'standardise/standard-form.ts',
    ]);
    const taken = imports
      .filter(({ from, to }) => elsewhere.includes(from) && to === 'node:crypto')
      .map(({ from, names }) => `${from} ${names}`);
    // Outside those two rooms: digests of whole files and lists, and the machine's own generator.
    expect(taken.filter((line) => !line.endsWith(' { createHash }'))).toEqual(['ambient.ts { randomBytes }']);
    expect(filesWith(/\b(?:subtle|webcrypto)\b/, sources)).toEqual([]);
  });

  test('SQL lies in linkage/engines and analyse, and where Parquet is read', () => {
    const mayHoldSql = (path: string): boolean =>
      path.startsWith('linkage/engines/') || roomOf(path) === 'analyse' || path.startsWith('files/packed/');
    const others = sources.filter(({ path }) => !mayHoldSql(path));
    const statement =
      /\b(?:SELECT\s|INSERT INTO\b|CREATE (?:OR REPLACE )?(?:TEMP )?(?:TABLE|VIEW|MACRO)\b|COPY \(|read_csv)/;
    expect(filesWith(statement, others)).toEqual([]);
    expect(importersOf('@duckdb').filter((path) => !mayHoldSql(path))).toEqual([]);
    expect(filesWith(statement, sources).length).toBeGreaterThan(2);
  });

  test('libraries whose errors quote cells are kept to one place each', () => {
    expect(importersOf('csv-parse', 'saxes', 'yauzl')).toEqual([
      'files/csv/header.ts',
      'files/csv/parse.ts',
      'files/excel/archive.ts',
    ]);
    expect(importersOf('highs').map(roomOf)).toEqual(['solve']);
    expect(importersOf('@oclif').filter((path) => roomOf(path) !== 'commands')).toEqual(SHARED_BY_COMMANDS);
  });
});

test('every dependency has its line in ARCHITECTURE.md', () => {
  const named = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const rows = named.split('\n').filter((line) => line.startsWith('| `'));
  expect(
    Object.keys(dependencies).filter((name) => !rows.some((row) => row.includes(`\`${name}\``))),
  ).toEqual([]);
  expect(Object.keys(devDependencies).filter((name) => !named.includes(`\`${name}\``))).toEqual([]);
});
