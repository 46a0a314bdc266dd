/**
 * Canonical JSON: one value has one spelling, so that a hash of the bytes is a hash of the meaning.
 *
 * RFC 8785 (JSON Canonicalization Scheme) narrowed to what the log needs, failing closed both ways: objects,
 * arrays, strings, booleans, null and whole numbers within 2^53 - 1; no fractions, no minus zero; strings
 * and names in Unicode normal form C without lone surrogates; no `__proto__`; at most {@link MAX_DEPTH}
 * containers deep. Reading accepts only the bytes that writing would give, which also refuses duplicate
 * names, numbers that `JSON.parse` would round, and white space.
 *
 *     canonicalise({ seq: 1, at: '2026-01-01T00:00:00.000Z' })   // {"at":"2026-01-01T00:00:00.000Z","seq":1}
 */
import { type ThroughlineError, unusable } from '../errors.ts';
import { equal, fromUtf8, utf8 } from './bytes.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Whether a JSON value is an object, which has members by name. */
export function isJsonObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The deepest nesting allowed; the outermost object or array counts as 1. */
export const MAX_DEPTH = 8;

/**
 * The canonical UTF-8 bytes of `value`, a {@link Json} in the profile, without a final newline.
 * @throws CANONICAL_JSON when the value lies outside the profile.
 */
export function canonicalise(value: unknown): Uint8Array {
  return utf8(written(value, 1));
}

/**
 * The value that `bytes` spell.
 * @throws CANONICAL_JSON when they are not exactly the canonical spelling of a value in the profile.
 */
export function parseCanonical(bytes: Uint8Array): Json {
  const text = fromUtf8(bytes);
  if (text === undefined) throw outside('the JSON is not valid UTF-8');
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    throw outside('the text is not JSON');
  }
  if (!equal(canonicalise(value), bytes)) throw outside('the JSON is not in canonical form');
  return value;
}

function written(value: unknown, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return wholeNumber(value);
  if (typeof value === 'string') return quoted(value);
  if (depth > MAX_DEPTH) throw outside(`the JSON is nested more than ${MAX_DEPTH} deep`);
  if (Array.isArray(value)) {
    return `[${Array.from(value, (item) => written(item, depth + 1)).join(',')}]`;
  }
  if (!isPlainObject(value)) throw outside(`the value holds a ${typeof value} that JSON has no form for`);
  const members = Object.keys(value)
    .sort(byCodeUnit)
    .map((name) => `${quotedName(name)}:${written(value[name], depth + 1)}`);
  return `{${members.join(',')}}`;
}

function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw outside('a number is not whole, or lies beyond 2^53 - 1');
  }
  return String(value);
}

function quotedName(name: string): string {
  if (name === '__proto__') throw outside('a member is named __proto__');
  return quoted(name);
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw outside('a string holds a lone surrogate');
  if (text.normalize('NFC') !== text) throw outside('a string is not in Unicode normal form C');
  return JSON.stringify(text);
}

/** RFC 8785 section 3.2.3: names sort by their UTF-16 code units. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const outside = (reason: string): ThroughlineError =>
  unusable('CANONICAL_JSON', reason, {
    hint: 'only text, whole numbers, true, false, null, lists and objects can be entered',
  });
