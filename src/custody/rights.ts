/**
 * What people have asked of an agency about its records of them: objection, restriction and erasure keep them
 * out of everything made later, a correction has what was made before replaced. The list is the agency's own,
 * in `party/rights.json`, by record reference; the log has a salted digest of the references alone.
 */
import { readFile } from 'node:fs/promises';
import { SHARE_PARTS } from '../agreement/index.ts';
import { refused, systemCode, unusable } from '../errors.ts';
import { PRIVATE_FILE, writeFileAtomically } from '../files/index.ts';
import { band, canonicalise, openOpening, readEntries, readOpenings } from '../sharelog/index.ts';
import { readSealingIdentity } from './log-keys.ts';
import { loggedList, requireAsLogged, stateOf } from './logged-list.ts';
import { recordOwnAct } from './own-act.ts';
import { exists } from './party.ts';
import { hasExactly, isRecord, listOf, matches, readCanonical } from './shape.ts';
import type { Workspace } from './workspace.ts';

/** UK GDPR Articles 21, 18 and 17, and Article 16; DPA 2018 Part 3 has the last three in sections 46 and 47. */
export const RIGHTS = ['objection', 'restriction', 'erasure', 'correction'] as const;
export type Right = (typeof RIGHTS)[number];

const RESTORE = 'throughline object --restore --reason TEXT';

/** The record reference of a person, as packages carry it. */
export const REFERENCE = /^[0-9a-f]{32}$/;

export interface RecordedRight {
  readonly right: Right;
  readonly reference: string;
  /** Id of the agreement under which the reference was made; under another the person has another. */
  readonly agreement: string;
  /** UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly at: string;
}

/** The list; empty where there is none. @throws `RIGHTS_LIST` (exit code 2) when it was edited. */
export async function readRights(path: string): Promise<readonly RecordedRight[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw invalid(path);
  });
  if (bytes === undefined) return [];
  const value = readCanonical(bytes);
  if (!isRecord(value) || !hasExactly(value, 'rights') || !isList(value.rights)) throw invalid(path);
  return value.rights;
}

/**
 * The list as it stands, held against the log.
 *
 * @throws `RIGHTS_LIST`; `LIST_LOST` (exit code 1) when it is gone, or not what the log last made of it
 */
export async function currentRights(workspace: Workspace): Promise<readonly RecordedRight[]> {
  const { rights: file } = workspace.paths;
  const rights = await readRights(file);
  const content = rights.length === 0 && !(await exists(file)) ? undefined : { rights };
  const hint = `restore party/ from your backup, or have the list made anew from what the log can open: ${RESTORE}`;
  await requireAsLogged(workspace, 'rights', { file, content, hint });
  return rights;
}

/** Whether somebody with this right is left out of what is made later. */
export const isLeftOut = ({ right }: Pick<RecordedRight, 'right'>): boolean => right !== 'correction';

export interface RightAsked {
  readonly right: Right;
  readonly references: readonly string[];
  /** What was decided and why, in words; in the log only as a salted digest. */
  readonly reason: string;
}

/**
 * Takes up what people asked, or with `lift` ends it. No permit is needed, as a person's rights do not depend
 * on an agreement. Where it stands already for all of them nothing is written, so that packages made since stay good;
 * a correction is a new one each time.
 *
 * @returns the entry of the share log, where one was made, that of the intent, from which the reason and the
 * references open, and whom it was about.
 * @throws `REFERENCE_FORM` (exit code 2); `RIGHTS_LIST`; `LIST_LOST`; `RIGHT_NOT_RECORDED` when there is nothing to lift;
 * `RIGHTS_NOT_HERE` (exit code 1) anywhere but at an agency.
 */
