/**
 * A share: one data package on its way from one party to another. Inside its seal it is a tar with
 *
 * | file | holds |
 * |---|---|
 * | `share.json` | who sends what to whom, under which agreement, and the package's digest |
 * | `intent.json` | the entry of the sender's share log that announced this disclosure, byte for byte |
 * | `intent.tlog-proof` | proof that the entry is in that log (c2sp.org/tlog-proof) |
 * | `datapackage.json`, `*.csv`, `*.parquet` | the package |
 *
 * so that the recipient can tell who made it, and that its sender's log says so, from the share alone.
 */

import type { ShareKind } from '../agreement/index.ts';
import { refused } from '../errors.ts';
import { canonicalise } from '../sharelog/index.ts';
import { hasExactly, isRecord, matches, readCanonical } from './shape.ts';

export const SHARE_FILE = 'share.json';
export const INTENT_FILE = 'intent.json';
export const PROOF_FILE = 'intent.tlog-proof';

/** An agreement as what was made under it names it. */
export interface AgreementMark {
  readonly id: string;
  readonly version: number;
  readonly digest: string;
}

export interface ShareManifest {
  readonly throughline: 1;
  readonly from: string;
  readonly to: string;
  readonly what: ShareKind;
  readonly agreement: AgreementMark;
  /** `sha256:` digest of `datapackage.json`. */
  readonly descriptor: string;
}

/** Canonical JSON. */
export const shareManifestBytes = (manifest: ShareManifest): Uint8Array => canonicalise(manifest);

/** @throws `SHARE_CONTENT` (exit code 1) unless the bytes are exactly what {@link shareManifestBytes} makes. */
export function parseShareManifest(bytes: Uint8Array): ShareManifest {
  const value = readCanonical(bytes);
  if (!isManifest(value)) throw notAShare();
  return value;
}

export const notAShare = () =>
  refused('SHARE_CONTENT', 'the sealed file does not hold a share as throughline makes them', {
    hint: 'ask its sender for the file again',
  });

/** A party's id. */
export const PARTY = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** What can be shared. */
export const KINDS: readonly ShareKind[] = ['tokens', 'events', 'links', 'figures'];

function isManifest(value: unknown): value is ShareManifest {
  if (!isRecord(value) || !hasExactly(value, 'agreement descriptor from throughline to what')) return false;
  const { throughline, from, to, what, descriptor, agreement } = value;
  return (
    throughline === 1 &&
    matches(from, PARTY) &&
    matches(to, PARTY) &&
    KINDS.some((kind) => kind === what) &&
    matches(descriptor, /^sha256:[0-9a-f]{64}$/) &&
    isAgreementMark(agreement)
  );
}

export const isAgreementMark = (value: unknown): value is AgreementMark =>
  isRecord(value) &&
  hasExactly(value, 'digest id version') &&
  matches(value.id, /^[A-Za-z0-9.-]{1,64}$/) &&
  Number.isInteger(value.version) &&
  matches(value.digest, /^[0-9a-f]{64}$/);

/** `police-tokens-to-linkage-unit-1a2b3c4d.throughline.age`; the digits are the descriptor's first eight. */
export function shareFileName({ from, what, to, descriptor }: ShareManifest): string {
  return `${from}-${what}-to-${to}-${descriptor.slice('sha256:'.length, 'sha256:'.length + 8)}.throughline.age`;
}
