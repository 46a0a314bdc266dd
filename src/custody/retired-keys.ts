/** The project keys whose use was ended here, by check value: none of them is ever taken in again. */
import { readFile } from 'node:fs/promises';
import { systemCode, unusable } from '../errors.ts';
import { PRIVATE_FILE, writeFileAtomically } from '../files/index.ts';
import { canonicalise } from '../sharelog/index.ts';
import { hasExactly, isRecord, matches, readCanonical } from './shape.ts';

export interface RetiredKey {
  readonly keyCheck: string;
  /** UTC, `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  readonly at: string;
}

/** @throws `RETIRED_KEYS` (exit code 2) when the file was edited. */
export async function readRetiredKeys(path: string): Promise<readonly RetiredKey[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw invalid(path);
  });
  if (bytes === undefined) return [];
  const value = readCanonical(bytes);
  if (!isRecord(value) || !hasExactly(value, 'retired') || !isList(value.retired)) throw invalid(path);
  return value.retired;
}

/** Adds a key to the list; one that is in it stays as it is. */
export async function addRetiredKey(path: string, key: RetiredKey): Promise<void> {
  const before = await readRetiredKeys(path);
  if (before.some(({ keyCheck }) => keyCheck === key.keyCheck)) return;
  const retired = [...before, key];
  await writeFileAtomically(path, canonicalise({ retired }), { mode: PRIVATE_FILE, replace: true });
}

const isList = (value: unknown): value is RetiredKey[] =>
  Array.isArray(value) &&
  value.every(
    (item) =>
      isRecord(item) &&
      hasExactly(item, 'at keyCheck') &&
      matches(item.keyCheck, /^[0-9a-f]{16}$/) &&
      matches(item.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  );

const invalid = (file: string) =>
  unusable('RETIRED_KEYS', 'this list of ended keys cannot be read', {
    place: { file },
    hint: 'restore the file from your backup exactly as it was',
  });
