/** The one value that stands for an agreement's exact content. */
import { createHash } from 'node:crypto';
import { canonicalise } from '../sharelog/index.ts';
import type { AgreementContent } from './types.ts';

/** SHA-256, in hexadecimal, of the content as canonical JSON (RFC 8785): layout and comments do not matter. */
export function agreementDigest(content: AgreementContent): string {
  return createHash('sha256').update(canonicalise(content)).digest('hex');
}
