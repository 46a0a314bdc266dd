/** Figures, waiting and released, that were counted before the packages that lie here now. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Changes,
  changesSince,
  type Draft,
  isSameBasis,
  isSameQuestion,
  readFigures,
} from '../analyse/index.ts';
import { type Basis, basisHere, type Workspace } from '../custody/index.ts';
import { ruleOf } from '../disclose/index.ts';
import { systemCode, ThroughlineError } from '../errors.ts';
import { type LedgerEntry, readLedger } from './ledger.ts';

export interface Outdated {
  /** Figures in `work/figures`. */
  readonly figures: readonly OutdatedFigures[];
  /** Names of releases; null where the ledger cannot be relied on. */
  readonly released: readonly string[] | null;
}

export interface OutdatedFigures {
  readonly id: string;
  /** The words of the command that counted them, without its options. */
  readonly command: string;
}

/** What has to be counted again, and which releases may not hold any more. Figures of old do not say what they rest on. */
export async function outdated(workspace: Workspace): Promise<Outdated> {
  const basis = await basisHere(workspace);
  const figures: OutdatedFigures[] = [];
  for (const draft of await waiting(workspace)) {
    if (!isOutdated(draft, basis)) continue;
    const { id } = draft.figures;
    const { action } = draft.asked ?? {};
    figures.push({ id, command: action === 'count' ? `count ${id}` : String(action ?? id) });
  }
  const entries = await lastReleases(workspace);
  const released = entries?.filter((entry) => isOutdated(entry, basis)).map(({ name }) => name) ?? null;
  return { figures, released };
}

export interface ReleasedBefore {
  /** The release. */
  readonly name: string;
  /** How what was counted now is shown otherwise. */
  readonly changes: Changes;
}

/**
 * The releases of the same question that rest on other packages than `draft`, each held against it as both are shown;
 * null where the ledger cannot be relied on.
 */
export async function releasedBefore(
  workspace: Workspace,
  draft: Draft,
): Promise<readonly ReleasedBefore[] | null> {
  const rule = ruleOf(workspace.agreement.outputs);
  const entries = await lastReleases(workspace);
  if (entries === null) return null;
  return entries
    .filter((entry) => isSameQuestion(entry, draft))
    .flatMap((entry) => {
      const changes = changesSince({ draft: entry, rule: entry.rule }, { draft, rule });
      return changes === undefined ? [] : [{ name: entry.name, changes }];
    });
}

const isOutdated = ({ basis }: Draft, now: Basis): boolean => basis !== undefined && !isSameBasis(basis, now);

/** The figures in `work/figures` that can be used under the agreement. */
async function waiting({ paths, agreement }: Workspace): Promise<Draft[]> {
  const folder = join(paths.work, 'figures');
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const drafts: Draft[] = [];
  for (const name of names.filter((one) => !one.startsWith('.')).toSorted()) {
    try {
      drafts.push((await readFigures(join(folder, name), agreement)).draft);
    } catch (error) {
      if (!(error instanceof ThroughlineError)) throw error;
    }
  }
  return drafts;
}

/** The last release of each question. */
async function lastReleases(workspace: Workspace): Promise<readonly LedgerEntry[] | null> {
  try {
    const { entries } = await readLedger(workspace);
    return entries.filter(
      (entry, at) => !entries.slice(at + 1).some((later) => isSameQuestion(entry, later)),
    );
  } catch (error) {
    if (error instanceof ThroughlineError) return null;
    throw error;
  }
}
