/** Who vouches for whose share log, as the agreement has it. */
import type { Agreement, Party } from '../agreement/index.ts';
import { type Policy, parseVkey, type Verifier, type Witness } from '../sharelog/index.ts';
import type { StatedKey } from './stated-keys.ts';

/** The party whose log key in the agreement bears the name `origin`; undefined when it names none. */
export const partyOfOrigin = (agreement: Agreement, origin: string): Party | undefined =>
  agreement.parties.find(({ keys }) => keys?.log !== undefined && parseVkey(keys.log).name === origin);

/**
 * The parties that may witness the log of `partyId`: those of other organisations that have a witness key, in the
 * agreement or, where it names none, by their own statement.
 */
export function witnessesOf(
  agreement: Agreement,
  partyId: string,
  stated: readonly StatedKey[] = [],
): (Witness & { organisation: string })[] {
  const own = agreement.parties.find(({ id }) => id === partyId)?.organisation;
  return agreement.parties.flatMap(({ id, organisation, keys }) => {
    const verifier =
      keys?.witness === undefined
        ? stated.find(({ party }) => party === id)?.verifier
        : parseVkey(keys.witness);
    return verifier === undefined || organisation === own ? [] : [{ name: id, verifier, organisation }];
  });
}

/**
 * The policy of a party's log under the agreement: any one organisation among the partners makes it
 * witnessed, and several parties of one organisation count once.
 */
export function policyUnder(
  agreement: Agreement,
  partyId: string,
  logs: readonly Verifier[],
  stated: readonly StatedKey[] = [],
): Policy {
  const found = witnessesOf(agreement, partyId, stated);
  const witnesses = found.map(({ name, verifier }) => ({ name, verifier }));
  if (witnesses.length === 0) return { logs, witnesses, groups: [], quorum: 'none' };
  const names = organisationNames(found);
  const shared = names.filter(({ parties }) => parties.length > 1);
  return {
    logs,
    witnesses,
    groups: [
      ...shared.map(({ name, parties }) => ({ name, threshold: 1, members: parties })),
      { name: PARTNERS, threshold: 1, members: names.map(({ name }) => name) },
    ],
    quorum: PARTNERS,
  };
}

/** No party id has a capital letter, so no party can be called this. */
const PARTNERS = 'Partners';

/** Each organisation's parties, under the party's own name or, where it has several, under all their names. */
function organisationNames(found: readonly { readonly name: string; readonly organisation: string }[]) {
  return [...new Set(found.map(({ organisation }) => organisation))].map((organisation) => {
    const parties = found.filter((one) => one.organisation === organisation).map(({ name }) => name);
    return { name: parties.join('&'), parties };
  });
}
