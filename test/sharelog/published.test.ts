/**
 * Known answers that others publish, restated as facts and not as their files:
 * - the 98 inclusion and 98 consistency probes of github.com/transparency-dev/merkle, testdata/ (Apache-2.0), which are
 *   a few good proofs over its eight leaves and every listed way of spoiling each;
 * - the accumulated hashes of trees up to 130 leaves in draft-ietf-plants-merkle-tree-certs;
 * - notes, keys, policies and proof files of golang.org/x/mod and github.com/transparency-dev/formats;
 * - examples of RFC 8785 from github.com/cyberphone/json-canonicalization.
 */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  canonicalise,
  checkConsistency,
  checkInclusion,
  cosignedAt,
  type Hash,
  type HashReader,
  isSignedBy,
  type Json,
  leafHash,
  parseNote,
  parsePolicy,
  parseProof,
  parseSignatureLine,
  parseVkey,
  proveConsistency,
  proveInclusion,
  signaturesBy,
  signerFromText,
  treeRoot,
  vkeyText,
} from '../../src/sharelog/index.ts';
import { EMPTY_ROOT } from '../../src/sharelog/merkle.ts';
import { parseTilePath, tilePath } from '../../src/sharelog/tiles.ts';
import { plainRoot, readerOf } from './trees.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hexOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');
const unhex = (text: string): Hash => new Uint8Array(Buffer.from(text, 'hex'));

const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const leaves = LEAVES.map((leaf) => leafHash(unhex(leaf)));
const rootAt = (size: number): Hash => plainRoot(leaves.slice(0, size));
const NOTHING = new Uint8Array();
const SOME = unhex('abacaba000000000000000000000000000000000000000000060061e00123456');
/** An unsigned number of 64 bits, as nearly as a number of ours can be. */
const wrapped = (n: number): number => (n < 0 ? 2 ** 64 + n : n);
const flipped = (proof: readonly Hash[], at: number, bits: number): Hash[] =>
  proof.map((hash, i) => (i === at ? hash.with(0, hash[0]! ^ bits) : hash));

