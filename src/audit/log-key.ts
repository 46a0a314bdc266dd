/**
 * Changing the key that signs a party's share log.
 *
 * A new key is made as `party/log-next.key`. Once the log's policy names both, both sign, and an entry says
 * so (`rotate`); when partners know the new one, it takes the place of the old (`retire`). A key that is no
 * longer safe gives way at once (`revoke`). Each step can be run again after it was cut short, and goes on
 * from where it was.
 */
import { dirname } from 'node:path';
import type { Ambient } from '../ambient.ts';
import {
  type Keyring,
  logOptions,
  readLogKeys,
  readPartyId,
  type WorkspacePaths,
  workspacePaths,
} from '../custody/index.ts';
import { refused, unusable } from '../errors.ts';
import { realFileSystem } from '../files/index.ts';
import {
  type EntryDraft,
  generateSignerKey,
  type KeyEvent,
  keyDetails,
  keyEventOf,
  type LogSigner,
  type PersonalValues,
  readEntries,
  readPolicy,
  ShareLog,
  sameKey,
  signerFromText,
  type Verifier,
  verifierOf,
  verifyLog,
  vkeyText,
  writePolicy,
} from '../sharelog/index.ts';
import { agreedFor, agreementIn } from './located.ts';
import { isaOf } from './witness.ts';

export interface KeyChange {
  readonly old: string;
  readonly new: string;
  /** Index of the entry that says so. */
  readonly entry: number;
}

export interface KeyChangeOptions {
  /** The workspace. */
  readonly dir: string;
  readonly ambient: Ambient;
  /** This party's keys. */
  readonly keys: Keyring;
  /** Why, and who agreed to it; neither comes into the entry in clear. */
  readonly personal: PersonalValues;
  /** What that person is, which does. */
  readonly approverRole?: string;
}

/**
 * Makes another key sign beside the present one.
 *
 * @throws `LOG_KEY_ROTATING` when one does already; the errors of opening a log.
 */
export async function rotateLogKey(options: KeyChangeOptions): Promise<KeyChange> {
  const paths = workspacePaths(options.dir);
  const { current, next = await makeNextKey(paths, current, options) } = await readLogKeys(
    paths,
    options.keys,
  );
  const [old, key] = [verifierOf(current), verifierOf(next)];
  if ((await ownEvents(paths)).some((event) => event.next !== undefined && sameKey(event.next, key))) {
    throw refused('LOG_KEY_ROTATING', 'a new key signs this share log already, beside the old one', {
      hint: 'when the agreement names the new key, run "throughline log key retire"',
    });
  }
  const log = await ShareLog.open(paths.log, await logOptions(paths, options.keys, options.ambient));
  await nameInPolicy(paths, [old, key]);
  const both = await ShareLog.open(paths.log, await logOptions(paths, options.keys, options.ambient));
  const details = { ...keyDetails(old, key), validFrom: log.size + 1 };
  return { ...named(old, key), entry: await enter(both, options, { type: 'key.rotate', details }) };
}

/**
 * Ends the use of the old key.
 *
 * @throws `LOG_KEY_NOT_ROTATING`; `LOG_KEY_NOT_AGREED` when the agreement does not name the new key yet.
 */
export async function retireLogKey(options: KeyChangeOptions): Promise<KeyChange> {
  const paths = workspacePaths(options.dir);
  const { current, next } = await readLogKeys(paths, options.keys);
  const key = verifierOf(next ?? current);
  const events = await ownEvents(paths);
  const rotation = events.findLast(
    (event) => event.type === 'key.rotate' && event.next !== undefined && sameKey(event.next, key),
  );
  const isRetired = events.some(
    (event) => event.type === 'key.retire' && rotation !== undefined && sameKey(event.key, rotation.key),
  );
  if (rotation === undefined || isRetired) {
    throw refused('LOG_KEY_NOT_ROTATING', 'no other key signs this share log', {
      hint: 'begin with "throughline log key rotate"',
    });
  }
  await requireAgreed(options.dir, key);
  if (next !== undefined) await takePlace(paths);
  const signer = next ?? current;
  const log = await ShareLog.open(paths.log, {
    ...(await logOptions(paths, options.keys, options.ambient)),
    signer,
  });
  await nameInPolicy(paths, [key]);
  const entry = await enter(log, options, { type: 'key.retire', details: keyDetails(rotation.key) });
  return { ...named(rotation.key, key), entry };
}

/**
 * Declares the present key unsafe: a new one signs from here on, and what the old one signed counts only up to
 * `lastGood` entries, by default the largest size that partners have witnessed.
 *
 * @throws `LOG_KEY_LAST_GOOD` when partners have not witnessed that size; the errors of opening a log.
 */
