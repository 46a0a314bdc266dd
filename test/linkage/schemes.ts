/** Small match-key schemes of the tests' own, so that no test hangs on the scheme that ships. */
import { type Scheme, type SchemeIdentifier, schemeFrom } from '../../src/pseudonymise/index.ts';

export const schemeOf = (...matchKeys: string[]): Scheme =>
  schemeFrom({ id: 'test', version: 1, 'match-keys': matchKeys, 'match-keys-for-each-other': [] }, []);

/** The bits of the named match-keys. */
export function agreeing(scheme: Scheme, names: readonly string[]): bigint {
  let bits = 0n;
  for (const name of names) {
    const key = scheme.matchKeys.findIndex((matchKey) => matchKey.name === name);
    if (key < 0) throw new Error(`the scheme has no match-key ${name}`);
    bits |= 1n << BigInt(key);
  }
  return bits;
}

/** The presence bits of the named identifiers. */
export function presence(scheme: Scheme, identifiers: readonly SchemeIdentifier[]): number {
  let bits = 0;
  for (const name of identifiers) {
    const at = scheme.identifiers.indexOf(name);
    if (at < 0) throw new Error(`the scheme has no identifier ${name}`);
    bits |= 1 << at;
  }
  return bits;
}
