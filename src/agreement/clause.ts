/** What a condition of a permit is, and what several of them look up. */
import type { Facts } from './operation.ts';
import type { Agreement, Flow, Part, Party } from './types.ts';

/** Why a clause does not hold: a sentence that names it, and what to do next. */
export interface Failure {
  readonly reason: string;
  readonly hint: string;
}

export interface Clause {
  /** Stable id, as the log carries it. */
  readonly id: string;
  /** Code of the error that a refusal throws. */
  readonly code: string;
  /** What holds when the clause holds, as a sentence. */
  readonly words: string;
  /** Whether this is a question about the agreement and the moment alone, whatever is asked for. */
  readonly standing: boolean;
  evaluate(facts: Facts): Failure | undefined;
  /** Why it cannot be told from here whether the clause holds; a permit is never asked for where this says so. */
  readonly untold?: (facts: Facts) => Failure | undefined;
}

/** The party that asks. */
export const partyOf = ({ agreement, partyId }: Facts): Party | undefined =>
  agreement.parties.find((party) => party.id === partyId);

/** The party that something is sealed to. */
export const recipientOf = ({ agreement, operation }: Facts): Party | undefined =>
  agreement.parties.find((party) => party.id === operation.recipient?.id);

/** The flows of the agreement that an operation can be a step of. */
export function agreedFlows(
  agreement: Agreement,
  partyId: string,
  operation: Facts['operation'],
): readonly Flow[] {
  const asked = operation.flow;
  if (asked === undefined) return [];
  const from = asked.from ?? partyId;
  return agreement.flows.filter(
    (agreed) =>
      agreed.from === from &&
      agreed.what === asked.what &&
      (asked.to === undefined ? true : agreed.to === asked.to) &&
      (asked.purpose === undefined ? true : agreed.purpose === asked.purpose) &&
      (agreed.from === partyId || agreed.to === partyId),
  );
}

/** A part with its article: `an agency`, `a linkage unit`. */
export const an = (part: Part): string =>
  (/^[aeiou]/.test(part) ? `an ${part}` : `a ${part}`).replace('-', ' ');
