/** Heeding what a person asks: on the list first, then everybody told who may hold a share with them in it. */
import { ThroughlineError } from '../errors.ts';
import { absentHere } from './absent.ts';
import { type SealedNotice, sealNotice } from './notice.ts';
import { type EarlierShare, isLeftOut, type RightAsked, recordRight, sharesSealed } from './rights.ts';
import type { Workspace } from './workspace.ts';

export interface Heeded {
  /** For whom it was recorded now. */
  readonly people: number;
  /** For how many more it stood already. */
  readonly standing: number;
  /** How many of `people` are in no package that was made and lies here; undefined where there is none to tell by. */
  readonly absent?: number;
  /** Index of the entry in this party's share log; undefined where nothing was new. */
  readonly entry?: number;
  /** Index of the one before, from which the reason and the references open. */
  readonly intent?: number;
  /** Shares of tokens and events sealed before, each of which may hold the person as they were. */
  readonly earlier: readonly EarlierShare[];
  /** Notices in outbox/, to be handed over. */
  readonly notices: readonly SealedNotice[];
  /** Parties for whom no notice was made now, and why. */
  readonly untold: readonly Untold[];
}

export interface Untold {
  readonly to: string;
  readonly code: string;
  readonly reason: string;
  /** Whether this very notice was made before, and lies at `file` in outbox/. */
  readonly isTold: boolean;
  readonly file?: string;
}

/**
 * Records the request, and seals a notice to every party that was ever sealed tokens or events. A correction
 * needs no notice: the share that is made anew takes the place of the old one. Asked for again, it makes the notices
 * that are missing.
 *
 * @throws as `recordRight`; that a notice is refused is no error, since the request stands all the same
 */
export async function heed(
  workspace: Workspace,
  asked: RightAsked & { readonly lift?: boolean },
): Promise<Heeded> {
  const { entry, intent, references, standing } = await recordRight(workspace, asked);
  const absent = asked.lift === true ? undefined : await absentHere(workspace, references);
  const earlier = await sharesSealed(workspace);
  const notices: SealedNotice[] = [];
  const untold: Untold[] = [];
  const recipients = isLeftOut(asked) ? [...new Set(earlier.map(({ to }) => to))].toSorted() : [];
  for (const to of recipients) {
    try {
      const kind = asked.lift === true ? 'reinstatement' : 'withdrawal';
      notices.push(await sealNotice(workspace, to, kind, asked.references));
    } catch (error) {
      if (!(error instanceof ThroughlineError)) throw error;
      const isTold = error.code === 'OUTPUT_EXISTS';
      const { file } = error.place;
      const lies = isTold && file !== undefined ? { file } : {};
      untold.push({ to, code: error.code, reason: error.reason, isTold, ...lies });
    }
  }
  return {
    people: references.length,
    standing,
    ...(absent === undefined ? {} : { absent }),
    ...(entry === undefined || intent === undefined ? {} : { entry, intent }),
    earlier,
    notices,
    untold,
  };
}
