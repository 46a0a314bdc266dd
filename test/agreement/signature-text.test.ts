import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AgreementSignature, makeSignature, withSignatures } from '../../src/agreement/index.ts';
import { agreementFrom, errorOf, keyedWith, PARTIES, problemsOf, signedFrom, signerOf } from './helpers.ts';

const TEXT = keyedWith();
const SIGNATURES = signedFrom(TEXT).signatures;
const of = (party: string): AgreementSignature => SIGNATURES[PARTIES.indexOf(party)]!;
const put = (text: string, ...parties: string[]): string =>
  withSignatures(text, parties.map(of), 'agreement.yaml');

const item = ({ party, digest, signature }: AgreementSignature, indent: string): string =>
  `${indent}- party: ${party}\n${indent}  digest: "${digest}"\n${indent}  signature: ${signature}\n`;

describe('signatures in the text', () => {
  test('come at its end, and what stood above stays as it was', () => {
    const text = put(TEXT, 'police');
    expect(text.startsWith(TEXT)).toBe(true);
    expect(text.slice(TEXT.length)).toBe(`
signatures:
  - party: police
    digest: "${of('police').digest}"
    signature: ${of('police').signature}
`);
    expect(agreementFrom(text).signatures).toEqual([of('police')]);
  });

  test('come one after another, whoever is first, and say the same in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(PARTIES, { minLength: 1 }), (order) => {
        const text = order.reduce((sofar, party) => put(sofar, party), TEXT);
        const { signatures } = agreementFrom(text);
        expect(signatures.map(({ party }) => party)).toEqual(order);
        expect(signatures).toEqual(order.map(of));
        expect(put(TEXT, ...order)).toBe(text);
      }),
      { numRuns: 20 },
    );
  });

  test('that are there again change nothing', () => {
    const text = put(TEXT, ...PARTIES);
    expect(put(text, 'health', 'auditor')).toBe(text);
  });

  test('take the place of those over an earlier wording, and of no other', () => {
    const before = put(TEXT, ...PARTIES).replace('days: 90', 'days: 91');
    const again = makeSignature(agreementFrom(before), 'health', signerOf('health'));
    const after = withSignatures(before, [again], 'agreement.yaml');
    expect(after.split('\n').filter((line, at) => line !== before.split('\n')[at])).toEqual([
      `    digest: "${again.digest}"`,
      `    signature: ${again.signature}`,
    ]);
  });

  test.each<[string, (text: string) => string]>([
    ['lines that end in CR LF', (text) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['no line end at the end', (text) => text.trimEnd()],
    ['a remark at the end', (text) => `${text}\n# so far\n`],
    ['an empty list of signatures', (text) => `${text}signatures: []\n`],
    ['a list without indentation', (text) => `${text}signatures:\n${item(of('auditor'), '')}`],
    ['a list further in', (text) => `${text}signatures:\n${item(of('auditor'), '      ')}`],
    ['a list between brackets', (text) => `${text}signatures: [${JSON.stringify(of('auditor'))}]\n`],
    [
      'remarks among signatures',
      (text) => `${text}signatures:\n  # first\n${item(of('auditor'), '  ')}  # more to come\n`,
    ],
  ])('keep the rest with %s', (_, change) => {
    const text = change(TEXT);
    const after = put(put(text, 'police', 'health'), 'police');
    const { digest, signatures } = agreementFrom(after.replace(/^\ufeff/, ''));
    expect(digest).toBe(SIGNATURES[0]!.digest);
    expect(signatures.map(({ party }) => party).filter((party) => party !== 'auditor')).toEqual([
      'police',
      'health',
    ]);
    const remarks = (whole: string) => whole.match(/#.*/g)?.map((line) => line.trimEnd()) ?? [];
    expect(remarks(after)).toEqual(remarks(text));
    expect(after.replaceAll('\r\n', '').includes('\n')).toBe(!text.includes('\r\n'));
    expect(after.startsWith('\ufeff')).toBe(text.startsWith('\ufeff'));
  });

  test('are refused to a layout that has no room for them', async () => {
    const { digest: _d, signatures: _s, ...content } = agreementFrom(TEXT);
    const error = await errorOf(() => put(JSON.stringify(content), 'police'));
    expect([error.code, error.exitCode]).toEqual(['AGREEMENT_LAYOUT', 2]);
    const ended = await errorOf(() => put(`${TEXT}...\n`, 'police'));
    expect(ended.code).toBe('AGREEMENT_LAYOUT');
  });

  test('are refused where they do not come last, twice for one party, or for nobody', async () => {
    const signed = put(TEXT, 'police');
    const block = signed.slice(TEXT.length + 1);
    const above = TEXT.replace('\nretention:', `\n${block}retention:`);
    expect((await problemsOf(above))[0]).toContain('signatures must come last');
    expect((await problemsOf(`${signed}${item(of('police'), '  ')}`))[0]).toContain(
      'signatures[2].party has a signature above',
    );
    expect(
      (await problemsOf(signed.replace(/party: police\n {4}digest/, 'party: polise\n    digest')))[0],
    ).toContain('signatures[1].party names no party of this agreement');
  });
});
