/**
 * The conditions of a permit, each a small function with an id of its own. All of them are evaluated for
 * every request and written to the log; one that fails refuses. A further condition is one more entry here.
 */
import type { Clause } from './clause.ts';
import { impactAssessment, legalBasis } from './clauses-law.ts';
import {
  columns,
  flow,
  keyInHand,
  keysNamed,
  leaving,
  partPlayed,
  partyNamed,
  recipientKey,
  recipientNamed,
  recipientPart,
  sameAgreement,
} from './clauses-request.ts';
import { notSuspended, oneWording, signedByAll } from './clauses-signed.ts';
import {
  clock,
  effective,
  expiry,
  keyApart,
  logVerified,
  ownKey,
  partsApart,
  review,
  status,
} from './clauses-standing.ts';
import { templateWritten } from './template.ts';

/** Every condition, in the order in which a refusal names the first that fails. */
export const CLAUSES: readonly Clause[] = [
  partyNamed,
  notSuspended,
  status,
  effective,
  expiry,
  review,
  clock,
  templateWritten,
  signedByAll,
  partsApart,
  keyApart,
  ownKey,
  logVerified,
  partPlayed,
  recipientNamed,
  recipientPart,
  recipientKey,
  flow,
  columns,
  leaving,
  sameAgreement,
  keyInHand,
  legalBasis,
  impactAssessment,
];

/** Conditions of signing: nobody signs what could permit nothing, or with another key than the one named. */
export const SIGNING_CLAUSES: readonly Clause[] = [
  partyNamed,
  status,
  expiry,
  review,
  clock,
  partsApart,
  ownKey,
  logVerified,
  templateWritten,
  oneWording,
  keysNamed,
  legalBasis,
  impactAssessment,
];

/** Conditions of suspending, which a party does alone and at once, whatever its clock says. */
export const SUSPENDING_CLAUSES: readonly Clause[] = [partyNamed, ownKey, logVerified];
