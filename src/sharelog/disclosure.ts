/**
 * Fields of an entry that could name a person, kept so that they can be erased while the tree stays whole:
 * salted digests as in RFC 9901 (SD-JWT) section 4.2.
 *
 *     disclosure = base64url(UTF-8 JSON [salt, field, value])      the opening
 *     digest     = base64url(SHA-256(ASCII disclosure))            stands in the entry, in `_sd`
 *
 * The salt has 128 bits, so once the opening is gone nobody can find the value by trying names.
 */
import type { Ambient } from '../ambient.ts';
import { grouped, refused } from '../errors.ts';
import { fromUtf8, utf8 } from './bytes.ts';
import { sha256 } from './merkle.ts';

/** The fields of an entry that can name a person; `reference` is one record reference or more, a space between. */
export const PERSONAL_FIELDS = [
  'operator',
  'reason',
  'authority',
  'approver',
  'reference',
  'caseReference',
  'recipientPerson',
  'witnessOfDestruction',
  'custodians',
] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];

export type PersonalValues = { readonly [field in PersonalField]?: string };

export interface Opening {
  readonly field: string;
  readonly value: string;
  /** Base64url, 43 characters. */
  readonly digest: string;
  readonly disclosure: string;
}

const SALT_BYTES = 16;
const LONGEST = 2000;
/** Of a list of record references; of 500 people it has 16,499. */
const LONGEST_LIST = 20_000;

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

export const disclosureDigest = (disclosure: string): string => base64url(sha256(utf8(disclosure)));

/** @throws PERSONAL_VALUE when a value is empty, longer than 2,000 characters (a list of references: 20,000) or no proper text. */
export function makeOpenings(values: PersonalValues, ambient: Ambient): Opening[] {
  return Object.entries(values).flatMap(([field, value]) => {
    if (value === undefined) return [];
    const longest = field === 'reference' ? LONGEST_LIST : LONGEST;
    if (value.trim() === '' || value.length > longest || !value.isWellFormed()) {
      throw refused('PERSONAL_VALUE', `the ${field} given for the log is empty, too long or no proper text`, {
        hint: `give it in at most ${grouped(longest)} characters`,
      });
    }
    const salt = base64url(ambient.random(SALT_BYTES));
    const disclosure = base64url(utf8(JSON.stringify([salt, field, value])));
    return [{ field, value, disclosure, digest: disclosureDigest(disclosure) }];
  });
}

/** Reads an opening; undefined when it is none. */
export function readDisclosure(disclosure: string): Opening | undefined {
  const bytes = Buffer.from(disclosure, 'base64url');
  const text = bytes.toString('base64url') === disclosure ? fromUtf8(bytes) : undefined;
  try {
    const parts: unknown = JSON.parse(text ?? '');
    if (!Array.isArray(parts) || parts.length !== 3) return undefined;
    const [salt, field, value] = parts as unknown[];
    if (typeof salt !== 'string' || typeof field !== 'string' || typeof value !== 'string') return undefined;
    return { field, value, disclosure, digest: disclosureDigest(disclosure) };
  } catch {
    return undefined;
  }
}
