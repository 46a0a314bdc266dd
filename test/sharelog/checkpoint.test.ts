import { describe, expect, test } from 'vitest';
import { ThroughlineError } from '../../src/errors.ts';
import {
  checkpointBody,
  isOrigin,
  LOG_KEY,
  noteBytes,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseSignatureLine,
  signatureLine,
  signCheckpoint,
  signerFromSeed,
  signNote,
  verifierOf,
} from '../../src/sharelog/index.ts';
import { EMPTY_ROOT } from '../../src/sharelog/merkle.ts';
import { CHECKPOINT_FORMS, NOTE_FORMS, SIGNED_FORMS } from './forms.ts';
import { ORIGIN, signer } from './helpers.ts';

const key = verifierOf(signer);
const head = { origin: ORIGIN, size: 412, root: EMPTY_ROOT };
const whole = Buffer.from(signCheckpoint(head, signer)).toString('utf8');
const body = checkpointBody(head);
const line = whole.slice(whole.indexOf('—'));
const stranger = signerFromSeed('stranger.example', new Uint8Array(32).fill(1));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const open = (text: string) => openCheckpoint(bytes(text), [key]);
/** The given text, honestly signed by the log. */
const signed = (text: string): Uint8Array => noteBytes(signNote(text, signer));
const lineBy = (by: typeof signer, text: string): string => signatureLine(signNote(text, by).signatures[0]!);

describe('a checkpoint', () => {
  test('is three lines signed by the log', () => {
    expect(whole).toBe(`${ORIGIN}\n412\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n${line}`);
    expect(open(whole)).toMatchObject({ origin: ORIGIN, size: 412 });
  });

  test.each(CHECKPOINT_FORMS)('with %s is refused although the log signed it', (_, change) => {
    const text = change(body);
    expect(text).not.toBe(body);
    expect(() => openCheckpoint(signed(text), [key])).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^CHECKPOINT/) }),
    );
  });

  test.each(NOTE_FORMS)('as a note with %s is refused', (_, change) => {
    expect(change(body)).not.toBe(whole);
    expect(() => open(change(body))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(NOTE|CHECKPOINT)/) }),
    );
  });

  test.each(SIGNED_FORMS)('with %s is read', (_, make) => {
    expect(open(make(body))).toMatchObject({ size: 412 });
  });

  test('signed only by an unknown key is unsigned', () => {
    expect(() => open(`${body}\n${lineBy(stranger, body)}`)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_UNSIGNED' }),
    );
  });

  test('with a wrong signature of its own is refused beside a good unknown one', () => {
    const wrong = lineBy(signer, body.replace('412', '411'));
    expect(() => open(`${body}\n${wrong}${lineBy(stranger, body)}`)).toThrow(
      "wrong signature under the log's own key",
    );
  });

  test('under a name and key id of its own but another key is refused', () => {
    const forged = { ...parseSignatureLine(line.trimEnd()), bytes: stranger.sign(bytes(body)) };
    expect(() => open(`${body}\n${signatureLine(forged)}`)).toThrow(
      "wrong signature under the log's own key",
    );
  });

  test('is not taken from a witness key', () => {
    const { publicKey, name } = signer;
    expect(verifierOf({ name, publicKey }, LOG_KEY)).toEqual(key);
    expect(() => openCheckpoint(bytes(whole), [{ ...key, type: 4 }])).toThrow('not signed by this log');
  });

  test('is refused when one bit of its text or signature changes', () => {
    const original = bytes(whole);
    for (let bit = 0; bit < original.length * 8; bit += 1) {
      const changed = original.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(() => openCheckpoint(changed, [key]), `bit ${bit}`).toThrow(ThroughlineError);
    }
  });

  test('cannot be signed for an origin that no log has, or with a broken signer', () => {
    expect(() => signCheckpoint({ ...head, origin: 'two words' }, signer)).toThrow(
      'origin that no log can have',
    );
    const broken = { ...signer, sign: () => new Uint8Array(64) };
    expect(() => signCheckpoint(head, broken)).toThrow('public half does not accept');
  });

  test('reads without keys as what it claims', () => {
    expect(parseCheckpoint(bytes(whole)).note).toEqual(parseNote(bytes(whole)));
  });
});

test.each([
  ['police.example/sharelog', true],
  ['a', true],
  ['a//b', false],
  ['/a', false],
  ['a/', false],
  ['a/./b', false],
  ['..', false],
  ['a\\b', false],
  ['a b', false],
  ['a+b', false],
  ['', false],
])('%j as an origin: %s', (text, expected) => {
  expect(isOrigin(text)).toBe(expected);
});