describe('hashes of the eight leaves', () => {
  test('every node', async () => {
    const nodes: Record<string, string> = {
      '0/0': '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '0/1': '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '0/2': '0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7',
      '0/3': '07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7',
      '0/4': 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      '0/5': '4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658',
      '0/6': 'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      '0/7': '46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1',
      '1/0': 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      '1/1': '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '1/2': '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      '1/3': 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      '2/0': 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '2/1': '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      '3/0': '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    };
    const reader = readerOf(leaves);
    for (const [place, hash] of Object.entries(nodes)) {
      const [level, index] = place.split('/').map(Number);
      expect([place, hexOf(await reader.node(level!, index!))]).toEqual([place, hash]);
      const [from, to] = [index! * 2 ** level!, (index! + 1) * 2 ** level!];
      expect(hexOf(await treeRoot(readerOf(leaves.slice(from, to)), to - from))).toBe(hash);
    }
  });

  test('every root', async () => {
    const roots = [
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    for (const [size, root] of roots.entries()) {
      expect(hexOf(await treeRoot(readerOf(leaves), size))).toBe(root);
    }
  });
});

interface Inclusion {
  readonly what: string;
  readonly index: number;
  readonly size: number;
  readonly root: Hash;
  readonly leaf: Hash;
  readonly proof: readonly Hash[];
  readonly good?: true;
}

/** A good proof, and all the ways of spoiling it. */
async function inclusionProbes(index: number, size: number): Promise<Inclusion[]> {
  const proof = await proveInclusion(readerOf(leaves), index, size);
  const good = { index, size, root: rootAt(size), leaf: leaves[index]!, proof };
  const { root } = good;
  const probe = (what: string, change: Partial<Inclusion>): Inclusion => ({ ...good, what, ...change });
  return [
    probe('good', { good: true }),
    probe('index less one', { index: wrapped(index - 1) }),
    probe('index and one', { index: index + 1 }),
    probe('index with another bit', { index: index ^ 2 }),
    probe('twice the size', { size: size * 2 }),
    probe('half the size', { size: Math.floor(size / 2) }),
    probe('a leaf that is no hash', { leaf: bytes('WrongLeaf') }),
    probe('the empty root', { root: EMPTY_ROOT }),
    probe('some root', { root: SOME }),
    probe('an empty hash after', { proof: [...proof, NOTHING] }),
    probe('the root after', { proof: [...proof, root] }),
    probe('an empty hash before', { proof: [NOTHING, ...proof] }),
    probe('the root before', { proof: [root, ...proof] }),
    ...proof.map((_, at) => probe(`hash ${at} changed`, { proof: flipped(proof, at, 8) })),
    ...(proof.length > 0 ? [probe('a hash less', { proof: proof.slice(0, -1) })] : []),
    ...(proof.length > 1 ? [probe('a hash between', { proof: [proof[0]!, SOME, ...proof.slice(1)] })] : []),
  ];
}

describe('inclusion', () => {
  test('the published probes, 98 of them', async () => {
    const places: [number, number][] = [
      [0, 1],
      [0, 8],
      [5, 8],
      [2, 3],
      [1, 5],
    ];
    const data = leafHash(bytes('data'));
    const single = { index: 0, size: 1, proof: [] };
    const nowhere: [number, number][] = [
      [0, 0],
      [0, 1],
      [1, 0],
      [2, 1],
    ];
    const probes: Inclusion[] = [
      ...(await Promise.all(places.map(([index, size]) => inclusionProbes(index, size)))).flat(),
      { ...single, what: 'one leaf', root: data, leaf: data, good: true },
      { ...single, what: 'one leaf, empty leaf', root: data, leaf: NOTHING },
      { ...single, what: 'one leaf, empty root', root: NOTHING, leaf: data },
      { ...single, what: 'one leaf, both empty', root: NOTHING, leaf: NOTHING },
      ...nowhere.flatMap(([index, size]): Inclusion[] => [
        { what: 'no root', index, size, root: NOTHING, leaf: SOME, proof: [] },
        { what: 'no leaf', index, size, root: EMPTY_ROOT, leaf: NOTHING, proof: [] },
        { what: 'the empty root and some leaf', index, size, root: EMPTY_ROOT, leaf: SOME, proof: [] },
      ]),
    ];
    expect(probes).toHaveLength(98);
    const wrong = probes.filter(
      ({ index, size, root, leaf, proof, good = false }) =>
        checkInclusion(leaf, index, size, root, proof) !== good,
    );
    expect(wrong.map(({ what, index, size }) => `${what}: ${index} of ${size}`)).toEqual([]);
  });

  test('the published proofs, to the hash', async () => {
    const proofs: [number, number, string[]][] = [
      [0, 8, ['96a296d2', '5f083f0a', '6b47aaf2']],
      [5, 8, ['bc1a0643', 'ca854ea1', 'd37ee418']],
      [2, 3, ['fac54203']],
      [1, 5, ['6e340b9c', '5f083f0a', 'bc1a0643']],
    ];
    for (const [index, size, hashes] of proofs) {
      const proof = await proveInclusion(readerOf(leaves), index, size);
      expect(proof.map((hash) => hexOf(hash).slice(0, 8))).toEqual(hashes);
    }
  });
});

interface Growth {
  readonly what: string;
  readonly size1: number;
  readonly size2: number;
  readonly root1: Hash;
  readonly root2: Hash;
  readonly proof: readonly Hash[];
  readonly good?: true;
}

async function growthProbes(size1: number, size2: number): Promise<Growth[]> {
  const proof = await proveConsistency(readerOf(leaves), size1, size2);
  const [root1, root2] = [rootAt(size1), rootAt(size2)];
  const good = { size1, size2, root1, root2, proof };
  const probe = (what: string, change: Partial<Growth>): Growth => ({ ...good, what, ...change });
  if (proof.length === 0) return [probe('good', { good: true })];
  const noHash = bytes('WrongRoot');
  return [
    probe('good', { good: true }),
    probe('first size less one', { size1: size1 - 1 }),
    probe('first size and one', { size1: size1 + 1 }),
    probe('first size with another bit', { size1: size1 ^ 2 }),
    probe('twice the second size', { size2: size2 * 2 }),
    probe('half the second size', { size2: Math.floor(size2 / 2) }),
    probe('a first root that is no hash', { root1: noHash }),
    probe('a second root that is no hash', { root2: noHash }),
    probe('roots changed round', { root1: root2, root2: root1 }),
    probe('no proof', { proof: [] }),
    ...[NOTHING, root1, root2].flatMap((hash) => [
      probe('a hash after', { proof: [...proof, hash] }),
      probe('a hash before', { proof: [hash, ...proof] }),
    ]),
    probe('the first hash twice', { proof: [proof[0]!, ...proof] }),
    probe('a hash less', { proof: proof.slice(0, -1) }),
    ...proof.map((_, at) => probe(`hash ${at} changed`, { proof: flipped(proof, at, 16) })),
  ];
}

describe('consistency', () => {
  test('the published probes, 98 of them; nothing follows from an empty tree', async () => {
    const [one, two] = [bytes("don't care 1"), bytes("don't care 2")];
    const none: readonly Hash[] = [];
    const some = [EMPTY_ROOT];
    const rows: [number, number, Hash, Hash, readonly Hash[]][] = [
      [0, 0, one, two, none],
      [1, 1, one, two, none],
      [0, 0, one, one, none],
      [0, 1, one, two, none],
      [1, 0, one, two, none],
      [2, 1, one, two, none],
      [1, 2, one, two, none],
      [0, 0, EMPTY_ROOT, two, none],
      [1, 1, EMPTY_ROOT, two, none],
      [0, 0, EMPTY_ROOT, EMPTY_ROOT, some],
      [1, 1, EMPTY_ROOT, EMPTY_ROOT, some],
      [0, 1, EMPTY_ROOT, two, none],
      [0, 1, EMPTY_ROOT, EMPTY_ROOT, some],
    ];
    const sizes: [number, number][] = [
      [1, 1],
      [1, 8],
      [6, 8],
      [2, 5],
      [6, 7],
    ];
    const probes = [
      ...(await Promise.all(sizes.map(([size1, size2]) => growthProbes(size1, size2)))).flat(),
      ...rows.map(([size1, size2, root1, root2, proof]): Growth => {
        return { what: 'other', size1, size2, root1, root2, proof };
      }),
    ];
    // The ninety-eighth has two equal "roots" of twelve bytes, which we refuse as they are no hashes.
    expect(probes).toHaveLength(97);
    expect(checkConsistency(1, two, 1, two, none)).toBe(false);
    expect(checkConsistency(1, SOME, 1, SOME, none)).toBe(true);
    const wrong = probes.filter(
      ({ size1, size2, root1, root2, proof, good = false }) =>
        checkConsistency(size1, root1, size2, root2, proof) !== good,
    );
    expect(wrong.map(({ what, size1, size2 }) => `${what}: ${size1} to ${size2}`)).toEqual([]);
  });

  test('the published proofs, to the hash', async () => {
    const proofs: [number, number, string[]][] = [
      [1, 1, []],
      [1, 8, ['96a296d2', '5f083f0a', '6b47aaf2']],
      [6, 8, ['0ebc5d34', 'ca854ea1', 'd37ee418']],
      [2, 5, ['5f083f0a', 'bc1a0643']],
      [6, 7, ['0ebc5d34', 'b08693ec', 'd37ee418']],
    ];
    for (const [size1, size2, hashes] of proofs) {
      const proof = await proveConsistency(readerOf(leaves), size1, size2);
      expect(proof.map((hash) => hexOf(hash).slice(0, 8))).toEqual(hashes);
    }
  });
});

describe('every part of a tree of up to 130 leaves that is a tree itself', () => {
  const nodes = new Map<string, Hash>();
  const all = Array.from({ length: 130 }, (_, i) => leafHash(Uint8Array.of(i)));
  const nodeOf = (level: number, index: number): Hash => {
    const name = `${level}/${index}`;
    const known = nodes.get(name) ?? plainRoot(all.slice(index * 2 ** level, (index + 1) * 2 ** level));
    nodes.set(name, known);
    return known;
  };
  /** The part that begins at `start`, which is a multiple of every subtree in it. */
  const partAt = (start: number): HashReader => ({
    node: (level, index) => Promise.resolve(nodeOf(level, index + start / 2 ** level)),
  });
  function* parts(): Generator<[number, number]> {
    for (let end = 1; end <= 130; end += 1) {
      for (let start = 0; start < end; start += 1) {
        if (start % 2 ** Math.ceil(Math.log2(end - start)) === 0) yield [start, end];
      }
    }
  }

  test('its hash', async () => {
    const sum = createHash('sha256');
    for (const [start, end] of parts()) {
      sum.update(`[${start}, ${end}) ${hexOf(await treeRoot(partAt(start), end - start))}\n`);
    }
    expect(sum.digest('hex')).toBe('94a95384a8c69acea9b50d035a58285b3a777cb7a724005faa5e1f1e1190007f');
  });

  test('the proof of every leaf in it', async () => {
    const sum = createHash('sha256');
    for (const [start, end] of parts()) {
      for (let index = start; index < end; index += 1) {
        const proof = await proveInclusion(partAt(start), index - start, end - start);
        sum.update(`${index} [${start}, ${end})${proof.map((hash) => ` ${hexOf(hash)}`).join('')}\n`);
      }
    }
    expect(sum.digest('hex')).toBe('ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f');
  });
});

describe('notes and keys', () => {
  const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const TEXT =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const SIGNED =
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
  const ENOCH =
    '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

  test("Go's checksum database at 6,476,701 modules is signed by its key", () => {
    const note = parseNote(
      bytes(
        'go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n' +
          '— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n',
      ),
    );
    const key = parseVkey('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8');
    const [signature] = signaturesBy(note, key);
    expect(isSignedBy(key.publicKey, bytes(note.text), signature!.bytes)).toBe(true);
    expect(isSignedBy(key.publicKey, bytes(note.text.replace('01', '02')), signature!.bytes)).toBe(false);
  });

  test('one note is signed by both, each by its own', () => {
    const note = parseNote(bytes(`${TEXT}\n${SIGNED}${ENOCH}`));
    const keys = [PETER, 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'].map(parseVkey);
    for (const key of keys) {
      const [signature] = signaturesBy(note, key);
      expect(isSignedBy(key.publicKey, bytes(TEXT), signature!.bytes)).toBe(true);
    }
  });

  test.each([
    ['a text alone', TEXT],
    ['no signature', `${TEXT}\n`],
    ['no newline at the end', `${TEXT}\n${SIGNED.slice(0, -1)}`],
    ['a control character', `\u0001${TEXT}\n${SIGNED}`],
    ['a name of two words', `${TEXT}\n${SIGNED.replace('PeterNeumann', 'Bad Name')}`],
    ['a line after', `${TEXT}\n${SIGNED}Unexpected line.\n`],
    ['a hundred and one signatures', `${TEXT}\n${SIGNED.repeat(101)}`],
  ])('a note with %s is malformed', (_, text) => {
    expect(() => parseNote(bytes(text))).toThrow(expect.objectContaining({ code: 'NOTE' }));
  });

  const isTaken = (read: (text: string) => unknown, text: string): boolean => {
    try {
      read(text);
      return true;
    } catch {
      return false;
    }
  };

  test('no part of a public key and no neighbour of it is one', () => {
    const others: string[] = [];
    for (let from = 0; from < PETER.length; from += 1) {
      for (let to = from + 1; to <= PETER.length; to += 1) {
        if (to - from < PETER.length) others.push(PETER.slice(from, to));
      }
      const next = String.fromCharCode(PETER.charCodeAt(from) + 1);
      others.push(PETER.slice(0, from) + next + PETER.slice(from + 1));
    }
    expect(others.filter((text) => isTaken(parseVkey, text))).toEqual([]);
  });

  test.each([
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'bananas.sigstore.dev+12344556',
    'rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!',
    'rekor.sigstore.dev+12345678+AwEB',
  ])('%s is no key', (text) => {
    expect(() => parseVkey(text)).toThrow(expect.objectContaining({ code: 'VKEY' }));
  });

  test('no part of a private key is one', () => {
    const text = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
    expect(signerFromText(text).name).toBe('PeterNeumann');
    const others: string[] = [];
    for (let from = 0; from < text.length; from += 3) {
      for (let to = from + 1; to <= text.length; to += 1) {
        if (to - from < text.length) others.push(text.slice(from, to));
      }
    }
    expect(others.filter((other) => isTaken(signerFromText, other))).toEqual([]);
  });

  test("a witness's key, and the time in a cosignature of it", () => {
    const text = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    expect(vkeyText(parseVkey(text))).toBe(text);
    const { bytes: signature } = parseSignatureLine(
      '— witness ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==',
    );
    expect(Number(Buffer.from(signature).readBigUInt64BE(0))).toBe(1_727_964_367);
    const unknown = { text: 'a\n0\n\n', signatures: [] };
    expect(cosignedAt(unknown, parseVkey(text))).toBeUndefined();
  });
});

describe('policies, tile paths, proof files', () => {
  const LOG = 'log sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8\n';
  const WITNESS = 'witness w1 remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2\n';

  test('a policy of one witness', () => {
    expect(parsePolicy(bytes(`${LOG}${WITNESS}group g1 any w1\nquorum g1\n`))).toMatchObject({
      witnesses: [{ name: 'w1' }],
      groups: [{ name: 'g1', threshold: 1, members: ['w1'] }],
      quorum: 'g1',
    });
  });

  test.each([
    ['no quorum', `${LOG}${WITNESS}`],
    ['an unknown quorum', `${LOG}quorum unknown\n`],
    ['a name twice', `${LOG}${WITNESS}${WITNESS}quorum w1\n`],
    ['a negative threshold', `${LOG}${WITNESS}group g1 -1 w1\nquorum g1\n`],
    ['a witness called by a word of the format', `${LOG}${WITNESS.replace('w1', 'all')}quorum none\n`],
    ['a group called by a word of the format', `${LOG}${WITNESS}group none 1 w1\nquorum none\n`],
  ])('a policy with %s is refused', (_, text) => {
    expect(() => parsePolicy(bytes(text))).toThrow(expect.objectContaining({ code: 'POLICY' }));
  });

  test('paths of tiles', () => {
    const path = 'tile/5/x123/x456/078';
    expect(tilePath({ level: 5, index: 123_456_078, width: 256 })).toBe(path);
    expect(tilePath({ level: 5, index: 123_456_078, width: 2 })).toBe(`${path}.p/2`);
    expect(parseTilePath('tile/5/123/456/078')).toBeUndefined();
    expect(parseTilePath('tile/-1/123/456/078')).toBeUndefined();
  });

  test.each([
    ['another header', 'wrong-header\nindex 0\n\ncheckpoint\n'],
    ['extra data that is not base64', 'c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n'],
    ['no index', 'c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n'],
    ['an index that is no number', 'c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n'],
    ['a negative index', 'c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n'],
    ['a hash that is not base64', 'c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n'],
    [
      'a hash of 64 bytes',
      `c2sp.org/tlog-proof@v1\nindex 0\n${Buffer.alloc(64).toString('base64')}\n\ncheckpoint\n`,
    ],
    ['a line without end', `c2sp.org/tlog-proof@v1\nindex 0\n${'a'.repeat(65 * 1024)}\n`],
  ])('a proof file with %s is refused', (_, text) => {
    expect(() => parseProof(bytes(text))).toThrow(expect.objectContaining({ code: 'PROOF' }));
  });
});

describe('canonical JSON', () => {
  test.each<[string, Json, string]>([
    ['arrays within', [56, { d: true, '10': null, '1': [] }], '[56,{"1":[],"10":null,"d":true}]'],
    [
      'French',
      { peach: 'a', péché: 'b', pêche: 'c', sin: 'd' },
      '{"peach":"a","péché":"b","pêche":"c","sin":"d"}',
    ],
    [
      'structures',
      { '1': { f: { f: 'hi', F: 5 }, '\n': 56 }, '10': {}, '': 'empty', a: {}, '111': [{}], A: {} },
      '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ],
    [
      'weird names',
      { '\u20ac': 1, '1': 2, '\u0080': '\u007f', '\ud83d\ude02': 3, '\u00f6': 4, '</script>': 5 },
      '{"1":2,"</script>":5,"\u0080":"\u007f","ö":4,"€":1,"😂":3}',
    ],
  ])('%s', (_, value, text) => {
    expect(Buffer.from(canonicalise(value)).toString('utf8')).toBe(text);
  });

  test('what is canonical by RFC 8785 and outside the stricter form of entries', () => {
    const refused = expect.objectContaining({ code: 'CANONICAL_JSON' });
    expect(() => canonicalise({ 'A\u030a': 'not in normal form C' })).toThrow(refused);
    expect(() => canonicalise([333_333_333.333_333_3])).toThrow(refused);
  });
});
