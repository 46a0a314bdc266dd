/**
 * What a party does with what is its own: taking an extract in, ending a key, destroying a file, heeding a person's objection. It
 * lets nothing leave, and has to be possible when the agreement permits nothing any more, so it asks for no
 * permit. It is in the share log all the same, before and after.
 */
import { type Details, reference } from '../agreement/index.ts';
import type { Appended, EntryDraft, PersonalValues } from '../sharelog/index.ts';
import type { Workspace } from './workspace.ts';

export interface OwnAct {
  readonly type: Extract<
    EntryDraft['type'],
    'collection' | 'erasure' | 'alteration' | 'consultation' | 'key.retire' | 'key.lock'
  >;
  readonly phase: 'intent' | 'done';
  readonly details: Details;
  /** What could name a person: a salted digest each, that can be erased. */
  readonly personal?: PersonalValues;
}

export async function recordOwnAct(
  { log, party, agreement }: Pick<Workspace, 'log' | 'party' | 'agreement'>,
  { type, phase, details, personal = {} }: OwnAct,
): Promise<Appended> {
  const { digest, ...named } = reference(agreement);
  const [entry] = await log.append(
    [
      {
        type,
        phase,
        org: party.id,
        actorRole: party.part,
        isa: { ...named, sha256: digest },
        personal,
        details,
      },
    ],
    // A clock that was once ahead stands in the way of nobody's objection. Looking somebody up can wait.
    { despiteClock: type !== 'consultation' },
  );
  return entry!;
}
