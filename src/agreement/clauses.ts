/**
 * The conditions of a permit, each a small function with an id of its own. All of them are evaluated for
 * every request and written to the log; one that fails refuses. A further condition is one more entry in
 * {@link CLAUSES}.
 */
import { sameOrganisation } from './check-agreement.ts';
import { packageColumns, planColumns } from './columns.ts';
import type { Facts } from './operation.ts';
import type { Agreement, Part, Party } from './types.ts';

/** Why a clause does not hold: a sentence that names it, and what to do next. */
export interface Failure {
  readonly reason: string;
  readonly hint: string;
}

export interface Clause {
  /** Stable id, as the log carries it. */
  readonly id: string;
  /** Code of the error that a refusal throws. */
  readonly code: string;
  /** What holds when the clause holds, as a sentence. */
  readonly words: string;
  /** Whether this is a question about the agreement and the moment alone, whatever is asked for. */
  readonly standing: boolean;
  evaluate(facts: Facts): Failure | undefined;
}

const TALK = 'ask the information governance lead for a renewed agreement';

const partyOf = ({ agreement, partyId }: Facts): Party | undefined =>
  agreement.parties.find((party) => party.id === partyId);

const recipientOf = ({ agreement, operation }: Facts): Party | undefined =>
  agreement.parties.find((party) => party.id === operation.recipient?.id);

/** A time without its fraction of a second, in the agreement's own form. */
const second = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

const status: Clause = {
  id: 'status-active',
  code: 'PERMIT_NOT_ACTIVE',
  words: 'the agreement is active',
  standing: true,
  evaluate: ({ agreement: { about }, operation }) =>
    about.status === 'active' || (about.status === 'draft' && operation.preparing === true)
      ? undefined
      : { reason: `the agreement's status is ${about.status}, so it permits nothing`, hint: TALK },
};

const effective: Clause = {
  id: 'effective',
  code: 'PERMIT_NOT_YET_EFFECTIVE',
  words: 'the agreement has taken effect',
  standing: true,
  evaluate: ({ agreement: { about }, now, operation }) =>
    second(now) >= about.effective || operation.preparing === true
      ? undefined
      : {
          reason: `the agreement takes effect at ${about.effective} and permits nothing before`,
          hint: "wait until then, and check this machine's clock",
        },
};

const expiry: Clause = {
  id: 'not-expired',
  code: 'PERMIT_EXPIRED',
  words: 'the agreement has not expired',
  standing: true,
  evaluate: ({ agreement: { about }, now }) =>
    second(now) <= about.expires
      ? undefined
      : { reason: `the agreement expired at ${about.expires} and permits nothing any more`, hint: TALK },
};

const review: Clause = {
  id: 'review-not-overdue',
  code: 'PERMIT_REVIEW_OVERDUE',
  words: 'the review of the agreement is not overdue',
  standing: true,
  evaluate: ({ agreement: { about }, now }) =>
    second(now).slice(0, 10) <= about.review
      ? undefined
      : {
          reason: `the agreement was to be reviewed by ${about.review}, and permits nothing until it has been`,
          hint: TALK,
        },
};

const partsApart: Clause = {
  id: 'parts-apart',
  code: 'PERMIT_PARTS_COMBINED',
  words: 'no organisation plays two parts that the agreement does not let it combine',
  standing: true,
  evaluate: ({ agreement }) => {
    const found = combinations(agreement).find(({ accepted }) => !accepted);
    return found === undefined
      ? undefined
      : {
          reason: `the parties ${found.parties.join(' and ')} are one organisation in several parts (${found.parts.join(
            ', ',
          )}), which linkage.combined-parts does not name`,
          hint: 'give the parts to separate organisations, or name the combination in the agreement',
        };
  },
};

