/** What the tests that link in a workspace share. */
import { readdir } from 'node:fs/promises';
import type { Workspace } from '../../src/custody/index.ts';
import type { LinkOptions } from '../../src/linkage/index.ts';
import { readEntries } from '../../src/sharelog/index.ts';

export const OPTIONS: LinkOptions = { packages: [], refit: false, memoryMegabytes: 300, threads: 1 };

/** What a run has left unfinished, or spilled, in a workspace. */
export const unfinished = async ({ paths }: Workspace): Promise<string[]> =>
  (await readdir(paths.work, { recursive: true })).filter((name) => /(^|[/\\])\./.test(name));

/** The person id of each record, by agency and reference. */
export const idsIn = (of: readonly Record<string, string>[]): Map<string, string> =>
  new Map(of.map(({ agency, reference, person }) => [`${agency} ${reference}`, person!]));

/** Everything in a workspace's share log. */
export async function entriesOf({ paths }: Workspace): Promise<Record<string, unknown>[]> {
  const entries = [];
  for await (const { fields } of readEntries(paths.log)) entries.push(fields);
  return entries;
}
