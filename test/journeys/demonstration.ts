/** What the stories begin from: a partnership in which all has been sealed, linked and witnessed, and nothing counted. */
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemAmbient } from '../../src/ambient.ts';
import { demonstrate } from '../../src/demo/index.ts';

/**
 * Makes `folder`, a demonstration of 400 invented people of the story's own. All stories of a run copy one: whichever
 * comes first plays it.
 */
export async function demonstration(folder: string): Promise<void> {
  const played = join(tmpdir(), 'demonstration');
  if (!existsSync(played)) await play(played);
  cpSync(played, folder, { recursive: true, preserveTimestamps: true });
}

async function play(folder: string): Promise<void> {
  const made = mkdtempSync(`${folder}-`);
  await demonstrate({
    people: 400,
    seed: 1,
    out: made,
    threads: 1,
    memoryMegabytes: 1000,
    ambient: systemAmbient,
    tell: () => undefined,
  });
  try {
    renameSync(made, folder);
  } catch (error) {
    // Another file of the run may have played one at the same time.
    if (!existsSync(folder)) throw error;
    rmSync(made, { recursive: true });
  }
}