const partyNamed: Clause = {
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

const keyApart: Clause = {
  id: 'project-key-apart',
  code: 'PERMIT_PROJECT_KEY_HERE',
  words: 'no project key lies in the workspace of a party that is not an agency',
  standing: true,
  evaluate: (facts) =>
    !facts.holdsProjectKey || partyOf(facts)?.part === 'agency'
      ? undefined
      : {
          reason: 'a project key lies in this workspace, and only an agency may hold one',
          hint: 'report this to the agencies: the key has to be replaced, and nothing may be done here until then',
        },
};

const partPlayed: Clause = {
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

const flow: Clause = {
  id: 'flow-agreed',
  code: 'PERMIT_NO_FLOW',
  words: 'the agreement has a flow from this sender to this recipient for this kind of share',
  standing: false,
  evaluate: ({ agreement, partyId, operation }) => {
    if (operation.flow === undefined || agreedFlows(agreement, partyId, operation).length > 0)
      return undefined;
    const { from = partyId, to, what } = operation.flow;
    const route = to === undefined ? `from ${from}` : `from ${from} to ${to}`;
    return {
      reason: `the agreement has no flow of ${what} ${route}`,
      hint: '"throughline agreement show" lists what may go from whom to whom',
    };
  },
};

const recipientNamed: Clause = {
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

const recipientPart: Clause = {
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

const recipientKey: Clause = {
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

const columns: Clause = {
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

const leaving: Clause = {
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

const sameAgreement: Clause = {
  id: 'same-agreement',
  code: 'PERMIT_OTHER_AGREEMENT',
  words: 'the material was made under this exact agreement',
  standing: false,
  evaluate: ({ agreement, operation: { madeUnder } }) => {
    if (madeUnder === undefined) return undefined;
    const { id, version } = agreement.about;
    if (madeUnder.id === id && madeUnder.version === version && madeUnder.digest === agreement.digest) {
      return undefined;
    }
    return {
      reason: 'this was made under another agreement, or under another wording of this one',
      hint: 'make it again under the agreement in this workspace',
    };
  },
};

const keyInHand: Clause = {
  id: 'key-agreed',
  code: 'PERMIT_KEY_DIFFERS',
  words: 'the project key in hand is the one that the agreement names',
  standing: false,
  evaluate: ({ agreement, operation: { keyCheck } }) => {
    const agreed = agreement.linkage['key-check'];
    if (keyCheck === undefined || agreed === undefined || keyCheck === agreed) return undefined;
    return {
      reason: 'the project key in this workspace is not the one that linkage.key-check names',
      hint: 'have the right key sent by an agency that holds it ("throughline key send")',
    };
  },
};

/** Every condition, in the order in which a refusal names the first that fails. */
export const CLAUSES: readonly Clause[] = [
  partyNamed,
  status,
  effective,
  expiry,
  review,
  partsApart,
  keyApart,
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

/** The flows of the agreement that an operation can be a step of. */
export function agreedFlows(agreement: Agreement, partyId: string, operation: Facts['operation']) {
  const asked = operation.flow;
  if (asked === undefined) return [];
  const from = asked.from ?? partyId;
  return agreement.flows.filter(
    (agreed) =>
      agreed.from === from &&
      agreed.what === asked.what &&
      (asked.to === undefined ? true : agreed.to === asked.to) &&
      (agreed.from === partyId || agreed.to === partyId),
  );
}

export interface Combination {
  readonly organisation: string;
  readonly parts: readonly Part[];
  readonly parties: readonly string[];
  /** Whether linkage.combined-parts names it. */
  readonly accepted: boolean;
}

/** Every organisation that plays more than one part; each report has to say so first. */
export function combinations(agreement: Agreement): Combination[] {
  const found: Combination[] = [];
  for (const { organisation } of agreement.parties) {
    if (found.some((known) => sameOrganisation(known.organisation, organisation))) continue;
    const own = agreement.parties.filter((party) => sameOrganisation(party.organisation, organisation));
    const parts = [...new Set(own.map((party) => party.part))];
    if (parts.length < 2) continue;
    const named = agreement.linkage['combined-parts'].some(
      (entry) =>
        sameOrganisation(entry.organisation, organisation) &&
        parts.every((part) => entry.parts.includes(part)),
    );
    found.push({ organisation, parts, parties: own.map((party) => party.id), accepted: named });
  }
  return found;
}

const an = (part: Part): string => (/^[aeiou]/.test(part) ? `an ${part}` : `a ${part}`).replace('-', ' ');