export async function recordRight(
  workspace: Workspace,
  asked: RightAsked & { readonly lift?: boolean },
): Promise<RecordedRequest> {
  const { agreement, ambient, paths } = workspace;
  requireAgency(workspace);
  const all = [...new Set(asked.references)].toSorted();
  for (const reference of all) requireReference(reference);
  const before = await currentRights(workspace);
  const standing = await standingIn(workspace, before, asked);
  const references = all.filter((reference) => !standing.has(reference));
  const standingPeople = all.length - references.length;
  if (references.length === 0) return { references, standing: standingPeople };
  const isSame = ({ right, reference, agreement: of }: RecordedRight): boolean =>
    right === asked.right && references.includes(reference) && of === agreement.about.id;
  if (asked.lift === true && !before.some(isSame)) {
    throw unusable('RIGHT_NOT_RECORDED', `no ${asked.right} is recorded for this`, {
      hint: 'check the reference and the kind of request',
    });
  }
  const at = ambient.now().toISOString();
  const added = references.map(
    (reference): RecordedRight => ({ right: asked.right, reference, agreement: agreement.about.id, at }),
  );
  const kept = before.filter((one) => !isSame(one));
  const rights = asked.lift === true ? kept : [...kept, ...added];
  const { right, lift = false } = asked;
  const asks = { agreement: agreement.about.id, right, lift, references: asked.references.toSorted() };
  const details = {
    action: actionFor(asked.right),
    what: `the list of ${asked.right}s`,
    right: asked.right,
    change: asked.lift === true ? 'lifted' : 'taken up',
    people: band(references.length),
    // By these two a later entry shows that this request is carried out, should the run be cut short.
    asks: await stateOf(workspace, 'rights', asks),
    stateBefore: await stateOf(workspace, 'rights', { rights: before }),
    state: await stateOf(workspace, 'rights', { rights }),
  };
  const { index: intent } = await recordOwnAct(workspace, {
    type: 'alteration',
    phase: 'intent',
    details,
    // One digest for all of them: as many digests as people would be an exact count.
    personal: { reason: asked.reason, reference: references.join(' ') },
  });
  await writeList(paths.rights, { rights });
  const done = { type: 'alteration', phase: 'done', details: { ...details, intent } } as const;
  const { index: entry } = await recordOwnAct(workspace, done);
  return { entry, intent, references, standing: standingPeople };
}

export interface RecordedRequest {
  /** Index of the entry in this party's share log; undefined where nothing was new. */
  readonly entry?: number;
  /** Index of its intent, from which the reason and the references open. */
  readonly intent?: number;
  /** Whom the entry is about, in order. */
  readonly references: readonly string[];
  /** For how many more people the same request stood already. */
  readonly standing: number;
}

/** Who has asked for the same already. None does while a change is not logged as done: it has to be made again. */
async function standingIn(
  workspace: Workspace,
  rights: readonly RecordedRight[],
  { right, lift }: { readonly right: Right; readonly lift?: boolean },
): Promise<ReadonlySet<string>> {
  if (lift === true || !isLeftOut({ right })) return new Set();
  if ((await loggedList(workspace, 'rights')).begun.length > 0) return new Set();
  const { id } = workspace.agreement.about;
  return new Set(
    rights.flatMap((one) => (one.right === right && one.agreement === id ? [one.reference] : [])),
  );
}

function requireAgency({ party }: Workspace): void {
  if (party.part === 'agency') return;
  throw refused(
    'RIGHTS_NOT_HERE',
    'only an agency can tell whose a record reference is, and answers for it',
    {
      hint: 'pass the request on to the agency whose record it is',
    },
  );
}

export const actionFor = (right: Right): 'object' | 'correct' =>
  right === 'correction' ? 'correct' : 'object';

/** @throws `REFERENCE_FORM` (exit code 2). */
export function requireReference(text: string): void {
  if (REFERENCE.test(text)) return;
  throw unusable('REFERENCE_FORM', 'a record reference is 32 hexadecimal digits, in small letters', {
    hint: 'it stands in the column "reference" of the events in work/AGENCY/events, to be copied whole; for local person ids, "object" and "correct" take --people FILE, one a line',
  });
}

export interface EarlierShare {
  readonly to: string;
  readonly what: 'tokens' | 'events';
  /** Index of the entry in this party's share log that says it was sealed. */
  readonly entry: number;
}

/** The shares of tokens and events that this agency has sealed, by its own log. */
export async function sharesSealed({
  log,
  party,
}: Pick<Workspace, 'log' | 'party'>): Promise<readonly EarlierShare[]> {
  const shares: EarlierShare[] = [];
  for await (const { index, fields } of readEntries(log.folder)) {
    if (fields.type !== 'disclosure' || fields.phase !== 'done' || !isRecord(fields.details)) continue;
    const { flow } = fields.details;
    if (!isRecord(flow) || flow.from !== party.id || typeof flow.to !== 'string') continue;
    if (flow.what === 'tokens' || flow.what === 'events')
      shares.push({ to: flow.to, what: flow.what, entry: index });
  }
  return shares;
}

