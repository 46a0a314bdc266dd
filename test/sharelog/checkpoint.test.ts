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

  test.each([
    ['a leading zero', body.replace('412', '0412')],
    ['a plus sign', body.replace('412', '+412')],
    ['a minus sign', body.replace('412', '-412')],
    ['a fraction', body.replace('412', '412.0')],
    ['a size beyond 2^53 - 1', body.replace('412', '9007199254740992')],
    ['no size', body.replace('412', '')],
    ['a space in the size', body.replace('412', ' 412')],
    ['an extension line', `${body}extension\n`],
    ['a line too few', body.replace('412\n', '')],
    ['an empty line within', body.replace('412\n', '412\n\n')],
    ['the URL alphabet in the root', body.replace('+/', '-_')],
    ['no padding in the root', body.replace('FU=', 'FU')],
    ['stray bits in the root', body.replace('FU=', 'FV=')],
    ['a root of 31 bytes', body.replace(/47.*=/, Buffer.alloc(31).toString('base64'))],
    ['a root of 33 bytes', body.replace(/47.*=/, Buffer.alloc(33).toString('base64'))],
    ['an origin with a scheme', body.replace(ORIGIN, `https://${ORIGIN}`)],
    ['an origin with a step up', body.replace('/police', '/../police')],
    ['an empty origin', body.replace(ORIGIN, '')],
  ])('with %s is refused although the log signed it', (_, text) => {
    expect(text).not.toBe(body);
    expect(() => openCheckpoint(signed(text), [key])).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT' }),
    );
  });

  test('of another origin is refused although the log signed it', () => {
    const other = body.replace('police', 'health');
    expect(() => openCheckpoint(signed(other), [key])).toThrow('another name than its origin');
  });

  test('signed only by an unknown key is unsigned', () => {
    expect(() => open(`${body}\n${lineBy(stranger, body)}`)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_UNSIGNED' }),
    );
  });

  test('may carry unknown signatures beside its own', () => {
    const unknownType = `— ${ORIGIN} ${Buffer.alloc(2424, 6).toString('base64')}\n`;
    expect(open(whole + lineBy(stranger, body) + unknownType)).toMatchObject({ size: 412 });
  });

  test('with a wrong signature of its own is refused beside a good unknown one', () => {
    const wrong = lineBy(signer, body.replace('412', '411'));
    expect(() => open(`${body}\n${wrong}${lineBy(stranger, body)}`)).toThrow(
      "wrong signature under the log's own key",
    );
  });

  test('with two signatures by its key is refused', () => {
    expect(() => open(whole + line)).toThrow('two signatures by one key');
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
