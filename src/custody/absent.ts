/** Whether those whom a request is about are in what was made here: an id that is not may be a slip of the pen. */
import { join } from 'node:path';
import { ThroughlineError } from '../errors.ts';
import { isRejection, openTable, readPackage, readRows } from '../files/index.ts';
import { packageMark } from './package-mark.ts';
import { ownPackage } from './paths.ts';
import type { Workspace } from './workspace.ts';

/**
 * How many of these references stand in no tokens and no events that lie here, made under this agreement's id.
 *
 * @returns undefined where no such package can be read, which is no reason to turn a request away
 */
export async function absentHere(
  { agreement, party, paths }: Workspace,
  references: readonly string[],
): Promise<number | undefined> {
  const absent = new Set(references);
  let isAnyHere = false;
  for (const what of ['tokens', 'events'] as const) {
    try {
      const isHere = await strikeOut(ownPackage(paths, party.id, what), agreement.about.id, absent);
      isAnyHere ||= isHere;
    } catch (error) {
      if (!(error instanceof ThroughlineError)) throw error;
    }
  }
  return isAnyHere ? absent.size : undefined;
}

/** Strikes out who is in the package; false where it was made under another agreement, with other references. */
async function strikeOut(folder: string, agreementId: string, absent: Set<string>): Promise<boolean> {
  const pkg = await readPackage(folder);
  if (packageMark(pkg).madeUnder.id !== agreementId) return false;
  for (const { file } of pkg.resources) {
    for await (const row of readRows(await openTable(join(folder, file)), { mayBeEmpty: true })) {
      if (absent.size === 0) return true;
      if (isRejection(row)) continue;
      // In any column: a counterparty is somebody too.
      for (const cell of row.cells) absent.delete(cell);
    }
  }
  return true;
}
