/** The same referrals under every definition of a repeat, side by side. */
import { cellId, type FigureRow, type Figures, type Relation } from '../disclose/index.ts';
import { type Indicator, type MeasureSpec, shippedIndicators } from '../indicators/index.ts';
import { columnsNamed, countOver } from './count.ts';
import { FIGURES } from './count-arithmetic.ts';
import type { CountOptions } from './frame.ts';
import { withIntervals } from './intervals.ts';
import { type AnalysisContext, withLinkedEvents } from './linked.ts';

const INDICATOR = 'repeat-lenses';
const COHORT = 'referrals';
const LENS = 'lens';

/** Why one definition finds more than another, in whole sentences. */
const WHY: readonly string[] = [
  'SafeLives and "since the hearing" ask for the same couple: a new perpetrator makes a new case. "Victim only", ' +
    're-referral and financial year do not, so that they find all that SafeLives finds, or could, and more.',
  '"SafeLives before 2018" leaves out what would be no crime. "Since the hearing" leaves out who was referred and declined.',
  '"Financial year" begins anew every April: a referral in March and one in April are no repeat, and a short window needs ' +
    'no record from before it.',
  'Re-referral and "victim only" are the same reckoning, under two names, where every referral counts.',
];

/**
 * The cohort of `repeat-lenses`, one row for each definition: referrals, repeats, their share, and how far back the
 * definition looks. Throws as `countIndicator`.
 */
export async function repeatLenses(context: AnalysisContext, options: CountOptions = {}): Promise<Figures> {
  const indicator = shippedIndicators().find(({ id }) => id === INDICATOR)!;
  return withLinkedEvents(
    context,
    async (linked) => {
      const counted = await countOver(linked, indicator, { ...options, by: [] });
      return withIntervals(transposed(counted, indicator), linked);
    },
    columnsNamed(indicator),
  );
}

function transposed(counted: Figures, { measures }: Indicator): Figures {
  const row = counted.rows.find(({ table }) => table === FIGURES)!;
  const lenses = measures.filter(({ name }) => name !== COHORT);
  const keyOf = (lens: MeasureSpec): string[] => [
    lens.title,
    lens['looks-back'] === true ? '12 months' : 'to 1 April',
  ];
  const all = ['all referrals', ''];
  const whole = { table: LENS, key: all, measure: 'referrals', count: row.counts[COHORT] ?? 0 };
  const keyed = (name: string): Pick<FigureRow, 'keys'> => {
    const key = row.keys?.[name];
    return key === undefined ? {} : { keys: { referrals: key } };
  };
  const behind = (name: string): Pick<FigureRow, 'behind'> => {
    const own = row.behind?.[name];
    return own === undefined ? {} : { behind: { referrals: { people: own.people } } };
  };
  const cell = (name: string): string => {
    const lens = lenses.find((other) => other.name === name);
    return lens === undefined ? cellId(LENS, all, 'referrals') : cellId(LENS, keyOf(lens), 'referrals');
  };
  /** The cells of the one row become those of one column. */
  const moved = (id: string): string => {
    const path = JSON.parse(id) as string[];
    const measure = path.at(-1)!;
    return path[0] === FIGURES && measure in row.counts ? cell(measure) : id;
  };
  return {
    ...counted,
    notes: [
      ...WHY,
      ...counted.notes.filter((note) => !note.startsWith('Intervals ') && !note.startsWith('The links hold')),
    ],
    tables: [
      {
        id: LENS,
        title: 'The same referrals, by what makes a repeat',
        dimensions: [
          { name: 'definition', title: 'definition' },
          { name: 'look-back', title: 'looks back' },
        ],
        measures: ['referrals', 'share'],
      },
    ],
    measures: [
      { kind: 'count', name: 'referrals', title: 'referrals', keep: 1 },
      {
        kind: 'share',
        name: 'share',
        title: 'share of all (95 % interval)',
        part: 'referrals',
        whole: 'all',
      },
    ],
    rows: [
      ...lenses.map(
        (lens): FigureRow => ({
          table: LENS,
          key: keyOf(lens),
          counts: { referrals: row.counts[lens.name] ?? 0 },
          ...keyed(lens.name),
          ...behind(lens.name),
          borrowed: { all: whole },
          ...(row.drawn === undefined
            ? {}
            : { drawn: { referrals: row.drawn[lens.name] ?? [], all: row.drawn[COHORT] ?? [] } }),
          ...(row.unreliable?.includes(lens.name) === true ? { unreliable: ['referrals'] } : {}),
        }),
      ),
      {
        table: LENS,
        key: all,
        counts: { referrals: whole.count },
        ...keyed(COHORT),
        ...behind(COHORT),
        ...(row.drawn === undefined ? {} : { drawn: { referrals: row.drawn[COHORT] ?? [] } }),
        structural: ['all'],
        total: true,
      },
    ],
    meanings: Object.fromEntries(
      Object.entries(counted.meanings ?? {}).map(([id, meaning]) => [moved(id), meaning]),
    ),
    relations: counted.relations.map(
      (relation): Relation =>
        relation.kind === 'sum'
          ? { ...relation, total: moved(relation.total), parts: relation.parts.map(moved) }
          : { ...relation, left: relation.left.map(moved), right: relation.right.map(moved) },
    ),
  };
}
