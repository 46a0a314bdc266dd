/** What this party's own share log says of the shares it has opened, so that none comes in a second time unseen. */
import { refused } from '../errors.ts';
import { readEntries } from '../sharelog/index.ts';
import { isRecord, listOf } from './shape.ts';
import type { ShareManifest } from './share.ts';
import type { Workspace } from './workspace.ts';

/**
 * Refuses a share that is older than the newest of its sender and kind that was opened here, or whose package
 * was destroyed here: a copy of it may have lain about, or somebody wants an earlier state back.
 *
 * @param announced index of the share's announcement in its sender's log
 * @throws `SHARE_SUPERSEDED`, `SHARE_DESTROYED` (exit code 1)
 */
export async function refuseReplay(
  { log }: Pick<Workspace, 'log'>,
  { from, what, descriptor }: ShareManifest,
  announced: number,
): Promise<void> {
  let newest = -1;
  const names = new Set<string>([descriptor]);
  for await (const { fields } of readEntries(log.folder)) {
    const details = isRecord(fields.details) ? fields.details : {};
    // What lost rows here has gone by another digest since.
    for (const pair of listOf(details.reduced)) {
      const [before = '', after = ''] = pair.split(' ');
      if (names.has(before)) names.add(after);
    }
    const isDestroyed = listOf(details.packages).some((one) => names.has(one));
    if (fields.type === 'erasure' && fields.phase === 'done' && isDestroyed) {
      throw refused(
        'SHARE_DESTROYED',
        'the package in this share was destroyed here, and does not come back',
        {
          hint: 'destroy this copy of the share too; ask its sender for a new one if there is still a need',
        },
      );
    }
    if (fields.type !== 'collection' || fields.phase !== 'done' || !isRecord(details.flow)) continue;
    if (details.flow.from !== from || details.flow.what !== what || typeof details.announced !== 'number')
      continue;
    newest = Math.max(newest, details.announced);
  }
  if (announced >= newest) return;
  throw refused('SHARE_SUPERSEDED', `a newer share of ${what} from ${from} was opened here already`, {
    hint: `keep to the newer one; if this is the right one, have ${from} seal it again`,
  });
}
