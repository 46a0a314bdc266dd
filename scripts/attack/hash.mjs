/** Hashes for comparing structures, quick and without a key; two 32-bit halves make chance agreement rare enough. */

/** Scrambles 32 bits: the finaliser of MurmurHash3 (A. Appleby, public domain). */
export function mix(word) {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** 32 bits of bytes (FNV-1a, then scrambled); `seed` gives independent ones. */
export function hashBytes(bytes, seed) {
  let x = mix(seed) ^ 0x811c9dc5;
  for (let at = 0; at < bytes.length; at += 1) x = Math.imul(x ^ bytes[at], 0x01000193);
  return mix(x);
}

/** The same of a text. */
export const hashText = (text, seed) => hashBytes(Buffer.from(text), seed);

/** Two halves as one number that a Map can hold: 52 bits of them. */
export const joined = (high, low) => high * 0x100000 + (low >>> 12);
