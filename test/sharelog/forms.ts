/** Forms that a checkpoint, its signatures and a proof file may not have, for every program that is asked about them. */
import { createHash } from 'node:crypto';
import {
  cosign,
  type LogSigner,
  noteBytes,
  parseNote,
  parseSignatureLine,
  signatureLine,
  signerFromSeed,
  signNote,
} from '../../src/sharelog/index.ts';
import { signer, witness } from './helpers.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const zeros = (length: number): string => Buffer.alloc(length).toString('base64');
/** Lets `change` alter one line of a text. */
const line = (text: string, at: number, change: (line: string) => string): string =>
  text
    .split('\n')
    .map((each, i) => (i === at ? change(each) : each))
    .join('\n');

type Change = (text: string) => string;

/** Texts of a checkpoint that are in no proper form, from one that is; the log signs each honestly. */
export const CHECKPOINT_FORMS: readonly (readonly [what: string, change: Change])[] = [
  ['a leading zero', (body) => line(body, 1, (size) => `0${size}`)],
  ['a plus sign', (body) => line(body, 1, (size) => `+${size}`)],
  ['a minus sign', (body) => line(body, 1, (size) => `-${size}`)],
  ['a fraction', (body) => line(body, 1, (size) => `${size}.0`)],
  ['a size beyond 2^53 - 1', (body) => line(body, 1, () => '9007199254740992')],
  ['no size', (body) => line(body, 1, () => '')],
  ['a space in the size', (body) => line(body, 1, (size) => ` ${size}`)],
  ['an extension line', (body) => `${body}extension\n`],
  ['a line too few', (body) => body.replace(/\n.*\n/, '\n')],
  ['an empty line within', (body) => line(body, 1, (size) => `${size}\n`)],
  ['the URL alphabet in the root', (body) => line(body, 2, (root) => root.replace(/[A-Za-z0-9+/]/, '_'))],
  ['no padding in the root', (body) => line(body, 2, (root) => root.slice(0, -1))],
  [
    'stray bits in the root',
    (body) => line(body, 2, (root) => root.replace(/(.)=$/, (_, last: string) => `${nextDigit(last)}=`)),
  ],
  ['a root of 31 bytes', (body) => line(body, 2, () => zeros(31))],
  ['a root of 33 bytes', (body) => line(body, 2, () => zeros(33))],
  ['an origin with a scheme', (body) => `https://${body}`],
  ['an origin with a step up', (body) => line(body, 0, (origin) => origin.replace(/\/(\w+)$/, '/../$1'))],
  ['an empty origin', (body) => line(body, 0, () => '')],
  ['another origin', (body) => line(body, 0, (origin) => origin.replace('police', 'health'))],
];

/** The base64 digit that differs in the last bit, which 32 bytes leave unused. */
const nextDigit = (digit: string): string => String.fromCharCode(digit.charCodeAt(0) + 1);

const stranger = signerFromSeed('stranger.example', new Uint8Array(32).fill(1));
const lineBy = (by: LogSigner, text: string): string => signatureLine(signNote(text, by).signatures[0]!);

