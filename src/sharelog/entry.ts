/** Making an entry from a draft, and reading one back with everything that is wrong with it. */
import type { Ambient } from '../ambient.ts';
import { refused, ThroughlineError } from '../errors.ts';
import { canonicalise, isJsonObject, type Json, parseCanonical } from './canonical.ts';
import { type Entry, type EntryDraft, isEntryType, isOperation, type SystemInfo } from './entrytypes.ts';
import { MAX_ENTRY_BYTES } from './tiles.ts';
import { ulid } from './ulid.ts';

/** What the log knows when it makes an entry. */
export interface EntryContext {
  readonly seq: number;
  readonly at: Date;
  /** `system` unless said. */
  readonly clockSource?: Entry['clockSource'];
  readonly actorKeyId: string;
  readonly system: SystemInfo;
  readonly prevCheckpoint: { readonly size: number; readonly root: string };
  /** Digests of the fields that name a person. */
  readonly digests?: readonly string[];
}

/** How far an entry can be relied on: its fields as found, of any kind. */
export type EntryFields = { readonly [name: string]: Json };

/**
 * The canonical bytes of a whole entry.
 * @throws ENTRY_DETAILS when a detail has the shape of a token or record reference; CANONICAL_JSON when a
 * field lies outside the profile; ENTRY_SIZE when the entry is longer than 65,535 bytes.
 */
export function makeEntry(draft: EntryDraft, context: EntryContext, ambient: Ambient): Uint8Array {
  const { personal: _, ...clear } = draft;
  refusePseudonyms(clear.details ?? {});
  const op = draft.op ?? (isOperation(draft.type) ? draft.type : undefined);
  const { digests = [] } = context;
  const entry: Entry = {
    ...clear,
    ...(digests.length === 0 ? {} : { _sd: digests.toSorted() }),
    ...(op === undefined ? {} : { op }),
    v: 1,
    seq: context.seq,
    id: ulid(context.at, ambient),
    at: context.at.toISOString(),
    clockSource: context.clockSource ?? 'system',
    actorKeyId: context.actorKeyId,
    system: context.system,
    prevCheckpoint: context.prevCheckpoint,
  };
  const bytes = canonicalise(entry);
  if (bytes.length > MAX_ENTRY_BYTES) {
    throw refused('ENTRY_SIZE', 'the log entry is longer than 65,535 bytes', {
      hint: 'shorten the details of the operation and run it again',
    });
  }
  return bytes;
}

/** Something wrong with one entry. */
export interface EntryProblem {
  readonly code: string;
  readonly message: string;
}

/**
 * Reads an entry. `fields` is undefined when the bytes are not canonical JSON of an object; `problems` says
 * what else is wrong with it taken alone: version, sequence number, type, time.
 */
export function readEntry(
  bytes: Uint8Array,
  index: number,
): { fields: EntryFields | undefined; problems: EntryProblem[] } {
  const fields = parseFields(bytes);
  if (typeof fields === 'string') {
    return { fields: undefined, problems: [{ code: 'ENTRY_NOT_CANONICAL', message: fields }] };
  }
  const problems: EntryProblem[] = [];
  if (fields.v !== 1) {
    problems.push({ code: 'ENTRY_VERSION', message: 'the entry has a version this program does not know' });
  }
  if (fields.seq !== index) {
    problems.push({ code: 'ENTRY_SEQUENCE', message: 'the entry does not carry its own number' });
  }
  if (typeof fields.type !== 'string' || !isEntryType(fields.type)) {
    problems.push({ code: 'ENTRY_TYPE', message: 'the entry is of a type this program does not know' });
  }
  if (timeOf(fields) === undefined) {
    problems.push({ code: 'ENTRY_TIME', message: 'the entry has no proper time' });
  }
  return { fields, problems };
}

/** The entry's `at` in milliseconds since 1970, or undefined when it is not in the one form allowed. */
export function timeOf(fields: EntryFields): number | undefined {
  const at = fields.at;
  if (typeof at !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at)) return undefined;
  const time = Date.parse(at);
  return Number.isNaN(time) || new Date(time).toISOString() !== at ? undefined : time;
}

function parseFields(bytes: Uint8Array): EntryFields | string {
  try {
    const value = parseCanonical(bytes);
    return isJsonObject(value) ? value : 'the entry is not an object';
  } catch (error) {
    if (error instanceof ThroughlineError) return error.message;
    throw error;
  }
}

/** Tokens are 16 hex digits and record references 32; the check value of a key may be named as such. */
function refusePseudonyms(value: Json, name = ''): void {
  if (typeof value === 'string') {
    if (name !== 'keyCheck' && /^([0-9a-f]{16}|[0-9a-f]{32})$/i.test(value)) {
      throw refused('ENTRY_DETAILS', 'a log entry would hold what looks like a token or a record reference', {
        hint: 'this is a fault of the program; the operation was stopped and nothing was logged',
      });
    }
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) refusePseudonyms(item, name);
    return;
  }
  for (const [member, item] of Object.entries(value)) refusePseudonyms(item, member);
}
