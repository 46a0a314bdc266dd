/**
 * Free text as officers and case workers leave it: invented, harmless, and now and then with a name in it,
 * so that it matters that the column is dropped.
 */
import type { Random } from './random.ts';

const NAMED_SHARE = 0.35;
const EMPTY_SHARE = 0.3;
const TWO_LINES_SHARE = 0.08;

const PLAIN = [
  'Call back tomorrow, after 4 pm.',
  'Leaflet given; safety plan explained.',
  'Asked not to be rung at work.',
  'Interpreter booked for the next visit.',
  'Letter sent, no reply yet.',
  'Spoke on the doorstep, all calm.',
  'Wants to think it over; will ring us.',
  'Key worker told, "file to follow".',
  'Seen on her own as agreed.',
  'Bus fare paid from petty cash.',
];
const NAMING: readonly ((name: string) => string)[] = [
  (name) => `Spoke to ${name}, who was calm.`,
  (name) => `${name} came in with a friend; tea made.`,
  (name) => `Message left for ${name} to ring back.`,
  (name) => `${name} said "thank you", nothing further.`,
];

/** A note that may name one of `names` (as written on a card), or nothing. */
export function note(random: Random, names: readonly string[]): string {
  if (random.chance(EMPTY_SHARE)) return '';
  const named = names.length > 0 && random.chance(NAMED_SHARE);
  const first = named ? random.pick(NAMING)(random.pick(names)) : random.pick(PLAIN);
  return random.chance(TWO_LINES_SHARE) ? `${first}\n${random.pick(PLAIN)}` : first;
}
