/** A party's signature under its own copy of the agreement. */
import { readFile } from 'node:fs/promises';
import {
  type Agreement,
  type AgreementSignature,
  attempt,
  isSigned,
  makeSignature,
  type PartySignature,
  parseAgreement,
  recordDone,
  recordStep,
  requestStep,
  signatureStates,
  withSignatures,
} from '../agreement/index.ts';
import { unusable } from '../errors.ts';
import { writeFileAtomically } from '../files/index.ts';
import type { Workspace } from './workspace.ts';

export interface SignedAgreement {
  readonly party: string;
  readonly agreement: { readonly id: string; readonly version: number; readonly digest: string };
  /** Whether this party's signature was there before, so that nothing was written. */
  readonly already: boolean;
  readonly signatures: readonly PartySignature[];
  /** Whether every party has now signed. */
  readonly complete: boolean;
}

/**
 * Signs the agreement in this workspace as its party. Signing again changes nothing; a signature over an earlier
 * wording is replaced.
 *
 * @throws `PERMIT_...` (logged) when the agreement is a draft, has expired, lacks keys or law, or names another key
 * for this party; `AGREEMENT_CHANGED`, `AGREEMENT_LAYOUT`; what the disk refuses with.
 */
export async function signAgreement(workspace: Workspace): Promise<SignedAgreement> {
  const { agreement, party, signer } = workspace;
  const already = isSigned(agreement, party.id);
  let signed = agreement;
  if (!already) {
    const step = await requestStep(workspace, 'agreement.sign', 'agreement sign', {});
    signed = await attempt(workspace, [step], async () => {
      const copy = await addSignatures(workspace, [makeSignature(agreement, party.id, signer)]);
      await recordDone(workspace, step, {});
      return copy;
    });
    await recordAdoption(workspace, signed);
  }
  const { about, digest } = signed;
  return {
    party: party.id,
    agreement: { id: about.id, version: about.version, digest },
    already,
    ...signatureSummary(signed),
  };
}

/** Who has signed, and whether that is everybody. */
export function signatureSummary(agreement: Agreement) {
  const signatures = signatureStates(agreement);
  return { signatures, complete: signatures.every(({ state }) => state === 'signed') };
}

/** Writes signatures into the workspace's copy, whole or not at all, and returns it as it then reads. */
export async function addSignatures(
  { agreement, paths }: Workspace,
  signatures: readonly AgreementSignature[],
): Promise<Agreement> {
  const file = paths.agreement;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readFile(file));
  if (parseAgreement(text.replace(/^\ufeff/, ''), 'agreement.yaml').digest !== agreement.digest) {
    throw unusable('AGREEMENT_CHANGED', 'the agreement was changed while this was running', {
      place: { file },
      hint: 'look at what changed, and run this again',
    });
  }
  const signed = withSignatures(text, signatures, 'agreement.yaml');
  await writeFileAtomically(file, signed, { replace: true });
  return parseAgreement(signed.replace(/^\ufeff/, ''), 'agreement.yaml');
}

/** Appends that the agreement was adopted, once the last signature is there. */
export async function recordAdoption(workspace: Workspace, signed: Agreement): Promise<void> {
  if (!signatureSummary(signed).complete) return;
  await recordStep(workspace, 'agreement.adopt', 'agreement sign', {});
}
