/** What a party has to do next under an agreement, told from the agreement and from which keys lie where it works. */
import type { StandingSuspension } from './notice.ts';
import type { Surroundings } from './operation.ts';
import { signatureStates } from './signatures.ts';
import { TO_BE_WRITTEN, unwritten } from './template.ts';
import type { Agreement, Part, Party } from './types.ts';

export interface Standing {
  readonly agreement: Agreement;
  /** Undefined where no party was made yet. */
  readonly partyId?: string | undefined;
  readonly holdsProjectKey: boolean;
  readonly surroundings: Pick<Surroundings, 'otherWordings'>;
  readonly suspensions: readonly StandingSuspension[];
  /** Whether every condition holds, as far as can be told. */
  readonly inForce: boolean;
}

/** What each part does under an agreement that is in force. */
export const WORK: Readonly<Record<Part, string>> = {
  agency: 'make this agency\'s packages: "throughline pseudonymise EXTRACT"',
  'linkage-unit': 'take in what agencies sealed ("throughline open SHARE"), then "throughline link"',
  analyst: 'take in what was sealed ("throughline open SHARE"), then for example "throughline overlap"',
  auditor: 'check a party\'s log: "throughline log verify DIR"',
};

/**
 * The steps between this workspace and its work, in the order in which they have to be taken; the work itself when
 * none is left and the agreement permits it. What no step of this party mends (dates) is for `standingClauses` to say.
 */
export function nextSteps(standing: Standing): readonly string[] {
  const { agreement, partyId, holdsProjectKey, surroundings, suspensions, inForce } = standing;
  if (partyId === undefined) return ['make this party\'s keys: "throughline party new ID"'];
  const own = agreement.parties.find(({ id }) => id === partyId);
  if (own === undefined) return [`ask for an agreement that names ${partyId} among its parties`];
  if (suspensions.length > 0) return aboutSuspensions(suspensions, own);
  const steps = [
    ...aboutTemplate(agreement),
    ...aboutKeys(agreement, own),
    ...(surroundings.otherWordings.length > 0 ? [ANOTHER_VERSION] : aboutSignatures(agreement, own)),
  ];
  if (own.part === 'agency' && agreement.linkage['key-check'] !== undefined && !holdsProjectKey) {
    steps.push(
      'take in the project key that another agency sends ("throughline key receive FILE"; it sends with "throughline key send PARTY")',
    );
  }
  return steps.length > 0 || !inForce ? steps : [WORK[own.part]];
}

/** A wording that took the place of another under the same version is signed by nobody. */
const ANOTHER_VERSION =
  'its wording changed and its version did not, so it cannot be signed: raise about.version, hand the file to the other parties, and then each signs it ("throughline agreement sign")';

function aboutSuspensions(suspensions: readonly StandingSuspension[], own: Party): string[] {
  const isSigned = suspensions.every(({ lifting }) => lifting.includes(own.id));
  return [
    ...(isSigned ? [] : ['once all agree that it goes on, sign the lifting: "throughline agreement lift"']),
    'hand the note that this wrote into outbox/ to the other parties, and take theirs in: "throughline agreement receive FILE"',
  ];
}

const aboutTemplate = (agreement: Agreement): string[] =>
  unwritten(agreement).length === 0
    ? []
    : [`write what is so with you into the agreement wherever a text begins with ${TO_BE_WRITTEN}`];

function aboutKeys({ about, parties, linkage }: Agreement, own: Party): string[] {
  const steps: string[] = [];
  if (lacksKey(own)) {
    steps.push('write the public halves of this party\'s keys ("throughline party show") into the agreement');
  }
  const others = parties.filter((party) => party !== own && lacksKey(party)).map(({ id }) => id);
  if (others.length > 0) {
    steps.push(
      `ask these parties for the public halves of their keys, and write them in: ${others.join(', ')}`,
    );
  }
  if (linkage['key-check'] === undefined) {
    steps.push(
      own.part === 'agency'
        ? 'agree which agency makes the project key ("throughline key new"), and write its check value into the agreement'
        : 'have one of the agencies make the project key, and write its check value into the agreement',
    );
  }
  if (about.status === 'draft')
    steps.push('when nothing is missing any more, set about.status in the agreement to active');
  return steps;
}

function aboutSignatures(agreement: Agreement, own: Party): string[] {
  const unsigned = signatureStates(agreement).flatMap(({ party, state }) =>
    state === 'signed' ? [] : [party],
  );
  const others = unsigned.filter((id) => id !== own.id);
  return [
    ...(unsigned.includes(own.id) ? ['sign it: "throughline agreement sign"'] : []),
    ...(others.length > 0
      ? [`take in the copies signed by ${others.join(', ')}: "throughline agreement receive FILE"`]
      : []),
  ];
}

const lacksKey = ({ keys }: Party): boolean => keys?.log === undefined || keys.sealing === undefined;
