import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHistories } from '../../src/analyse/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'histories-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function reading(content: string) {
  const file = join(folder, 'table.csv');
  await writeFile(file, content);
  return readHistories(file);
}

describe('a table of capture histories', () => {
  it('has a column a list and one of counts, wherever that stands; what is not there is nought', async () => {
    expect(await reading('A,Count,B\n1,5,0\n1,2,1\n')).toEqual({ lists: ['A', 'B'], counts: [0, 5, 0, 2] });
  });

  it('is read as it was written, whatever the order of its rows', async () => {
    const counts = fc.array(fc.integer({ min: 0, max: 9999 }), { minLength: 7, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(counts, fc.boolean(), async (people, reversed) => {
        const rows = people.map((count, at) => {
          const index = at + 1;
          return [index & 1, (index >> 1) & 1, index >> 2, count].join(',');
        });
        const found = await reading(['x,y,z,n', ...(reversed ? rows.reverse() : rows), ''].join('\n'));
        expect(found).toEqual({ lists: ['x', 'y', 'z'], counts: [0, ...people] });
      }),
      { numRuns: 10 },
    );
  });

  const CANARY = 'Zzyxwhistle';
  it.each([
    ['no column of counts', 'A,B\n1,1\n', 'TABLE_NO_COUNT', {}],
    ['two columns of counts', 'A,n,count\n1,1,1\n', 'TABLE_NO_COUNT', {}],
    [
      'too many lists',
      `${Array.from({ length: 13 }, (_, at) => `l${at}`).join(',')},count\n${'1,'.repeat(13)}1\n`,
      'TABLE_TOO_WIDE',
      {},
    ],
    ['a name where a list has 0 or 1', `A,B,count\n1,${CANARY},3\n`, 'TABLE_CELL', { row: 2, column: 'B' }],
    [
      'totals of agencies',
      `agency,people\n${CANARY},600\nhealth,300\n`,
      'TABLE_TOTALS',
      { file: 'table.csv' },
    ],
    ['totals in columns', 'police,health,count\n600,300,900\n', 'TABLE_TOTALS', { file: 'table.csv' }],
    ['a count below nought', 'A,B,count\n1,0,3\n1,1,-3\n', 'TABLE_CELL', { row: 3, column: 'count' }],
    ['part of a person', 'A,B,count\n1,1,1.5\n', 'TABLE_CELL', { row: 2 }],
    ['people on no list', 'A,B,count\n0,0,3\n', 'TABLE_NOBODY', { row: 2 }],
    ['a combination twice', 'A,B,count\n1,0,3\n1,0,4\n', 'TABLE_TWICE', { row: 3 }],
    ['a ragged row', `A,B,count\n1,0\n1,1,${CANARY}\n`, 'TABLE_ROW', { row: 2 }],
  ])('is refused with %s, by place and without its cells', async (_, content, code, place) => {
    const error = await reading(content).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, exitCode: 2, place });
    expect(JSON.stringify(error) + String(error)).not.toContain(CANARY);
  });
});
