/** Conditions that hold or fail whatever is asked for: the agreement's status and dates, and who holds what. */
import type { Clause } from './clause.ts';
import { partyOf } from './clause.ts';
import { combinations } from './combinations.ts';

const TALK = 'ask the information governance lead for a renewed agreement';

/** A time without its fraction of a second, in the agreement's own form. */
const second = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

export const status: Clause = {
  id: 'status-active',
  code: 'PERMIT_NOT_ACTIVE',
  words: 'the agreement is active',
  standing: true,
  evaluate: ({ agreement: { about }, operation }) =>
    about.status === 'active' || (about.status === 'draft' && operation.preparing === true)
      ? undefined
      : { reason: `the agreement's status is ${about.status}, so it permits nothing`, hint: TALK },
};

export const effective: Clause = {
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

export const expiry: Clause = {
  id: 'not-expired',
  code: 'PERMIT_EXPIRED',
  words: 'the agreement has not expired',
  standing: true,
  evaluate: ({ agreement: { about }, now }) =>
    second(now) <= about.expires
      ? undefined
      : { reason: `the agreement expired at ${about.expires} and permits nothing any more`, hint: TALK },
};

export const review: Clause = {
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

export const partsApart: Clause = {
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

export const keyApart: Clause = {
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

export const ownKey: Clause = {
  id: 'own-key-agreed',
  code: 'PERMIT_OWN_KEY_DIFFERS',
  words: "this party's log key is the one that the agreement names",
  standing: true,
  evaluate: (facts) => {
    const agreed = partyOf(facts)?.keys?.log;
    if (agreed === undefined || facts.ownLogKey === undefined || agreed === facts.ownLogKey) return undefined;
    return {
      reason: `the log key in this workspace is not the one that the agreement names for ${facts.partyId}`,
      hint: 'check that this is the right workspace; if keys were made anew, the agreement has to name them',
    };
  },
  untold: (facts) => {
    if (facts.ownLogKey === undefined) {
      return {
        reason: 'this workspace holds no log key, so there is none to compare',
        hint: 'make the keys with "throughline party new", or look in the workspace of a party',
      };
    }
    const party = partyOf(facts);
    if (party === undefined) {
      return {
        reason: `the agreement has no party ${facts.partyId}, so it names no key to compare with`,
        hint: 'check that this workspace holds the right agreement, and the party its right id',
      };
    }
    if (party.keys?.log !== undefined) return undefined;
    return {
      reason: `the agreement names no log key for ${facts.partyId}`,
      hint: 'have the keys that "throughline party new" printed written into the agreement',
    };
  },
};
