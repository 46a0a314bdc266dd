/** Whether figures may be released beside all that is in the ledger, and with what hidden. */
import {
  type Change,
  checkTogether,
  hiddenAtLeast,
  type KnownCount,
  type Lots,
  type Publication,
} from '../disclose/index.ts';
import type { LedgerEntry } from './ledger.ts';

export type Settled =
  | {
      readonly status: 'safe';
      readonly entry: LedgerEntry;
      /** What it hides beyond what the figures hide by themselves. */
      readonly change: readonly Change[];
    }
  | {
      readonly status: 'unsafe';
      /** How counts could be worked out, with the figures: for inside the workspace only. */
      readonly equations: readonly string[];
      /** Undefined where nothing that is hidden would help. */
      readonly change: readonly Change[] | undefined;
    };

/**
 * The draft as it may be released after those `before`, with what is small hidden even where it says otherwise; `withhold`
 * hides what else has to be, by these `lots`. Throws as `checkTogether` does.
 */
export async function settle(
  before: readonly LedgerEntry[],
  draft: LedgerEntry,
  { lots, withhold = false }: { lots: Lots; withhold?: boolean },
): Promise<Settled> {
  const known = toldOf([...before, draft]);
  const { figures, tables, rule } = draft;
  const asked = { tables: new Set(tables), hidden: new Set(draft.hidden) };
  const entry = { ...draft, hidden: hiddenAtLeast(figures, asked, rule) };
  const found = await checkTogether(publications(before, entry), lots, known);
  if (found.status === 'safe') return { status: 'safe', entry: showing(entry, found.open), change: [] };
  const { equations, change, audit } = found;
  if (withhold && change !== undefined) {
    const more = { ...entry, hidden: [...entry.hidden, ...change.map(({ id }) => id)] };
    const again = await checkTogether(publications(before, more), lots, known, audit);
    if (again.status === 'safe') return { status: 'safe', entry: showing(more, again.open), change };
  }
  return { status: 'unsafe', equations, change };
}

/** What others have published, each count once: who told it with an earlier release need not tell it again. */
function toldOf(entries: readonly LedgerEntry[]): KnownCount[] {
  const told = entries.flatMap(({ known = [] }) => known);
  return [...new Map(told.map((one) => [JSON.stringify([one.meaning, one.count, one.shown]), one])).values()];
}

const publications = (before: readonly LedgerEntry[], draft: LedgerEntry): Publication[] =>
  [...before, draft].map(({ name, figures, tables, hidden, rule }, index) => ({
    name,
    figures,
    tables: new Set(tables),
    hidden: new Set(hidden),
    rule,
    isDraft: index === before.length,
  }));

const showing = (entry: LedgerEntry, open: readonly string[]): LedgerEntry => ({
  ...entry,
  hidden: entry.hidden.filter((id) => !open.includes(id)),
});
