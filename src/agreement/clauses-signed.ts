/** Conditions on what the parties themselves said: that all signed, and that none has suspended. */
import type { Clause } from './clause.ts';
import { isBeforeSigning } from './clauses-standing.ts';
import { doubtfulNotices, standingSuspensions } from './notice.ts';
import { type PartySignature, signatureStates } from './signatures.ts';

export const signedByAll: Clause = {
  id: 'signed-by-all',
  code: 'PERMIT_NOT_SIGNED',
  words: 'every party has signed this exact wording',
  standing: true,
  evaluate: ({ agreement, operation }) => {
    if (isBeforeSigning(operation)) return undefined;
    const lacking = signatureStates(agreement).filter(({ state }) => state !== 'signed');
    if (lacking.length === 0) return undefined;
    return {
      reason: `the agreement is not signed by every party: ${lacking.map(lackOf).join('; ')}`,
      hint: 'each party signs its copy ("throughline agreement sign"); take the copies in with "agreement receive"',
    };
  },
};

export const oneWording: Clause = {
  id: 'one-wording',
  code: 'PERMIT_WORDING_CHANGED',
  words: 'no other wording was in use under the same id and version',
  standing: true,
  evaluate: ({ agreement: { about }, surroundings: { otherWordings } }) => {
    const [other] = otherWordings;
    if (other === undefined) return undefined;
    return {
      reason: `another wording of ${about.id} version ${about.version} was in use here (its digest begins ${other.slice(0, 8)}), and nobody could tell the two apart`,
      hint: 'raise about.version before anybody signs; if it gets another id, name this one under about.supersedes',
    };
  },
};

/** What is wrong with one party's signature, in words. */
export function lackOf({ party, state }: PartySignature): string {
  switch (state) {
    case 'not signed':
      return `${party} has not signed`;
    case 'wrong':
      return `the signature of ${party} does not hold`;
    case 'no key named':
      return `no log key is named for ${party}`;
    case 'signed':
    case 'signed another wording':
    case 'signed with another key':
      break;
  }
  return `${party} ${state}`;
}

export const notSuspended: Clause = {
  id: 'not-suspended',
  code: 'PERMIT_SUSPENDED',
  words: 'no party has suspended the agreement',
  standing: true,
  evaluate: ({ agreement, surroundings: { notices, lost } }) => {
    const [gone] = lost;
    if (gone !== undefined) {
      return {
        reason: `the share log records a suspension that is not in notices/ any more (its digest begins ${gone.slice(0, 8)})`,
        hint: 'restore notices/ from your backup, or take the notice in again, from outbox/ or from the party that suspended: "throughline agreement receive"',
      };
    }
    const doubtful = doubtfulNotices(agreement, notices)[0];
    if (doubtful !== undefined) {
      return {
        reason: `the notice ${doubtful} cannot be verified, so it may be a suspension that was damaged`,
        hint: 'have the party that sent it send it again, and take it in with "throughline agreement receive"',
      };
    }
    const standing = standingSuspensions(agreement, notices)[0];
    if (standing === undefined) return undefined;
    const { suspension, waiting } = standing;
    const { party, at } = suspension.body;
    return {
      reason: `${party} suspended the agreement at ${at}, and it is lifted only when all have signed; still to sign: ${waiting.join(', ')}`,
      hint: 'nothing may be done until then; each party lifts it with "throughline agreement lift"',
    };
  },
};
