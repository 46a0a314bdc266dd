/** Who has cosigned a checkpoint, counted by the organisations that a policy names. */
import { cosignedAt } from './cosignature.ts';
import type { Note } from './note.ts';
import { isQuorum, type Policy } from './policy.ts';

export interface Witnessed {
  /** Witnesses whose cosignature holds. */
  readonly signed: number;
  /** Witnesses that the policy names. */
  readonly of: number;
  /** The policy's names for those that signed, in its order. */
  readonly organisations: readonly string[];
  /** Whether they make up the quorum that the policy asks for. */
  readonly quorum: boolean;
  /** The first and last of the times of cosigning, in seconds since 1970. */
  readonly earliest?: number;
  readonly latest?: number;
}

/** @throws COSIGNATURE when the note carries a wrong cosignature by a witness of the policy. */
export function witnessedBy(note: Note, policy: Policy): Witnessed {
  const times = policy.witnesses.flatMap((witness) => {
    const at = cosignedAt(note, witness.verifier);
    return at === undefined ? [] : [{ name: witness.name, seconds: at }];
  });
  const organisations = times.map((time) => time.name);
  const seconds = times.map((time) => time.seconds);
  return {
    signed: times.length,
    of: policy.witnesses.length,
    organisations,
    quorum: isQuorum(policy, new Set(organisations)),
    ...(times.length === 0 ? {} : { earliest: Math.min(...seconds), latest: Math.max(...seconds) }),
  };
}
