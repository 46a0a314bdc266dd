/**
 * The packages that this party's own share log vouches for, by the digest of their descriptor: made here, taken in
 * here, or what those became when people were taken out of them. A package that somebody else wrote into `work/`,
 * or changed there, has a digest that the log does not know, however well its own descriptor fits it.
 */
import { recordRefusal } from '../agreement/index.ts';
import { refused } from '../errors.ts';
import type { DataPackage } from '../files/index.ts';
import { readEntries } from '../sharelog/index.ts';
import { isRecord, listOf } from './shape.ts';
import type { Workspace } from './workspace.ts';

interface Vouched {
  /** Index of the entry that announced the making, by digest. */
  readonly made: ReadonlyMap<string, number>;
  /** Index of the receipt, by digest. */
  readonly received: ReadonlyMap<string, number>;
  /** Index of the last entry that took up somebody's request; -1 where there is none. */
  readonly request: number;
}

async function readVouched({ log }: Pick<Workspace, 'log'>): Promise<Vouched> {
  const made = new Map<string, number>();
  const received = new Map<string, number>();
  let request = -1;
  for await (const { index, fields } of readEntries(log.folder)) {
    if (fields.phase !== 'done' || !isRecord(fields.details)) continue;
    const { action, package: own, descriptor, intent, reduced, packages } = fields.details;
    const isMaking = fields.type === 'alteration' || fields.type === 'combination';
    // Whoever was on the list when the making began has been left out.
    if (isMaking && typeof own === 'string') made.set(own, typeof intent === 'number' ? intent : index);
    if (fields.type === 'collection' && typeof descriptor === 'string') received.set(descriptor, index);
    if (fields.type === 'alteration' && (action === 'object' || action === 'correct')) request = index;
    for (const known of [made, received]) {
      for (const pair of listOf(reduced)) replace(known, pair);
      if (fields.type === 'erasure') for (const digest of listOf(packages)) known.delete(digest);
    }
  }
  return { made, received, request };
}

/** A package that lost rows here goes by another digest since. */
function replace(known: Map<string, number>, pair: string): void {
  const [before = '', after = ''] = pair.split(' ');
  const index = known.get(before);
  if (index === undefined) return;
  known.delete(before);
  known.set(after, index);
}

/**
 * Refuses to let a package leave that no run of this party made, or that was made before somebody's request was
 * taken up, and not again since: they may be in it.
 *
 * @throws `PACKAGE_NOT_MADE_HERE` (logged), `PACKAGE_BEFORE_REQUEST` (exit code 1)
 */
export async function requireMadeHere(workspace: Workspace, { path, digest }: DataPackage): Promise<void> {
  const { made, request } = await readVouched(workspace);
  const index = made.get(digest);
  if (index === undefined) {
    const reason = 'PACKAGE_NOT_MADE_HERE';
    // Without the digest: the log would let a guess at what was put in be tested.
    await recordRefusal(workspace, 'disclosure', { action: 'seal', reason });
    throw refused(reason, "this party's share log has no entry that it was made as it now is", {
      place: { file: path },
      hint: 'ask who wrote into this folder, and make the package again with throughline, which logs what it makes',
    });
  }
  if (index >= request) return;
  throw refused(
    'PACKAGE_BEFORE_REQUEST',
    "this package was made before a person's objection or correction was taken up",
    {
      hint: 'make it again from the extract as it is now: throughline pseudonymise EXTRACT --replace',
    },
  );
}

/** The digests of the packages that were taken in here, as they lie here now. */
export async function receivedHere(workspace: Pick<Workspace, 'log'>): Promise<ReadonlySet<string>> {
  return new Set((await readVouched(workspace)).received.keys());
}

/** @throws `PACKAGE_NOT_RECEIVED` (exit code 1) for a package that is not as it was taken in. */
export function requireReceived(
  received: ReadonlySet<string>,
  { path, digest }: Pick<DataPackage, 'path' | 'digest'>,
): void {
  if (received.has(digest)) return;
  throw refused('PACKAGE_NOT_RECEIVED', "this is not what this party's share log says was taken in", {
    place: { file: path },
    hint: 'ask who wrote into this folder; then open the share again (throughline open FILE --replace), or ask its sender for it',
  });
}
