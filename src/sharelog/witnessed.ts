/** Who has cosigned a checkpoint, counted by the organisations that a policy names. */
import { cosignedAt } from './cosignature.ts';
import type { Note } from './note.ts';
import { hasSigned, isQuorum, type Policy } from './policy.ts';

export interface Witnessed {
  /** Distinct organisations whose cosignature holds. */
  readonly signed: number;
  /** Distinct organisations that the policy names. */
  readonly of: number;
  /** The policy's names for those that signed, in its order. */
  readonly organisations: readonly string[];
  /** How many of them its quorum asks for; 0 where it asks for none. */
  readonly asked: number;
  /** Whether they make up the quorum that the policy asks for. */
  readonly quorum: boolean;
  /** The first and last of the times of cosigning, in seconds since 1970. */
  readonly earliest?: number;
  readonly latest?: number;
}

/**
 * The organisations that a policy counts: the members of the group that is its quorum, where a group in that
 * group stands for one organisation with several parties; without such a group, its witnesses.
 */
export function partners(policy: Policy): readonly string[] {
  const quorum = policy.groups.find((group) => group.name === policy.quorum);
  return quorum?.members ?? policy.witnesses.map((witness) => witness.name);
}

/** How many organisations make up the quorum. */
export function asked({ groups, quorum }: Policy): number {
  if (quorum === 'none') return 0;
  return groups.find(({ name }) => name === quorum)?.threshold ?? 1;
}

/** @throws COSIGNATURE when the note carries a wrong cosignature by a witness of the policy. */
export function witnessedBy(note: Note, policy: Policy): Witnessed {
  const times = policy.witnesses.flatMap((witness) => {
    const at = cosignedAt(note, witness.verifier);
    return at === undefined ? [] : [{ name: witness.name, seconds: at }];
  });
  const signed = new Set(times.map((time) => time.name));
  const organisations = partners(policy).filter((name) => hasSigned(policy, name, signed));
  const seconds = times.map((time) => time.seconds);
  return {
    signed: organisations.length,
    of: partners(policy).length,
    organisations,
    asked: asked(policy),
    quorum: isQuorum(policy, signed),
    ...(times.length === 0 ? {} : { earliest: Math.min(...seconds), latest: Math.max(...seconds) }),
  };
}
