/**
 * The two things that differ from run to run, chance and time, in the one place they come from.
 * Domain code receives an {@link Ambient} and never asks the machine; tests pass a fixed one.
 */
import { randomBytes } from 'node:crypto';

export interface Ambient {
  /** The present moment. */
  now(): Date;
  /** `length` bytes from a cryptographically secure source. */
  random(length: number): Uint8Array;
}

/** The machine's own clock and generator. */
export const systemAmbient: Ambient = {
  now: () => new Date(),
  random: (length) => new Uint8Array(randomBytes(length)),
};
