/** `npm run scheme` on sets small enough to count by hand, and on a small population whose truth lies beside it. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { readColumns } from '../../src/agreement/index.ts';
import { systemAmbient } from '../../src/ambient.ts';
import { csvLines } from '../../src/files/index.ts';
import { rehearse } from '../../src/linkage/index.ts';
import { loadScheme, schemeFrom } from '../../src/pseudonymise/index.ts';
import { synthesise } from '../../src/synthesise/index.ts';
import { scratch } from '../files/helpers.ts';
import { below, pick, seeded } from '../linkage/random.ts';
import { type Counts, countedByHand } from './brute-force.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/scheme.mjs', import.meta.url));
const DOCS_SCRIPT = new URL('../../scripts/scheme/docs.mjs', import.meta.url).href;
const PEOPLE_SCRIPT = new URL('../../scripts/scheme/people.mjs', import.meta.url).href;

interface F1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Measured {
  readonly records: number;
  readonly people: number;
  readonly pairs: { readonly true: number; readonly found: number; readonly falseCandidates: number };
  readonly links: F1;
  readonly clusters: F1;
  readonly setAside: readonly { readonly matchKey: string }[];
  readonly matchKeys: readonly (Counts & {
    readonly without?: { links: number; clusters: number; linksLost: number; linksGained: number };
  })[];
  readonly households: Record<string, { pairs: number; linked: number; clustered: number }>;
  readonly origins: {
    readonly groups: readonly { origin: string; pairs: number; links: number; clusters: number }[];
  };
}

/** What the script measures, and what it prints. */
async function measured(...args: string[]): Promise<{ sets: Measured[]; text: string }> {
  const json = join(scratch(), 'scheme.json');
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...args, '--json', json]);
  return { sets: (JSON.parse(readFileSync(json, 'utf8')) as { sets: Measured[] }).sets, text: stdout };
}

const HEADER = ['person', 'forename', 'surname', 'former', 'born', 'sex', 'home', 'club'];
const COLUMNS = `
forename: { identifier: forename }
surname: { identifier: surname }
former: { identifier: previous-surname }
born: { identifier: date-of-birth, format: YYYY-MM-DD }
sex: { identifier: sex }
home: { identifier: postcode }
club: { identifier: other, name: club }
`;

const MATCH_KEYS = [
  'surname.exact+date-of-birth.full',
  'forename.head+date-of-birth.year-month',
  'forename.exact+postcode.unit',
  'surname.phonetic+postcode.sector',
  'sex.exact+date-of-birth.year',
  'date-of-birth.full+phone.exact',
];
const FOR_EACH_OTHER = ['surname.exact+other.exact'];

/** Records of few people with few names, so that much agrees; most are of one sex and born in one year. */
function tinySet(): string[][] {
  const random = seeded(8);
  const some = (share: number, text: string): string => (random() < share ? text : '');
  const records: string[][] = [];
  for (let person = 0; person < 70; person += 1) {
    const forename = pick(random, ['Anna', 'Annabel', 'Peter', 'Petra', 'Omar', 'Jane Mary']);
    const surname = pick(random, ['Hollis', 'Holis', 'Marsh', 'Kerr-Dunn', 'Osei']);
    const born = `${random() < 0.9 ? 1984 : 1990}-0${1 + below(random, 3)}-1${below(random, 4)}`;
    const home = `ZN${1 + below(random, 3)} ${1 + below(random, 2)}A${pick(random, ['A', 'B'])}`;
    for (let copy = 1 + below(random, 3); copy > 0; copy -= 1) {
      const former = some(0.2, pick(random, ['Marsh', 'Tandy']));
      const club = some(0.5, pick(random, ['chess', 'rowing', 'choir']));
      records.push([`P${person}`, some(0.9, forename), some(0.9, surname), former, some(0.9, born), 'F']);
      records.at(-1)!.push(some(0.9, home), club);
    }
  }
  return records;
}

