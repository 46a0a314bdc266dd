/** The policy of a log on disk: reading it, and putting another in its place. */
import { join } from 'node:path';
import { equal } from './bytes.ts';
import { diskFiles, type LogFiles, replaceWhole } from './filesystem.ts';
import { type LockOptions, takeLock } from './lock.ts';
import { MAX_POLICY_BYTES, type Policy, parsePolicy, policyBytes } from './policy.ts';
import { damaged } from './state.ts';

/** @throws LOG_DAMAGED when it is missing; POLICY, VKEY. */
export async function readPolicy(folder: string, files: LogFiles = diskFiles): Promise<Policy> {
  const bytes = await files.read(join(folder, 'policy'), MAX_POLICY_BYTES);
  if (bytes === undefined) throw damaged('policy', 'the file is missing');
  return parsePolicy(bytes);
}

/** Makes `policy` the log's own, whole or not at all; nothing is written when it is already. @throws LOG_LOCKED. */
export async function writePolicy(
  folder: string,
  policy: Policy,
  files: LogFiles = diskFiles,
  lock: LockOptions = {},
): Promise<void> {
  const bytes = policyBytes(policy);
  parsePolicy(bytes);
  const path = join(folder, 'policy');
  const release = await takeLock(files, folder, lock);
  try {
    const now = await files.read(path, MAX_POLICY_BYTES);
    if (now !== undefined && equal(now, bytes)) return;
    await replaceWhole(files, path, bytes);
    await files.flushFolder(folder);
  } finally {
    await release();
  }
}
