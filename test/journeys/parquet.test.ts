/** Packages as Parquet from end to end: whoever receives them finds the same people and counts the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPackage, verifyPackage } from '../../src/files/index.ts';
import { facts, scratch } from './cli.ts';
import { demonstration } from './demonstration.ts';

const { path, temp, remove } = scratch();
const demo = join(path, 'northmere');
const at = (party: string): string => join(demo, party);
const run = <T>(party: string, ...args: string[]): Promise<T> =>
  facts<T>([...args, '--workspace', at(party)], { temp });

beforeAll(() => demonstration(demo));
afterAll(remove);

/** Seals a package of the police and opens it where it belongs. */
async function hand(what: 'tokens' | 'events', to: string): Promise<void> {
  const { file } = await run<{ file: string }>(
    'police',
    ...['seal', join(at('police'), 'work', 'police', what), '--to', to],
  );
  await run(to, 'open', file, '--replace');
}

const links = (): string => readFileSync(join(at('linkage-unit'), 'work', 'links', 'links.csv'), 'utf8');

interface Counted {
  readonly rows: unknown;
  readonly changes?: { readonly changed: readonly unknown[] };
}
const count = (): Promise<Counted> => run('analyst', 'journeys', '--inside');

test('the people and the figures are the same, and a person who objects goes out of the file', async () => {
  const asCsv = { links: links(), rows: (await count()).rows };
  const extract = join(demo, 'population', 'police.csv');
  await run('police', 'pseudonymise', extract, '--replace', '--format', 'parquet', '--spare-core');
  await hand('tokens', 'linkage-unit');
  await hand('events', 'analyst');
  await run('linkage-unit', 'link');
  const work = join(at('linkage-unit'), 'work');
  const { file } = await run<{ file: string }>(
    'linkage-unit',
    ...['seal', join(work, 'links'), '--to', 'analyst'],
  );
  await run('analyst', 'open', file, '--replace');
  const { rows, changes } = await count();
  expect({ links: links(), rows }).toEqual(asCsv);
  expect(changes?.changed).toEqual([]);
  const received = join(work, 'tokens', 'police');
  const pkg = await readPackage(received);
  await verifyPackage(pkg);
  expect(pkg.resources).toMatchObject([{ file: 'tokens.parquet' }]);

  const [, reference] = /^police,([0-9a-f]{32})/m.exec(asCsv.links)!;
  const { notices } = await run<{ notices: { to: string; file: string }[] }>(
    'police',
    ...['object', reference!, '--reason', 'case 12'],
  );
  for (const notice of notices) await run(notice.to, 'open', notice.file);
  const left = await readPackage(received);
  expect(left.throughline.people).toBe((pkg.throughline.people as number) - 1);
  await run('linkage-unit', 'link');
  expect(links()).not.toContain(reference);
}, 300_000);
