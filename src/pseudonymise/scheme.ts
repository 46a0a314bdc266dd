/**
 * A match-key scheme: a named, versioned list of match-keys. A match-key is a combination of identifiers,
 * each at a level; two people agree on it when all its parts agree. No identifier stands alone in a
 * match-key except a strong number, so a token's frequency says nothing about a name or a date.
 *
 * A scheme is data (`standard-1.json` beside this file). Changing what a scheme contains is a new version,
 * because tokens of two versions never meet.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unusable } from '../errors.ts';
import {
  IDENTIFIER_LEVELS,
  type IdentifierKey,
  type IdentifierName,
  type Level,
  STRONG_NUMBERS,
} from '../standardise/index.ts';

/** An identifier as it stands in a scheme; `other:NAME` tells several further facts apart. */
export type SchemeIdentifier = IdentifierKey;

export interface Part {
  readonly identifier: SchemeIdentifier;
  readonly level: string;
}

export interface MatchKey {
  /** Stable name, which is also the column of its tokens: `surname.exact+date-of-birth.full`. */
  readonly name: string;
  readonly parts: readonly Part[];
  /**
   * Two people of one agency who share its token may be one person, and are if it is a strong number's; strangers
   * who share another's are kept apart.
   */
  readonly close: boolean;
}

export interface Scheme {
  readonly id: string;
  readonly version: number;
  /** SHA-256 (hex) of the scheme's content; linking refuses to mix two. */
  readonly digest: string;
  readonly matchKeys: readonly MatchKey[];
  /** Every identifier some match-key uses, in the order of the presence bits. */
  readonly identifiers: readonly SchemeIdentifier[];
}

interface SchemeFile {
  readonly id: string;
  readonly version: number;
  readonly 'match-keys': readonly string[];
  /** Those of them that are close. */
  readonly close?: readonly string[];
  readonly 'match-keys-for-each-other': readonly string[];
}

/** The most match-keys one linkage can hold: one bit each in a signed 128-bit pattern. */
export const MOST_MATCH_KEYS = 126;

const FILES: Readonly<Record<string, string>> = { 'standard-1': 'standard-1.json' };

/**
 * Reads a scheme that ships with the tool and extends it for each `other` identifier that the columns name.
 *
 * @param id e.g. `standard-1`
 * @param others names of further identifiers, in any order
 * @throws unusable `SCHEME_UNKNOWN`, `SCHEME_TOO_LARGE`
 */
export function loadScheme(id: string, others: readonly string[] = []): Scheme {
  const file = FILES[id];
  if (file === undefined) {
    throw unusable('SCHEME_UNKNOWN', `no match-key scheme is called ${id}`, {
      hint: `use one of: ${Object.keys(FILES).join(', ')}`,
    });
  }
  return schemeFrom(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as SchemeFile, others);
}

/** Builds a scheme from its file's content; the order of match-keys and identifiers is the file's. */
export function schemeFrom(file: SchemeFile, others: readonly string[]): Scheme {
  const sorted = [...new Set(others)].sort();
  const names = [
    ...file['match-keys'],
    ...sorted.flatMap((other) =>
      file['match-keys-for-each-other'].map((name) => name.replaceAll('other.', `other:${other}.`)),
    ),
  ];
  const close = new Set(file.close ?? []);
  const strange = [...close].find((name) => !names.includes(name));
  if (strange !== undefined) throw new Error(`the scheme calls ${strange} close and has no such match-key`);
  const matchKeys = names.map((name) => parseMatchKey(name, close.has(name)));
  if (matchKeys.length > MOST_MATCH_KEYS) {
    throw unusable(
      'SCHEME_TOO_LARGE',
      `the scheme has ${matchKeys.length} match-keys and may have ${MOST_MATCH_KEYS}`,
      {
        hint: 'name fewer "other" identifiers in the columns',
      },
    );
  }
  const identifiers = [...new Set(matchKeys.flatMap((key) => key.parts.map((part) => part.identifier)))];
  const digest = createHash('sha256')
    .update(JSON.stringify([file.id, file.version, names, [...close].sort()]))
    .digest('hex');
  return { id: file.id, version: file.version, digest, matchKeys, identifiers };
}

/**
 * The levels of an identifier that some match-key of the scheme uses, from strictest to loosest. Only these
 * can ever be seen to agree, so only these are counted and modelled.
 */
export function levelsUsed(scheme: Scheme, identifier: SchemeIdentifier): readonly Level[] {
  const used = new Set(
    scheme.matchKeys.flatMap(({ parts }) =>
      parts.flatMap((part) => (part.identifier === identifier ? [part.level] : [])),
    ),
  );
  return IDENTIFIER_LEVELS[baseIdentifier(identifier)].filter(({ name }) => used.has(name));
}

/** The identifier's kind: `other` for `other:NAME`. */
export const baseIdentifier = (identifier: SchemeIdentifier): IdentifierName =>
  identifier.startsWith('other:') ? 'other' : (identifier as IdentifierName);

function parseMatchKey(name: string, close: boolean): MatchKey {
  const parts = name.split('+').map((text): Part => {
    const dot = text.lastIndexOf('.');
    const identifier = text.slice(0, dot) as SchemeIdentifier;
    const level = text.slice(dot + 1);
    const levels = IDENTIFIER_LEVELS[baseIdentifier(identifier)] ?? [];
    if (!levels.some((candidate) => candidate.name === level)) {
      throw new Error(`the scheme names ${text}, which is no level of an identifier`);
    }
    return { identifier, level };
  });
  if (parts.length === 1 && !STRONG_NUMBERS.includes(parts[0]!.identifier as IdentifierName)) {
    throw new Error(`the scheme hashes ${name} on its own, which only a strong number may be`);
  }
  return { name, parts, close: close || parts.length === 1 };
}
