/**
 * One custodian's share of a project key, as a file that a person can read and a program can check:
 *
 *     # throughline project key share v1
 *     # Share 2 of 5 of the project key of ISA-2026-001; any 3 of this set rebuild it. Keep it apart.
 *     set 0f1e2d3c4b5a6978
 *     key-check 0123456789abcdef
 *     part <base64: the 33 bytes that Shamir's scheme gives this custodian>
 *     checksum <the first 16 hexadecimal digits of SHA-256 over the lines above>
 *
 * The checksum finds damage; that the right key comes out is shown by the key's check value.
 */
import { createHash } from 'node:crypto';
import { type ThroughlineError, unusable } from '../errors.ts';

export interface KeyShare {
  /** Id of the agreement that the key serves. */
  readonly agreement: string;
  /** 16 hexadecimal digits that tell one splitting from another. */
  readonly set: string;
  readonly number: number;
  /** How many there are, and how many are needed. */
  readonly shares: number;
  readonly threshold: number;
  readonly keyCheck: string;
  readonly part: Uint8Array;
}

const HEADER = '# throughline project key share v1';
const FORM =
  /^# Share (\d{1,3}) of (\d{1,3}) of the project key of ([A-Za-z0-9.-]{1,64}); any (\d{1,3}) of this set rebuild it\. Keep it apart\.\nset ([0-9a-f]{16})\nkey-check ([0-9a-f]{16})\npart ([A-Za-z0-9+/]{44})\n$/;

/** Bytes; no share is longer. */
export const SHARE_LIMIT = 1024;

export function keyShareText(share: KeyShare): string {
  const { agreement, set, number, shares, threshold, keyCheck, part } = share;
  const text = `${HEADER}
# Share ${number} of ${shares} of the project key of ${agreement}; any ${threshold} of this set rebuild it. Keep it apart.
set ${set}
key-check ${keyCheck}
part ${Buffer.from(part).toString('base64')}
`;
  return `${text}checksum ${checksum(text)}\n`;
}

/** @throws `KEY_SHARE_INVALID` (exit code 2) unless the content is exactly what {@link keyShareText} makes. */
export function parseKeyShare(content: string, file: string): KeyShare {
  if (!content.startsWith(`${HEADER}\n`)) {
    throw invalid(
      file,
      content.includes('\r') ? 'has Windows line ends, so it was converted' : 'is no share of a project key',
    );
  }
  const end = content.lastIndexOf('checksum ');
  const text = content.slice(0, Math.max(0, end));
  if (content !== `${text}checksum ${checksum(text)}\n`)
    throw invalid(file, 'was changed or cut short: its checksum is wrong');
  const [, number, shares, agreement, threshold, set, keyCheck, part] =
    FORM.exec(text.slice(HEADER.length + 1)) ?? [];
  const share = {
    agreement: agreement ?? '',
    set: set ?? '',
    number: Number(number),
    shares: Number(shares),
    threshold: Number(threshold),
    keyCheck: keyCheck ?? '',
    part: new Uint8Array(Buffer.from(part ?? '', 'base64')),
  };
  if (keyShareText(share) !== content || !isPossible(share))
    throw invalid(file, 'does not hold a whole share');
  return share;
}

const isPossible = ({ number, shares, threshold }: KeyShare): boolean =>
  1 <= number && number <= shares && 2 <= threshold && threshold <= shares && shares <= 255;

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const invalid = (file: string, why: string): ThroughlineError =>
  unusable('KEY_SHARE_INVALID', `this file ${why}`, {
    place: { file },
    hint: 'ask its custodian for the file exactly as it was made, or use the share of another custodian',
  });