/** The parts whose parties may hold a person's reference. */
export const HOLDERS = [...new Set([...SHARE_PARTS.tokens.to, ...SHARE_PARTS.events.to])];

/**
 * Makes the list anew from the log: every request that was taken up or lifted, by what opens its references. The list
 * that is there, if any, gives way.
 *
 * @returns the entry of the share log that says so
 * @throws `RIGHTS_NOT_HERE`, `RIGHTS_ERASED` (exit code 1) when what opens one of the requests was erased;
 * `OPENING_...`; `KEY_...`
 */
export async function restoreRights(
  workspace: Workspace,
  reason: string,
): Promise<{ readonly entry: number; readonly people: number }> {
  const { log, paths } = workspace;
  requireAgency(workspace);
  const identity = await readSealingIdentity(paths, workspace.keys);
  const asked = new Map<unknown, readonly string[]>();
  const rights = new Map<string, RecordedRight>();
  for await (const { index, fields } of readEntries(log.folder)) {
    const { type, phase, details, isa, at, _sd } = fields;
    if (type !== 'alteration' || !isRecord(details) || !isRecord(isa)) continue;
    const right = RIGHTS.find((one) => one === details.right);
    if (right === undefined) continue;
    if (phase === 'intent') asked.set(index, await referencesOf(log.folder, index, identity, _sd));
    if (phase !== 'done' || typeof isa.id !== 'string' || typeof at !== 'string') continue;
    const references = asked.get(details.intent) ?? [];
    if (references.length === 0) throw erased(index);
    for (const reference of references) {
      const key = `${right} ${reference} ${isa.id}`;
      rights.delete(key);
      if (details.change === 'lifted') continue;
      rights.set(key, { right, reference, agreement: isa.id, at });
    }
  }
  const list = { rights: [...rights.values()] };
  const people = new Set(list.rights.map(({ reference }) => reference)).size;
  const details = {
    action: 'object',
    what: 'the list of requests',
    change: 'made anew from this log',
    people: band(people),
    state: await stateOf(workspace, 'rights', list),
  };
  const begun = { type: 'alteration', phase: 'intent', details, personal: { reason } } as const;
  const { index: intent } = await recordOwnAct(workspace, begun);
  await writeList(paths.rights, list);
  const done = { type: 'alteration', phase: 'done', details: { ...details, intent } } as const;
  return { entry: (await recordOwnAct(workspace, done)).index, people };
}

/** The references that a request was about; none where what opens them was erased. */
async function referencesOf(
  folder: string,
  entry: number,
  identity: string,
  digests: unknown,
): Promise<readonly string[]> {
  const sealed = (await readOpenings(folder, entry)).find(({ field }) => field === 'reference');
  if (sealed === undefined) return [];
  const opened = await openOpening(sealed, identity, listOf(digests));
  return opened.value.split(' ');
}

const erased = (entry: number) =>
  refused(
    'RIGHTS_ERASED',
    `what opens the request of entry ${entry} of the share log was erased, so the list cannot be made anew`,
    { hint: 'restore party/rights.json from your backup; nothing is made while the list is lost' },
  );

const writeList = (path: string, list: { readonly rights: readonly RecordedRight[] }): Promise<void> =>
  writeFileAtomically(path, canonicalise(list), { mode: PRIVATE_FILE, replace: true });

const isList = (value: unknown): value is RecordedRight[] =>
  Array.isArray(value) &&
  value.every(
    (item) =>
      isRecord(item) &&
      hasExactly(item, 'agreement at reference right') &&
      RIGHTS.some((right) => right === item.right) &&
      matches(item.reference, REFERENCE) &&
      matches(item.agreement, /^[A-Za-z0-9.-]{1,64}$/) &&
      matches(item.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  );

const invalid = (file: string) =>
  unusable('RIGHTS_LIST', 'this list of objections and corrections cannot be read', {
    place: { file },
    hint: `restore the file from your backup exactly as it was, or have it made anew: ${RESTORE}; nothing is made while it cannot be read`,
  });
