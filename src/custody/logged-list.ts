/**
 * Private lists that the share log remembers: who asked to be left out (`rights`), and what a holder of shares was told
 * to drop (`withdrawn`). Each entry that changes one has a digest of what the list is then, under a key of this party's
 * own, since with a plain one whoever holds references could try which of them gives it. A list that is lost, or
 * was put back from an older backup, would bring people back who asked to be left out.
 */
import { createHmac } from 'node:crypto';
import { refused } from '../errors.ts';
import { canonicalise, readEntries } from '../sharelog/index.ts';
import { listKey } from './derive.ts';
import { readReferenceSecret } from './project-key.ts';
import { isRecord, listOf } from './shape.ts';
import type { Workspace } from './workspace.ts';

export type PrivateList = 'rights' | 'withdrawn';

export interface LoggedList {
  /** Whether the log has any change of the list. */
  readonly isRecorded: boolean;
  /** What the list may be: as the last change left it, or as a change that was begun since would. None in logs of old. */
  readonly states: ReadonlySet<string>;
  /** The digests of the notices that were heeded. */
  readonly notices: readonly string[];
  /** Changes that were begun and not ended since, by the entries of their intents. */
  readonly begun: readonly Begun[];
}

export interface Begun {
  readonly entry: number;
  /** Of a notice: the agency that sent it. */
  readonly from?: string;
  /** Of a notice: packages that were about to lose rows, as `before after` by their digests. */
  readonly reduced: readonly string[];
}

/** What this party's log says of a list. */
export async function loggedList({ log }: Pick<Workspace, 'log'>, list: PrivateList): Promise<LoggedList> {
  let isRecorded = false;
  let states = new Set<string>();
  const notices = new Set<string>();
  const begun = new Map<number, Details>();
  for await (const { index, fields } of readEntries(log.folder)) {
    const { type, phase, details } = fields;
    if (!isRecord(details) || !(type === 'alteration' || type === 'erasure')) continue;
    const { action, notice, state } = details;
    const isChange =
      list === 'rights' ? action === 'object' || action === 'correct' : typeof notice === 'string';
    if (!isChange) continue;
    if (phase === 'intent') begun.set(index, details);
    if (phase === 'done') {
      for (const [entry, intent] of begun) if (isEnded(list, intent, details)) begun.delete(entry);
      isRecorded = true;
      states = new Set();
      if (typeof notice === 'string') notices.add(notice);
    }
    if (typeof state === 'string') states.add(state);
  }
  return {
    isRecorded,
    states,
    notices: [...notices].toSorted(),
    begun: [...begun].map(([entry, { from, reduced }]) => ({
      entry,
      ...(typeof from === 'string' ? { from } : {}),
      reduced: listOf(reduced),
    })),
  };
}

type Details = Record<string, unknown>;

/**
 * Whether a change that is done ends what an intent began: the same notice or request was made again, or the list that
 * the intent made is the one that was changed. Intents of old do not say what was asked; any later change ends them.
 */
function isEnded(list: PrivateList, intent: Details, done: Details): boolean {
  if (list === 'withdrawn') return intent.notice === done.notice;
  return intent.asks === undefined || intent.asks === done.asks || intent.state === done.stateBefore;
}

/** The digest by which the log knows such content of a list. @throws `KEY_MISSING`, `KEY_FILE_...`. */
export async function stateOf(workspace: Workspace, list: PrivateList, content: unknown): Promise<string> {
  const secret = await readReferenceSecret(workspace);
  const key = listKey(secret, list);
  secret.fill(0);
  const digest = createHmac('sha256', key).update(canonicalise(content)).digest('hex');
  key.fill(0);
  return `hmac-sha256:${digest}`;
}

/**
 * Holds a list against the log.
 *
 * @param content undefined where there is no list
 * @param hint how to come by the list again
 * @throws `LIST_LOST` (exit code 1) when it is gone, or is not what the log last made of it
 */
export async function requireAsLogged(
  workspace: Workspace,
  list: PrivateList,
  { file, content, hint }: { readonly file: string; readonly content: unknown; readonly hint: string },
): Promise<void> {
  const { isRecorded, states } = await loggedList(workspace, list);
  const isGone = content === undefined;
  if (isGone ? !isRecorded : states.size === 0) return;
  if (!isGone && states.has(await stateOf(workspace, list, content))) return;
  const why = isGone
    ? 'is gone, although the share log records what is in it'
    : 'is not as the share log last has it';
  throw refused('LIST_LOST', `this list ${why}`, { place: { file }, hint });
}