describe('on a labelled file', () => {
  const folder = scratch();
  const file = join(folder, 'tiny.csv');
  const columns = join(folder, 'tiny.yaml');
  const set = ['--file', file, '--columns', columns, '--truth', 'person'];
  let tiny: Measured;
  let text: string;

  const schemeFile = (...matchKeys: string[]): string => {
    const path = join(scratch(), 'scheme.json');
    const content = { 'match-keys': matchKeys, 'match-keys-for-each-other': FOR_EACH_OTHER };
    writeFileSync(path, JSON.stringify({ id: 'tiny', version: 1, ...content }));
    return path;
  };

  beforeAll(async () => {
    writeFileSync(file, csvLines([HEADER, ...tinySet()]));
    writeFileSync(columns, COLUMNS);
    const found = await measured(...set, '--scheme', schemeFile(...MATCH_KEYS), '--leave-out');
    tiny = found.sets[0]!;
    text = found.text;
  });

  test('the counts of every match-key are those of comparing all pairs value by value', async () => {
    const { matchKeys } = schemeFrom(
      { id: 'tiny', version: 1, 'match-keys': MATCH_KEYS, 'match-keys-for-each-other': FOR_EACH_OTHER },
      ['club'],
    );
    const byHand = await countedByHand(file, await readColumns(columns), 'person', matchKeys);
    expect(tiny.matchKeys).toEqual(byHand.map((counts) => ({ ...counts, without: expect.anything() })));
    expect(byHand.map(({ tokens }) => tokens > 0)).toEqual([true, true, true, true, true, false, true]);
    expect(byHand.some(({ onlyTrue }) => onlyTrue > 0)).toBe(true);
    expect(byHand.some(({ onlyFalse }) => onlyFalse > 0)).toBe(true);
  });

  test('a token that too many records share is told', () => {
    expect(tiny.setAside).toEqual([
      {
        matchKey: 'sex.exact+date-of-birth.year',
        tokens: 1,
        people: expect.any(Number),
        most: expect.any(Number),
      },
    ]);
    expect(text).toContain('tokens set aside as too frequent');
  });

  test('the set as a whole is counted', () => {
    const sizes = new Map<string, number>();
    for (const [person] of tinySet()) sizes.set(person!, (sizes.get(person!) ?? 0) + 1);
    expect(tiny.records).toBe(tinySet().length);
    expect(tiny.people).toBe(sizes.size);
    expect(tiny.pairs.true).toBe([...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0));
  });

  test('leaving a match-key out is measuring the scheme without it', async () => {
    const without = tiny.matchKeys.find(({ name }) => name === 'forename.exact+postcode.unit')!.without!;
    const rest = schemeFile(...MATCH_KEYS.filter((name) => name !== 'forename.exact+postcode.unit'));
    const [alone] = (await measured(...set, '--scheme', rest)).sets;
    expect(without.links).toBeCloseTo(alone!.links.f1, 10);
    expect(without.clusters).toBeCloseTo(alone!.clusters.f1, 10);
    expect(without.linksLost + without.linksGained).toBeGreaterThan(0);
    const idle = tiny.matchKeys.find(({ name }) => name === 'date-of-birth.full+phone.exact')!.without!;
    expect(idle).toEqual({ links: tiny.links.f1, clusters: tiny.clusters.f1, linksLost: 0, linksGained: 0 });
  });

  test('a rehearsal links the same', async () => {
    const [shipped] = (await measured(...set)).sets;
    const rehearsed = await rehearse({
      files: [file],
      columns: await readColumns(columns),
      scheme: 'standard-1',
      truth: 'person',
      threads: 1,
      memoryMegabytes: 500,
      ambient: systemAmbient,
    });
    const { precision, recall, f1 } = rehearsed.pairs;
    expect(shipped!.links).toMatchObject({ precision, recall, f1 });
    expect(shipped!.matchKeys.map(({ name }) => name)).toEqual(
      loadScheme('standard-1', ['club']).matchKeys.map(({ name }) => name),
    );
  });

  test('the table names every match-key', () => {
    for (const { name } of tiny.matchKeys) expect(text).toContain(`\n${name} `);
  });

  test('a file without its columns is refused', async () => {
    await expect(measured('--file', file, '--truth', 'person')).rejects.toThrow('--columns');
  });
});

