/** Counting and releasing all that a report has a place for. */
import { basename } from 'node:path';
import { consult, type HeldEvents, holdingLinkedEvents } from '../analyse/index.ts';
import type { Workspace } from '../custody/index.ts';
import type { ShownFigures } from '../disclose/index.ts';
import { ThroughlineError } from '../errors.ts';
import { release } from '../release/index.ts';
import { STANDARD, type Standard, type StandardOptions } from './standard.ts';

export interface Prepared {
  /** Of the figures. */
  readonly id: string;
  /** The words of the command that counts it. */
  readonly command: string;
  /** `unsafe` where it would give hidden counts away and hiding more would not help; `not counted` where it cannot be. */
  readonly status: 'released' | 'released before' | 'unsafe' | 'not counted';
  /** The release's folder, or why it was not counted. */
  readonly told: string;
  /** What was released, as everybody sees it. */
  readonly shown?: ShownFigures;
}

export interface PrepareOptions extends StandardOptions {
  readonly onStage?: (stage: string, done: number, of: number) => void;
}

/**
 * Counts each of the standard figures and releases it, hiding more where that makes it safe, and in less detail where it
 * does not. What is not safe in any, or cannot be counted on the events that are here, is passed over and told.
 *
 * @throws what `consult` and `release` throw, apart from input that cannot be used.
 */
export async function prepare(workspace: Workspace, options: PrepareOptions): Promise<Prepared[]> {
  const { onStage, ...asked } = options;
  return holdingLinkedEvents(async (held) => {
    const prepared: Prepared[] = [];
    for (const [at, one] of STANDARD.entries()) {
      onStage?.(one.command, at, STANDARD.length);
      prepared.push(await prepareOne(workspace, one, asked, held));
    }
    return prepared;
  });
}

async function prepareOne(
  workspace: Workspace,
  { id, action, command, count, coarser }: Standard,
  asked: StandardOptions,
  held: HeldEvents,
): Promise<Prepared> {
  try {
    const { folder } = await consult(workspace, {
      action,
      asked: {
        command,
        ...(asked.from === undefined ? {} : { from: asked.from }),
        ...(asked.to === undefined ? {} : { to: asked.to }),
      },
      inside: false,
      count: (context) => count({ ...context, held }, asked),
    });
    const done = await release(workspace, folder, { withhold: true });
    if (done.status !== 'unsafe')
      return { id, command, status: done.status, told: basename(done.folder), shown: done.shown };
    if (coarser !== undefined) return await prepareOne(workspace, coarser, asked, held);
    return { id, command, status: 'unsafe', told: UNSAFE };
  } catch (error) {
    if (!isPassedOver(error)) throw error;
    return { id, command, status: 'not counted', told: error.message };
  }
}

const UNSAFE = 'together with earlier releases it would give hidden counts away';

/** What cannot be counted here: on these events, or under an agreement that wants noise which these figures cannot carry. */
const isPassedOver = (error: unknown): error is ThroughlineError =>
  error instanceof ThroughlineError && (error.exitCode === 2 || error.code === 'NOISE_WITHOUT_KEYS');
