/** Conditions on what is asked for: who asks, for whom, by which flow, with which columns and key. */
import { agreedFlows, an, type Clause, partyOf, recipientOf } from './clause.ts';
import { packageColumns, planColumns } from './columns.ts';

export const partyNamed: Clause = {
  id: 'party-named',
  code: 'PERMIT_PARTY_UNKNOWN',
  words: 'this party is in the agreement',
  standing: false,
  evaluate: (facts) =>
    partyOf(facts) !== undefined
      ? undefined
      : {
          reason: `the party ${facts.partyId} is not in the agreement`,
          hint: 'check that this workspace holds the right agreement, and the party its right id',
        },
};

export const partPlayed: Clause = {
  id: 'part-played',
  code: 'PERMIT_WRONG_PART',
  words: 'this party plays the part that the operation needs',
  standing: false,
  evaluate: (facts) => {
    const part = partyOf(facts)?.part;
    const { parts, action } = facts.operation;
    if (part === undefined || parts.includes(part)) return undefined;
    return {
      reason: `${facts.partyId} is ${an(part)}, and "${action}" is for ${parts.map(an).join(' or ')} only`,
      hint: 'run this in the workspace of the party whose part it is',
    };
  },
};

export const recipientNamed: Clause = {
  id: 'recipient-named',
  code: 'PERMIT_RECIPIENT_UNKNOWN',
  words: 'the recipient is in the agreement',
  standing: false,
  evaluate: (facts) => {
    const { recipient } = facts.operation;
    if (recipient === undefined || recipientOf(facts) !== undefined) return undefined;
    return {
      reason: `the agreement has no party ${recipient.id}`,
      hint: '"throughline agreement show" lists the parties',
    };
  },
};

export const recipientPart: Clause = {
  id: 'recipient-part',
  code: 'PERMIT_RECIPIENT_PART',
  words: 'the recipient plays a part that may have this',
  standing: false,
  evaluate: (facts) => {
    const part = recipientOf(facts)?.part;
    const { recipient, action } = facts.operation;
    if (recipient === undefined || part === undefined || recipient.parts.includes(part)) return undefined;
    return {
      reason: `${recipient.id} is ${an(part)}, and "${action}" to it is for ${recipient.parts.map(an).join(' or ')} only`,
      hint: 'name a recipient whose part it is',
    };
  },
};

export const recipientKey: Clause = {
  id: 'recipient-key',
  code: 'PERMIT_RECIPIENT_KEY',
  words: "the agreement names the recipient's sealing key",
  standing: false,
  evaluate: (facts) => {
    const party = recipientOf(facts);
    if (party === undefined || party.keys?.sealing !== undefined) return undefined;
    return {
      reason: `the agreement names no sealing key for ${party.id}, so nothing can be sealed to it`,
      hint: `have ${party.id} run "throughline party new" and write the key it prints into the agreement`,
    };
  },
};

export const flow: Clause = {
  id: 'flow-agreed',
  code: 'PERMIT_NO_FLOW',
  words: 'the agreement has a flow from this sender to this recipient for this kind of share and purpose',
  standing: false,
  evaluate: ({ agreement, partyId, operation }) => {
    if (operation.flow === undefined || agreedFlows(agreement, partyId, operation).length > 0)
      return undefined;
    const { from = partyId, to, what, purpose } = operation.flow;
    const route = to === undefined ? `from ${from}` : `from ${from} to ${to}`;
    const use = purpose === undefined ? '' : ` for ${purpose}`;
    return {
      reason: `the agreement has no flow of ${what} ${route}${use}`,
      hint: '"throughline agreement show" lists what may go from whom to whom',
    };
  },
};

export const columns: Clause = {
  id: 'columns-named',
  code: 'PERMIT_COLUMN_NOT_NAMED',
  words: 'every column that is used is named in the agreement',
  standing: false,
  evaluate: ({ agreement, partyId, operation }) => {
    const named = agreement.columns[partyId] ?? {};
    const others = (operation.columns ?? []).filter((column) => !Object.hasOwn(named, column));
    if (others.length === 0) return undefined;
    return {
      reason: `the agreement names no column ${others.slice(0, 5).join(', ')} for ${partyId}`,
      hint: 'leave the column out, or have it added to the agreement',
    };
  },
};

export const leaving: Clause = {
  id: 'leaving-agreed',
  code: 'PERMIT_COLUMN_NOT_AGREED',
  words: 'every column of the package is one that the agreement lets leave',
  standing: false,
  evaluate: ({ agreement, partyId, operation }) => {
    const agreed = packageColumns(planColumns(agreement.columns[partyId] ?? {}));
    const others = (operation.leaving ?? []).filter((name) => !agreed.includes(name));
    if (others.length === 0) return undefined;
    return {
      reason: `the agreement lets no column ${others.slice(0, 5).join(', ')} of ${partyId} leave`,
      hint: 'make the package again under the agreement in this workspace',
    };
  },
};

export const sameAgreement: Clause = {
  id: 'same-agreement',
  code: 'PERMIT_OTHER_AGREEMENT',
  words: 'the material was made under this exact agreement',
  standing: false,
  evaluate: ({ agreement, operation: { operation, madeUnder } }) => {
    if (madeUnder === undefined) return undefined;
    const { id, version } = agreement.about;
    if (madeUnder.id === id && madeUnder.version === version && madeUnder.digest === agreement.digest) {
      return undefined;
    }
    return {
      reason: 'this was made under another agreement, or under another wording of this one',
      hint:
        operation === 'collection'
          ? 'ask its sender to make it again and send it, under the agreement in this workspace'
          : 'make it again under the agreement in this workspace',
    };
  },
};

export const keyInHand: Clause = {
  id: 'key-agreed',
  code: 'PERMIT_KEY_DIFFERS',
  words: 'the project key in hand is the one that the agreement names',
  standing: false,
  evaluate: ({ agreement, operation: { keyCheck, preparing } }) => {
    const agreed = agreement.linkage['key-check'];
    if (keyCheck === undefined || keyCheck === agreed) return undefined;
    if (agreed === undefined) {
      return preparing === true
        ? undefined
        : {
            reason: 'the agreement names no project key, so none may be used',
            hint: 'put the check value that "throughline key new" printed under linkage.key-check, and have all sign',
          };
    }
    return {
      reason: 'the project key in this workspace is not the one that linkage.key-check names',
      hint: 'have the right key sent by an agency that holds it ("throughline key send")',
    };
  },
};

export const keysNamed: Clause = {
  id: 'keys-named',
  code: 'PERMIT_KEYS_NOT_NAMED',
  words: 'the agreement names the log key and the sealing key of every party, and the project key',
  standing: false,
  evaluate: ({ agreement }) => {
    const lacking = agreement.parties.find(
      ({ keys }) => keys?.log === undefined || keys.sealing === undefined,
    );
    if (lacking !== undefined) {
      return {
        reason: `the agreement does not name both keys of ${lacking.id}, so it cannot be signed yet`,
        hint: `have ${lacking.id} run "throughline party new", and write the two keys it prints into the agreement`,
      };
    }
    const tokensFlow = agreement.flows.some(({ what }) => what === 'tokens');
    return tokensFlow && agreement.linkage['key-check'] === undefined
      ? {
          reason: 'the agreement names no project key, so it cannot be signed yet',
          hint: 'make it with "throughline key new", and write its check value under linkage.key-check',
        }
      : undefined;
  },
};
