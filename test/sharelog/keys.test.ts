import { describe, expect, test } from 'vitest';
import {
  generateSignerKey,
  isSignedBy,
  parseVkey,
  signerFromSeed,
  signerFromText,
  signerKeyText,
  verifierOf,
  vkeyOf,
  vkeyText,
  WITNESS_KEY,
} from '../../src/sharelog/index.ts';
import { KEY_FORMS } from './forms.ts';
import { fixedAmbient, ORIGIN, signer } from './helpers.ts';
import vectors from './vectors.json' with { type: 'json' };

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('key texts', () => {
  test('the known log and witness keys', () => {
    const log = signerFromSeed(vectors.origin, Buffer.from(vectors.logSeed, 'hex'));
    const witness = signerFromSeed(vectors.witnessName, Buffer.from(vectors.witnessSeed, 'hex'));
    expect(vkeyOf(log)).toBe(vectors.logVkey);
    expect(vkeyOf(witness, WITNESS_KEY)).toBe(vectors.witnessVkey);
    expect(vkeyText(parseVkey(vectors.logVkey))).toBe(vectors.logVkey);
    expect(parseVkey(vectors.witnessVkey).type).toBe(WITNESS_KEY);
  });

  test("Go's own example of a private key and its signature", () => {
    const peter = signerFromText(
      'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
    );
    const text =
      'If you think cryptography is the answer to your problem,\n' +
      "then you don't know what your problem is.\n";
    expect(vkeyOf(peter)).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(Buffer.from(peter.sign(bytes(text))).toString('base64')).toBe(
      Buffer.from(
        'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
        'base64',
      )
        .subarray(4)
        .toString('base64'),
    );
  });

  test('a new key comes from the ambient chance and reads back', () => {
    const text = generateSignerKey(ORIGIN, fixedAmbient());
    expect(text).toBe(
      signerKeyText(
        ORIGIN,
        Uint8Array.from({ length: 32 }, (_, i) => i),
      ),
    );
    const read = signerFromText(`${text}\n`);
    expect(read.name).toBe(ORIGIN);
    const signature = read.sign(bytes('hello'));
    expect(isSignedBy(read.publicKey, bytes('hello'), signature)).toBe(true);
    expect(isSignedBy(read.publicKey, bytes('hallo'), signature)).toBe(false);
    expect(isSignedBy(read.publicKey, bytes('hello'), signature.subarray(1))).toBe(false);
  });

  test.each([
    ['', 'empty'],
    ['two words', 'a space'],
    ['a+b', 'a plus sign'],
    ['a\u00a0b', 'a no-break space'],
    ['a\u0007b', 'a control character'],
  ])('no key is named %j (%s)', (name) => {
    expect(() => signerFromSeed(name, new Uint8Array(32))).toThrow(expect.objectContaining({ code: 'VKEY' }));
  });
});

describe('a public key is refused', () => {
  const good = vkeyOf(signer);

  test.each(KEY_FORMS)('with %s', (_, change) => {
    expect(() => parseVkey(change(good))).toThrow(expect.objectContaining({ code: 'VKEY' }));
  });

  test.each<[string, string]>([
    ['with its id in capitals', good.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase())],
    ['in the URL alphabet', good.replace(/[+/](?=[^+/]*$)/, '-')],
  ])('%s', (_, text) => {
    expect(text).not.toBe(good);
    expect(() => parseVkey(text)).toThrow(expect.objectContaining({ code: 'VKEY' }));
  });

  test('whose base64 has stray trailing bits', () => {
    const stray = good.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1));
    expect(() => parseVkey(stray)).toThrow(expect.objectContaining({ code: 'VKEY' }));
  });
});

describe('points of small order', () => {
  const P = 2n ** 255n - 19n;
  const mod = (n: bigint): bigint => ((n % P) + P) % P;
  const power = (base: bigint, exponent: bigint): bigint => {
    let result = 1n;
    for (let b = mod(base), e = exponent; e > 0n; b = mod(b * b), e /= 2n)
      if (e % 2n === 1n) result = mod(result * b);
    return result;
  };
  const inverse = (n: bigint): bigint => power(n, P - 2n);
  const D = mod(-121_665n * inverse(121_666n));
  const doubled = ([x, y]: readonly [bigint, bigint]): readonly [bigint, bigint] => {
    const t = mod(D * x * x * y * y);
    return [mod(2n * x * y * inverse(1n + t)), mod((y * y + x * x) * inverse(1n - t))];
  };
  /** Recovers x as in RFC 8032 section 5.1.3. */
  const point = (y: bigint): readonly [bigint, bigint] => {
    const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
    const root = power(square, (P + 3n) / 8n);
    const x = mod(root * root) === square ? root : mod(root * power(2n, (P - 1n) / 4n));
    return [x, y];
  };
  const encode = (y: bigint, sign: number): Uint8Array => {
    const bytesOf = Uint8Array.from({ length: 32 }, (_, i) => Number((y >> BigInt(8 * i)) & 0xffn));
    bytesOf[31]! |= sign << 7;
    return bytesOf;
  };
  const y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
  const encodings = [0n, 1n, P - 1n, y8, P - y8, P, P + 1n].flatMap((y) => [encode(y, 0), encode(y, 1)]);

  test.each([0n, 1n, P - 1n, y8, P - y8])('eight times the point with y = %s is nothing', (y) => {
    const [x, eight] = doubled(doubled(doubled(point(y))));
    expect([x, eight]).toEqual([0n, 1n]);
  });

  test.each(encodings.map((key) => Buffer.from(key).toString('hex')))('%s is refused as a key', (hex) => {
    const verifier = verifierOf({ name: 'a.example', publicKey: Buffer.from(hex, 'hex') });
    expect(() => parseVkey(vkeyText(verifier))).toThrow('anybody can sign for');
  });
});
