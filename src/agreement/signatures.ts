/**
 * Who has signed an agreement. A signature is a line of a signed note (c2sp.org/signed-note) over the
 * agreement's canonical JSON, under the party's log key. That key is trusted because the agreement names it and
 * all the others signed that.
 */
import {
  isSignedBy,
  type LogSigner,
  parseSignatureLine,
  parseVkey,
  signatureLine,
  signNote,
  type Verifier,
} from '../sharelog/index.ts';
import { signedText } from './digest.ts';
import type { Agreement, AgreementSignature, Party } from './types.ts';

/**
 * `another wording`: the signature is over other content. `another key`: made with a key that the agreement does
 * not name for this party. `wrong`: claims this content and does not hold.
 */
export type SignatureState =
  | 'signed'
  | 'not signed'
  | 'signed another wording'
  | 'signed with another key'
  | 'wrong'
  | 'no key named';

export interface PartySignature {
  readonly party: string;
  readonly state: SignatureState;
  /** Id of the key that the agreement names, 8 hexadecimal digits. */
  readonly keyId?: string;
  /** Digest that the signature says it is over. */
  readonly digest?: string;
}

/** For every party in turn, what its signature is worth. */
export function signatureStates(agreement: Agreement): readonly PartySignature[] {
  const bytes = Buffer.from(signedText(agreement), 'utf8');
  return agreement.parties.map((party) => {
    const vkey = keyOf(party);
    if (vkey === undefined) return { party: party.id, state: 'no key named' };
    const found = agreement.signatures.find((signature) => signature.party === party.id);
    const keyId = Buffer.from(vkey.keyId).toString('hex');
    if (found === undefined) return { party: party.id, state: 'not signed', keyId };
    const state = stateOf(found, vkey, bytes, agreement.digest);
    return { party: party.id, state, keyId, digest: found.digest };
  });
}

/** Whether this signature is by the party's own key over exactly this agreement. */
export function isSigned(agreement: Agreement, partyId: string): boolean {
  return signatureStates(agreement).some(({ party, state }) => party === partyId && state === 'signed');
}

/** The signature of an agreement by the party that holds this key. */
export function makeSignature(agreement: Agreement, party: string, signer: LogSigner): AgreementSignature {
  const [signature] = signNote(signedText(agreement), signer).signatures;
  return { party, digest: agreement.digest, signature: signatureLine(signature!).trimEnd() };
}

/** The verification key that the agreement names for a party. */
export function keyOf({ keys }: Party): Verifier | undefined {
  return keys?.log === undefined ? undefined : parseVkey(keys.log);
}

function stateOf(
  { digest, signature }: AgreementSignature,
  vkey: Verifier,
  bytes: Uint8Array,
  own: string,
): SignatureState {
  const line = parsedLine(signature);
  if (line === undefined) return 'wrong';
  if (line.name !== vkey.name || Buffer.compare(line.keyId, vkey.keyId) !== 0)
    return 'signed with another key';
  const holds = isSignedBy(vkey.publicKey, bytes, line.bytes);
  if (holds && digest === own) return 'signed';
  return holds || digest === own ? 'wrong' : 'signed another wording';
}

function parsedLine(signature: string) {
  try {
    return parseSignatureLine(signature);
  } catch {
    return undefined;
  }
}
