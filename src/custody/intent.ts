/** Whether a share was announced by its sender: an entry of the sender's log, proven, that says so. */
import type { Agreement } from '../agreement/index.ts';
import { refused, ThroughlineError } from '../errors.ts';
import { checkProof, logOnlyPolicy, parseVkey } from '../sharelog/index.ts';
import { isRecord, readCanonical } from './shape.ts';
import type { ShareManifest } from './share.ts';

/** What was announced, as far as the announcement says it. */
export type Announced = Pick<ShareManifest, 'from' | 'to' | 'agreement' | 'descriptor'> & {
  readonly what: ShareManifest['what'] | 'notice';
};

/**
 * Checks that `intent` is an entry of the sender's log, under a checkpoint signed by the log key that the
 * agreement names, and that it announced this very package to this recipient.
 *
 * @returns the entry's index in the sender's log.
 * @throws `SHARE_SENDER_KEY` when the agreement names no log key for the sender; `SHARE_PROOF` otherwise.
 */
export function checkIntent(
  agreement: Agreement,
  manifest: Announced,
  intent: Uint8Array,
  proof: Uint8Array,
): number {
  const vkey = agreement.parties.find((party) => party.id === manifest.from)?.keys?.log;
  if (vkey === undefined) {
    throw refused(
      'SHARE_SENDER_KEY',
      `the agreement names no log key for ${manifest.from}, so its shares cannot be checked`,
      {
        hint: 'have the key that "throughline party new" printed there written into the agreement',
      },
    );
  }
  let index: number;
  try {
    index = checkProof(proof, intent, logOnlyPolicy(parseVkey(vkey))).index;
  } catch (error) {
    if (error instanceof ThroughlineError) throw unproven('its proof does not stand');
    throw error;
  }
  const problem = announces(intent, manifest);
  if (problem !== undefined) throw unproven(problem);
  return index;
}

function announces(intent: Uint8Array, manifest: Announced): string | undefined {
  const entry = readCanonical(intent);
  if (!isRecord(entry) || entry.type !== 'disclosure' || entry.phase !== 'intent') {
    return 'the entry proven announces no share';
  }
  const { from, to, what, agreement, descriptor } = manifest;
  const details = isRecord(entry.details) ? entry.details : {};
  const flow = isRecord(details.flow) ? details.flow : {};
  const isSame =
    what === 'notice'
      ? details.flow === undefined && details.recipient === to
      : flow.from === from && flow.to === to && flow.what === what;
  if (entry.org !== from || !isSame) return 'the entry proven announces another share';
  if (!isRecord(entry.isa) || entry.isa.sha256 !== agreement.digest) {
    return 'the entry proven names another agreement';
  }
  return details.descriptor === descriptor ? undefined : 'the entry proven announces another package';
}

const unproven = (why: string) =>
  refused('SHARE_PROOF', `the share log of the sender does not vouch for this share: ${why}`, {
    hint: 'do not use this share: ask its sender what happened',
  });
