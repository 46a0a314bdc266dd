/** Another passphrase for a party's private keys, one for keys that lie open, or none any more. */
import { copyFile, cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { refused } from '../errors.ts';
import { PRIVATE_DIRECTORY, stageDirectory } from '../files/index.ts';
import { Keyring } from './keyring.ts';
import { recordOwnAct } from './own-act.ts';
import type { Workspace } from './workspace.ts';

export interface Relocked {
  readonly change: 'set' | 'changed' | 'removed';
  /** Index of the entry in the share log that says so. */
  readonly entry: number;
}

/**
 * Locks the private keys with `passphrase`, or with none. The keys stay the same; whoever has an older copy of
 * `party/` opens it by what it was locked with. Whole or not at all, and in the log without the passphrase.
 *
 * @throws `PASSPHRASE_NONE` when there is none to remove; `KEY_LOCKED`, `PASSPHRASE_WRONG`, `KEY_FILE_...`; what the
 * disk refuses with
 */
export async function changePassphrase(
  workspace: Workspace,
  passphrase: string | undefined,
): Promise<Relocked> {
  const { keys, paths } = workspace;
  const wasLocked = await keys.isLocked();
  if (!wasLocked && passphrase === undefined) {
    throw refused('PASSPHRASE_NONE', 'the private keys are not locked, so there is no passphrase to remove', {
      hint: 'nothing was changed',
    });
  }
  const change = passphrase === undefined ? 'removed' : wasLocked ? 'changed' : 'set';
  const details = { action: 'party passphrase', change };
  const { index: intent } = await recordOwnAct(workspace, { type: 'key.lock', phase: 'intent', details });
  const done = async (): Promise<Relocked> => {
    const act = { type: 'key.lock', phase: 'done', details: { ...details, intent } } as const;
    return { change, entry: (await recordOwnAct(workspace, act)).index };
  };
  if (wasLocked && passphrase !== undefined) {
    await keys.relock(passphrase);
    return done();
  }
  const stage = await stageDirectory(paths.party, { replace: true, alone: true, mode: PRIVATE_DIRECTORY });
  try {
    const lock = join(stage.path, 'lock.age');
    const next = passphrase === undefined ? new Keyring(lock) : await Keyring.lock(lock, passphrase);
    for (const entry of await readdir(paths.party, { withFileTypes: true })) {
      const [from, to] = [join(paths.party, entry.name), join(stage.path, entry.name)];
      if (entry.isDirectory()) await cp(from, to, { recursive: true });
      else if (entry.name.endsWith('.key')) await keys.copyTo(next, from, to);
      else if (from !== paths.lock) await copyFile(from, to);
    }
    return await stage.commitOnce(done);
  } finally {
    await stage.abandon();
  }
}
