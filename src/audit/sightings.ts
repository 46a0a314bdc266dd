/** What the witnesses of a log each saw of it, compared with one another and with the log. */
import { join } from 'node:path';
import { ThroughlineError } from '../errors.ts';
import {
  type Checkpoint,
  committedSize,
  diskFiles,
  parseCheckpoint,
  TileReader,
  treeRoot,
} from '../sharelog/index.ts';
import { claimedOrigin } from './located.ts';
import type { PartyLog, ReconcileException } from './reconcile.ts';

interface Sighting {
  readonly by: string;
  readonly checkpoint: Checkpoint;
}

/**
 * Two trees of one size with two roots are two logs under one name, whatever either of them says. A fork
 * shown to two partners is found when their witness folders come together.
 */
export async function compareSightings(logs: readonly PartyLog[]): Promise<ReconcileException[]> {
  const sightings: Sighting[] = [];
  for (const { party, folder } of logs) sightings.push(...(await seenBy(party, folder)));
  const found: ReconcileException[] = [];
  for (const { party, folder } of logs) {
    const origin = await claimedOrigin(folder);
    const size = await committedSize(folder).catch(() => 0);
    for (const { by, checkpoint } of sightings) {
      if (checkpoint.origin !== origin) continue;
      if (checkpoint.size > size) {
        const message = `${by} saw ${checkpoint.size} entries of the log of ${party}, which now has ${size}`;
        found.push({ kind: 'ROLLED BACK', party, message });
      } else if (!(await hasRoot(folder, size, checkpoint))) {
        const message = `the first ${checkpoint.size} entries of the log of ${party} are not those that ${by} saw`;
        found.push({ kind: 'FORKED', party, message });
      }
    }
  }
  return [...found, ...betweenWitnesses(sightings)];
}

function betweenWitnesses(sightings: readonly Sighting[]): ReconcileException[] {
  return sightings.flatMap((one, i) =>
    sightings.slice(i + 1).flatMap((other): ReconcileException[] => {
      const { origin, size, root } = one.checkpoint;
      if (other.checkpoint.origin !== origin || other.checkpoint.size !== size) return [];
      if (sameRoot(other.checkpoint.root, root)) return [];
      const party = origin.split(/[./]/)[0]!;
      const message = `${one.by} and ${other.by} saw two different logs of ${party} with ${size} entries`;
      return [{ kind: 'FORKED', party, message }];
    }),
  );
}

async function seenBy(party: string, folder: string): Promise<Sighting[]> {
  const found: Sighting[] = [];
  for (const name of await diskFiles.list(join(folder, 'witness'))) {
    const path = join(folder, 'witness', name, 'latest');
    const bytes = await diskFiles.read(path, 1_000_000).catch(() => undefined);
    if (bytes === undefined) continue;
    try {
      found.push({ by: party, checkpoint: parseCheckpoint(bytes) });
    } catch {
      // A damaged sighting says nothing; the witness itself is told when it next looks.
    }
  }
  return found;
}

async function hasRoot(folder: string, size: number, { size: then, root }: Checkpoint): Promise<boolean> {
  try {
    return sameRoot(await treeRoot(new TileReader(folder, size), then), root);
  } catch (error) {
    if (error instanceof ThroughlineError) return false;
    throw error;
  }
}

const sameRoot = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
