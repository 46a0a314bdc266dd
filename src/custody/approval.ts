/**
 * The second person's yes to a trace. Their key lies in a folder of their own, apart from the agency's
 * workspace; its public half stands in the agreement under `keys.approvers` of the agency, so that nobody at
 * the agency can name themselves alone. An approval is a signed note (c2sp.org/signed-note) for one reference,
 * one reason, seven days and one use.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Agreement, reference } from '../agreement/index.ts';
import type { Ambient } from '../ambient.ts';
import { refused, ThroughlineError, unusable } from '../errors.ts';
import { PRIVATE_DIRECTORY, stageDirectory } from '../files/index.ts';
import {
  generateSignerKey,
  isSignedBy,
  noteBytes,
  parseNote,
  parseVkey,
  readEntries,
  signaturesBy,
  signerFromText,
  signNote,
  type Verifier,
  vkeyOf,
} from '../sharelog/index.ts';
import { type AskPassphrase, Keyring } from './keyring.ts';
import { isPartyId } from './party.ts';
import { requireReference } from './rights.ts';
import { isRecord } from './shape.ts';
import { requireText } from './texts.ts';
import type { Workspace } from './workspace.ts';

const DAYS = 7;
const DAY = 86_400_000;
const TITLE = 'throughline trace approval v1';

const keyFile = (folder: string): string => join(folder, 'approver.key');
const lockFile = (folder: string): string => join(folder, 'lock.age');

/**
 * Makes an approver's key in the new folder `folder`.
 *
 * @param name what the approver is at the agency (`caldicott-guardian`), not who
 * @returns the public half, for `keys.approvers` of the agency in the agreement.
 * @throws `APPROVER_NAME` (exit code 2); `OUTPUT_EXISTS`.
 */
export async function createApprover(
  folder: string,
  { agency, name }: { readonly agency: string; readonly name: string },
  ambient: Ambient,
  passphrase?: string,
): Promise<string> {
  if (!isPartyId(agency) || !isPartyId(name)) {
    throw unusable(
      'APPROVER_NAME',
      "an agency's id and an approver's name are small letters, digits and single hyphens",
      {
        hint: 'choose a name such as caldicott-guardian, which says what somebody is and not who',
      },
    );
  }
  const stage = await stageDirectory(folder, { mode: PRIVATE_DIRECTORY });
  try {
    const lock = lockFile(stage.path);
    const keys = passphrase === undefined ? new Keyring(lock) : await Keyring.lock(lock, passphrase);
    const text = generateSignerKey(`${agency}.throughline.example/approver/${name}`, ambient);
    await keys.write(keyFile(stage.path), 'approver', text);
    await stage.commit();
    return vkeyOf(signerFromText(text));
  } finally {
    await stage.abandon();
  }
}

/** What is approved: that one agency may trace one reference, for one reason. */
export interface Asked {
  readonly agency: string;
  readonly reference: string;
  readonly reason: string;
}

/**
 * An approval, signed with the key in the approver's `folder`.
 *
 * @throws `REFERENCE_FORM`, `TEXT_FORM`; `KEY_...`; `APPROVER_UNKNOWN` (exit code 1) when the agreement does
 * not name this key.
 */
export async function approveTrace(
  { folder, ask }: { readonly folder: string; readonly ask?: AskPassphrase | undefined },
  agreement: Agreement,
  asked: Asked,
  ambient: Ambient,
): Promise<{ readonly bytes: Uint8Array; readonly until: Date }> {
  requireReference(asked.reference);
  const reason = requireText('--reason', asked.reason);
  const hint = 'make one with "throughline trace key", or name the folder with --key';
  const signer = signerFromText(
    await new Keyring(lockFile(folder), ask).require(keyFile(folder), 'approver', hint),
  );
  const own = vkeyOf(signer);
  if (!approversOf(agreement, asked.agency).includes(own)) {
    throw refused(
      'APPROVER_UNKNOWN',
      `the agreement does not name this key among the approvers of ${asked.agency}`,
      {
        hint: `have it written into the agreement under keys.approvers of ${asked.agency}, which every party signs`,
      },
    );
  }
  const until = new Date(ambient.now().getTime() + DAYS * DAY);
  const nonce = Buffer.from(ambient.random(16)).toString('hex');
  return {
    bytes: noteBytes(signNote(noteText(agreement, { ...asked, reason }, until, nonce), signer)),
    until,
  };
}

