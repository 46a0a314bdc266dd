/** The words of an entry: what can be logged, and the shape in which it is. Version 1. */
import type { Json } from './canonical.ts';
import type { PersonalValues } from './disclosure.ts';

/** The six operations that section 62(1) of the Data Protection Act 2018 requires to be logged. */
export const OPERATIONS = [
  'collection',
  'alteration',
  'consultation',
  'disclosure',
  'combination',
  'erasure',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Every type of entry. A type outside this list is reported by verification. */
export const ENTRY_TYPES = [
  ...OPERATIONS,
  'denial',
  'key.create',
  'key.send',
  'key.receive',
  'key.split',
  'key.combine',
  'key.rotate',
  'key.retire',
  'key.revoke',
  'key.lock',
  'agreement.sign',
  'agreement.adopt',
  'agreement.amend',
  'agreement.suspend',
  'agreement.resume',
  'agreement.expire',
  'witness.seen',
  'report.issued',
  'log.start',
] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

export const isEntryType = (text: string): text is EntryType =>
  (ENTRY_TYPES as readonly string[]).includes(text);
export const isOperation = (text: string): text is Operation =>
  (OPERATIONS as readonly string[]).includes(text);

/** The agreement under which something was done. */
export interface AgreementReference {
  readonly id: string;
  readonly version: number;
  /** Of the signed agreement, 64 hex digits. */
  readonly sha256: string;
}

/** What the agreement's rules said: the clauses asked, and those that failed. */
export interface PolicyDecision {
  readonly result: 'permitted' | 'refused';
  readonly evaluated: readonly string[];
  readonly failed: readonly string[];
}

/** The program that wrote an entry. */
export interface SystemInfo {
  readonly tool: string;
  readonly version: string;
  /** SHA-256 of the program's own files, `sha256:` and 64 hex digits. */
  readonly build?: string;
  /** The version of Node. */
  readonly node: string;
  /** Which machine: a keyed digest of its name, 22 characters. */
  readonly host?: string;
}

/**
 * What a caller states; the log adds the rest. Never a pseudonym, a token, a value of a person's record, or
 * a count below ten (see {@link band}).
 */
export interface EntryDraft {
  readonly type: EntryType;
  /** For a denial, the operation refused. For the six operations it is the type and may be left out. */
  readonly op?: Operation;
  /** `intent` before acting; after it `done`, or `failed` with the error's code as the detail `reason`. */
  readonly phase?: 'intent' | 'done' | 'failed';
  /** The party's id in the agreement. */
  readonly org: string;
  /** The role of whoever acted, e.g. `ig-lead`, `analyst`. Not a name. */
  readonly actorRole: string;
  readonly isa?: AgreementReference;
  /** Purpose code of the agreement. */
  readonly purpose?: string;
  /** DPA 2018 Part 3, UK GDPR, or both. */
  readonly regime?: 'part3' | 'ukgdpr' | 'mixed';
  /** The conditions relied on, and the power to share, as the agreement words them. */
  readonly lawfulBasis?: readonly string[];
  readonly gateway?: readonly string[];
  /** The data protection impact assessment. */
  readonly dpia?: { readonly reference: string; readonly version: number };
  readonly policyDecision?: PolicyDecision;
  /** What names a person: only salted digests of it come into the entry, and its openings lie apart. */
  readonly personal?: PersonalValues;
  readonly details?: { readonly [name: string]: Json };
}

/** A whole entry of version 1 as it stands in the log. */
export interface Entry extends Omit<EntryDraft, 'personal'> {
  readonly v: 1;
  /** Its index in the log. */
  readonly seq: number;
  /** ULID. */
  readonly id: string;
  /** UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly at: string;
  /** `last-entry` where the machine's clock was behind the last entry, whose time this one then has. */
  readonly clockSource: 'system' | 'last-entry';
  /** Id of the log key, 8 hex digits. */
  readonly actorKeyId: string;
  readonly system: SystemInfo;
  /** Sorted digests of fields that name a person and can be erased (RFC 9901), base64url. */
  readonly _sd?: readonly string[];
  /** The tree that this entry was appended to. */
  readonly prevCheckpoint: { readonly size: number; readonly root: string };
}
