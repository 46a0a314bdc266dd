/**
 * The only door through which anything leaves: a {@link Permit} is made here and nowhere else, and
 * neither it nor a refusal comes back before the share log has it.
 */
import type { Ambient } from '../ambient.ts';
import { refused } from '../errors.ts';
import type { EntryDraft } from '../sharelog/index.ts';
import { agreedFlows, CLAUSES, type Clause, type Failure } from './clauses.ts';
import type { Facts, Operation } from './operation.ts';
import type { Agreement, Flow } from './types.ts';

/** The share log as far as a permit needs it. */
export interface PermitLog {
  append(drafts: readonly EntryDraft[]): Promise<unknown>;
}

/** Who asks, under which agreement, and where the answer is written down. */
export interface PermitContext {
  readonly agreement: Agreement;
  readonly party: { readonly id: string };
  readonly log: PermitLog;
  readonly ambient: Ambient;
}

const door = Symbol('permit');

/** The agreement's yes to one operation at one moment. Functions that write for another party ask for one. */
class GrantedPermit {
  readonly #granted: true;
  readonly partyId: string;
  readonly operation: Operation;
  readonly agreement: { readonly id: string; readonly version: number; readonly digest: string };
  /** The flows that the operation may be a step of; empty where it needs none. */
  readonly flows: readonly Flow[];
  readonly at: Date;

  constructor(key: typeof door, facts: Facts) {
    if (key !== door) throw new TypeError('a permit comes from requestPermit');
    this.#granted = true;
    this.partyId = facts.partyId;
    this.operation = facts.operation;
    this.agreement = reference(facts.agreement);
    this.flows = agreedFlows(facts.agreement, facts.partyId, facts.operation);
    this.at = facts.now;
  }

  static is(value: unknown): value is GrantedPermit {
    return typeof value === 'object' && value !== null && #granted in value && value.#granted;
  }
}

export type Permit = GrantedPermit;

/** Whether a value really is a permit: for code that is reached from untyped places. */
export const isPermit = (value: unknown): value is Permit => GrantedPermit.is(value);

/**
 * Asks for a permit. Every clause is evaluated and the decision appended to the share log, yes or no,
 * before this returns or throws.
 *
 * @throws `PERMIT_...` (exit code 1) with the sentence of the first clause that fails; whatever the log
 * throws when it cannot be written, in which case nothing was permitted.
 */
export async function requestPermit(context: PermitContext, operation: Operation): Promise<Permit> {
  const now = context.ambient.now();
  const facts: Facts = { agreement: context.agreement, partyId: context.party.id, now, operation };
  const failed = failures(facts);
  await context.log.append([decision(facts, failed)]);
  const first = failed[0];
  if (first === undefined) return new GrantedPermit(door, facts);
  throw refused(first.clause.code, first.reason, { hint: first.hint });
}

export interface FailedClause extends Failure {
  readonly clause: Clause;
}

/** The clauses that do not hold, in their order. Nothing is logged: for looking, not for doing. */
export function failures(facts: Facts, clauses: readonly Clause[] = CLAUSES): FailedClause[] {
  return clauses.flatMap((clause) => {
    const failure = clause.evaluate(facts);
    return failure === undefined ? [] : [{ clause, ...failure }];
  });
}

/** An agreement as packages, shares and log entries name it. */
export const reference = ({ about, digest }: Agreement) => ({ id: about.id, version: about.version, digest });

function decision(facts: Facts, failed: readonly FailedClause[]): EntryDraft {
  const { operation, agreement, partyId } = facts;
  const flows = agreedFlows(agreement, partyId, operation);
  const allowed = failed.length === 0;
  return {
    type: allowed ? 'permit' : 'denial',
    op: operation.operation,
    org: partyId,
    isa: reference(agreement),
    action: operation.action,
    purpose: flows[0]?.purpose ?? null,
    ...(operation.flow === undefined ? {} : { flow: { from: partyId, ...operation.flow } }),
    policyDecision: {
      engine: 1,
      evaluated: CLAUSES.map((clause) => clause.id),
      result: allowed ? 'allowed' : 'refused',
      failed: failed.map(({ clause }) => clause.id),
    },
    ...(operation.details === undefined ? {} : { details: operation.details }),
  };
}