/** Whole notes over the text of a checkpoint that nobody may take for signed by the log, or that are in no form. */
export const NOTE_FORMS: readonly (readonly [what: string, change: Change])[] = [
  ['no signature', (body) => body],
  ['no signature line', (body) => `${body}\n`],
  ['only the signature of a stranger', (body) => `${body}\n${lineBy(stranger, body)}`],
  [
    'a wrong signature of its own beside a good unknown one',
    (body) => `${body}\n${lineBy(signer, body.replace('\n', '\n1'))}${lineBy(stranger, body)}`,
  ],
  ['two signatures by its key', (body) => `${body}\n${lineBy(signer, body).repeat(2)}`],
  [
    'its name and key id over the signature of another',
    (body) => {
      const own = parseSignatureLine(lineBy(signer, body).trimEnd());
      return `${body}\n${signatureLine({ ...own, bytes: stranger.sign(bytes(body)) })}`;
    },
  ],
  ['a hundred and one signatures', (body) => whole(body) + unknownLines(100)],
  ['no empty line', (body) => whole(body).replace('\n\n', '\n')],
  ['no newline at the end', (body) => whole(body).slice(0, -1)],
  ['two newlines at the end', (body) => `${whole(body)}\n`],
  ['carriage returns', (body) => whole(body).replaceAll('\n', '\r\n')],
  ['a hyphen for the dash', (body) => whole(body).replace('—', '-')],
  ['an en dash for the dash', (body) => whole(body).replace('—', '–')],
  ['two spaces after the dash', (body) => whole(body).replace('— ', '—  ')],
  ['a space at the end of the line', (body) => whole(body).replace(/\n$/, ' \n')],
  ['a signature without padding', (body) => whole(body).replace(/=+\n$/, '\n')],
  [
    'stray bits in the signature',
    (body) => whole(body).replace(/(.)=\n$/, (_, last: string) => `${nextDigit(last)}=\n`),
  ],
  ['a signature of four bytes beside its own', (body) => `${whole(body)}— a.example AAAAAA==\n`],
  ['a name with a plus sign beside its own', (body) => `${whole(body)}${line1(unknownLines(1), '+x')}`],
  ['text after the signature', (body) => `${whole(body)}more\n`],
  ['a byte order mark', (body) => `\ufeff${whole(body)}`],
  ['a megabyte of signatures', (body) => `${whole(body)}— a.example ${zeros(1_000_000)}\n`],
];

/** Notes that carry more than the log's own signature, and are the log's all the same. */
export const SIGNED_FORMS: readonly (readonly [what: string, make: Change])[] = [
  ['its own signature', (body) => whole(body)],
  ['a stranger beside it', (body) => whole(body) + lineBy(stranger, body)],
  ['a stranger before it', (body) => `${body}\n${lineBy(stranger, body)}${lineBy(signer, body)}`],
  ['a signature of a kind not known', (body) => `${whole(body)}— ${signer.name} ${zeros(2424)}\n`],
  ['ninety-nine unknown ones', (body) => whole(body) + unknownLines(99)],
];

const whole = (body: string): string => Buffer.from(noteBytes(signNote(body, signer))).toString('utf8');
const unknownLines = (count: number): string =>
  Array.from({ length: count }, (_, i) => `— a${i}.example ${zeros(68)}\n`).join('');
const line1 = (text: string, more: string): string => text.replace('.example', `.example${more}`);

const SECONDS = 1_775_120_400;

/** Cosignatures over a checkpoint: whether the witness of the tests has cosigned, or something is wrong with it. */
export const COSIGNATURE_FORMS: readonly (readonly [
  what: string,
  answer: 'yes' | 'none' | 'wrong',
  make: (body: string) => string,
])[] = [
  ['a cosignature', 'yes', (body) => cosigned(body)],
  ['no cosignature', 'none', (body) => whole(body)],
  ['a cosignature with another time', 'wrong', (body) => changed(cosigned(body), 7)],
  ['a cosignature with another signature', 'wrong', (body) => changed(cosigned(body), 40)],
  ['a cosignature of another log', 'wrong', (body) => cosigned(body, body.replace('police', 'health'))],
  ['two cosignatures', 'wrong', (body) => cosigned(body) + lastLine(cosigned(body, body, SECONDS + 1))],
  [
    "a log's signature under the witness's id",
    'wrong',
    (body) => {
      const own = parseSignatureLine(lastLine(cosigned(body)).trimEnd());
      return whole(body) + signatureLine({ ...own, bytes: witness.sign(bytes(body)) });
    },
  ],
  ['the signature of the witness as of a log', 'none', (body) => whole(body) + lineBy(witness, body)],
  [
    'a cosignature by somebody else of its name',
    'none',
    (body) => cosigned(body, body, SECONDS, signerFromSeed(witness.name, new Uint8Array(32).fill(2))),
  ],
];

function cosigned(body: string, over = body, seconds = SECONDS, by: LogSigner = witness): string {
  const { signatures } = parseNote(bytes(whole(body)));
  const note = { text: body, signatures: [...signatures, cosign(over, by, seconds)] };
  return Buffer.from(noteBytes(note)).toString('utf8');
}

const lastLine = (note: string): string => `${note.trimEnd().split('\n').at(-1)!}\n`;

