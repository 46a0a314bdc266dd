import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FiledNotice,
  makeLifting,
  makeSuspension,
  type Notice,
  noticeBytes,
  noticeFileName,
  parseNotice,
  reasonFault,
  signersOf,
  standingSuspensions,
  withSignaturesOf,
} from '../../src/agreement/index.ts';
import { doubtfulNotices } from '../../src/agreement/notice.ts';
import { signNote } from '../../src/sharelog/index.ts';
import { errorOf, keyedWith, PARTIES, signedFrom, signerOf } from './helpers.ts';

const AGREEMENT = signedFrom(keyedWith());
const SUSPENSION = makeSuspension(
  AGREEMENT,
  { party: 'health', at: '2026-06-01T12:00:00Z', reason: 'a breach — being looked into' },
  signerOf('health'),
);
const liftingBy = (...parties: string[]): Notice =>
  parties
    .map((party): Notice => makeLifting(AGREEMENT, SUSPENSION, signerOf(party)))
    .reduce((all, one) => withSignaturesOf(all, one));
const filed = (...notices: readonly (Notice | undefined)[]): FiledNotice[] =>
  notices.map((notice, at) => ({ file: `${at}.note`, notice }));

describe('a notice', () => {
  test('is one line of canonical JSON in a signed note, under a name that says whose it is', () => {
    const text = Buffer.from(noticeBytes(SUSPENSION)).toString('utf8');
    expect(text.split('\n')[0]).toBe(
      `{"agreement":{"digest":"${AGREEMENT.digest}","id":"ISA-2026-001","version":1},"at":"2026-06-01T12:00:00Z","kind":"suspension","party":"health","reason":"a breach — being looked into","throughline":1}`,
    );
    expect(parseNotice(noticeBytes(SUSPENSION))).toEqual(SUSPENSION);
    expect(noticeFileName(SUSPENSION)).toBe(`suspension-by-health-${SUSPENSION.digest.slice(0, 8)}.note`);
    expect(noticeFileName(liftingBy('police'))).toBe(`lifting-of-${SUSPENSION.digest.slice(0, 8)}.note`);
  });

  test('is not taken from a key that the agreement does not name for the party', () => {
    const forged = makeSuspension(AGREEMENT, { ...SUSPENSION.body, party: 'police' }, signerOf('auditor'));
    expect(signersOf(AGREEMENT, forged)).toEqual(['auditor']);
    expect(standingSuspensions(AGREEMENT, filed(SUSPENSION))).toHaveLength(1);
    expect(doubtfulNotices(AGREEMENT, filed(forged))).toEqual(['0.note']);
    expect(doubtfulNotices(AGREEMENT, filed(SUSPENSION, liftingBy('police')))).toEqual([]);
  });

  test('that is changed in any byte is not what it was: unreadable, of another text, or not signed', () => {
    const bytes = noticeBytes(SUSPENSION);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = changed[at]! ^ (1 << bit);
        let notice: Notice;
        try {
          notice = parseNotice(changed);
        } catch {
          return;
        }
        expect(signersOf(AGREEMENT, notice)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['not canonical', '{ "kind": "suspension" }\n'],
    ['of another kind', '{"agreement":{},"kind":"greeting","throughline":1}\n'],
    ['an agreement', '{"about":{}}\n'],
    ['two lines', '{"a":1}\n{"a":2}\n'],
    [
      'with a reason on two lines',
      `{"agreement":{"digest":"${AGREEMENT.digest}","id":"A","version":1},"at":"2026-06-01T12:00:00Z","kind":"suspension","party":"health","reason":"a\\nb","throughline":1}\n`,
    ],
  ])('that is %s is refused', async (_, text) => {
    const { signatures } = signNote(text, signerOf('health'));
    const error = await errorOf(() =>
      parseNotice(noticeBytes({ ...SUSPENSION, note: { text, signatures } })),
    );
    expect([error.code, error.exitCode]).toEqual(['NOTICE', 1]);
  });

  test('needs a reason that is one line of words', () => {
    expect(reasonFault('a breach')).toBeUndefined();
    for (const reason of [' ', 'a\nb', 'a\u202eb', 'a'.repeat(501)])
      expect(reasonFault(reason)).toBeDefined();
  });
});

describe('a suspension', () => {
  test('stands until all have signed its lifting, in whatever order and however their files come together', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(PARTIES, { minLength: 0 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        (signers, apart) => {
          const together = signers.filter((_, at) => apart[at] !== true);
          const alone = signers.filter((_, at) => apart[at] === true);
          const liftings = [
            ...(together.length > 0 ? [liftingBy(...together)] : []),
            ...alone.map((one) => liftingBy(one)),
          ];
          const standing = standingSuspensions(AGREEMENT, filed(...liftings, SUSPENSION));
          expect(standing.length).toBe(signers.length === PARTIES.length ? 0 : 1);
          const waiting = PARTIES.filter((party) => !signers.includes(party));
          expect(standing[0]?.waiting ?? []).toEqual(waiting);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is not lifted by the lifting of another, nor by one party five times', () => {
    const other = makeSuspension(AGREEMENT, { ...SUSPENSION.body, reason: 'other' }, signerOf('health'));
    const ofOther = PARTIES.map((party) => makeLifting(AGREEMENT, other, signerOf(party)));
    expect(standingSuspensions(AGREEMENT, filed(SUSPENSION, ...ofOther))).toHaveLength(1);
    const again = liftingBy('police', 'police', 'police', 'police', 'police');
    expect(again.note.signatures).toHaveLength(1);
    expect(standingSuspensions(AGREEMENT, filed(SUSPENSION, again))[0]?.waiting).toHaveLength(4);
  });
});
