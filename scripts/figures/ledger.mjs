// Releases through an analyst's workspace: drafts and ledger on disk, permits and share log, as the command has them.
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemAmbient } from '../../dist/ambient.js';
import { writeFigures } from '../../dist/analyse/index.js';
import { openWorkspace, withLots } from '../../dist/custody/index.js';
import { controlInside } from '../../dist/disclose/index.js';
import { release } from '../../dist/release/index.js';
import { anotherPartnership, makePartnership } from '../partnership.mjs';

const AGREEMENT = new URL('../../fixtures/population/agreement.yaml', import.meta.url);
const PRESET = 'preset: local-5';

/** A partnership under `root` for each preset, all with the same keys. */
export async function makePartnerships(root, presets) {
  const first = join(root, 'first');
  await mkdir(first);
  const text = await makePartnership(first, await readFile(AGREEMENT, 'utf8'));
  if (text.split(PRESET).length !== 2) throw new Error('the agreement does not name its preset once');
  for (const preset of presets)
    await anotherPartnership(join(root, preset), first, text.replace(PRESET, `preset: ${preset}`));
}

/** Does `work` with a `letOut` for `release.mjs` that keeps its ledger in a workspace of its own. */
export async function withLedger(root, { preset }, work) {
  const own = await mkdtemp(join(root, 'sequence-'));
  try {
    await cp(join(root, preset, 'analyst'), own, { recursive: true });
    return await work(async (figures) => {
      // Opened anew each time: nothing is carried over but what was written.
      const workspace = await openWorkspace(own, systemAmbient);
      const controlled = await withLots(workspace, (lots) =>
        controlInside(figures, workspace.agreement.outputs, lots),
      );
      const { path } = await writeFigures(workspace, figures, { controlled, salt: 'salt' });
      const done = await release(workspace, path, { withhold: true });
      return done.status === 'unsafe' ? undefined : done.shown;
    });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
