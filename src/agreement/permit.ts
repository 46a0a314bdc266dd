/**
 * The only door through which anything leaves: a {@link Permit} is made here and nowhere else, and
 * neither it nor a refusal comes back before the share log has it.
 */
import type { Ambient } from '../ambient.ts';
import { refused } from '../errors.ts';
import type { Appended, EntryDraft, PolicyDecision } from '../sharelog/index.ts';
import { agreedFlows, type Clause, type Failure } from './clause.ts';
import { CLAUSES } from './clauses.ts';
import { common, decision, reference, routeOf } from './entries.ts';
import type { Details, Facts, Operation } from './operation.ts';
import type { Agreement, Flow } from './types.ts';

/** The share log as far as a permit needs it. */
export interface PermitLog {
  append(drafts: readonly EntryDraft[]): Promise<readonly Appended[]>;
}

/** Who asks, under which agreement, and where the answer is written down: a workspace is one. */
export interface PermitContext {
  readonly agreement: Agreement;
  readonly party: { readonly id: string };
  readonly holdsProjectKey: boolean;
  /** The verification key of this party's own log. */
  readonly ownLogKey?: string;
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
  /** The log's entry of this permit, and the signed checkpoint that covers it. */
  readonly entry: Appended;
  readonly at: Date;

  constructor(key: typeof door, facts: Facts, entry: Appended) {
    if (key !== door) throw new TypeError('a permit comes from requestPermit');
    this.#granted = true;
    this.partyId = facts.partyId;
    this.operation = facts.operation;
    this.agreement = reference(facts.agreement);
    this.flows = agreedFlows(facts.agreement, facts.partyId, facts.operation);
    this.entry = entry;
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
  const facts = factsOf(context, operation);
  const failed = failures(facts);
  const [entry] = await context.log.append([decision(facts, failed)]);
  const first = failed[0];
  if (first === undefined && entry !== undefined) return new GrantedPermit(door, facts, entry);
  throw refused(first?.clause.code ?? 'PERMIT_NOT_LOGGED', first?.reason ?? 'the share log took no entry', {
    hint: first?.hint ?? 'check the share log with "throughline log verify"',
  });
}

/**
 * Appends that what a permit allowed has been done, with facts found on the way (digests, bands of counts).
 * Call it after the last step that could fail.
 */
export async function recordDone(
  context: PermitContext,
  permit: Permit,
  details: Details,
): Promise<Appended> {
  const { agreement, party } = context;
  const draft = common({ agreement, partyId: party.id, operation: permit.operation });
  const [entry] = await context.log.append([
    {
      ...draft,
      phase: 'done',
      details: { ...routeOf(party.id, permit.operation), intent: permit.entry.index, ...details },
    },
  ]);
  return entry!;
}

/**
 * Appends a refusal that came from something else than a clause: what arrived is damaged, forged, or not for
 * this party, or another rule that only the data can break. The details name the reason's code and digests.
 */
export async function recordRefusal(
  context: PermitContext,
  operation: Exclude<Operation['operation'], `key.${string}`>,
  details: Details,
  rule = 'sound',
): Promise<void> {
  const { agreement, party } = context;
  const draft = common({ agreement, partyId: party.id, operation: { operation, action: '', parts: [] } });
  const policyDecision: PolicyDecision = { result: 'refused', evaluated: [rule], failed: [rule] };
  await context.log.append([{ ...draft, type: 'denial', op: operation, policyDecision, details }]);
}

const factsOf = (context: PermitContext, operation: Operation): Facts => ({
  agreement: context.agreement,
  partyId: context.party.id,
  now: context.ambient.now(),
  holdsProjectKey: context.holdsProjectKey,
  ownLogKey: context.ownLogKey,
  operation,
});

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
