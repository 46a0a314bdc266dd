/**
 * Notices: what a party says about an agreement in force, as a signed note of one line of canonical JSON. A
 * suspension is signed by one party and takes effect where it arrives; its lifting is signed by all.
 *
 *     {"agreement":{"digest":"…","id":"…","version":1},"at":"…","kind":"suspension","party":"police","reason":"…","throughline":1}
 *     {"agreement":{"digest":"…","id":"…","version":1},"kind":"lifting","suspension":"<digest of the line above>","throughline":1}
 *
 * A notice is about one exact wording: an agreement that all parties have signed anew is not suspended by it.
 */
import { refused } from '../errors.ts';
import {
  canonicalise,
  isSignedBy,
  type LogSigner,
  type Note,
  noteBytes,
  parseCanonical,
  parseNote,
  signaturesBy,
  signNote,
} from '../sharelog/index.ts';
import { textDigest } from './digest.ts';
import { reference } from './reference.ts';
import { keyOf } from './signatures.ts';
import type { Agreement } from './types.ts';

interface About {
  readonly throughline: 1;
  readonly agreement: { readonly id: string; readonly version: number; readonly digest: string };
}

export interface SuspensionBody extends About {
  readonly kind: 'suspension';
  readonly party: string;
  /** UTC, to the second. */
  readonly at: string;
  readonly reason: string;
}

export interface LiftingBody extends About {
  readonly kind: 'lifting';
  /** Digest of the suspension that it lifts. */
  readonly suspension: string;
}

export interface Notice<Body = SuspensionBody | LiftingBody> {
  readonly body: Body;
  readonly note: Note;
  /** SHA-256 of the note's text, in hexadecimal. */
  readonly digest: string;
}

/** A file among the notices, and what it holds; undefined where that cannot be read. */
export interface FiledNotice {
  readonly file: string;
  readonly notice: Notice | undefined;
}

const MOST_WORDS = 500;

/** A suspension of this exact agreement, signed by one party. @throws `REASON` for one that cannot be sent. */
export function makeSuspension(
  agreement: Agreement,
  said: Pick<SuspensionBody, 'party' | 'at' | 'reason'>,
  signer: LogSigner,
): Notice<SuspensionBody> {
  const body: SuspensionBody = {
    throughline: 1,
    kind: 'suspension',
    agreement: reference(agreement),
    ...said,
  };
  return signed(body, signer);
}

