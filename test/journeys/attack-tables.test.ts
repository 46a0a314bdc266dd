/** Published tables attacked through the built command line: what is printed, the exit code, and this program's own releases. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agency, CANARY, counted, policeAgency } from './agency.ts';
import { failure, ROOT, scratch, throughline } from './cli.ts';

const { path, temp, remove } = scratch();
afterAll(remove);

const published = (name: string): string => join(ROOT, 'fixtures', 'published', `${name}.csv`);
const attack = (...words: string[]) => throughline(['attack', ...words], { temp });

interface Found {
  readonly recovered: readonly { readonly row: string; readonly column: string; readonly value: number }[];
  readonly bounds: readonly { readonly narrowed: boolean }[];
}

describe('attack', () => {
  test('prints each recovered count with its steps, and ends with 1', async () => {
    const run = await attack(published('hartlepool-sex'));
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 1, stderr: '' });
    expect(run.stdout).toBe(`2 hidden counts of 2 can be worked out.

Transgender, 2022/23: 2
  Column 2022/23: 2,372 (Individuals) − 436 (Male) − 1,910 (Female) − 24
  (Unrecorded) = 2 (Transgender)

Transgender, 2023/24: 3
  Column 2023/24: 2,266 (Individuals) − 451 (Male) − 1,799 (Female) − 13
  (Unrecorded) = 3 (Transgender)

Read: <5 (2 cells) as a hidden count: 1 to 4
`);
  });

  test('prints JSON with these keys and no others', async () => {
    const run = await attack(published('sdctable-two-in-every-line'), '--json');
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 1, stderr: '' });
    const found = JSON.parse(run.stdout) as Found;
    expect(Object.keys(found)).toEqual(['recovered', 'bounds', 'marks']);
    expect(found.recovered.map((one) => Object.keys(one))).toEqual([
      ['table', 'row', 'column', 'value', 'because'],
    ]);
    expect(found.recovered).toMatchObject([{ row: 'w', column: 'b', value: 47 }]);
    expect(found.bounds).toHaveLength(8);
  });

  test('ends with 0 where nothing can be worked out, and takes what the reader knows', async () => {
    const table = join(path, 'rounded.csv');
    writeFileSync(table, 'Area,People\nAsh,20\nBirch,[c]\nTotal,25\n');
    expect((await attack(table)).code).toBe(1);
    const run = await attack(table, '--preset', 'nhs-hes');
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('0 hidden counts of 1 can be worked out.');
    expect(run.stdout).toMatch(/^Birch +People +1 +9$/m);
  });

  test('takes several tables, an earlier release and totals of distinct people', async () => {
    const [now, before] = [join(path, 'now.csv'), join(path, 'before.csv')];
    writeFileSync(now, 'Agency,People\nPolice,40\nHealth,32\nAll people,60\n');
    writeFileSync(before, 'Agency,People\nPolice,40\nHealth,30\nAll people,60\n');
    const run = await attack(now, '--earlier', before, '--people', '--json');
    expect(run.code).toBe(1);
    expect((JSON.parse(run.stdout) as Found).recovered).toMatchObject([{ row: 'Health', value: 2 }]);
    const overlaps = await attack(
      published('modern-slavery-combinations'),
      published('modern-slavery-lists'),
      '--json',
    );
    expect((JSON.parse(overlaps.stdout) as Found).recovered).toHaveLength(5);
  });

  test('keeps nothing', async () => {
    const before = readdirSync(path, { recursive: true });
    await attack(published('hartlepool-sex'));
    expect(readdirSync(path, { recursive: true })).toEqual(before);
  });
});

describe('what is no table', () => {
  test.each([
    [
      'records of people',
      `Name,DOB,Visits\n${CANARY},12/03/1981,4\n${CANARY},04/11/1990,5\n`,
      'TABLE_OF_PEOPLE',
    ],
    ['words alone', `Name,Town\n${CANARY},Ashford\n${CANARY},Elmford\n`, 'TABLE_NO_FIGURES'],
    ['a fraction', `${CANARY},People\n${CANARY},4.5\nb,3\nc,2\n`, 'COUNT_FRACTION'],
    ['a count below nought', `${CANARY},People\n${CANARY},-4\nb,3\nc,2\n`, 'COUNT_NEGATIVE'],
    ['an open quote', `${CANARY},People\n"${CANARY},4\nb,3\n`, 'CSV_BAD_QUOTES'],
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0x00, 0x01, 0x0a, 0x00]), 'CSV_BINARY'],
  ])('%s: refused with a code and a next step, and no cell is quoted', async (_, content, code) => {
    const table = join(path, 'bad.csv');
    writeFileSync(table, content);
    const { run, error } = await failure(['attack', table], { temp });
    expect({ exit: run.code, code: error.code, stderr: run.stderr }).toEqual({ exit: 2, code, stderr: '' });
    expect(error.message).toContain('bad.csv');
    expect(error.hint.length).toBeGreaterThan(10);
    expect(run.stdout).not.toContain(CANARY);
    expect((await attack(table)).stderr).not.toContain(CANARY);
  });

  test('a file that is not there', async () => {
    const { error } = await failure(['attack', join(path, 'none.csv')], { temp });
    expect(error).toMatchObject({ code: 'CSV_NOT_FOUND', exitCode: 2 });
  });
});

describe("this program's own figures", () => {
  let agency: Agency;
  beforeAll(async () => {
    agency = await policeAgency(path, counted({ temp }));
  }, 300_000);

  test('give nothing away, one by one or together', async () => {
    const files: string[] = [];
    for (const count of ['overlap', 'repeats', 'journeys']) {
      const run = await throughline([count, '--csv', '--workspace', join(agency.demo, 'analyst')], { temp });
      expect(run.code).toBe(0);
      const file = join(path, `${count}.csv`);
      writeFileSync(file, run.stdout);
      files.push(file);
    }
    for (const tables of [...files.map((file) => [file]), files]) {
      const run = await attack(...tables, '--preset', 'local-5', '--json');
      const found = JSON.parse(run.stdout) as Found;
      expect({ code: run.code, recovered: found.recovered }).toEqual({ code: 0, recovered: [] });
      expect(found.bounds.filter(({ narrowed }) => narrowed)).toEqual([]);
    }
  });
});
