/** Lots: the same for the same text and party, and anywhere between 0 and 1. */
import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lotsOf } from '../../src/custody/index.ts';

const SECRET = new Uint8Array(32).fill(7);
const texts = Array.from({ length: 2000 }, (_, index) => `count ${index}`);

describe('lots', () => {
  it('are the first 52 bits of a keyed hash, by hand', () => {
    const key = Buffer.from(hkdfSync('sha256', SECRET, 'ISA-2026-001', 'throughline lots v1', 32));
    const bits = createHmac('sha256', key).update('count 1').digest().readBigUInt64BE() >> 12n;
    expect(lotsOf(SECRET, 'ISA-2026-001').of('count 1')).toBe((Number(bits) + 0.5) / 2 ** 52);
  });

  it('lie evenly between 0 and 1, each its own', () => {
    const lots = texts.map((text) => lotsOf(SECRET, 'A').of(text));
    for (const lot of lots) expect(lot > 0 && lot < 1).toBe(true);
    expect(new Set(lots).size).toBe(texts.length);
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      lots.filter((lot) => Math.floor(10 * lot) === tenth),
    );
    for (const { length } of tenths) expect(Math.abs(length - 200)).toBeLessThan(60);
  });

  it('are others under another secret or agreement', () => {
    const others = [lotsOf(new Uint8Array(32), 'A'), lotsOf(SECRET, 'B')];
    for (const other of others) expect(other.of('count 1')).not.toBe(lotsOf(SECRET, 'A').of('count 1'));
  });
});
