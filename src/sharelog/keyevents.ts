/**
 * The keys of a log over its life, as its own entries tell it.
 *
 * | entry | says |
 * |---|---|
 * | `key.rotate` | another key signs too from here on; both sign the checkpoint that covers the entry |
 * | `key.retire` | the older key signs no more |
 * | `key.revoke` | the older key is not safe; what it signed counts only up to a size, another key signs now |
 *
 * Trust follows a rotation both ways, since both keys signed it, and a revocation only backwards: who has the
 * unsafe key could have signed anything.
 */
import { join } from 'node:path';
import { isJsonObject } from './canonical.ts';
import { isCheckpointSignedBy, parseCheckpoint } from './checkpoint.ts';
import { type EntryFields, readEntry } from './entry.ts';
import type { LogFiles } from './filesystem.ts';
import { parseVkey, sameKey, type Verifier, vkeyText } from './keys.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import { decodeBundle, MAX_BUNDLE_BYTES, TILE_WIDTH, tilePath, widthOf } from './tiles.ts';

export interface KeyEvent {
  /** Index of the entry. */
  readonly index: number;
  readonly type: 'key.rotate' | 'key.retire' | 'key.revoke';
  readonly key: Verifier;
  /** The key that takes its place; none for `key.retire`. */
  readonly next?: Verifier;
  /** The last size at which a revoked key's signature counts. */
  readonly lastGood?: number;
}

/** Entries of a log's own keys are told from those of the project key by the field that names the key. */
export function keyEventOf(fields: EntryFields, index: number): KeyEvent | undefined {
  const { type, details } = fields;
  if (type !== 'key.rotate' && type !== 'key.retire' && type !== 'key.revoke') return undefined;
  if (!isJsonObject(details)) return undefined;
  const key = verifier(details.logKey);
  const next = verifier(details.nextLogKey);
  if (key === undefined || (type === 'key.retire') !== (next === undefined)) return undefined;
  const { lastGood } = details;
  if (type === 'key.revoke' && typeof lastGood !== 'number') return undefined;
  return {
    index,
    type,
    key,
    ...(next === undefined ? {} : { next }),
    ...(typeof lastGood === 'number' ? { lastGood } : {}),
  };
}

function verifier(text: unknown): Verifier | undefined {
  try {
    return typeof text === 'string' ? parseVkey(text) : undefined;
  } catch {
    return undefined;
  }
}

/** All key events among the first `size` entries. Bundles that cannot be read are passed over. */
export async function readKeyEvents(files: LogFiles, folder: string, size: number): Promise<KeyEvent[]> {
  const events: KeyEvent[] = [];
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle += 1) {
    const width = widthOf('entries', bundle, size);
    const path = join(folder, tilePath({ level: 'entries', index: bundle, width }));
    const bytes = await files.read(path, MAX_BUNDLE_BYTES).catch(() => undefined);
    if (bytes === undefined || !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('LogKey"'))
      continue;
    for (const [i, entry] of decodeBundle(bytes).entries.slice(0, width).entries()) {
      const index = bundle * TILE_WIDTH + i;
      const { fields } = readEntry(entry, index);
      const event = fields === undefined ? undefined : keyEventOf(fields, index);
      if (event !== undefined) events.push(event);
    }
  }
  return events;
}

/** Whether a key may sign a checkpoint of some size. */
export type KeyStanding = 'valid' | 'not yet' | 'retired' | 'revoked';

export class KeyHistory {
  /** Every key that ever counted. */
  readonly all: readonly Verifier[];
  readonly events: readonly KeyEvent[];

  /** `start`: the keys trusted from elsewhere. `proven` tells whether both keys of a rotation signed it. */
  constructor(
    start: readonly Verifier[],
    events: readonly KeyEvent[],
    proven: (event: KeyEvent) => boolean = () => true,
  ) {
    const all = [...start];
    const has = (key: Verifier): boolean => all.some((known) => sameKey(known, key));
    for (let grew = true; grew; ) {
      grew = false;
      for (const event of events) {
        const { key, next, type } = event;
        if (next === undefined) continue;
        const add = has(next) && !has(key) ? key : has(key) && !has(next) ? next : undefined;
        if (add === undefined || (add === next && type === 'key.revoke') || !proven(event)) continue;
        all.push(add);
        grew = true;
      }
    }
    this.all = all;
    this.events = events.filter(({ key }) => has(key));
  }

  standing(key: Verifier, size: number): KeyStanding {
    for (const { index, type, key: old, next, lastGood } of this.events) {
      if (next !== undefined && sameKey(next, key) && size <= index) return 'not yet';
      if (!sameKey(old, key)) continue;
      if (type === 'key.retire' && size > index) return 'retired';
      if (type === 'key.revoke' && size > (lastGood ?? 0)) return 'revoked';
    }
    return 'valid';
  }

  /** The keys that may sign a checkpoint of `size` entries. */
  validAt(size: number): Verifier[] {
    return this.all.filter((key) => this.standing(key, size) === 'valid');
  }

  /** The revocation of a key, if any. */
  revocationOf(key: Verifier): KeyEvent | undefined {
    return this.events.find((event) => event.type === 'key.revoke' && sameKey(event.key, key));
  }
}

/**
 * Whether the checkpoint that first covers a rotation carries the signatures of both keys.
 * `sizes`: those of the checkpoints kept, ascending.
 */
export async function isRotationSigned(
  files: LogFiles,
  folder: string,
  sizes: readonly number[],
  { index, key, next }: KeyEvent,
): Promise<boolean> {
  const size = sizes.find((candidate) => candidate > index);
  if (size === undefined || next === undefined) return false;
  try {
    const bytes = await files.read(join(folder, 'checkpoints', String(size)), MAX_NOTE_BYTES);
    if (bytes === undefined) return false;
    const checkpoint = parseCheckpoint(bytes);
    return isCheckpointSignedBy(checkpoint, key) && isCheckpointSignedBy(checkpoint, next);
  } catch {
    return false;
  }
}

/** The details by which an entry names keys of the log. */
export const keyDetails = (key: Verifier, next?: Verifier): { logKey: string; nextLogKey?: string } => ({
  logKey: vkeyText(key),
  ...(next === undefined ? {} : { nextLogKey: vkeyText(next) }),
});
