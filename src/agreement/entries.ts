/** What the share log is told about an operation: asked for and answered, or done. */
import type { EntryDraft, PolicyDecision } from '../sharelog/index.ts';
import { agreedFlows, type Clause } from './clause.ts';
import { CLAUSES } from './clauses.ts';
import type { Facts, Operation } from './operation.ts';
import type { Agreement, LegalBasis } from './types.ts';

/** An agreement as packages, shares and log entries name it. */
export const reference = ({ about, digest }: Agreement) => ({ id: about.id, version: about.version, digest });

/** The entry of a decision: an intent when no clause failed, else a denial that names those that did. */
export function decision(facts: Facts, failed: readonly { readonly clause: Clause }[]): EntryDraft {
  const { operation } = facts;
  const draft = common(facts);
  const policyDecision: PolicyDecision = {
    result: failed.length === 0 ? 'permitted' : 'refused',
    evaluated: CLAUSES.map((clause) => clause.id),
    failed: failed.map(({ clause }) => clause.id),
  };
  const details = { ...routeOf(facts.partyId, operation), ...operation.details };
  if (failed.length === 0) return { ...draft, phase: 'intent', policyDecision, details };
  const refusedOperation = isKeyStep(draft.type) ? {} : { op: draft.type };
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
      : { lawfulBasis: each(bases, 'conditions'), gateway: each(bases, 'gateway') }),
    ...(assessment === undefined ? {} : { dpia: assessment }),
  };
}

/** What the legal bases of one party name, each once. */
const each = (bases: readonly LegalBasis[], what: 'conditions' | 'gateway'): string[] => [
  ...new Set(bases.flatMap((basis) => basis[what]).map((text) => text.normalize('NFC'))),
];

const isKeyStep = (type: Operation['operation']): type is Extract<Operation['operation'], `key.${string}`> =>
  type.startsWith('key.');
