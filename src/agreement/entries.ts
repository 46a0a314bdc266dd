/** What the share log is told about an operation: asked for and answered, or done. */
import type { EntryDraft, PolicyDecision } from '../sharelog/index.ts';
import { agreedFlows, type Clause } from './clause.ts';
import { CLAUSES } from './clauses.ts';
import { citations } from './law-words.ts';
import type { Facts, Operation, OperationKind } from './operation.ts';
import { reference } from './reference.ts';
import type { LegalBasis } from './types.ts';

/** The entry of a decision: an intent when no clause failed, else a denial that names those that did. */
export function decision(
  facts: Facts,
  failed: readonly { readonly clause: Clause }[],
  clauses: readonly Clause[] = CLAUSES,
): EntryDraft {
  const { operation } = facts;
  const draft = common(facts);
  const policyDecision: PolicyDecision = {
    result: failed.length === 0 ? 'permitted' : 'refused',
    evaluated: clauses.map((clause) => clause.id),
    failed: failed.map(({ clause }) => clause.id),
  };
  const details = { ...routeOf(facts.partyId, operation), ...operation.details };
  if (failed.length === 0) return { ...draft, phase: 'intent', policyDecision, details };
  const refusedOperation = isOperation(draft.type) ? { op: draft.type } : {};
  return { ...draft, type: 'denial', ...refusedOperation, policyDecision, details };
}

/** What is done, and between whom. */
export const routeOf = (partyId: string, { action, flow, recipient }: Operation) => ({
  action,
  ...(flow === undefined ? {} : { flow: { from: partyId, ...flow } }),
  ...(recipient === undefined ? {} : { recipient: recipient.id }),
});

/** What every entry about an operation says. */
export function common({
  agreement,
  partyId,
  operation,
}: Pick<Facts, 'agreement' | 'partyId' | 'operation'>) {
  const purpose = agreedFlows(agreement, partyId, operation)[0]?.purpose;
  const bases = agreement['legal-basis'].filter(
    (basis) => basis.party === partyId && (purpose === undefined || basis.purpose === purpose),
  );
  const regimes = bases.map((basis) => basis.regime);
  const [assessment] = bases.map(({ dpia }) => ({ reference: dpia.reference, version: dpia.version }));
  const part = agreement.parties.find((party) => party.id === partyId)?.part;
  const { id, version, digest } = reference(agreement);
  return {
    type: operation.operation,
    org: partyId,
    actorRole: part ?? 'unknown',
    isa: { id, version, sha256: digest },
    ...(purpose === undefined ? {} : { purpose }),
    ...(regimes[0] === undefined
      ? {}
      : { regime: new Set(regimes).size > 1 ? ('mixed' as const) : regimes[0] }),
    ...(bases.length === 0
      ? {}
      : { lawfulBasis: each(bases, citations), gateway: each(bases, ({ gateway }) => gateway) }),
    ...(assessment === undefined ? {} : { dpia: assessment }),
  };
}

/** What the legal bases of one party name, each once. */
const each = (bases: readonly LegalBasis[], what: (basis: LegalBasis) => readonly string[]): string[] => [
  ...new Set(bases.flatMap(what).map((text) => text.normalize('NFC'))),
];

const isOperation = (type: OperationKind): type is Exclude<OperationKind, `${string}.${string}`> =>
  !type.includes('.');
