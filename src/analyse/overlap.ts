/** Overlap: how many people are known to exactly which agencies. */
import { cellId, cellKey, type FigureRow, type Figures, type UnprintedCell } from '../disclose/index.ts';
import type { Database } from './database.ts';
import type { OfPeople } from './draws.ts';
import { type CountOptions, type Frame, frame, PRESENTATION, type Window } from './frame.ts';
import { underEachDraw } from './intervals.ts';
import { type AnalysisContext, withLinkedEvents } from './linked.ts';
import { ANY_AGENCY, atAgency, exactly, meaningOf } from './meanings.ts';
import { sum } from './relations.ts';
import { cellKeyOf, inWindow, WITH_RECORD_KEYS } from './sql.ts';

/** With more agencies than this, only the combinations that occur are listed, small ones together. */
const MOST_LISTED_IN_FULL = 6;

/** The row of everybody whom the window has in these roles. */
export const ALL_PEOPLE = 'all people';

/**
 * Distinct people by the exact combination of agencies that saw them in the window, every combination listed,
 * and as an extra table by number of agencies. Totals by agency are left out: they are sums of combinations
 * from which a hidden one could be worked out.
 *
 * Throws as {@link frame} and {@link withLinkedEvents} do.
 */
export async function overlap(context: AnalysisContext, options: CountOptions = {}): Promise<Figures> {
  return withLinkedEvents(context, async (linked) => {
    const settled = await frame(linked, options);
    return underEachDraw(
      linked,
      settled.roles,
      ofCombinations(linked.database, settled.window, (counted) =>
        describeCombinations(counted, settled, {
          id: 'overlap',
          version: 1,
          title: 'People known to each combination of agencies',
        }),
      ),
    );
  });
}

export interface Combination {
  readonly agencies: readonly string[];
  readonly people: number;
  /** Where people have record keys. */
  readonly key?: number;
}

/** Everybody of the window by the combination of agencies that saw them, in the form that `told` gives it. */
export const ofCombinations = <T>(
  database: Database,
  window: Window,
  told: (counted: readonly Combination[]) => T,
): OfPeople<T> => ({
  rows: ({ presentations }) => `
    SELECT person, string_agg(agency, '+' ORDER BY agency) AS agencies FROM (
      SELECT DISTINCT person, agency FROM ${presentations}
      WHERE ${inWindow(window)})
    GROUP BY person`,
  async count(people) {
    const rows = await database.rows(`
      SELECT agencies, count(*)::INTEGER, ${cellKeyOf()} FROM ${people} ${WITH_RECORD_KEYS} GROUP BY agencies`);
    return told(
      rows.map((row) => ({
        agencies: row.text(0).split('+'),
        people: row.number(1),
        ...(row.isNull(2) ? {} : { key: row.number(2) }),
      })),
    );
  },
});

/** Every combination of the agencies that saw somebody, fewest agencies first. */
function listed(counted: readonly Combination[]): Combination[] {
  const agencies = [...new Set(counted.flatMap((combination) => combination.agencies))].toSorted();
  const inOrder = (a: Combination, b: Combination): number =>
    a.agencies.length - b.agencies.length || (nameOf(a) < nameOf(b) ? -1 : 1);
  if (agencies.length > MOST_LISTED_IN_FULL) return counted.toSorted(inOrder);
  const found = new Map(counted.map((combination) => [nameOf(combination), combination]));
  return Array.from({ length: 2 ** agencies.length - 1 }, (_, index) => {
    const members = agencies.filter((_agency, bit) => ((index + 1) >> bit) & 1);
    return { people: 0, ...found.get(nameOf({ agencies: members })), agencies: members };
  }).toSorted(inOrder);
}

const nameOf = ({ agencies }: Pick<Combination, 'agencies'>): string =>
  agencies.length === 1 ? `${agencies[0]} only` : agencies.join(' + ');

/**
 * The combinations as figures that control can work on. Where they are combinations of some lists alone, `whole` has
 * those of all agencies, of which each is a sum.
 */
