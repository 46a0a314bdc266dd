/**
 * The conditions of a permit, each a small function with an id of its own. All of them are evaluated for
 * every request and written to the log; one that fails refuses. A further condition is one more entry here.
 */
import type { Clause } from './clause.ts';
import {
  columns,
  flow,
  keyInHand,
  leaving,
  partPlayed,
  partyNamed,
  recipientKey,
  recipientNamed,
  recipientPart,
  sameAgreement,
} from './clauses-request.ts';
import { effective, expiry, keyApart, ownKey, partsApart, review, status } from './clauses-standing.ts';

/** Every condition, in the order in which a refusal names the first that fails. */
export const CLAUSES: readonly Clause[] = [
  partyNamed,
  status,
  effective,
  expiry,
  review,
  partsApart,
  keyApart,
  ownKey,
  partPlayed,
  recipientNamed,
  recipientPart,
  recipientKey,
  flow,
  columns,
  leaving,
  sameAgreement,
  keyInHand,
];
