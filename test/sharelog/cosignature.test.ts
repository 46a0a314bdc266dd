import { describe, expect, test } from 'vitest';
import {
  checkpointBody,
  cosign,
  cosignedAt,
  isSignedBy,
  type Note,
  parseNote,
  signNote,
  verifierOf,
  WITNESS_KEY,
} from '../../src/sharelog/index.ts';
import { EMPTY_ROOT } from '../../src/sharelog/merkle.ts';
import { COSIGNATURE_FORMS } from './forms.ts';
import { ORIGIN, signer, witness } from './helpers.ts';

const body = checkpointBody({ origin: ORIGIN, size: 7, root: EMPTY_ROOT });
const key = verifierOf(witness, WITNESS_KEY);
const SECONDS = 1_767_225_600;
const signature = cosign(body, witness, SECONDS);
const noteWith = (...signatures: Note['signatures']): Note => ({ text: body, signatures });
const wrong = expect.objectContaining({ code: 'COSIGNATURE' });

const answerOf = (text: string): string => {
  try {
    return cosignedAt(parseNote(new TextEncoder().encode(text)), key) === undefined ? 'none' : 'yes';
  } catch {
    return 'wrong';
  }
};

test.each(COSIGNATURE_FORMS)('%s: %s', (_, answer, make) => {
  expect(answerOf(make(body))).toBe(answer);
});

describe('a cosignature', () => {
  test('states its time', () => {
    expect(signature.bytes).toHaveLength(72);
    expect(cosignedAt(noteWith(signature), key)).toBe(SECONDS);
    expect(cosignedAt(noteWith(), key)).toBeUndefined();
  });

  test('is over the header, the time and the three lines', () => {
    const text = new TextEncoder().encode(`cosignature/v1\ntime ${SECONDS}\n${body}`);
    expect(isSignedBy(witness.publicKey, text, signature.bytes.slice(8))).toBe(true);
  });

  test('with another time is wrong', () => {
    const bytes = signature.bytes.with(7, signature.bytes[7]! ^ 1);
    expect(() => cosignedAt(noteWith({ ...signature, bytes }), key)).toThrow(wrong);
  });

  test('with a time beyond 2^53 is wrong', () => {
    const bytes = signature.bytes.with(0, 0xff);
    expect(() => cosignedAt(noteWith({ ...signature, bytes }), key)).toThrow('time beyond reason');
  });

  test('of another log is wrong', () => {
    const other = cosign(body.replace('police', 'health'), witness, SECONDS);
    expect(() => cosignedAt(noteWith(other), key)).toThrow(wrong);
  });

  test('twice by one witness is wrong', () => {
    expect(() => cosignedAt(noteWith(signature, cosign(body, witness, SECONDS + 1)), key)).toThrow('two');
  });

  test('that is an ordinary signature under the cosignature id is wrong', () => {
    const plain = { ...signature, bytes: witness.sign(new TextEncoder().encode(body)) };
    expect(() => cosignedAt(noteWith(plain), key)).toThrow('72 bytes');
    const timed = { ...signature, bytes: new Uint8Array([...signature.bytes.slice(0, 8), ...plain.bytes]) };
    expect(() => cosignedAt(noteWith(timed), key)).toThrow(wrong);
  });

  test('by a log key counts for nothing, and the ids of one key as log and witness differ', () => {
    const asLog = verifierOf(witness);
    expect(asLog.keyId).not.toEqual(key.keyId);
    expect(cosignedAt(signNote(body, witness), key)).toBeUndefined();
    expect(cosignedAt(noteWith(signature), asLog)).toBeUndefined();
    expect(cosignedAt(signNote(body, signer), key)).toBeUndefined();
  });
});
