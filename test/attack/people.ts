/** Invented people, and encodings of them that the bench must break. */
import { readRegister, registerView } from '../../scripts/attack/register.mjs';
import { Hmac256 } from '../../src/custody/index.ts';
import type { Scheme, SchemeIdentifier } from '../../src/pseudonymise/index.ts';
import { Random } from '../../src/synthesise/random.ts';

export const PEOPLE = 1000;

export const register = readRegister({ people: PEOPLE, seed: 5 });

export const chance = (stream = 0): Random => Random.from(11, stream);

/** A scheme as no file may hold it: `schemeFrom` refuses to hash a name on its own. */
export function schemeOf(...names: readonly string[]): Scheme {
  const matchKeys = names.map((name) => ({
    name,
    parts: name.split('+').map((part) => {
      const [identifier, level] = part.split('.') as [SchemeIdentifier, string];
      return { identifier, level };
    }),
    close: false,
  }));
  const identifiers = [...new Set(matchKeys.flatMap(({ parts }) => parts.map((part) => part.identifier)))];
  return { id: 'test', version: 1, digest: '', matchKeys, identifiers };
}

/** Every field hashed by itself: what the design forbids. */
export const SINGLE_FIELDS = schemeOf(
  'surname.exact',
  'forename.exact',
  'date-of-birth.full',
  'date-of-birth.year-month',
  'postcode.unit',
  'postcode.sector',
);

/** A few rare combinations. */
export const COMPOSITES = schemeOf(
  'forename.exact+surname.exact+date-of-birth.full',
  'surname.exact+date-of-birth.full+postcode.unit',
  'forename.exact+date-of-birth.full+postcode.unit',
);

/** The people's tokens under a key. */
export const encoded = (scheme: Scheme) =>
  registerView(
    register,
    scheme,
    scheme.matchKeys.map((_, index) => new Hmac256(new Uint8Array(32).fill(index + 1))),
  );

export { registerView };
