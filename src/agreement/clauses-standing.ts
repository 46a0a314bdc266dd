/** Conditions that hold or fail whatever is asked for: the agreement's status and dates, and who holds what. */
import type { Clause } from './clause.ts';
import { partyOf } from './clause.ts';
import { combinations } from './combinations.ts';
import type { Operation } from './operation.ts';

const TALK = 'ask the information governance lead for a renewed agreement';

/** Steps that come before the signatures: making a key, whose check value is then signed. */
export const isBeforeSigning = ({ preparing, operation }: Operation): boolean =>
  preparing === true && operation !== 'key.send' && operation !== 'key.receive';

/** A time without its fraction of a second, in the agreement's own form. */
const second = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

export const status: Clause = {
  id: 'status-active',
  code: 'PERMIT_NOT_ACTIVE',
  words: 'the agreement is active',
  standing: true,
  evaluate: ({ agreement: { about }, operation }) =>
    about.status === 'active' || (about.status === 'draft' && isBeforeSigning(operation))
      ? undefined
      : {
          reason: `the agreement's status is ${about.status}, so it permits nothing`,
          hint:
            about.status === 'draft'
              ? 'complete it, set about.status to active, and have every party sign'
              : TALK,
        },
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

export const clock: Clause = {
  id: 'clock-forward',
  code: 'PERMIT_CLOCK_BEHIND',
  words: "this machine's clock is not behind the last entry of the share log",
  standing: true,
  evaluate: ({ now, surroundings: { log } }) =>
    log.lastEntryAt === undefined || now.getTime() >= Date.parse(log.lastEntryAt)
      ? undefined
      : {
          reason: `the clock is behind: the share log's last entry is of ${log.lastEntryAt}, which is later than now`,
          hint: "set this machine's clock and run this again",
        },
};

export const logVerified: Clause = {
  id: 'log-verified',
  code: 'PERMIT_LOG_NOT_VERIFIED',
  words: 'the share log verifies since its last verified checkpoint',
  standing: true,
  evaluate: ({ surroundings: { log } }) =>
    log.fault === undefined
      ? undefined
      : {
          reason: `the share log does not verify since its last verified checkpoint: ${log.fault}`,
          hint: 'keep the log folder as it is, and run "throughline log verify"',
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
  evaluate: (facts) => {
    const [stray] = facts.surroundings.strayKeys;
    if (partyOf(facts)?.part === 'agency' || !(facts.holdsProjectKey || stray !== undefined))
      return undefined;
    const where = facts.holdsProjectKey ? '' : ` (${stray})`;
    return {
      reason: `a project key lies in this workspace${where}, and only an agency may hold one`,
      hint: 'report this to the agencies: the key has to be replaced, and nothing may be done here until then',
    };
  },
};

export const ownKey: Clause = {
  id: 'own-key-agreed',
  code: 'PERMIT_OWN_KEY_DIFFERS',
  words: "this party's log key is the one that the agreement names",
  standing: true,
  evaluate: (facts) => {
    const agreed = partyOf(facts)?.keys?.log;
    if (facts.ownLogKey === undefined || agreed === facts.ownLogKey) return undefined;
    if (agreed === undefined) {
      return isBeforeSigning(facts.operation)
        ? undefined
        : {
            reason: `the agreement names no log key for ${facts.partyId}`,
            hint: 'write the key that "throughline party new" printed into the agreement, and have all sign',
          };
    }
    return {
      reason: `the log key in this workspace is not the one that the agreement names for ${facts.partyId}`,
      hint: 'check that this is the right workspace; if keys were made anew, the agreement has to name them',
    };
  },
  untold: (facts) =>
    facts.ownLogKey === undefined
      ? {
          reason: 'this workspace holds no log key, so there is none to compare',
          hint: 'make the keys with "throughline party new", or look in the workspace of a party',
        }
      : undefined,
};
