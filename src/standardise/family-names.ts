/**
 * The alternatives of a family name: all its parts joined, then each part, then parts without the particles
 * that a clerk may leave out (van der Berg, Berg; O'Brien, Brien; bin Ali, Ali). Mc, Fitz and St stay.
 */
import { isLong } from './given-names.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Belong to the next word and may be left out by the next clerk. */
const LOOSE_PARTICLES = words(
  'van von der den de het ten ter te zu zum zur vom del della delle dei di da do dos das du des la le lo los las ' +
    'y e al el ul ur ud us bin bint binti binte ben ibn abu abd abdul abdur abdel abdal ap ab ferch nic ni ui o d l m n',
);
/** Belong to the next word for good. */
const FIRM_PARTICLES = words('mc mac mhic fitz st saint');

/** One part of a name: the word with its particles joined on, and with the firm ones alone. */
interface Part {
  readonly joined: string;
  readonly bare: string;
}

/** From folded words, one at least, to alternatives. A lone letter beside longer parts is left out. */
export function familyAlternatives(all: readonly string[]): string[] {
  const parts = partsOf(all);
  const long = parts.filter((part) => isLong(part.joined));
  const kept = long.length === 0 ? parts : long;
  const whole = kept.map((part) => part.joined).join('');
  return [whole, ...long.map((part) => part.joined), ...long.map((part) => part.bare).filter(isLong)];
}

/** True of a word that ties itself to the next one in a family name. */
export const isParticle = (word: string): boolean => LOOSE_PARTICLES.has(word) || FIRM_PARTICLES.has(word);

function partsOf(all: readonly string[]): Part[] {
  const parts: Part[] = [];
  let particles = '';
  let firmParticles = '';
  for (const [at, word] of all.entries()) {
    if (at < all.length - 1 && isParticle(word)) {
      particles += word;
      if (FIRM_PARTICLES.has(word)) firmParticles += word;
    } else {
      parts.push({ joined: particles + word, bare: firmParticles + word });
      particles = '';
      firmParticles = '';
    }
  }
  return parts;
}
