/** Whether an agreement is in force, clause by clause in words; looking is not asking, so nothing is logged. */
import { CLAUSES } from './clauses.ts';
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
}

/** The clauses that do not depend on what is asked for, as they stand now. */
export function standingClauses(
  { agreement, partyId = '', holdsProjectKey, ownLogKey }: StandingFacts,
  now: Date,
): readonly ClauseStatus[] {
  const operation = { operation: 'consultation', action: 'agreement check', parts: [] } as const;
  const standing = CLAUSES.filter((clause) => clause.standing);
  const failed = failures({ agreement, partyId, now, holdsProjectKey, ownLogKey, operation }, standing);
  return standing.map(({ id, words }) => {
    const failure = failed.find(({ clause }) => clause.id === id);
    return failure === undefined
      ? { id, words, holds: true }
      : { id, words, holds: false, reason: failure.reason, hint: failure.hint };
  });
}