/** Why these words cannot be the reason of a notice, or undefined. */
export function reasonFault(reason: string): string | undefined {
  if (reason.trim() === '') return 'the reason is empty';
  if (reason.length > MOST_WORDS) return `the reason is longer than ${MOST_WORDS} characters`;
  if (/[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(reason))
    return 'the reason is not on one line of plain text';
  return undefined;
}

/** The lifting of a suspension, signed by one party so far. */
export function makeLifting(
  agreement: Agreement,
  suspension: Notice<SuspensionBody>,
  signer: LogSigner,
): Notice<LiftingBody> {
  const body: LiftingBody = {
    throughline: 1,
    kind: 'lifting',
    agreement: reference(agreement),
    suspension: suspension.digest,
  };
  return signed(body, signer);
}

function signed<Body>(body: Body, signer: LogSigner): Notice<Body> {
  const text = `${Buffer.from(canonicalise(body)).toString('utf8')}\n`;
  return { body, note: signNote(text, signer), digest: textDigest(text) };
}

/** @throws `NOTE` or `NOTICE` (exit code 1) unless the bytes are a notice, whoever signed it. */
export function parseNotice(bytes: Uint8Array): Notice {
  const note = parseNote(bytes);
  const body = bodyOf(note.text);
  if (body === undefined) {
    throw refused('NOTICE', 'this file is not a notice about an agreement', {
      hint: 'ask its sender for the file that "agreement suspend" or "agreement lift" made',
    });
  }
  return { body, note, digest: textDigest(note.text) };
}

export const noticeBytes = (notice: Notice): Uint8Array => noteBytes(notice.note);

/** `suspension-by-police-1a2b3c4d.note`, `lifting-of-1a2b3c4d.note`: the digits are the suspension's first eight. */
export const noticeFileName = ({ body, digest }: Notice): string =>
  body.kind === 'suspension'
    ? `suspension-by-${body.party}-${digest.slice(0, 8)}.note`
    : `lifting-of-${body.suspension.slice(0, 8)}.note`;

/** The parties of this agreement whose own key signed the notice. */
export function signersOf(agreement: Agreement, { note }: Notice): readonly string[] {
  const bytes = Buffer.from(note.text, 'utf8');
  return agreement.parties
    .filter((party) => {
      const key = keyOf(party);
      return (
        key !== undefined &&
        signaturesBy(note, key).some((line) => isSignedBy(key.publicKey, bytes, line.bytes))
      );
    })
    .map(({ id }) => id);
}

/** Whether the notice is about exactly this agreement. */
export const isAbout = ({ digest }: Agreement, { body }: Notice): boolean => body.agreement.digest === digest;

/** One notice with the signatures of both; their texts are the same. */
export function withSignaturesOf<Body>(notice: Notice<Body>, other: Notice): Notice<Body> {
  const known = notice.note.signatures;
  const more = other.note.signatures.filter(
    (line) => !known.some(({ name, bytes }) => name === line.name && Buffer.compare(bytes, line.bytes) === 0),
  );
  return { ...notice, note: { ...notice.note, signatures: [...known, ...more] } };
}

export interface StandingSuspension {
  readonly suspension: Notice<SuspensionBody>;
  /** Parties that have signed its lifting, and those that have not. */
  readonly lifting: readonly string[];
  readonly waiting: readonly string[];
}

/** The suspensions of this exact agreement that not all parties have lifted. */
export function standingSuspensions(
  agreement: Agreement,
  notices: readonly FiledNotice[],
): readonly StandingSuspension[] {
  const own = notices.flatMap(({ notice }) =>
    notice !== undefined && isAbout(agreement, notice) ? [notice] : [],
  );
  return own.filter(isSuspension).flatMap((suspension) => {
    const lifting = own
      .filter(({ body }) => body.kind === 'lifting' && body.suspension === suspension.digest)
      .flatMap((notice) => signersOf(agreement, notice));
    const waiting = agreement.parties.map(({ id }) => id).filter((id) => !lifting.includes(id));
    return waiting.length === 0 ? [] : [{ suspension, lifting: [...new Set(lifting)], waiting }];
  });
}

export const isSuspension = (notice: Notice): notice is Notice<SuspensionBody> =>
  notice.body.kind === 'suspension';

/** Files that might be a suspension: unreadable, or about this agreement without the signature that it needs. */
export function doubtfulNotices(agreement: Agreement, notices: readonly FiledNotice[]): readonly string[] {
  return notices.flatMap(({ file, notice }) => {
    if (notice === undefined) return [file];
    if (!isSuspension(notice) || !isAbout(agreement, notice)) return [];
    return signersOf(agreement, notice).includes(notice.body.party) ? [] : [file];
  });
}

const ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const DIGEST = /^[0-9a-f]{64}$/;

function bodyOf(text: string): SuspensionBody | LiftingBody | undefined {
  let value: unknown;
  try {
    value = parseCanonical(Buffer.from(text.slice(0, -1), 'utf8'));
  } catch {
    return undefined;
  }
  return isSuspensionBody(value) || isLiftingBody(value) ? value : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const names = (value: Record<string, unknown>): string => Object.keys(value).toSorted().join(' ');
const text = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value);

function isAboutAgreement(value: Record<string, unknown>): boolean {
  const { throughline, agreement } = value;
  return (
    throughline === 1 &&
    isRecord(agreement) &&
    names(agreement) === 'digest id version' &&
    text(agreement.digest, DIGEST) &&
    text(agreement.id, /^[A-Za-z0-9.-]{1,64}$/) &&
    Number.isInteger(agreement.version)
  );
}

function isSuspensionBody(value: unknown): value is SuspensionBody {
  return (
    isRecord(value) &&
    names(value) === 'agreement at kind party reason throughline' &&
    isAboutAgreement(value) &&
    value.kind === 'suspension' &&
    text(value.party, ID) &&
    text(value.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) &&
    typeof value.reason === 'string' &&
    reasonFault(value.reason) === undefined
  );
}

function isLiftingBody(value: unknown): value is LiftingBody {
  return (
    isRecord(value) &&
    names(value) === 'agreement kind suspension throughline' &&
    isAboutAgreement(value) &&
    value.kind === 'lifting' &&
    text(value.suspension, DIGEST)
  );
}
