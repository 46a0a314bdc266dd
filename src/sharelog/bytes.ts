/** Small helpers on bytes, strict where Node's own are lax. */

/** One value joined from several, in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Whether two values hold the same bytes. For public values only: the time taken tells where they differ. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text of bytes that are valid UTF-8, a byte order mark kept as a character; undefined otherwise. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * The bytes of standard padded base64 (RFC 4648 section 4), or undefined when `text` is not exactly what
 * encoding them gives. `Buffer.from` alone accepts the URL alphabet, junk and stray trailing bits.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined;
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A whole number written in decimal without sign or leading zero, at most 2^53 - 1; undefined otherwise. */
export function fromDecimal(text: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
