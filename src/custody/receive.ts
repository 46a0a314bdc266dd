/** Taking in what another party sent about the agreement: its signed copy, a suspension, a lifting. */
import { readFile } from 'node:fs/promises';
import {
  type Agreement,
  type AgreementSignature,
  differences,
  parseNotice,
  readAgreement,
  signatureStates,
} from '../agreement/index.ts';
import { refused, systemCode, unusable } from '../errors.ts';
import { type TakenNotice, takeNotice } from './notices.ts';
import { addSignatures, recordAdoption, signatureSummary } from './sign.ts';
import type { Workspace } from './workspace.ts';

export interface TakenCopy {
  readonly kind: 'copy';
  /** Parties whose signatures were not here before and are now. */
  readonly added: readonly string[];
  /** Parties whose signatures in the copy are over something else or do not hold; they were left out. */
  readonly leftOut: readonly string[];
  /** Parties whose signatures are still missing. */
  readonly missing: readonly string[];
}

export type Taken = { readonly file: string } & (TakenCopy | TakenNotice);

/**
 * Takes in one file. Signatures only ever come together: one that stands here is never replaced, and one that does
 * not hold is not taken.
 *
 * @throws `RECEIVE_UNREADABLE`; `COPY_DIFFERS` for another wording; the errors of reading an agreement, and of
 * {@link takeNotice}.
 */
export async function receiveFile(workspace: Workspace, path: string): Promise<Taken> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const why = systemCode(error) === 'ENOENT' ? 'there is no such file' : 'the file cannot be read';
    throw unusable('RECEIVE_UNREADABLE', why, { place: { file: path }, hint: 'check the name of the file' });
  });
  if (bytes.subarray(0, NOTICE_START.length).equals(NOTICE_START)) {
    return { file: path, ...(await takeNotice(workspace, parseNotice(bytes), path)) };
  }
  return { file: path, ...(await takeCopy(workspace, await readAgreement(path), path)) };
}

/** Canonical JSON begins with the first of its names. */
const NOTICE_START = Buffer.from('{"agreement":');

const MOST_PLACES = 5;

async function takeCopy(workspace: Workspace, copy: Agreement, path: string): Promise<TakenCopy> {
  const own = await readAgreement(workspace.paths.agreement);
  if (copy.digest !== own.digest) {
    const places = differences(own, copy);
    const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : '';
    throw refused(
      'COPY_DIFFERS',
      `this copy is another wording of the agreement: it differs in ${places.slice(0, MOST_PLACES).join(', ')}${more}`,
      { place: { file: path }, hint: 'agree on one wording; whoever signed another has to sign anew' },
    );
  }
  const here = signatureStates(own);
  const there = signatureStates(copy);
  const standsHere = (party: string): boolean =>
    here.some((known) => known.party === party && known.state === 'signed');
  const added = there
    .filter(({ party, state }) => state === 'signed' && !standsHere(party))
    .map(({ party }) => party);
  const signatures = added.flatMap((party): AgreementSignature[] =>
    copy.signatures.filter((known) => known.party === party),
  );
  const signed = added.length === 0 ? own : await addSignatures(workspace, signatures);
  if (added.length > 0) await recordAdoption(workspace, signed);
  return {
    kind: 'copy',
    added,
    leftOut: there
      .filter(({ state }) => !['signed', 'not signed', 'no key named'].includes(state))
      .map(({ party }) => party),
    missing: signatureSummary(signed)
      .signatures.filter(({ state }) => state !== 'signed')
      .map(({ party }) => party),
  };
}
