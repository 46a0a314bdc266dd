/**
 * What people have asked of an agency about its records of them: objection, restriction and erasure keep them
 * out of everything made later, a correction has what was made before replaced. The list is the agency's own,
 * in `party/rights.json`, by record reference; the log has a salted digest of the references alone.
 */
import { readFile } from 'node:fs/promises';
import { SHARE_PARTS } from '../agreement/index.ts';
import { refused, systemCode, unusable } from '../errors.ts';
import { PRIVATE_FILE, writeFileAtomically } from '../files/index.ts';
import { band, canonicalise, readEntries } from '../sharelog/index.ts';
import { recordOwnAct } from './own-act.ts';
import { hasExactly, isRecord, matches, readCanonical } from './shape.ts';
import type { Workspace } from './workspace.ts';

/** UK GDPR Articles 21, 18 and 17, and Article 16; DPA 2018 Part 3 has the last three in sections 46 and 47. */
export const RIGHTS = ['objection', 'restriction', 'erasure', 'correction'] as const;
export type Right = (typeof RIGHTS)[number];

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
 * on an agreement.
 *
 * @returns the entry of the share log.
 * @throws `REFERENCE_FORM` (exit code 2); `RIGHTS_LIST`; `RIGHT_NOT_RECORDED` when there is nothing to lift;
 * `RIGHTS_NOT_HERE` (exit code 1) anywhere but at an agency.
 */
export async function recordRight(
  workspace: Workspace,
  asked: RightAsked & { readonly lift?: boolean },
): Promise<{ readonly entry: number; readonly people: number }> {
  const { agreement, ambient, party, paths } = workspace;
  if (party.part !== 'agency') {
    throw refused(
      'RIGHTS_NOT_HERE',
      'only an agency can tell whose a record reference is, and answers for it',
      {
        hint: 'pass the request on to the agency whose record it is',
      },
    );
  }
  const references = [...new Set(asked.references)].toSorted();
  for (const reference of references) requireReference(reference);
  const before = await readRights(paths.rights);
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
  const details = {
    action: actionFor(asked.right),
    what: `the list of ${asked.right}s`,
    right: asked.right,
    change: asked.lift === true ? 'lifted' : 'taken up',
    people: band(references.length),
  };
  const { index: intent } = await recordOwnAct(workspace, {
    type: 'alteration',
    phase: 'intent',
    details,
    // One digest for all of them: as many digests as people would be an exact count.
    personal: { reason: asked.reason, reference: references.join(' ') },
  });
  const rights = asked.lift === true ? kept : [...kept, ...added];
  await writeFileAtomically(paths.rights, canonicalise({ rights }), { mode: PRIVATE_FILE, replace: true });
  const done = { type: 'alteration', phase: 'done', details: { ...details, intent } } as const;
  const { index: entry } = await recordOwnAct(workspace, done);
  return { entry, people: references.length };
}

export const actionFor = (right: Right): 'object' | 'correct' =>
  right === 'correction' ? 'correct' : 'object';

/** @throws `REFERENCE_FORM` (exit code 2). */
export function requireReference(text: string): void {
  if (REFERENCE.test(text)) return;
  throw unusable('REFERENCE_FORM', 'a record reference is 32 hexadecimal digits, in small letters', {
    hint: 'copy it whole from where it stands',
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
    hint: 'restore the file from your backup exactly as it was: nothing is made while it cannot be read',
  });
