/** Whether an agreement is in force, clause by clause in words; looking is not asking, so nothing is logged. */
import { CLAUSES } from './clauses.ts';
import type { Surroundings } from './operation.ts';
import { failures } from './permit.ts';
import type { Agreement } from './types.ts';

export interface ClauseStatus {
  readonly id: string;
  /** What holds when the clause holds. */
  readonly words: string;
  readonly holds: boolean;
  /** Why it does not, and what to do. */
  readonly reason?: string;
  readonly hint?: string;
}

export interface StandingFacts {
  readonly agreement: Agreement;
  readonly partyId?: string | undefined;
  readonly holdsProjectKey: boolean;
  readonly ownLogKey?: string | undefined;
  readonly surroundings: Surroundings;
}

/** The clauses that do not depend on what is asked for, as they stand now. */
export function standingClauses(
  { agreement, partyId = '', holdsProjectKey, ownLogKey, surroundings }: StandingFacts,
  now: Date,
): readonly ClauseStatus[] {
  const operation = { operation: 'consultation', action: 'agreement check', parts: [] } as const;
  const standing = CLAUSES.filter((clause) => clause.standing);
  const facts = { agreement, partyId, now, holdsProjectKey, ownLogKey, surroundings, operation };
  const failed = failures(facts, standing);
  return standing.map(({ id, words }) => {
    const failure = failed.find(({ clause }) => clause.id === id);
    return failure === undefined
      ? { id, words, holds: true }
      : { id, words, holds: false, reason: failure.reason, hint: failure.hint };
  });
}
