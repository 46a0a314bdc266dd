/** The one value that stands for an agreement's exact content. */
import { createHash } from 'node:crypto';
import { canonicalise } from '../sharelog/index.ts';
import type { Agreement, AgreementContent } from './types.ts';

/** SHA-256, in hexadecimal, of the content as canonical JSON (RFC 8785): layout and comments do not matter. */
export function agreementDigest(content: AgreementContent): string {
  return createHash('sha256').update(canonicalise(content)).digest('hex');
}

/** SHA-256 of a text, in hexadecimal: for notices, which name one another. */
export const textDigest = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What the parties sign, as the text of a signed note: the content as canonical JSON on one line. The digest
 * of the line without its end is the agreement's digest.
 */
export function signedText({ digest: _digest, signatures: _signatures, ...content }: Agreement): string {
  return `${Buffer.from(canonicalise(content)).toString('utf8')}\n`;
}
