/** Conditions on the law that the agreement names for what flows. Whether it is the right law is not judged. */
import { agreedFlows, type Clause } from './clause.ts';
import { isBeforeSigning } from './clauses-standing.ts';
import { reliances, uncovered } from './legal-basis.ts';
import type { Facts } from './operation.ts';

/** The flows in question: those that the operation is a step of, or all where it is a step of none. */
const flowsOf = ({ agreement, partyId, operation }: Facts) =>
  operation.flow === undefined ? agreement.flows : agreedFlows(agreement, partyId, operation);

export const legalBasis: Clause = {
  id: 'legal-basis',
  code: 'PERMIT_NO_LEGAL_BASIS',
  words: 'a legal basis stands for each regime and each special-category or criminal-offence column',
  standing: true,
  evaluate: (facts) => {
    if (isBeforeSigning(facts.operation)) return undefined;
    const [missing] = reliances(facts.agreement, flowsOf(facts)).flatMap(
      (reliance) => uncovered(facts.agreement, reliance) ?? [],
    );
    return missing === undefined
      ? undefined
      : {
          reason: `the agreement ${missing}`.replace(/,$/, ''),
          hint: 'have it completed under legal-basis and signed anew; what applies is for a lawyer to say',
        };
  },
};

export const impactAssessment: Clause = {
  id: 'dpia-current',
  code: 'PERMIT_DPIA',
  words: 'each impact assessment is of this agreement and version, and its review is not overdue',
  standing: true,
  evaluate: (facts) => {
    if (isBeforeSigning(facts.operation)) return undefined;
    const { id, version } = facts.agreement.about;
    const today = facts.now.toISOString().slice(0, 10);
    for (const { bases } of reliances(facts.agreement, flowsOf(facts))) {
      for (const { party, dpia } of bases) {
        if (dpia.agreement !== id || dpia.version !== version) {
          return {
            reason: `the impact assessment ${dpia.reference} of ${party} is of ${dpia.agreement} version ${dpia.version}, not of ${id} version ${version}`,
            hint: 'have this version assessed, name that under dpia, and have all sign',
          };
        }
        if (today > dpia.review) {
          return {
            reason: `the impact assessment ${dpia.reference} of ${party} was to be reviewed by ${dpia.review}`,
            hint: 'have it reviewed, write the next date under dpia, and have all sign',
          };
        }
      }
    }
    return undefined;
  },
};
