import { describe, expect, test } from 'vitest';
import {
  noteBytes,
  parseNote,
  parseVkey,
  signatureLine,
  signaturesBy,
  signNote,
  verifierOf,
} from '../../src/sharelog/index.ts';
import { signer } from './helpers.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const malformed = expect.objectContaining({ code: 'NOTE' });

/** The example in the text of c2sp.org/signed-note. */
const EXAMPLE =
  'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n' +
  '— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';

const note = Buffer.from(noteBytes(signNote('a.example\n7\nroot\n', signer))).toString('utf8');
const line = note.slice(note.indexOf('—'));

describe('signed notes', () => {
  test('the example of the specification: the last empty line divides', () => {
    const parsed = parseNote(bytes(EXAMPLE));
    expect(parsed.text).toMatch(/\n\ned è subito sera\.\n$/);
    expect(parsed.signatures.map((s) => s.name)).toEqual(['quasimodo.example/salvatore']);
    expect(Buffer.from(noteBytes(parsed)).toString('utf8')).toBe(EXAMPLE);
  });

  test("Go's example note is signed by its key", () => {
    const key = parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const parsed = parseNote(
      bytes(
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
          '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
      ),
    );
    expect(signaturesBy(parsed, key)).toHaveLength(1);
  });

  test('a note that was signed reads back', () => {
    const parsed = parseNote(bytes(note));
    expect(parsed.text).toBe('a.example\n7\nroot\n');
    expect(signaturesBy(parsed, verifierOf(signer))).toHaveLength(1);
    expect(parsed.signatures.map(signatureLine)).toEqual([line]);
  });

  test.each([
    ['nothing', ''],
    ['no signature', 'a.example\n7\nroot\n'],
    ['an empty line and no signature', 'a.example\n7\nroot\n\n'],
    ['no empty line', note.replace('\n\n', '\n')],
    ['no final newline', note.slice(0, -1)],
    ['two final newlines', `${note}\n`],
    ['a carriage return', note.replaceAll('\n', '\r\n')],
    ['one carriage return', note.replace('7\n', '7\r\n')],
    ['a tab', note.replace('7', '\t7')],
    ['a NUL', note.replace('7', '\u0000')],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['an en dash for the dash', note.replace('—', '–')],
    ['a no-break space after the dash', note.replace('— ', '—\u00a0')],
    ['two spaces', note.replace('— ', '—  ')],
    ['a space at the end of the line', note.replace(/\n$/, ' \n')],
    ['a signature without padding', note.replace(/=+\n$/, '\n')],
    ['the URL alphabet', EXAMPLE.replace('IS+Z/iJ', 'IS-Z_iJ')],
    ['a signature of four bytes', note.replace(line, '— a.example AAAAAA==\n')],
    ['a name with a plus sign', note.replace(`— ${signer.name}`, '— a+b')],
    ['text after the signature', `${note}more\n`],
    ['a byte order mark before the dash', note.replace('—', '\ufeff—')],
  ])('%s is malformed', (_, text) => {
    expect(text).not.toBe(note);
    expect(() => parseNote(bytes(text))).toThrow(malformed);
  });

  test('stray trailing bits in the base64 are malformed', () => {
    const parsed = parseNote(bytes(EXAMPLE));
    expect(parsed.signatures).toHaveLength(1);
    expect(() => parseNote(bytes(EXAMPLE.replace('tIc=', 'tId=')))).toThrow(malformed);
  });

  test('bytes that are not UTF-8 are malformed', () => {
    expect(() => parseNote(new Uint8Array([...bytes('a\xff'), 0xff, ...bytes(note)]))).toThrow(
      'not valid UTF-8',
    );
  });

  test('a hundred signatures are read, one more is not, nor is a megabyte', () => {
    const many = (count: number): Uint8Array => bytes(`a\n\n${line.repeat(count)}`);
    expect(parseNote(many(100)).signatures).toHaveLength(100);
    expect(() => parseNote(many(101))).toThrow('more than 100 signatures');
    expect(() => parseNote(bytes(`${'a'.repeat(1_000_000)}${note}`))).toThrow('longer than 1 MB');
  });

  test('text without a final newline is not signed', () => {
    expect(() => signNote('a', signer)).toThrow(RangeError);
  });
});
