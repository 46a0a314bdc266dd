/**
 * The only door through which anything leaves: a {@link Permit} is made here and nowhere else, and
 * neither it nor a refusal comes back before the share log has it.
 */
import type { Ambient } from '../ambient.ts';
import { refused } from '../errors.ts';
import type { Appended, AppendOptions, EntryDraft, PolicyDecision } from '../sharelog/index.ts';
import { agreedFlows, type Clause, type Failure } from './clause.ts';
import { CLAUSES, SIGNING_CLAUSES, SUSPENDING_CLAUSES } from './clauses.ts';
import { clock } from './clauses-standing.ts';
import { common, decision, routeOf } from './entries.ts';
import type { Details, Facts, Operation, Surroundings } from './operation.ts';
import { reference } from './reference.ts';
import type { Agreement, Flow } from './types.ts';

/** The share log as far as a permit needs it. */
export interface PermitLog {
  append(drafts: readonly EntryDraft[], options?: AppendOptions): Promise<readonly Appended[]>;
}

/** Who asks, under which agreement, and where the answer is written down: a workspace is one. */
export interface PermitContext {
  readonly agreement: Agreement;
  readonly party: { readonly id: string };
  readonly holdsProjectKey: boolean;
  /** The verification key of this party's own log. */
  readonly ownLogKey?: string;
  /** Looks at what else a permit depends on, anew each time. */
  readonly look: () => Promise<Surroundings>;
  readonly log: PermitLog;
  readonly ambient: Ambient;
}

const door = Symbol('permit');

/** What the share log was told is about to be done, and the entry that says so. */
export type Announced = Pick<GrantedPermit, 'operation' | 'entry'>;

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
  const facts = await factsOf(context, operation);
  return new GrantedPermit(door, facts, await decide(context, facts, CLAUSES));
}

/**
 * Asks whether a party may sign, lift or suspend: steps with the agreement itself, which let nothing leave and give
 * no permit. The answer is in the share log before this returns or throws.
 *
 * @throws as {@link requestPermit}.
 */
export async function requestStep(
  context: PermitContext,
  step: Extract<Operation['operation'], `agreement.${string}`>,
  action: string,
  details: Details,
): Promise<Announced> {
  const operation: Operation = { operation: step, action, parts: [], details };
  const clauses = step === 'agreement.suspend' ? SUSPENDING_CLAUSES : SIGNING_CLAUSES;
  return { operation, entry: await decide(context, await factsOf(context, operation), clauses) };
}

/** Appends that a step with the agreement itself was done which nothing announced: it came from another party. */
export async function recordStep(
  context: PermitContext,
  step: Extract<Operation['operation'], `agreement.${string}`>,
  action: string,
  details: Details,
): Promise<Appended> {
  const { agreement, party } = context;
  const draft = common({ agreement, partyId: party.id, operation: { operation: step, action, parts: [] } });
  const [entry] = await context.log.append(
    [{ ...draft, phase: 'done', details: { action, ...details } }],
    whateverTheClock(step),
  );
  return entry!;
}

/** Evaluates clauses and logs the decision. @throws the refusal of the first that fails. */
async function decide(context: PermitContext, facts: Facts, clauses: readonly Clause[]): Promise<Appended> {
  const failed = failures(facts, clauses);
  // A refusal that a wrong clock brings about is entered all the same, and so is what no clock may stand in the way of.
  const despiteClock = !clauses.includes(clock) || failed.some(({ clause }) => clause === clock);
  const [entry] = await context.log.append([decision(facts, failed, clauses)], { despiteClock });
  const first = failed[0];
  if (first === undefined && entry !== undefined) return entry;
  throw refused(first?.clause.code ?? 'PERMIT_NOT_LOGGED', first?.reason ?? 'the share log took no entry', {
    hint: first?.hint ?? 'check the share log with "throughline log verify"',
  });
}

/**
 * Appends that what was announced has been done, with facts found on the way (digests, bands of counts).
 * Call it after the last step that could fail.
 */
export async function recordDone(
  context: PermitContext,
  announced: Announced,
  details: Details,
): Promise<Appended> {
  const [entry] = await recordAllDone(context, [{ announced, details }]);
  return entry!;
}

/** As {@link recordDone} for what was done in one step: all of it is in the log, or none. */
export async function recordAllDone(
  context: PermitContext,
  done: readonly { readonly announced: Announced; readonly details: Details }[],
): Promise<readonly Appended[]> {
  const { agreement, party } = context;
  const drafts = done.map(({ announced: { operation, entry: intent }, details }) => ({
    ...common({ agreement, partyId: party.id, operation }),
    phase: 'done' as const,
    details: { ...routeOf(party.id, operation), intent: intent.index, ...details },
  }));
  const anyClock = done.every(({ announced }) => announced.operation.operation === 'agreement.suspend');
  return context.log.append(drafts, anyClock ? { despiteClock: true } : {});
}

/** A suspension lets nothing leave, and does not wait for a clock that was once ahead. */
const whateverTheClock = (operation: Operation['operation']): AppendOptions =>
  operation === 'agreement.suspend' ? { despiteClock: true } : {};

/**
 * Appends a refusal that came from something else than a clause: what arrived is damaged, forged, or not for
 * this party, or another rule that only the data can break. The details name the reason's code and digests.
 */
export async function recordRefusal(
  context: PermitContext,
  operation: Exclude<Operation['operation'], `${string}.${string}`>,
  details: Details,
  rule = 'sound',
): Promise<void> {
  const { agreement, party } = context;
  const draft = common({ agreement, partyId: party.id, operation: { operation, action: '', parts: [] } });
  const policyDecision: PolicyDecision = { result: 'refused', evaluated: [rule], failed: [rule] };
  await context.log.append([{ ...draft, type: 'denial', op: operation, policyDecision, details }], {
    despiteClock: true,
  });
}

const factsOf = async (context: PermitContext, operation: Operation): Promise<Facts> => ({
  agreement: context.agreement,
  partyId: context.party.id,
  now: context.ambient.now(),
  holdsProjectKey: context.holdsProjectKey,
  ownLogKey: context.ownLogKey,
  surroundings: await context.look(),
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
