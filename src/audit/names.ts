/** Names and texts that entries have digests of: opening them, and erasing one so that nobody can find it again. */
import { readSealingIdentity, type Workspace } from '../custody/index.ts';
import { refused, unusable } from '../errors.ts';
import {
  type EntryFields,
  eraseOpening,
  openOpening,
  type PersonalField,
  readEntries,
  readOpenings,
} from '../sharelog/index.ts';
import { isaOf } from './witness.ts';

export interface ErasedName {
  readonly entry: number;
  readonly field: PersonalField;
  /** Index of the entry that says it is erased. */
  readonly erasure: number;
}

/**
 * Erases what opens a field of an entry. The tree stays as it is: the entry keeps a salted digest that nobody
 * can test a name against once the salt is gone.
 *
 * @throws `NO_ENTRY`; `NO_OPENING` when there is none; `OPENING_ERASED`; `AUTHORITY`; `OPENINGS`.
 */
export async function eraseName(
  workspace: Workspace,
  entry: number,
  field: PersonalField,
  { authority, reason }: { readonly authority: string; readonly reason?: string },
): Promise<ErasedName> {
  const { log, agreement, party } = workspace;
  checkAuthority(authority);
  await entryAt(workspace, entry);
  const before = (await erasures(workspace)).filter((one) => one.entry === entry && one.field === field);
  const done = before.find(({ phase }) => phase === 'done');
  if (done !== undefined) {
    throw refused(
      'OPENING_ERASED',
      `the ${field} of entry ${entry} was erased before: entry ${done.index} says so`,
      {
        hint: 'there is nothing left to erase in this log folder; copies and backups are another matter',
      },
    );
  }
  const isThere = (await readOpenings(log.folder, entry)).some((opening) => opening.field === field);
  if (!isThere && before.length === 0) {
    throw unusable('NO_OPENING', `entry ${entry} has no ${field} that could be opened`, {
      hint: '"throughline log opening" shows which fields of an entry can be opened',
    });
  }
  const common = {
    type: 'erasure' as const,
    org: party.id,
    actorRole: party.part,
    isa: isaOf(agreement),
  };
  const details = { entry, field, authority, method: 'opening-deleted' };
  const personal = reason === undefined ? {} : { personal: { reason } };
  const intent =
    before[0]?.index ?? (await log.append([{ ...common, ...personal, phase: 'intent', details }]))[0]!.index;
  await eraseOpening(log.folder, entry, field);
  const [appended] = await log.append([{ ...common, phase: 'done', details: { ...details, intent } }]);
  return { entry, field, erasure: appended!.index };
}

export type OpenedField =
  | { readonly field: string; readonly value: string }
  | { readonly field: string; readonly erased: number; readonly authority: string };

export interface OpenedEntry {
  readonly entry: number;
  readonly fields: readonly OpenedField[];
  /** Digests in the entry for which there is neither an opening nor a record of its erasure. */
  readonly missing: number;
  /** Index of the entry that says that the openings were read. */
  readonly consulted: number;
}

/**
 * Opens the personal fields of an entry with this party's sealing key, after the log has an entry that says so.
 *
 * @throws `NO_ENTRY`; `OPENING_MISMATCH` when an opening is not the one that was logged; `OPENING_SEALED`.
 */
export async function openNames(workspace: Workspace, entry: number): Promise<OpenedEntry> {
  const { log, agreement, party, paths, keys } = workspace;
  const { _sd } = await entryAt(workspace, entry);
  const digests = Array.isArray(_sd) ? _sd.filter((digest) => typeof digest === 'string') : [];
  const openings = await readOpenings(log.folder, entry);
  const identity = await readSealingIdentity(paths, keys);
  const [appended] = await log.append([
    {
      type: 'consultation',
      org: party.id,
      actorRole: party.part,
      isa: isaOf(agreement),
      details: { action: 'log opening', what: 'names and texts in this log', entry },
    },
  ]);
  const fields: OpenedField[] = [];
  for (const sealed of openings) {
    const { field, value } = await openOpening(sealed, identity, digests);
    fields.push({ field, value });
  }
  const erased = (await erasures(workspace)).filter((one) => one.entry === entry && one.phase === 'done');
  for (const { field, index, authority } of erased) fields.push({ field, erased: index, authority });
  const missing = digests.length - fields.length;
  return { entry, fields, missing: Math.max(0, missing), consulted: appended!.index };
}

export interface Erasure {
  readonly index: number;
  readonly entry: number;
  readonly field: string;
  readonly authority: string;
  readonly phase: 'intent' | 'done';
}

/** What an entry says of an erased opening; undefined when it says nothing of the kind. */
export function erasureOf({ type, phase, details }: EntryFields, index: number): Erasure | undefined {
  if (type !== 'erasure' || typeof details !== 'object' || details === null || !('entry' in details))
    return undefined;
  const { entry, field, authority } = details;
  if (typeof entry !== 'number' || typeof field !== 'string' || typeof authority !== 'string')
    return undefined;
  return { index, entry, field, authority, phase: phase === 'done' ? 'done' : 'intent' };
}

async function erasures({ log }: Workspace): Promise<Erasure[]> {
  const found: Erasure[] = [];
  for await (const { fields, index } of readEntries(log.folder)) {
    const erasure = erasureOf(fields, index);
    if (erasure !== undefined) found.push(erasure);
  }
  return found;
}

async function entryAt({ log }: Workspace, entry: number): Promise<EntryFields> {
  for await (const { fields } of readEntries(log.folder, { from: entry, to: entry + 1 })) return fields;
  throw unusable('NO_ENTRY', `the share log has no entry ${entry}: it has ${log.size}, counted from 0`, {
    hint: '"throughline log show" lists them with their numbers',
  });
}

/** The authority stands in clear, so it is a reference and not a sentence. */
function checkAuthority(authority: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9 ./()-]{0,59}$/.test(authority) && /[0-9]/.test(authority)) return;
  throw unusable(
    'AUTHORITY',
    'the authority is the reference of a decision: up to 60 letters and digits, a digit among them',
    {
      hint: 'give for example --authority DPO-2026-14, and no name: it stands in the log in clear',
    },
  );
}
