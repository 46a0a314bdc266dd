/** Opening a notice: whoever holds a share does what the agency asks, whether or not the agreement still stands. */
import { refused } from '../errors.ts';
import { band } from '../sharelog/index.ts';
import { sha256 } from './announcement.ts';
import { checkIntent } from './intent.ts';
import { inWords, parseNotice } from './notice.ts';
import type { OpenedShare } from './opened.ts';
import { recordOwnAct } from './own-act.ts';
import { noteNotice, reduceAll } from './withdrawn.ts';
import type { Workspace } from './workspace.ts';

/**
 * Heeds a notice. Needs no permit: it lets nothing leave, and a person's right outlasts an agreement. A job that
 * is cut short can be run again with the same notice.
 *
 * @throws `SHARE_CONTENT`, `SHARE_NOT_FOR_US`, `SHARE_SENDER_KEY`, `SHARE_PROOF`; `WITHDRAWN_LIST`, `LIST_LOST`; what reading
 * and writing packages throws
 */
export async function openNotice(
  workspace: Workspace,
  parts: { readonly notice: Uint8Array; readonly intent: Uint8Array; readonly proof: Uint8Array },
  sealed: string,
): Promise<OpenedShare> {
  const { agreement, party, paths } = workspace;
  const notice = parseNotice(parts.notice);
  if (notice.to !== party.id) {
    throw refused('SHARE_NOT_FOR_US', 'this notice was made for another party', {
      hint: 'ask its sender for one made for this party',
    });
  }
  const descriptor = sha256(parts.notice);
  const { from, kind, references } = notice;
  const announced = checkIntent(
    agreement,
    { ...notice, what: 'notice', descriptor },
    parts.intent,
    parts.proof,
  );
  const noted = await noteNotice(workspace, notice, descriptor, announced);
  const reductions = await reduceAll(workspace, noted.withdrawn);
  try {
    const details = {
      action: 'open',
      what: `record references, by ${inWords(notice)}`,
      from,
      notice: descriptor,
      sealed,
      people: band(references.length),
      state: noted.state,
      reduced: reductions.pairs,
    };
    const type = kind === 'withdrawal' ? 'erasure' : 'alteration';
    const { index: intent } = await recordOwnAct(workspace, { type, phase: 'intent', details });
    await noted.write();
    await reductions.commit();
    const done = { type, phase: 'done', details: { ...details, intent } } as const;
    const { index: entry } = await recordOwnAct(workspace, done);
    return {
      from,
      what: 'notice',
      filed: paths.withdrawn,
      descriptor,
      sealed,
      announced,
      entry,
      notice: { kind, people: references.length, packages: reductions.packages },
    };
  } finally {
    await reductions.abandon();
  }
}
