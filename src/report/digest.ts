/** Digests as the share log has them. */
import { sha256 } from '../sharelog/index.ts';

/** `sha256:` and 64 hex digits; of a text, those of its bytes as UTF-8. */
export const digestOf = (content: string | Uint8Array): string =>
  `sha256:${Buffer.from(sha256(typeof content === 'string' ? Buffer.from(content) : content)).toString('hex')}`;
