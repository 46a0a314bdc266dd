import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Examined, examineMachine, type MachineFacts } from '../../src/intake/index.ts';
import { scratch } from '../files/helpers.ts';

const examine = (facts: Partial<MachineFacts> & { folder: string }): Promise<readonly Examined[]> =>
  examineMachine({ node: '20.20.2', platform: 'linux', now: new Date('2026-05-01T10:00:00Z'), ...facts });
const told = (examined: readonly Examined[]): string[] =>
  examined.filter(({ verdict }) => verdict !== 'good').map(({ verdict, found }) => `${verdict}: ${found}`);

test('a machine that is fit has nothing to be told, and nothing is left on it', async () => {
  const folder = scratch();
  const path = join(folder, 'a folder with spaces', 'not yet there');
  expect(told(await examine({ folder: path })).filter((text) => !text.includes('GiB'))).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test.each<[string, Partial<MachineFacts>, string]>([
  ['an old Node.js', { node: '20.18.9' }, 'bad: version 20.18.9 is older than 20.19'],
  ['a clock that stood still', { now: new Date('1970-01-01') }, 'bad: it says 1970'],
  [
    'a folder that a cloud copies',
    { folder: '/home/lead/OneDrive - Northmere Council/work' },
    'bad: it lies in a folder that is copied to a cloud',
  ],
  ['a long path', { folder: `/own/${'long name '.repeat(20)}` }, 'look: 205 characters long'],
  [
    'a name that Windows keeps',
    { folder: '/lead/nul.txt/work', platform: 'win32' },
    'bad: a folder in it has a name that Windows keeps',
  ],
  ['Windows', { platform: 'win32' }, 'look: on Windows that is set by access control lists'],
  [
    'a network drive',
    { folder: '//server/share/work', platform: 'win32' },
    'look: it lies on a network drive',
  ],
])('tells of %s', async (_, facts, words) => {
  expect(told(await examine({ folder: '/tmp/work', ...facts })).join('\n')).toContain(words);
});

test('tells of a folder that cannot be written to', async () => {
  const folder = join(scratch(), 'closed');
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  const isRoot = process.getuid?.() === 0;
  const path = isRoot ? '/proc' : folder;
  expect(told(await examine({ folder: path })).join('\n')).toContain(
    'bad: a file cannot be written and renamed there',
  );
  chmodSync(folder, 0o700);
});
