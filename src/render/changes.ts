/** What changed in figures since they were counted or released from earlier packages. */
import type { Changes } from '../analyse/index.ts';
import { isMark, MARKS, type ShownCount } from '../disclose/index.ts';
import type { Outdated, ReleasedBefore } from '../release/index.ts';
import { colour, list, type Page, page, plural, type Screen } from '../terminal/index.ts';

export interface ChangesTold {
  readonly changes?: Changes;
  /** Releases that rest on other packages; null where the ledger cannot be relied on. */
  readonly released: readonly ReleasedBefore[] | null;
  /** Whether `changes` tells exact counts. */
  readonly inside: boolean;
}

/** The page; undefined where there is nothing to tell. */
export function changesPage(
  told: ChangesTold,
  screen: Screen & { readonly columns?: number },
): string | undefined {
  const { released, inside } = told;
  const parts = partsOf(told);
  if (parts.length === 0 && released !== null) return undefined;
  const isCompared = parts.some(({ tables }) => tables.length > 0);
  return page(
    {
      title: 'What changed with the packages',
      lead: [...parts.flatMap(({ says }) => says), ...(released === null ? [LEDGER_UNKNOWN] : [])],
      tables: parts.flatMap(({ tables }) => tables),
      remarks: [
        ...(isCompared ? ['Shares, rates and intervals follow from the counts.', ...marksIn(parts)] : []),
        ...(isCompared ? [inside ? EXACT : SIDE_BY_SIDE] : []),
      ],
      next: [],
    },
    { width: screen.columns ?? 80, palette: colour(screen) },
  );
}

const LEDGER_UNKNOWN =
  'Which releases rest on earlier packages is not known: the ledger of releases is not what the share log says.';
const EXACT = 'NOT CONTROLLED: exact counts, which may not leave this workspace.';
const SIDE_BY_SIDE =
  'Two counts side by side can tell of one person what neither tells alone: this list is for this workspace, and ' +
  '"throughline release" checks what may leave.';

/** The same without its tables, for stderr. */
export function changesSentence(told: ChangesTold): string | undefined {
  const says = partsOf(told).flatMap((one) => one.says);
  if (told.released === null) says.push(LEDGER_UNKNOWN);
  return says.length === 0 ? undefined : says.join(' ');
}

interface Part {
  readonly says: readonly string[];
  readonly tables: Page['tables'];
}

/** What was released says all where nothing else was counted before. */
function partsOf({ changes, released: known }: ChangesTold): Part[] {
  const released = known ?? [];
  const isReleased = released.some((one) => JSON.stringify(one.changes) === JSON.stringify(changes));
  return [
    ...(changes === undefined || isReleased ? [] : [part('before', changes)]),
    ...released.map(({ name, changes: since }) => part(`in ${name}`, since)),
  ];
}

/** @param where the other figures are: `before`, or `in 0001-overlap` */
function part(where: string, changes: Changes): Part {
  const held = where === 'before' ? 'What was counted before' : `What was released ${where}`;
  const since = `${held} rests on other packages: ${packages(changes)}.`;
  if (changes.status === 'people withdrew') {
    const why =
      'Since then people withdrew or came in again; what changed is not told, as it would point at them.';
    return { says: [since, why], tables: [] };
  }
  if (changes.status === 'another question') {
    const why = 'It was counted with other options or for another window, and cannot be held against this.';
    return { says: [since, why], tables: [] };
  }
  const { changed, same, withheld } = changes;
  const says = [
    since,
    `${changed.length === 0 ? 'No count' : plural(changed.length, 'count')} ${changed.length > 1 ? 'are' : 'is'} shown otherwise, ${same} as ${where}.`,
    ...(withheld === 0
      ? []
      : [`${plural(withheld, 'count')} withheld ${where} and now: whether they changed is not told.`]),
  ];
  const right = (title: string) => ({ title, align: 'right' as const });
  const left = (title: string) => ({ title, align: 'left' as const });
  return {
    says,
    tables: [...new Set(changed.map((one) => one.table))].map((title) => ({
      title: `${title}: shown otherwise than ${where}`,
      columns: [left('row'), left('measure'), right(where), right('now')],
      rows: changed
        .filter(({ table }) => table === title)
        .map(({ key, measure, before, now }) => [key.join(', '), measure, cell(before), cell(now)]),
    })),
  };
}

const cell = (count: ShownCount): string | number => count ?? 'no row';

const packages = ({ since }: Changes): string =>
  list(since.map(({ what, from, became }) => `${what} of ${from} ${WORDS[became]}`));

const WORDS = { replaced: 'were replaced', new: 'came since', gone: 'are gone' } as const;

const marksIn = (parts: readonly Part[]): string[] => {
  const cells = parts.flatMap(({ tables }) => tables.flatMap(({ rows }) => rows.flat()));
  return Object.keys(MARKS)
    .filter(isMark)
    .filter((mark) => cells.includes(mark))
    .map((mark) => `${mark} ${MARKS[mark]}`);
};

/** What has to be done about figures that rest on earlier packages, a line each. */
export function outdatedLines({ figures, released }: Outdated, at: string): string[] {
  return [
    ...(figures.length === 0
      ? []
      : [
          'Counted from other packages than lie here now; once all have arrived, count again with the same options, and what changed is told:',
          ...[...new Set(figures.map(({ command }) => command))].map(
            (command) => `  throughline ${command}${at}`,
          ),
        ]),
    ...(released === null ? [LEDGER_UNKNOWN] : []),
    ...((released ?? []).length === 0
      ? []
      : [
          `Released from other packages than lie here now: ${list(released!)}. Counting again says what of it is shown otherwise.`,
        ]),
  ];
}
