/** What is said of signatures, suspensions and liftings. */
import type { PartySignature, StandingSuspension } from '../agreement/index.ts';
import type { Lifted, PartyKeys, Taken } from '../custody/index.ts';
import { list } from '../terminal/index.ts';

/** The public halves of a party's keys, as an agreement has them. */
export const publicHalves = ({ id, log, witness, sealing }: PartyKeys): string => `  - id: ${id}
    keys:
      log: ${log}
      witness: ${witness}
      sealing: ${sealing}`;

/** One sentence for each suspension that stands. */
export const suspensionLines = (suspensions: readonly StandingSuspension[]): string[] =>
  suspensions.map(({ suspension: { body } }) => `SUSPENDED by ${body.party} at ${body.at}: ${body.reason}`);

/** One line a party: whether it signed, with which key, over what. */
export function signatureLines(signatures: readonly PartySignature[]): string[] {
  const width = Math.max(...signatures.map(({ party }) => party.length));
  return signatures.map(({ party, state, keyId, digest }) => {
    const mark = state === 'signed' ? 'yes' : 'NO ';
    const key = keyId === undefined ? '' : `, key ${keyId}`;
    const other = state === 'signed' || digest === undefined ? '' : `, digest ${digest.slice(0, 16)}…`;
    return `  ${mark}  ${party.padEnd(width)}  ${state}${key}${other}`;
  });
}

/** What was taken in from one file. */
export function takenText(taken: Taken): string {
  if (taken.kind === 'copy') {
    const { added, leftOut, missing } = taken;
    return [
      `${taken.file}: ${added.length === 0 ? 'no signature that was not here' : `signatures of ${list(added)} added`}`,
      ...(leftOut.length === 0 ? [] : [`  left out, being over another wording or wrong: ${list(leftOut)}`]),
      missing.length === 0 ? '  every party has signed' : `  still missing: ${list(missing)}`,
    ].join('\n');
  }
  if (taken.kind === 'suspension') {
    return `${taken.file}: ${taken.suspendedBy} has SUSPENDED the agreement, and nothing is permitted here until it is lifted\n  its reason: ${taken.reason}`;
  }
  return `${taken.file}: ${liftingState(taken.suspendedBy ?? 'another party', taken.waiting)}`;
}

export function liftedText({ suspendedBy, file, waiting }: Lifted): string {
  const next = waiting.length === 0 ? '' : `\nnext: hand ${file} to every other party`;
  return `${liftingState(suspendedBy, waiting)}${next}`;
}

const liftingState = (by: string, waiting: readonly string[]): string =>
  waiting.length === 0
    ? `the suspension by ${by} is lifted: all parties have signed`
    : `the lifting of the suspension by ${by} is signed here; still to sign: ${list(waiting)}`;
