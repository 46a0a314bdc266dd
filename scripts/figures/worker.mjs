// Invents, releases and attacks so many worlds, from a seed on.
import { parentPort, workerData } from 'node:worker_threads';
import { breakWorld } from './break.mjs';
import { inventWorld } from './invent.mjs';
import { withLedger } from './ledger.mjs';
import { release } from './release.mjs';

/** Of so many sequences one keeps its ledger on disk, in a workspace with agreement, permits and share log. */
const ONE_ON_DISK = 10;

// What fails here ends the thread with its error, which the parent tells.
parentPort.on('message', ({ from, tables }) => {
  void attackWorlds(from, tables).then((found) => parentPort.postMessage(found));
});

async function attackWorlds(from, tables) {
  const sum = {
    hidden: 0,
    small: 0,
    undecided: 0,
    kinds: {},
    releases: 0,
    refused: 0,
    onDisk: 0,
    leaks: [],
    pinned: [],
  };
  for (let seed = from; seed < from + tables; seed += 1) {
    const world = inventWorld(seed);
    const isOnDisk = world.releases.length > 1 && seed % ONE_ON_DISK === 0;
    const shown = isOnDisk
      ? await withLedger(workerData.root, world.outputs, (letOut) => release(world, letOut))
      : await release(world);
    const { hidden, small, undecided, leaks, pinned } = await breakWorld(world, shown);
    sum.releases += shown.length;
    sum.refused += shown.filter((page) => page === undefined).length;
    sum.onDisk += isOnDisk ? 1 : 0;
    sum.hidden += hidden;
    sum.small += small;
    sum.undecided += undecided;
    sum.kinds[world.kind] = (sum.kinds[world.kind] ?? 0) + 1;
    const told = (count) => ({ seed, kind: world.kind, preset: world.outputs.preset, ...count });
    sum.leaks.push(...leaks.map(told));
    sum.pinned.push(...pinned.map(told));
  }
  return sum;
}