export function describeCombinations(
  counted: readonly Combination[],
  settled: Frame,
  heading: Pick<Figures, 'id' | 'version' | 'title'>,
  whole?: readonly Combination[],
): Figures {
  const { roles, window, exclusions, notes } = settled;
  const combinations = listed(counted);
  const agencies = [...new Set(combinations.flatMap((combination) => combination.agencies))].toSorted();
  const people = (of: readonly Combination[]): number => of.reduce((total, one) => total + one.people, 0);
  /** The people of combinations are different people: their keys add up as they do. */
  const counts = (of: readonly Combination[]): Pick<FigureRow, 'counts' | 'keys'> => ({
    counts: { people: people(of) },
    ...(of.some(({ key }) => key !== undefined)
      ? { keys: { people: cellKey(of.map(({ key = 0 }) => key)) } }
      : {}),
  });
  const cells = (of: readonly Combination[]): string[] =>
    of.map((one) => cellId('combination', [nameOf(one)], 'people'));
  const all = cellId('combination', [ALL_PEOPLE], 'people');
  const byNumber = agencies.map((_, index) => ({
    key: index === 0 ? '1 agency' : `${index + 1} agencies`,
    combinations: combinations.filter((combination) => combination.agencies.length === index + 1),
  }));
  const numberCell = (key: string): string => cellId('number', [key], 'people');
  const seenBy = agencies.map((agency) => ({
    agency,
    combinations: combinations.filter((combination) => combination.agencies.includes(agency)),
  }));
  const ownTotal = (agency: string): string => cellId('agency', [agency], 'people');
  const among = whole === undefined ? '' : ` of ${agencies.join('+')}`;
  const wholes = listed(whole ?? []).map((one) => ({
    ...one,
    id: cellId('whole', [nameOf(one)], 'people'),
    within: nameOf({ agencies: one.agencies.filter((agency) => agencies.includes(agency)) }),
  }));
  return {
    ...heading,
    unit: 'people',
    window,
    definition: `Distinct people known as ${roles.join(' or ')}, by exactly which agencies they presented to in the window. ${PRESENTATION}`,
    exclusions,
    notes: [
      'Totals by agency are never given: where a combination is hidden, here or in another release, they could give it away.',
      ...notes,
    ],
    tables: [
      {
        id: 'combination',
        title: 'People by combination of agencies',
        dimensions: [{ name: 'combination', title: 'known to exactly' }],
        measures: ['people'],
      },
      {
        id: 'number',
        title: 'People by number of agencies',
        dimensions: [{ name: 'number', title: 'known to' }],
        measures: ['people'],
        extra: true,
      },
    ],
    measures: [{ kind: 'count', name: 'people', title: 'people', keep: 1 }],
    rows: [
      ...combinations.map(
        (one): FigureRow => ({ table: 'combination', key: [nameOf(one)], ...counts([one]) }),
      ),
      { table: 'combination', key: [ALL_PEOPLE], ...counts(combinations), total: true },
      ...byNumber.map(
        (group): FigureRow => ({
          table: 'number',
          key: [group.key],
          ...counts(group.combinations),
        }),
      ),
    ],
    unprinted: [
      ...seenBy.map(
        (group): UnprintedCell => ({
          id: ownTotal(group.agency),
          count: people(group.combinations),
          kind: 'known',
          owner: group.agency,
        }),
      ),
      ...wholes.map((one): UnprintedCell => ({ id: one.id, count: one.people, kind: 'implied' })),
    ],
    relations: [
      sum(all, cells(combinations)),
      ...byNumber.map((group) => sum(numberCell(group.key), cells(group.combinations))),
      ...seenBy.map((group) => sum(ownTotal(group.agency), cells(group.combinations))),
      ...(whole === undefined ? [] : combinations).map((one) =>
        sum(
          cells([one])[0]!,
          wholes.flatMap(({ id, within }) => (within === nameOf(one) ? [id] : [])),
        ),
      ),
    ],
    meanings: {
      [all]: meaningOf(settled, 'people', `${ANY_AGENCY}${among}`, 'distinct'),
      ...Object.fromEntries(
        wholes.map(({ id, agencies: of }) => [id, meaningOf(settled, 'people', exactly(of), 'not')]),
      ),
      ...Object.fromEntries(
        combinations.map((one) => [
          cells([one])[0]!,
          meaningOf(settled, 'people', `${exactly(one.agencies)}${among}`, 'not'),
        ]),
      ),
      ...Object.fromEntries(
        agencies.map((agency) => [
          ownTotal(agency),
          meaningOf(settled, 'people', atAgency(agency), 'distinct'),
        ]),
      ),
    },
    ...(agencies.length > MOST_LISTED_IN_FULL
      ? { folding: { table: 'combination', measure: 'people', into: 'other combinations' } }
      : {}),
  };
}
