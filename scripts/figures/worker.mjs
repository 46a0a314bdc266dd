// Invents, releases and attacks so many worlds, from a seed on.
import { parentPort } from 'node:worker_threads';
import { breakWorld } from './break.mjs';
import { inventWorld } from './invent.mjs';
import { release } from './release.mjs';

// What fails here ends the thread with its error, which the parent tells.
parentPort.on('message', ({ from, tables }) => {
  void attackWorlds(from, tables).then((found) => parentPort.postMessage(found));
});

async function attackWorlds(from, tables) {
  const sum = { hidden: 0, small: 0, kinds: {}, leaks: [], pinned: [] };
  for (let seed = from; seed < from + tables; seed += 1) {
    const world = inventWorld(seed);
    const { hidden, small, leaks, pinned } = await breakWorld(world, await release(world));
    sum.hidden += hidden;
    sum.small += small;
    sum.kinds[world.kind] = (sum.kinds[world.kind] ?? 0) + 1;
    const told = (count) => ({ seed, kind: world.kind, preset: world.outputs.preset, ...count });
    sum.leaks.push(...leaks.map(told));
    sum.pinned.push(...pinned.map(told));
  }
  return sum;
}
