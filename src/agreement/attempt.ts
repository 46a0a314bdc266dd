/** Doing what was announced, so that the share log hears how it ended. */
import { ThroughlineError } from '../errors.ts';
import { common, routeOf } from './entries.ts';
import type { Announced, PermitContext } from './permit.ts';

/**
 * Runs `work`, which its permits allow, or a step with the agreement itself. When it throws, an entry for each of
 * them says that it failed and with which error's code, never with its words; then the error goes on. A log that
 * cannot be written then changes nothing: they stay open in it, as they do when the process is killed.
 */
export async function attempt<T>(
  context: PermitContext,
  announced: readonly Announced[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof ThroughlineError ? error.code : 'INTERNAL';
    const failed = announced.map(({ operation, entry }) => ({
      ...common({ agreement: context.agreement, partyId: context.party.id, operation }),
      phase: 'failed' as const,
      details: { ...routeOf(context.party.id, operation), intent: entry.index, reason },
    }));
    await context.log.append(failed, { despiteClock: true }).catch(() => undefined);
    throw error;
  }
}
