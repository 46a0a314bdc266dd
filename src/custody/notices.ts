/** Suspending the agreement, alone and at once, and lifting that, together. */
import { join } from 'node:path';
import {
  attempt,
  type FiledNotice,
  isSuspension,
  type LiftingBody,
  makeLifting,
  makeSuspension,
  type Notice,
  noticeBytes,
  noticeFileName,
  reasonFault,
  recordDone,
  recordStep,
  requestStep,
  type SuspensionBody,
  signersOf,
  standingSuspensions,
  withSignaturesOf,
} from '../agreement/index.ts';
import { refused, unusable } from '../errors.ts';
import { ensureDirectory, ensurePrivateDirectory, writeFileAtomically } from '../files/index.ts';
import { looksLike } from '../standardise/index.ts';
import type { Workspace } from './workspace.ts';

export interface Suspended {
  readonly party: string;
  readonly at: string;
  /** The notice to hand to every other party. */
  readonly file: string;
  /** Whether this party had suspended before, so that nothing was written. */
  readonly already: boolean;
}

/**
 * Suspends the agreement: from now nothing is permitted here, and at the others as soon as they take the notice in.
 *
 * @throws `REASON`; `PERMIT_...` (logged) when the party is not in the agreement or its key is another; what the
 * disk refuses with.
 */
export async function suspendAgreement(workspace: Workspace, reason: string): Promise<Suspended> {
  const { agreement, party, signer, ambient, paths } = workspace;
  const fault = reasonFault(reason) ?? identifierIn(reason, ambient.now());
  if (fault !== undefined) {
    throw unusable('REASON', `${fault}, and a reason goes to every party`, {
      hint: 'say why in one line that names no person, e.g. "data breach under investigation"',
    });
  }
  const { notices } = await workspace.look();
  const own = standingSuspensions(agreement, notices).find(
    ({ suspension }) => suspension.body.party === party.id,
  )?.suspension;
  if (own !== undefined) {
    return { party: party.id, at: own.body.at, file: join(paths.outbox, noticeFileName(own)), already: true };
  }
  const at = `${ambient.now().toISOString().slice(0, 19)}Z`;
  const notice = makeSuspension(agreement, { party: party.id, at, reason }, signer);
  const details = { notice: notice.digest };
  const step = await requestStep(workspace, 'agreement.suspend', 'agreement suspend', details);
  return attempt(workspace, [step], async () => {
    await fileNotice(workspace, notice);
    const file = await sendNotice(workspace, notice);
    await recordDone(workspace, step, details);
    return { party: party.id, at, file, already: false };
  });
}

export interface Lifted {
  readonly suspendedBy: string;
  /** The notice to hand to every other party. */
  readonly file: string;
  readonly signed: readonly string[];
  readonly waiting: readonly string[];
}

/**
 * Signs the lifting of every suspension that stands; each is lifted where all parties' signatures have come together.
 *
 * @throws `NOT_SUSPENDED` when none stands; `PERMIT_...` (logged) as signing the agreement does.
 */
export async function liftSuspensions(workspace: Workspace): Promise<readonly Lifted[]> {
  const { agreement, signer } = workspace;
  const { notices } = await workspace.look();
  const standing = standingSuspensions(agreement, notices);
  if (standing.length === 0) {
    throw refused('NOT_SUSPENDED', 'no party has suspended this agreement, so there is nothing to lift', {
      hint: '"throughline agreement check" says whether it is in force',
    });
  }
  const lifted: Lifted[] = [];
  for (const { suspension } of standing) {
    const details = { notice: suspension.digest };
    const step = await requestStep(workspace, 'agreement.resume', 'agreement lift', details);
    const made = makeLifting(agreement, suspension, signer);
    const known = liftingOf(notices, made);
    const notice = known === undefined ? made : withSignaturesOf(known, made);
    const one = await attempt(workspace, [step], async () => {
      // What the others are to sign is made first: while it is not filed here, the suspension stands.
      const file = await sendNotice(workspace, notice);
      await fileNotice(workspace, notice);
      const state = signersSoFar(workspace, notice);
      await recordDone(workspace, step, { ...details, complete: state.waiting.length === 0 });
      return { suspendedBy: suspension.body.party, file, ...state };
    });
    lifted.push(one);
  }
  return lifted;
}