describe('on an invented population', () => {
  const PEOPLE = 200;

  test('pairs of one person and of one household are those that the truth lists', async () => {
    const [population] = (await measured('--people', String(PEOPLE), '--seed', '3')).sets;
    const out = join(scratch(), 'population');
    await synthesise({ people: PEOPLE, seed: 3, out });
    const people = new Map(rowsOf(join(out, 'truth', 'people.csv')).map((row) => [row.person!, row]));
    // Housing knows nobody as protected.
    const records = rowsOf(join(out, 'truth', 'records.csv')).filter(
      ({ agency, person }) => agency === 'housing' || people.get(person!)!.protected === 'no',
    );
    let one = 0;
    const kinds = { twins: 0, namesakes: 0, all: 0 };
    records.forEach(({ person }, at) => {
      for (const other of records.slice(0, at)) {
        const [a, b] = [people.get(person!)!, people.get(other.person!)!];
        if (a === b) one += 1;
        else if (a.household === b.household) {
          kinds.all += 1;
          if (a.twin_of === b.person) kinds.twins += 1;
          else if (a.same_name_as === b.person || b.same_name_as === a.person) kinds.namesakes += 1;
        }
      }
    });
    expect(population!.records).toBe(records.length);
    expect(population!.pairs.true).toBe(one);
    const { households, origins } = population!;
    expect(Object.values(households).reduce((sum, { pairs }) => sum + pairs, 0)).toBe(kinds.all);
    expect(households.twins!.pairs).toBe(kinds.twins);
    expect(households.namesakes!.pairs).toBe(kinds.namesakes);
    expect(origins.groups.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(one);
    const recalled = origins.groups.reduce((sum, { pairs, links }) => sum + pairs * links, 0);
    expect(recalled / one).toBeCloseTo(population!.links.recall, 10);
    const together = origins.groups.reduce((sum, { pairs, clusters }) => sum + pairs * clusters, 0);
    expect(together / one).toBeCloseTo(population!.clusters.recall, 10);
  });
});

describe('the gap in recall between groups', () => {
  /** So many people of two records each, of which so many are linked and lie in one cluster. */
  async function gapOf(...groups: { origin: string; people: number; found: number }[]) {
    const { recallByOrigin } = await import(PEOPLE_SCRIPT);
    const all = groups.flatMap(({ origin, people, found }) =>
      Array.from({ length: people }, (_, at) => ({ origin, found: at < found })),
    );
    const facts = new Map(all.map(({ origin }, at) => [at, new Map([['origin', origin]])]));
    const linked = all.flatMap(({ found }, at) => (found ? [at * 2] : []));
    return recallByOrigin(facts, {
      truth: { person: all.flatMap((_, at) => [at, at]) },
      assigned: {
        clusters: { label: all.flatMap(({ found }, at) => [at * 2, found ? at * 2 : at * 2 + 1]) },
        candidates: {
          people: { count: all.length * 2 },
          pairs: { left: linked, right: linked.map((at) => at + 1) },
        },
        probability: linked.map(() => 1),
      },
    });
  }

  test('is between the best and the worst of those large enough, beside the gap that chance makes', async () => {
    const { groups, gap, chance } = await gapOf(
      { origin: 'a', people: 400, found: 392 },
      { origin: 'b', people: 400, found: 340 },
      { origin: 'few', people: 99, found: 0 },
    );
    expect(groups.map(({ origin, links }: { origin: string; links: number }) => [origin, links])).toEqual([
      ['a', 0.98],
      ['b', 0.85],
      ['few', 0],
    ]);
    expect(gap.links).toBeCloseTo(0.13, 10);
    expect(gap.clusters).toBeCloseTo(0.13, 10);
    expect(chance.links).toBeGreaterThan(0);
    expect(chance.links).toBeLessThan(gap.links);
  });

  test('is none where only one group is large enough', async () => {
    const found = await gapOf(
      { origin: 'a', people: 100, found: 90 },
      { origin: 'b', people: 20, found: 20 },
    );
    expect(found.gap).toBeUndefined();
    expect(found.chance).toBeUndefined();
  });
});

describe('in the documentation', () => {
  test('figures take the place of those before, and nothing else changes', async () => {
    const { withFigures } = await import(DOCS_SCRIPT);
    const text = 'above\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nbelow\n';
    const now = withFigures(text, 'new');
    expect(now).toBe('above\n<!-- figures: begin -->\n\nnew\n\n<!-- figures: end -->\nbelow\n');
    expect(withFigures(now, 'new')).toBe(now);
    expect(() => withFigures('no marks', 'new')).toThrow('marks');
  });
});

function rowsOf(file: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const names = header!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at]!, cell])));
}
