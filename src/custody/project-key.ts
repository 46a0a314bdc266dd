/**
 * The project key: 256 random bits that the agencies hold together and the linkage unit never does. Making it,
 * sending it to another agency, taking it in, and telling whether it is the right one.
 */
import { join } from 'node:path';
import { type Operation, recordDone, requestPermit } from '../agreement/index.ts';
import { refused } from '../errors.ts';
import { digestOfFile } from '../files/index.ts';
import { once, recipientOf, seal, unseal } from './age.ts';
import { keyCheck } from './derive.ts';
import { type KeyLetter, keyLetterBytes, parseKeyLetter } from './key-letter.ts';
import { takeBack, writeStream } from './outbox.ts';
import { recordOwnAct } from './own-act.ts';
import { exists } from './party.ts';
import { addRetiredKey, type RetiredKey, readRetiredKeys } from './retired-keys.ts';
import { createSecret, readSecret, storeSecret } from './secrets.ts';
import { wipeFile } from './wipe.ts';
import type { Workspace } from './workspace.ts';

const NO_KEY =
  'restore it from your backup, or have an agency that holds it send it ("throughline key send"); where none ever was made, "throughline key new"';

/** The part of an operation that all steps with the project key share. */
export const keyStep = (operation: Operation['operation'], action: string): Operation => ({
  operation,
  action,
  parts: ['agency'],
  preparing: true,
});

/**
 * The project key of this workspace; wipe it after use with `fill(0)`.
 *
 * @throws `KEY_MISSING`, `KEY_FILE_...`; `KEY_RETIRED` (exit code 1) where it is gone because its use was ended.
 */
export async function readProjectKey(workspace: Workspace): Promise<Uint8Array> {
  if (!workspace.holdsProjectKey) await refuseEnded(workspace);
  const key = await storedKey(workspace);
  await refuseRetired(workspace, keyCheck(key));
  return key;
}

const storedKey = ({ keys, paths }: Workspace): Promise<Uint8Array> =>
  readSecret(keys, paths.projectKey, 'project', NO_KEY);

/** Says, where no key is left, that one was ended; unless the agreement names another since. */
async function refuseEnded({ agreement, paths }: Workspace): Promise<void> {
  const last = (await readRetiredKeys(paths.retiredKeys)).at(-1);
  const agreed = agreement.linkage['key-check'];
  if (last !== undefined && (agreed === undefined || agreed === last.keyCheck)) throw retired(last);
}

/** @throws `KEY_RETIRED` (exit code 1) when the use of the key with this check value was ended here. */
export async function refuseRetired({ paths }: Workspace, check: string): Promise<void> {
  const found = (await readRetiredKeys(paths.retiredKeys)).find(({ keyCheck: ended }) => ended === check);
  if (found !== undefined) throw retired(found);
}

const retired = ({ keyCheck: check, at }: RetiredKey) =>
  refused(
    'KEY_RETIRED',
    `the project key ${check} was retired here on ${at.slice(0, 10)} and is not used again`,
    {
      hint: 'for further work the agencies agree on a new key: the old check value comes out of the agreement first, which is signed anew; then "throughline key new", and the new check value goes in',
    },
  );

/** This agency's own secret for record references. @throws `KEY_MISSING`, `KEY_FILE_...`. */
export const readReferenceSecret = ({ keys, paths }: Workspace): Promise<Uint8Array> =>
  readSecret(
    keys,
    paths.referenceKey,
    'reference',
    'restore it from your backup: with another, every reference changes',
  );

/**
 * Makes a project key in this workspace.
 *
 * @returns its check value, for `linkage.key-check` of the agreement.
 * @throws `PERMIT_...`; `KEY_EXISTS` when there is one; `KEY_ALREADY_AGREED` when the agreement names one.
 */
