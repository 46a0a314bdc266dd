/** What was released, in the form in which everybody saw it. */
import type { Workspace } from '../custody/index.ts';
import { type Figures, figuresCsv, type ShownFigures } from '../disclose/index.ts';
import { sha256 } from '../sharelog/index.ts';
import { readLedger, shownAs } from './ledger.ts';

export interface PublishedFigures {
  /** The release's folder under `release/`. */
  readonly name: string;
  readonly shown: ShownFigures;
  /** The roles that were counted, as far as the figures say. */
  readonly roles: readonly string[];
  /** `sha256:` digest of the release's CSV file. */
  readonly digest: string;
}

/**
 * Every release of the ledger, oldest first, and the digest of the ledger's last entry. Exact counts stay in the ledger.
 *
 * @throws `LEDGER_ALTERED` (exit code 1)
 */
export async function published(workspace: Pick<Workspace, 'paths' | 'log'>): Promise<{
  readonly releases: readonly PublishedFigures[];
  readonly last: string | undefined;
}> {
  const { entries, last } = await readLedger(workspace);
  const releases = entries.map((entry) => {
    const shown = shownAs(entry);
    const csv = new TextEncoder().encode(figuresCsv(shown));
    const digest = `sha256:${Buffer.from(sha256(csv)).toString('hex')}`;
    return { name: entry.name, shown, roles: rolesOf(entry.figures), digest };
  });
  return { releases, last };
}

/** The roles that the figures' cells are restricted to; none where they say nothing, or different things. */
export function rolesOf({ meanings }: Pick<Figures, 'meanings'>): readonly string[] {
  const found = new Set(
    Object.values(meanings ?? {}).map(({ filters }) => JSON.stringify(filters.role ?? [])),
  );
  return found.size === 1 ? (JSON.parse([...found][0]!) as string[]) : [];
}
