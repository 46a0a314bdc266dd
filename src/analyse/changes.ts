/** What changed in figures when a corrected or late share took the place of an earlier one. */
import type { Basis } from '../custody/index.ts';
import { type Comparison, compareShown, type Rule, uncontrolled } from '../disclose/index.ts';
import { type Draft, shownDraft } from './draft.ts';

export type Changes =
  | ({ readonly status: 'compared'; readonly since: readonly ChangedPackage[] } & Comparison)
  /** Since then somebody withdrew, and what changed would point at them. */
  | { readonly status: 'people withdrew'; readonly since: readonly ChangedPackage[] }
  | { readonly status: 'another question'; readonly since: readonly ChangedPackage[] };

export interface ChangedPackage {
  readonly what: string;
  readonly from: string;
  readonly became: 'replaced' | 'new' | 'gone';
}

/** A draft with the rule that it is shown by. */
export interface Ruled {
  readonly draft: Draft;
  readonly rule: Rule;
}

/**
 * How figures differ from those that were counted from other packages before; undefined where the packages are the
 * same, or the figures are too old to say.
 *
 * @param inside compares the exact counts, which may not leave the workspace, and not the shown ones
 */
export function changesSince(before: Ruled, now: Ruled, { inside = false } = {}): Changes | undefined {
  const { basis: old } = before.draft;
  const { basis } = now.draft;
  if (old === undefined || basis === undefined || isSameBasis(old, basis)) return undefined;
  const since = changedPackages(old, basis);
  if (!isSameNotices(old, basis)) return { status: 'people withdrew', since };
  if (!isSameQuestion(before.draft, now.draft)) return { status: 'another question', since };
  const [was, is] = [before, now].map(({ draft, rule }) =>
    inside ? uncontrolled(draft.figures) : shownDraft(draft, rule),
  );
  return { status: 'compared', since, ...compareShown(was!, is!) };
}

export const isSameBasis = (one: Basis, other: Basis): boolean =>
  changedPackages(one, other).length === 0 && isSameNotices(one, other);

const isSameNotices = (one: Basis, other: Basis): boolean => one.notices.join() === other.notices.join();

/** Whether two drafts are counts of the same, in the same window, by the same definition. */
export const isSameQuestion = (one: Draft, other: Draft): boolean => question(one) === question(other);

const question = ({ figures: { id, version, window }, asked = {} }: Draft): string =>
  JSON.stringify([
    id,
    version,
    window.from,
    window.to,
    Object.entries(asked)
      .filter(([, value]) => value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ]);

function changedPackages(old: Basis, now: Basis): ChangedPackage[] {
  const place = ({ what, from }: Basis['packages'][number]): string => JSON.stringify([what, from]);
  const before = new Map(old.packages.map((one) => [place(one), one.digest]));
  const after = new Map(now.packages.map((one) => [place(one), one.digest]));
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((key) => {
    const [what, from] = JSON.parse(key) as [string, string];
    if (before.get(key) === after.get(key)) return [];
    return [{ what, from, became: !before.has(key) ? 'new' : after.has(key) ? 'replaced' : 'gone' } as const];
  });
}