export async function newProjectKey(workspace: Workspace): Promise<string> {
  await refuseOtherParts(workspace, keyStep('key.create', 'key new'));
  refuseSecondKey(workspace);
  if (workspace.agreement.linkage['key-check'] !== undefined) {
    throw refused(
      'KEY_ALREADY_AGREED',
      'the agreement already names a project key, and a new one would not be it',
      {
        hint: 'have an agency that holds the key send it ("throughline key send"); where none holds it any more, or it was retired, its check value comes out of the agreement first, which is signed anew',
      },
    );
  }
  const permit = await requestPermit(workspace, keyStep('key.create', 'key new'));
  const key = await createSecret(workspace.keys, workspace.paths.projectKey, 'project', workspace.ambient);
  const check = keyCheck(key);
  key.fill(0);
  await recordDone(workspace, permit, { keyCheck: check });
  return check;
}

export interface SentKey {
  readonly file: string;
  readonly to: string;
  readonly keyCheck: string;
}

/**
 * Seals the project key to another agency, into `outbox/project-key-for-ID.age`.
 *
 * @throws `PERMIT_...` (a linkage unit, analyst or auditor is never a recipient); `KEY_MISSING`,
 * `KEY_FILE_...`; `OUTPUT_EXISTS`.
 */
export async function sendProjectKey(workspace: Workspace, to: string): Promise<SentKey> {
  const { agreement, party, paths } = workspace;
  const key = await readProjectKey(workspace);
  try {
    const check = keyCheck(key);
    const recipient = (await recipientOf(agreement, to)) ?? '';
    const permit = await requestPermit(workspace, {
      ...keyStep('key.send', 'key send'),
      recipient: { id: to, parts: ['agency'] },
      keyCheck: check,
    });
    const letter: KeyLetter = {
      throughline: 1,
      kind: 'project-key',
      agreement: agreement.about.id,
      from: party.id,
      to,
      key: Buffer.from(key).toString('base64'),
    };
    const file = join(paths.outbox, `project-key-for-${to}.age`);
    const { hash } = await writeStream(file, seal(once(keyLetterBytes(letter)), recipient));
    try {
      await recordDone(workspace, permit, { to, keyCheck: check, sealed: hash });
    } catch (error) {
      await takeBack(file);
      throw error;
    }
    return { file, to, keyCheck: check };
  } finally {
    key.fill(0);
  }
}

/**
 * Takes in a project key that another agency sealed to this one.
 *
 * @returns who sent it, and its check value, which is to be compared by telephone with the sender's.
 * @throws `SHARE_...` when the file is not for us or not whole; `KEY_LETTER`, `KEY_EXISTS`,
 * `KEY_RETIRED`; `PERMIT_...`,
 * among them that the key is not the one that the agreement names.
 */
export async function receiveProjectKey(
  workspace: Workspace,
  path: string,
): Promise<{ from: string; keyCheck: string }> {
  const { agreement, keys, party, paths } = workspace;
  await refuseOtherParts(workspace, keyStep('key.receive', 'key receive'));
  refuseSecondKey(workspace);
  const { hash } = await digestOfFile(path);
  const hint = 'restore it from your backup: without it nothing sealed to this party can be opened';
  const identity = await keys.require(paths.sealingKey, 'sealing', hint);
  const { key, ...letter } = parseKeyLetter(await gather(unseal(path, identity)), path);
  try {
    const check = keyCheck(key);
    if (letter.to !== party.id || letter.agreement !== agreement.about.id) {
      throw refused('KEY_LETTER', 'this key was sent to another party or under another agreement', {
        place: { file: path },
        hint: 'ask its sender for one made for this party and this agreement',
      });
    }
    await refuseRetired(workspace, check);
    const permit = await requestPermit(workspace, {
      ...keyStep('key.receive', 'key receive'),
      keyCheck: check,
      details: { from: letter.from, keyCheck: check, sealed: hash },
    });
    await storeSecret(keys, paths.projectKey, 'project', key);
    await recordDone(workspace, permit, { from: letter.from, keyCheck: check });
    return { from: letter.from, keyCheck: check };
  } finally {
    key.fill(0);
  }
}