const noteText = (agreement: Agreement, asked: Asked, until: Date, nonce: string): string => {
  const { id, version, digest } = reference(agreement);
  return `${TITLE}
agreement ${id} ${version} ${digest}
agency ${asked.agency}
reference ${asked.reference}
reason ${asked.reason}
until ${until.toISOString()}
nonce ${nonce}
`;
};

export interface Approval {
  /** `sha256:` digest of the approval as signed. */
  readonly digest: string;
  /** What the approver is: the last part of the key's name. */
  readonly approver: string;
}

/**
 * Checks that the file `path` approves exactly this, now, under a key that the agreement names, for the first time.
 *
 * @throws `APPROVAL_UNREADABLE` (exit code 2); `NO_APPROVERS`, `APPROVAL_INVALID`, `APPROVAL_OTHER`,
 * `APPROVAL_EXPIRED`, `APPROVAL_USED` (exit code 1).
 */
export async function checkApproval(
  workspace: Workspace,
  path: string,
  asked: Omit<Asked, 'agency'>,
): Promise<Approval> {
  const { agreement, ambient, party } = workspace;
  const approvers = approversOf(agreement, party.id).map(parseVkey);
  if (approvers.length === 0) {
    throw refused('NO_APPROVERS', `the agreement names nobody who may approve a trace at ${party.id}`, {
      hint: `have a second person make a key ("throughline trace key") and its public half written under keys.approvers of ${party.id}`,
    });
  }
  const bytes = await readFile(path).catch(() => {
    throw unusable('APPROVAL_UNREADABLE', 'there is no such file, or it cannot be read', {
      place: { file: path },
      hint: 'give the file that "throughline trace approve" made',
    });
  });
  const { text, approver } = signedBy(approvers, ownKey(workspace), new Uint8Array(bytes), path);
  const [, until, nonce] = /\nuntil (\S+)\nnonce ([0-9a-f]{32})\n$/.exec(text) ?? [];
  const time = new Date(until ?? '');
  if (nonce === undefined || Number.isNaN(time.getTime())) throw invalid(path);
  if (text !== noteText(agreement, { ...asked, agency: party.id }, time, nonce)) {
    throw refused('APPROVAL_OTHER', 'this approval is for another reference, reason, agency or agreement', {
      place: { file: path },
      hint: 'ask for an approval of exactly this, with the same words for --reason',
    });
  }
  if (ambient.now() >= time) {
    throw refused('APPROVAL_EXPIRED', `this approval ended at ${time.toISOString()}`, {
      place: { file: path },
      hint: 'ask for another; each is good for seven days',
    });
  }
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  await refuseUsed(workspace, digest, path);
  return { digest, approver: approver.name.slice(approver.name.lastIndexOf('/') + 1) };
}

/** The note's text, once one of the approvers has signed it, who is not the agency's own log key. */
function signedBy(
  approvers: readonly Verifier[],
  own: Verifier,
  bytes: Uint8Array,
  path: string,
): { text: string; approver: Verifier } {
  try {
    const note = parseNote(bytes);
    const signed = new TextEncoder().encode(note.text);
    const approver = approvers.find(
      (key) =>
        Buffer.compare(key.publicKey, own.publicKey) !== 0 &&
        signaturesBy(note, key).some((signature) => isSignedBy(key.publicKey, signed, signature.bytes)),
    );
    if (approver !== undefined && note.signatures.length === 1) return { text: note.text, approver };
  } catch (error) {
    if (!(error instanceof ThroughlineError)) throw error;
  }
  throw invalid(path);
}

const ownKey = ({ ownLogKey }: Workspace): Verifier => parseVkey(ownLogKey);

async function refuseUsed({ log }: Workspace, digest: string, path: string): Promise<void> {
  for await (const { index, fields } of readEntries(log.folder)) {
    // A trace that failed before anything was shown uses no approval up.
    if (fields.type !== 'consultation' || fields.phase !== 'done' || !isRecord(fields.details)) continue;
    if (fields.details.approval !== digest) continue;
    throw refused('APPROVAL_USED', `this approval was used before, for entry ${index} of the share log`, {
      place: { file: path },
      hint: 'ask for another: each is good for one trace',
    });
  }
}

const approversOf = (agreement: Agreement, agency: string): readonly string[] =>
  agreement.parties.find(({ id }) => id === agency)?.keys?.approvers ?? [];

const invalid = (file: string): ThroughlineError =>
  refused('APPROVAL_INVALID', 'this is no approval that somebody signed whom the agreement names', {
    place: { file },
    hint: 'give the file that "throughline trace approve" made, unchanged',
  });
