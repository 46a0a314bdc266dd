/**
 * A notice: an agency tells a party that holds shares of its, which of its record references to drop, because the
 * people they stand for asked for it, or which may come in again. It travels as a share does: sealed to the recipient, announced in the sender's
 * log, and with proof of that inside.
 *
 * | file | holds |
 * |---|---|
 * | `notice.json` | who tells whom, under which agreement, and the references |
 * | `intent.json`, `intent.tlog-proof` | as in a share |
 */
import { basename, join } from 'node:path';
import { type Operation, recordDone, reference, requestPermit } from '../agreement/index.ts';
import { refused } from '../errors.ts';
import { band, canonicalise } from '../sharelog/index.ts';
import { recipientOf, seal } from './age.ts';
import { announcement, inMemory, sha256 } from './announcement.ts';
import { refuseExisting, takeBack, writeStream } from './outbox.ts';
import { HOLDERS, REFERENCE } from './rights.ts';
import { hasExactly, isRecord, matches, readCanonical } from './shape.ts';
import { type AgreementMark, isAgreementMark, PARTY } from './share.ts';
import { packFiles } from './tar.ts';
import type { Workspace } from './workspace.ts';

export const NOTICE_FILE = 'notice.json';

export type NoticeKind = 'withdrawal' | 'reinstatement';

export interface Notice {
  readonly throughline: 1;
  readonly kind: NoticeKind;
  readonly from: string;
  readonly to: string;
  readonly agreement: AgreementMark;
  /** In order, each once. */
  readonly references: readonly string[];
}

/** Canonical JSON. */
export const noticeBytes = (notice: Notice): Uint8Array => canonicalise(notice);

/** @throws `SHARE_CONTENT` (exit code 1) unless the bytes are exactly what {@link noticeBytes} makes. */
export function parseNotice(bytes: Uint8Array): Notice {
  const value = readCanonical(bytes);
  if (isNotice(value)) return value;
  throw refused('SHARE_CONTENT', 'the sealed file does not hold a notice as throughline makes them', {
    hint: 'ask its sender for the file again',
  });
}

function isNotice(value: unknown): value is Notice {
  if (!isRecord(value) || !hasExactly(value, 'agreement from kind references throughline to')) return false;
  const { throughline, kind, from, to, agreement, references } = value;
  return (
    throughline === 1 &&
    (kind === 'withdrawal' || kind === 'reinstatement') &&
    matches(from, PARTY) &&
    matches(to, PARTY) &&
    isAgreementMark(agreement) &&
    Array.isArray(references) &&
    references.length > 0 &&
    references.every((one, index) => matches(one, REFERENCE) && (index === 0 || references[index - 1] < one))
  );
}

export interface SealedNotice {
  readonly file: string;
  readonly to: string;
  /** `sha256:` digest of the sealed file. */
  readonly sealed: string;
  /** Index of the entry in this party's share log that announced it. */
  readonly entry: number;
}

/**
 * Seals a notice to the party `to`, into `outbox/`.
 *
 * @throws `PERMIT_...`; `OUTPUT_EXISTS` when this very notice lies there already
 */
export async function sealNotice(
  workspace: Workspace,
  to: string,
  kind: NoticeKind,
  references: readonly string[],
): Promise<SealedNotice> {
  const { agreement, party, paths } = workspace;
  const notice: Notice = {
    throughline: 1,
    kind,
    from: party.id,
    to,
    agreement: reference(agreement),
    references: [...new Set(references)].toSorted(),
  };
  const bytes = noticeBytes(notice);
  const descriptor = sha256(bytes);
  const file = join(paths.outbox, noticeFileName(notice, descriptor));
  await refuseExisting(file);
  const recipient = (await recipientOf(agreement, to)) ?? '';
  const permit = await requestPermit(workspace, operationFor(notice, descriptor));
  const files = async function* () {
    yield inMemory(NOTICE_FILE, bytes);
    yield* announcement(workspace.log, permit);
  };
  const { hash } = await writeStream(file, seal(packFiles(files()), recipient));
  try {
    await recordDone(workspace, permit, { what: inWords(notice), file: basename(file), sealed: hash });
  } catch (error) {
    await takeBack(file);
    throw error;
  }
  return { file, to, sealed: hash, entry: permit.entry.index };
}

/** What a log entry calls it. */
export const inWords = ({ kind }: Notice): string => `a notice of ${kind}`;

const operationFor = (notice: Notice, descriptor: string): Operation => ({
  operation: 'disclosure',
  action: 'object',
  parts: ['agency'],
  recipient: { id: notice.to, parts: HOLDERS },
  details: { what: inWords(notice), descriptor, people: band(notice.references.length) },
});

/** `police-notice-to-linkage-unit-1a2b3c4d.throughline.age` */
const noticeFileName = ({ from, to }: Notice, descriptor: string): string =>
  `${from}-notice-to-${to}-${descriptor.slice('sha256:'.length, 'sha256:'.length + 8)}.throughline.age`;