export interface KeyStatus {
  /** Check value of the key in this workspace, or undefined when there is none. */
  readonly keyCheck: string | undefined;
  /** Check value that the agreement names. */
  readonly agreed: string | undefined;
  /** Which project key of this workspace it is, or would be: 1, and 1 more for each that was retired. */
  readonly epoch: number;
  readonly retired: readonly RetiredKey[];
  readonly standing:
    | 'none here'
    | 'retired'
    | 'as agreed'
    | 'not yet in the agreement'
    | 'NOT the agreed key'
    | 'MUST NOT be here';
  /** The parties that should hold the key. */
  readonly holders: readonly string[];
  /** Whether custodians' shares still lie beside the key, where they were made. */
  readonly sharesHere: boolean;
}

/** What can be said of the project key in this workspace. Looking needs no permit and shows no key. */
export async function projectKeyStatus(workspace: Workspace): Promise<KeyStatus> {
  const { agreement, holdsProjectKey, party, paths } = workspace;
  const agreed = agreement.linkage['key-check'];
  const holders = agreement.parties.filter(({ part }) => part === 'agency').map(({ id }) => id);
  const ended = await readRetiredKeys(paths.retiredKeys);
  const sharesHere = await exists(paths.keyShares);
  const facts = { agreed, epoch: ended.length + 1, retired: ended, holders, sharesHere };
  if (!holdsProjectKey) {
    const standing = agreed !== undefined && ended.at(-1)?.keyCheck === agreed ? 'retired' : 'none here';
    return { ...facts, keyCheck: undefined, standing };
  }
  const key = await storedKey(workspace);
  const check = keyCheck(key);
  key.fill(0);
  const standing = !holders.includes(party.id)
    ? 'MUST NOT be here'
    : agreed === undefined
      ? 'not yet in the agreement'
      : agreed === check
        ? 'as agreed'
        : 'NOT the agreed key';
  return { ...facts, keyCheck: check, standing };
}

/**
 * Ends the use of the project key here: its file is overwritten once and removed, and it is never taken in
 * again. Needs no permit, since an agreement that has ended still has a key to end. What a disk may keep of
 * the file regardless is said in ARCHITECTURE.md.
 *
 * @returns the check value of the key.
 * @throws `KEY_MISSING`, `KEY_RETIRED`, `KEY_FILE_...`; what the disk refuses with.
 */
export async function retireProjectKey(workspace: Workspace): Promise<RetiredKey> {
  const { ambient, paths } = workspace;
  if (!workspace.holdsProjectKey) await refuseEnded(workspace);
  const key = await storedKey(workspace);
  const ended = { keyCheck: keyCheck(key), at: ambient.now().toISOString() };
  key.fill(0);
  const act = { type: 'key.retire', details: { action: 'key retire', keyCheck: ended.keyCheck } } as const;
  const { index } = await recordOwnAct(workspace, { ...act, phase: 'intent' });
  await addRetiredKey(paths.retiredKeys, ended);
  await wipeFile(paths.projectKey);
  await recordOwnAct(workspace, { ...act, phase: 'done', details: { ...act.details, intent: index } });
  return ended;
}

/** Has whoever is no agency refused, and that logged, before anything else is said. */
async function refuseOtherParts(workspace: Workspace, step: Operation): Promise<void> {
  if (workspace.party.part !== 'agency') await requestPermit(workspace, step);
}

export function refuseSecondKey({ holdsProjectKey, paths }: Workspace): void {
  if (!holdsProjectKey) return;
  throw refused('KEY_EXISTS', 'this workspace already holds a project key', {
    place: { file: paths.projectKey },
    hint: '"throughline key status" tells whether it is the one that the agreement names',
  });
}

/** All of a short sealed file; a long one is not a key. */
async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > 4096) break;
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
