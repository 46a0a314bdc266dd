/** Whether an agreement is in force, clause by clause in words; looking is not asking, so nothing is logged. */
import { CLAUSES } from './clauses.ts';
import { nextSteps } from './next-steps.ts';
import { type StandingSuspension, standingSuspensions } from './notice.ts';
import type { Facts, Surroundings } from './operation.ts';
import { failures } from './permit.ts';
import type { Agreement } from './types.ts';

export interface ClauseStatus {
  readonly id: string;
  /** What holds when the clause holds. */
  readonly words: string;
  /** False also where it cannot be told. */
  readonly holds: boolean;
  /** False where it cannot be told from this workspace whether the clause holds. */
  readonly told: boolean;
  /** Why it does not hold or cannot be told, and what to do. */
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
  const facts: Facts = { agreement, partyId, now, holdsProjectKey, ownLogKey, surroundings, operation };
  const failed = failures(facts, standing);
  return standing.map(({ id, words, untold }) => {
    const failure = failed.find(({ clause }) => clause.id === id);
    const unknown = failure === undefined ? untold?.(facts) : undefined;
    const why = failure ?? unknown;
    if (why === undefined) return { id, words, holds: true, told: true };
    return { id, words, holds: false, told: unknown === undefined, reason: why.reason, hint: why.hint };
  });
}

export interface Outlook {
  readonly clauses: readonly ClauseStatus[];
  /** Whether every clause holds, as far as can be told. */
  readonly inForce: boolean;
  readonly suspensions: readonly StandingSuspension[];
  /** What this party has to do next, in order. */
  readonly next: readonly string[];
}

/** How the agreement stands in this workspace now, and what comes next. */
export function outlook(facts: StandingFacts, now: Date): Outlook {
  const clauses = standingClauses(facts, now);
  const inForce = clauses.every(({ holds, told }) => holds || !told);
  const suspensions = standingSuspensions(facts.agreement, facts.surroundings.notices);
  return { clauses, inForce, suspensions, next: nextSteps({ ...facts, suspensions, inForce }) };
}