function changed(note: string, at: number): string {
  const last = lastLine(note);
  const signature = parseSignatureLine(last.trimEnd());
  const other = { ...signature, bytes: signature.bytes.with(at, signature.bytes[at]! ^ 1) };
  return note.replace(last, signatureLine(other));
}

/** Proofs of an entry that prove nothing, from one of entry 6 that does. */
export const PROOF_FORMS: readonly (readonly [what: string, change: Change])[] = [
  ['another index', (text) => text.replace('index 6', 'index 7')],
  ['an index outside the log', (text) => text.replace('index 6', 'index 11')],
  ['an index with a leading zero', (text) => text.replace('index 6', 'index 06')],
  ['no index', (text) => text.replace('index 6\n', '')],
  ['another version', (text) => text.replace('@v1', '@v2')],
  ['a hash left out', (text) => text.replace(/index 6\n[^\n]*\n/, 'index 6\n')],
  ['a hash too many', (text) => text.replace('\n\n', `\n${zeros(32)}\n\n`)],
  ['a hash of 31 bytes', (text) => text.replace(/index 6\n[^\n]*/, `index 6\n${zeros(31)}`)],
  ['a hash of 33 bytes', (text) => text.replace(/index 6\n[^\n]*/, `index 6\n${zeros(33)}`)],
  ['two hashes changed round', (text) => text.replace(/index 6\n([^\n]*)\n([^\n]*)\n/, 'index 6\n$2\n$1\n')],
  ['a space', (text) => text.replace('index 6', 'index  6')],
  ['carriage returns', (text) => text.replace('index 6\n', 'index 6\r\n')],
  ['extra data that is not base64', (text) => text.replace('index', 'extra !\nindex')],
  ['no empty line', (text) => text.replace('\n\n', '\n')],
  ['too many hashes', (text) => text.replace('\n\n', `\n${`${zeros(32)}\n`.repeat(60)}\n`)],
  ['two megabytes', (text) => text + 'x'.repeat(2_000_000)],
  [
    'stray bits in a hash',
    (text) =>
      text.replace(
        /(index 6\n[^\n]*)(.)=\n/,
        (_, head: string, last: string) => `${head}${nextDigit(last)}=\n`,
      ),
  ],
];

/** Public keys in no proper form, from one that is. */
export const KEY_FORMS: readonly (readonly [what: string, change: Change])[] = [
  ['another id', (key) => key.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
  ['no id', (key) => key.replace(/\+[0-9a-f]{8}\+/, '+')],
  ['a part too many', (key) => `${key}+x`],
  ['white space', (key) => `${key} `],
  ['a short key', (key) => key.slice(0, -4)],
  ['another name', (key) => `x${key}`],
  [
    'a type that is neither',
    (key) => {
      const name = key.split('+')[0]!;
      const typed = new Uint8Array([2, ...signer.publicKey]);
      const hash = createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8);
      return `${name}+${hash}+${Buffer.from(typed).toString('base64')}`;
    },
  ],
];

/** Entries that are not spelt the one way that there is, from one that is. */
export const ENTRY_SPELLINGS: readonly (readonly [what: string, change: Change])[] = [
  ['a name twice', (text) => text.replace('"seq":0', '"seq":0,"seq":0')],
  ['a fraction of nothing', (text) => text.replace('"v":1', '"v":1.0')],
  ['an exponent', (text) => text.replace('"v":1', '"v":1e0')],
  ['escaped ASCII', (text) => text.replace('disclosure', '\\u0064isclosure')],
  [
    'names out of order',
    (text) => text.replace(/"seq":0,"type":"disclosure"/, '"type":"disclosure","seq":0'),
  ],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['a final newline', (text) => `${text}\n`],
  ['a lone surrogate', (text) => text.replace('}', ',"x":"\\ud800"}')],
  ['normal form D', (text) => text.replace('}', ',"x":"e\u0301"}')],
  ['nesting without end', (text) => text.replace('}', `,"x":${'['.repeat(9)}${']'.repeat(9)}}`)],
  ['no object', () => '[]'],
  ['no JSON', () => 'disclosure'],
];