export interface TakenNotice {
  readonly kind: 'suspension' | 'lifting';
  /** Who suspended; undefined for the lifting of a suspension that has not arrived here. */
  readonly suspendedBy: string | undefined;
  readonly reason?: string;
  readonly signed: readonly string[];
  readonly waiting: readonly string[];
}

/** Files a notice that arrived, its signatures with those that are there. @throws `NOTICE_OTHER`, `NOTICE_UNSIGNED`. */
export async function takeNotice(workspace: Workspace, notice: Notice, path: string): Promise<TakenNotice> {
  const { agreement } = workspace;
  const hint = 'ask its sender which agreement it is about';
  if (notice.body.agreement.digest !== agreement.digest) {
    throw refused(
      'NOTICE_OTHER',
      'this notice is about another agreement, or about another wording of this one',
      {
        place: { file: path },
        hint,
      },
    );
  }
  const signers = signersOf(agreement, notice);
  const needed = isSuspension(notice) ? signers.includes(notice.body.party) : signers.length > 0;
  if (!needed) {
    throw refused('NOTICE_UNSIGNED', 'this notice is not signed with the key that the agreement names', {
      place: { file: path },
      hint: 'do not rely on it: ask the party whose notice it claims to be',
    });
  }
  const { notices } = await workspace.look();
  if (isSuspension(notice)) {
    const { party, reason } = notice.body;
    if (!notices.some(({ notice: one }) => one?.digest === notice.digest)) {
      await fileNotice(workspace, notice);
      const details = { notice: notice.digest, by: party };
      await recordStep(workspace, 'agreement.suspend', 'agreement receive', details);
    }
    return { kind: 'suspension', suspendedBy: party, reason, signed: [], waiting: [] };
  }
  const body: LiftingBody = notice.body as LiftingBody;
  const known = liftingOf(notices, notice);
  const merged = known === undefined ? notice : withSignaturesOf(known, notice);
  const state = signersSoFar(workspace, merged);
  const fresh =
    known === undefined ? signers : signers.filter((id) => !signersOf(agreement, known).includes(id));
  if (fresh.length > 0) {
    await fileNotice(workspace, merged);
    await recordStep(workspace, 'agreement.resume', 'agreement receive', {
      notice: body.suspension,
      by: fresh.join(', '),
      complete: state.waiting.length === 0,
    });
  }
  const suspension = notices.find(({ notice: one }) => one?.digest === body.suspension)?.notice;
  const suspendedBy = (suspension?.body as SuspensionBody | undefined)?.party;
  return { kind: 'lifting', suspendedBy, ...state };
}

const liftingOf = (notices: readonly FiledNotice[], { digest }: Notice): Notice | undefined =>
  notices.find(({ notice }) => notice?.digest === digest)?.notice;

function signersSoFar({ agreement }: Workspace, notice: Notice) {
  const signed = signersOf(agreement, notice);
  return { signed, waiting: agreement.parties.map(({ id }) => id).filter((id) => !signed.includes(id)) };
}

async function fileNotice({ paths }: Workspace, notice: Notice): Promise<void> {
  await ensureDirectory(paths.notices);
  await writeFileAtomically(join(paths.notices, noticeFileName(notice)), noticeBytes(notice), {
    replace: true,
  });
}

async function sendNotice({ paths }: Workspace, notice: Notice): Promise<string> {
  await ensurePrivateDirectory(paths.outbox);
  const file = join(paths.outbox, noticeFileName(notice));
  await writeFileAtomically(file, noticeBytes(notice), { replace: true });
  return file;
}

/** A reason is words: anything in it that has the form of an identifier is refused. */
function identifierIn(reason: string, today: Date): string | undefined {
  const words = reason.split(/[\s,;()]+/);
  const runs = words.flatMap((_, at) => [1, 2, 3].map((length) => words.slice(at, at + length).join(' ')));
  const found = runs.map((run) => looksLike(run, today)).find((likeness) => likeness !== undefined);
  return found === undefined ? undefined : `the reason holds what looks like a ${found}`;
}
