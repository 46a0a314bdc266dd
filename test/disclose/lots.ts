/** Lots for tests. */
import { lotsOf } from '../../src/custody/index.ts';
import type { Lots } from '../../src/disclose/index.ts';

/** All alike, so that the costs alone decide. */
export const EVEN: Lots = { of: () => Math.exp(-1) };

/** Those of the `number`th of many parties. */
export const lotsUnder = (number: number): Lots =>
  lotsOf(new Uint8Array(new Uint32Array([number, 0, 0, 0, 0, 0, 0, 0]).buffer), 'an-agreement');
