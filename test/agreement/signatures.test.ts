import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signedText } from '../../src/agreement/digest.ts';
import { type Agreement, makeSignature, signatureStates } from '../../src/agreement/index.ts';
import { isSignedBy, parseNote, parseSignatureLine } from '../../src/sharelog/index.ts';
import { agreementFrom, keyedWith, PARTIES, signedFrom, signerOf } from './helpers.ts';

const TEXT = keyedWith();
const SIGNED = signedFrom(TEXT);
const withoutRemark = (text: string) => text.replace(/^#.*\n/, '');
const statesOf = (agreement: Agreement) => signatureStates(agreement).map(({ state }) => state);

describe('a signature', () => {
  test('is a line of a signed note over the canonical JSON of all but the signatures', () => {
    const note = parseNote(
      Buffer.from(
        `${signedText(SIGNED)}\n${SIGNED.signatures.map(({ signature }) => `${signature}\n`).join('')}`,
      ),
    );
    expect(note.signatures.map(({ name }) => name)).toEqual(
      PARTIES.map((party) => `${party}.throughline.example/sharelog`),
    );
    for (const [at, { bytes }] of note.signatures.entries()) {
      expect(isSignedBy(signerOf(PARTIES[at]!).publicKey, Buffer.from(note.text), bytes)).toBe(true);
    }
    expect(note.text.startsWith('{"about":{"effective":')).toBe(true);
  });

  test('is told with the id of its key and the digest', () => {
    expect(signatureStates(SIGNED)[0]).toEqual({
      party: 'police',
      state: 'signed',
      keyId: Buffer.from(parseSignatureLine(SIGNED.signatures[0]!.signature).keyId).toString('hex'),
      digest: SIGNED.digest,
    });
  });

  test('is the same each time it is made', () => {
    expect(makeSignature(SIGNED, 'health', signerOf('health'))).toEqual(SIGNED.signatures[1]);
  });

  test('does not hang on the layout of the file, its comments, or the order of signatures', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...SIGNED.signatures], { minLength: 5 }), (signatures) => {
        expect(new Set(statesOf({ ...agreementFrom(`# a remark\n${TEXT}`), signatures }))).toEqual(
          new Set(['signed']),
        );
      }),
      { numRuns: 10 },
    );
  });

  test('is broken, as is everybody else, by any change of one character in what was signed', () => {
    const offsets = [...TEXT.matchAll(/[A-Za-z0-9]/g)].map(({ index }) => index);
    let changed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...offsets), fc.constantFrom('q', 'Z', '7'), (at, put) => {
        const text = TEXT.slice(0, at) + put + TEXT.slice(at + 1);
        let agreement: Agreement;
        try {
          agreement = agreementFrom(text);
        } catch {
          return;
        }
        const same = withoutRemark(text) === withoutRemark(TEXT);
        expect(agreement.digest === SIGNED.digest).toBe(same);
        expect(statesOf({ ...agreement, signatures: SIGNED.signatures }).includes('signed')).toBe(same);
        if (!same) changed += 1;
      }),
      { numRuns: 150 },
    );
    expect(changed).toBeGreaterThan(10);
  });

  test('is broken by any change of one bit of itself', () => {
    const own = SIGNED.signatures[0]!;
    fc.assert(
      fc.property(fc.nat({ max: own.signature.length - 1 }), fc.nat({ max: 6 }), (at, bit) => {
        const other = String.fromCodePoint(own.signature.codePointAt(at)! ^ (1 << bit));
        const signature = own.signature.slice(0, at) + other + own.signature.slice(at + 1);
        expect(statesOf({ ...SIGNED, signatures: [{ ...own, signature }] })[0]).not.toBe('signed');
      }),
      { numRuns: 100 },
    );
  });

  test.each<[string, Partial<Agreement>, string]>([
    ['nothing', { signatures: [] }, 'not signed'],
    [
      'another wording',
      { signatures: signedFrom(keyedWith(['days: 90', 'days: 91'])).signatures },
      'signed another wording',
    ],
    [
      "another party's key",
      { signatures: [{ ...makeSignature(SIGNED, 'police', signerOf('health')) }] },
      'signed with another key',
    ],
    [
      'a digest that is not that of what was signed',
      { signatures: [{ ...SIGNED.signatures[0]!, digest: '0'.repeat(64) }] },
      'wrong',
    ],
    [
      'no signature at all',
      { signatures: [{ ...SIGNED.signatures[0]!, signature: '— police AAAA' }] },
      'wrong',
    ],
  ])('over %s is called what it is', (_, change, state) => {
    expect(statesOf({ ...SIGNED, ...change })[0]).toBe(state);
  });

  test('of a party for which no key is named is worth nothing', () => {
    const text = TEXT.replace(/ {4}keys: \{ log: police[^\n]*\n/, '');
    expect(statesOf(signedFrom(text))[0]).toBe('no key named');
  });
});
