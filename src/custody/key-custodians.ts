/** The project key divided among custodians by Shamir's scheme, and rebuilt from enough of their shares. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { combine, split } from 'shamir-secret-sharing';
import { recordDone, requestPermit } from '../agreement/index.ts';
import { refused, systemCode, type ThroughlineError, unusable } from '../errors.ts';
import { PRIVATE_DIRECTORY, PRIVATE_FILE, stageDirectory, writeFileAtomically } from '../files/index.ts';
import { keyCheck } from './derive.ts';
import { type KeyShare, keyShareText, parseKeyShare, SHARE_LIMIT } from './key-share.ts';
import { keyStep, readProjectKey, refuseRetired, refuseSecondKey } from './project-key.ts';
import { storeSecret } from './secrets.ts';
import type { Workspace } from './workspace.ts';

export interface SplitKey {
  readonly folder: string;
  readonly files: readonly string[];
  readonly set: string;
  readonly shares: number;
  readonly threshold: number;
  readonly keyCheck: string;
}

/**
 * Divides the project key into `shares` files, any `threshold` of which rebuild it, in the new folder `folder`.
 *
 * @throws `KEY_SPLIT` (exit code 2) for numbers that make no sense; `PERMIT_...`; `KEY_MISSING`,
 * `KEY_RETIRED`, `KEY_FILE_...`; `OUTPUT_EXISTS`. Nothing is left then.
 */
export async function splitProjectKey(
  workspace: Workspace,
  {
    shares,
    threshold,
    folder,
  }: { readonly shares: number; readonly threshold: number; readonly folder: string },
): Promise<SplitKey> {
  if (threshold < 2 || shares < threshold || shares > 255) {
    throw unusable(
      'KEY_SPLIT',
      'a key is split into at most 255 shares, of which at least 2 and at most all are needed',
      {
        hint: 'give for example --shares 5 --threshold 3',
      },
    );
  }
  const key = await readProjectKey(workspace);
  try {
    const check = keyCheck(key);
    const facts = {
      set: Buffer.from(workspace.ambient.random(8)).toString('hex'),
      shares,
      threshold,
      keyCheck: check,
    };
    const logged = { shares, threshold, keyCheck: check };
    const permit = await requestPermit(workspace, {
      ...keyStep('key.split', 'key split'),
      keyCheck: check,
      details: logged,
    });
    const stage = await stageDirectory(folder, { mode: PRIVATE_DIRECTORY });
    try {
      const names = await writeShares(stage.path, key, { ...facts, agreement: workspace.agreement.about.id });
      await stage.commit();
      await recordDone(workspace, permit, logged);
      return { folder, files: names.map((name) => join(folder, name)), ...facts };
    } finally {
      await stage.abandon();
    }
  } finally {
    key.fill(0);
  }
}

async function writeShares(
  folder: string,
  key: Uint8Array,
  facts: Omit<KeyShare, 'part' | 'number'>,
): Promise<string[]> {
  const parts = await split(key, facts.shares, facts.threshold);
  const names: string[] = [];
  for (const [index, part] of parts.entries()) {
    const name = `project-key-share-${index + 1}-of-${facts.shares}.txt`;
    await writeFileAtomically(join(folder, name), keyShareText({ ...facts, number: index + 1, part }), {
      mode: PRIVATE_FILE,
    });
    part.fill(0);
    names.push(name);
  }
  return names;
}

/**
 * Rebuilds the project key from the shares in `files` and keeps it in this workspace.
 *
 * @returns its check value.
 * @throws `KEY_EXISTS`, `KEY_RETIRED`; `KEY_SHARE_INVALID` naming a file that is damaged;
 * `KEY_SHARE_REPEATED`, `KEY_SHARES_MIXED`, `KEY_SHARES_TOO_FEW`, `KEY_SHARES_WRONG` (exit code 2);
 * `PERMIT_...`, among them that the key is not the one that the agreement names. A key whose check value is
 * not the one in its shares is never kept.
 */
export async function combineProjectKey(workspace: Workspace, files: readonly string[]): Promise<string> {
  refuseSecondKey(workspace);
  const shares: KeyShare[] = [];
  try {
    for (const file of files) shares.push(await readShare(file));
    const key = await rebuild(shares, files);
    try {
      const check = keyCheck(key);
      if (check !== shares[0]!.keyCheck) throw wrong();
      await refuseRetired(workspace, check);
      const { id } = workspace.agreement.about;
      if (shares[0]!.agreement !== id) {
        throw refused(
          'KEY_SHARES_OTHER_AGREEMENT',
          'these shares are of a key that serves another agreement',
          {
            hint: 'check that this is the right workspace',
          },
        );
      }
      const logged = { keyCheck: check, shares: shares.length };
      const permit = await requestPermit(workspace, {
        ...keyStep('key.combine', 'key combine'),
        keyCheck: check,
        details: logged,
      });
      await storeSecret(workspace.keys, workspace.paths.projectKey, 'project', key);
      await recordDone(workspace, permit, logged);
      return check;
    } finally {
      key.fill(0);
    }
  } finally {
    for (const { part } of shares) part.fill(0);
  }
}

async function readShare(file: string): Promise<KeyShare> {
  const buffer = Buffer.alloc(SHARE_LIMIT + 1);
  try {
    const handle = await open(file, 'r');
    try {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return parseKeyShare(buffer.toString('latin1', 0, bytesRead), file);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === undefined || !(error instanceof Error) || 'exitCode' in error) throw error;
    throw unusable('KEY_SHARE_UNREADABLE', 'there is no such file, or it cannot be read', {
      place: { file },
      hint: 'check the name of the file and that this account may read it',
    });
  } finally {
    buffer.fill(0);
  }
}

/** The key that the shares give, once they are known to be different shares of one splitting, and enough. */
async function rebuild(shares: readonly KeyShare[], files: readonly string[]): Promise<Uint8Array> {
  const [first] = shares;
  const needed = first?.threshold ?? 2;
  for (const [index, share] of shares.entries()) {
    const place = { file: files[index]! };
    if (identity(share) !== identity(first!)) {
      throw unusable('KEY_SHARES_MIXED', 'this share belongs to another splitting than the first one given', {
        place,
        hint: 'give only files that name the same set',
      });
    }
    const same = shares.findIndex(
      ({ number, part }) => number === share.number || Buffer.compare(part, share.part) === 0,
    );
    if (same < index) {
      throw unusable('KEY_SHARE_REPEATED', `this is share ${share.number} again, which was given already`, {
        place,
        hint: 'give each share once; every custodian holds a different one',
      });
    }
  }
  if (shares.length < needed) {
    throw unusable('KEY_SHARES_TOO_FEW', `${needed} shares are needed, and ${shares.length} were given`, {
      hint: 'ask further custodians for theirs; fewer shares tell nothing about the key',
    });
  }
  try {
    return await combine(shares.map(({ part }) => part));
  } catch {
    throw wrong();
  }
}

const identity = ({ agreement, set, shares, threshold, keyCheck: check }: KeyShare): string =>
  [agreement, set, shares, threshold, check].join(' ');

const wrong = (): ThroughlineError =>
  unusable(
    'KEY_SHARES_WRONG',
    'these shares do not give the key whose check value they carry, so one was altered',
    {
      hint: 'nothing was kept: try again with the shares of other custodians',
    },
  );
