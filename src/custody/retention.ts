/** What is due to be destroyed: everything that has been here longer than the agreement lets its kind be kept. */
import { type Holding, holdingsOf } from './holdings.ts';
import type { Workspace } from './workspace.ts';

export interface Kept extends Holding {
  /** The days that the agreement gives its kind, none at all for a leftover; undefined where it gives none. */
  readonly days: number | undefined;
  readonly destroyedBy: string | undefined;
  /** The moment it is due; undefined where it has no term. */
  readonly due: Date | undefined;
  readonly isDue: boolean;
}

const DAY = 86_400_000;

/** Everything in the workspace that has or should have a term, the most overdue first. */
export async function keptHere(workspace: Workspace): Promise<readonly Kept[]> {
  const { agreement, ambient } = workspace;
  const now = ambient.now();
  const holdings = await holdingsOf(workspace);
  const kept = holdings.map((holding): Kept => {
    const isLeft = holding.form === 'leftover';
    const term = isLeft ? undefined : termOf(agreement.retention, holding.kind);
    const days = isLeft ? 0 : term?.days;
    const due = days === undefined ? undefined : new Date(holding.since.getTime() + days * DAY);
    return {
      ...holding,
      days,
      destroyedBy: term?.['destroyed-by'],
      due,
      isDue: isLeft || (due !== undefined && due <= now),
    };
  });
  const rank = ({ due }: Kept): number => due?.getTime() ?? Number.POSITIVE_INFINITY;
  return kept.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

/** A sealed file that does not say what it holds gets the shortest term. */
function termOf(
  retention: Workspace['agreement']['retention'],
  kind: Holding['kind'],
): Workspace['agreement']['retention'][number] | undefined {
  const terms = kind === undefined ? retention : retention.filter((term) => term.kind === kind);
  return terms.toSorted((a, b) => a.days - b.days)[0];
}