export async function revokeLogKey(
  options: KeyChangeOptions & { readonly lastGood?: number },
): Promise<KeyChange & { readonly lastGood: number }> {
  const paths = workspacePaths(options.dir);
  const { current, next = await makeNextKey(paths, current, options) } = await readLogKeys(
    paths,
    options.keys,
  );
  const [old, key] = [verifierOf(current), verifierOf(next)];
  const done = (await ownEvents(paths)).find(
    (event) => event.type === 'key.revoke' && sameKey(event.key, old),
  );
  const lastGood = done?.lastGood ?? (await lastGoodSize(options, paths));
  let entry = done?.index;
  if (entry === undefined) {
    await nameInPolicy(paths, [key]);
    const { alsoSigner: _, ...usual } = await logOptionsFor(paths, next, options);
    const log = await ShareLog.open(paths.log, { ...usual, accepts: [old] });
    entry = await enter(log, options, {
      type: 'key.revoke',
      details: { ...keyDetails(old, key), lastGood },
    });
  }
  await takePlace(paths);
  return { ...named(old, key), entry, lastGood };
}

/** The usual options with another signer, while the usual ones would say that a change is under way. */
async function logOptionsFor(paths: WorkspacePaths, signer: LogSigner, { keys, ambient }: KeyChangeOptions) {
  const aside = { ...paths, logKey: paths.nextLogKey, nextLogKey: `${paths.nextLogKey}.none` };
  return { ...(await logOptions(aside, keys, ambient)), signer };
}

async function makeNextKey(
  paths: WorkspacePaths,
  current: LogSigner,
  { keys, ambient }: KeyChangeOptions,
): Promise<LogSigner> {
  const text = generateSignerKey(current.name, ambient);
  await keys.write(paths.nextLogKey, 'log', text);
  return signerFromText(text);
}

/** The new key's file takes the name of the old one's, whose private half is gone with that. */
async function takePlace({ logKey, nextLogKey }: WorkspacePaths): Promise<void> {
  await realFileSystem.rename(nextLogKey, logKey);
  await realFileSystem.syncDirectory(dirname(logKey));
}

async function nameInPolicy(paths: WorkspacePaths, logs: readonly Verifier[]): Promise<void> {
  await writePolicy(paths.log, { ...(await readPolicy(paths.log)), logs });
}

/** What the log says of its own keys. */
async function ownEvents(paths: WorkspacePaths): Promise<KeyEvent[]> {
  const events: KeyEvent[] = [];
  for await (const { fields, index } of readEntries(paths.log)) {
    const event = keyEventOf(fields, index);
    if (event !== undefined) events.push(event);
  }
  return events;
}

async function requireAgreed(dir: string, key: Verifier): Promise<void> {
  const agreement = await agreementIn(dir);
  const id = await readPartyId(dir);
  const party = agreement?.parties.find((known) => known.id === id);
  if (agreement === undefined || party?.keys?.log === vkeyText(key)) return;
  throw refused('LOG_KEY_NOT_AGREED', 'the agreement does not name the new key of this share log yet', {
    hint: 'have the new key written into the agreement first: until then partners could check nothing',
  });
}

async function lastGoodSize(
  { dir, lastGood }: { readonly dir: string; readonly lastGood?: number },
  paths: WorkspacePaths,
): Promise<number> {
  const { trustedPolicy } = await agreedFor(await agreementIn(dir), paths.log);
  const { witnessed } = await verifyLog(paths.log, trustedPolicy === undefined ? {} : { trustedPolicy });
  if (lastGood === undefined) return witnessed.upTo;
  if (lastGood <= witnessed.upTo) return lastGood;
  throw unusable('LOG_KEY_LAST_GOOD', `partners have witnessed only the first ${witnessed.upTo} entries`, {
    hint: 'give no larger number: whoever has the key could have made what came after',
  });
}

async function enter(
  log: ShareLog,
  { dir, personal, approverRole }: KeyChangeOptions,
  { type, details }: Pick<EntryDraft, 'type' | 'details'>,
): Promise<number> {
  const agreement = await agreementIn(dir);
  const id = await readPartyId(dir);
  const part = agreement?.parties.find((party) => party.id === id)?.part;
  const entry = {
    type,
    org: id,
    actorRole: part ?? 'unknown',
    ...(agreement === undefined ? {} : { isa: isaOf(agreement) }),
    personal,
    details: { ...details, ...(approverRole === undefined ? {} : { approverRole }) },
  };
  // A key that is no longer safe gives way whatever the clock says.
  const [appended] = await log.append([entry], { despiteClock: true });
  return appended!.index;
}

const named = (old: Verifier, key: Verifier) => ({ old: vkeyText(old), new: vkeyText(key) });
