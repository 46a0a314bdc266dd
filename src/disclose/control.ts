/** Disclosure control of one set of figures: what may be shown, and in what form. */
import { countBand } from './bands.ts';
import type { Lots } from './draw.ts';
import { cellId, type EstimateTold, type Figures, type Measure } from './figures.ts';
import { fold } from './fold.ts';
import { type Noise, type NoiseOrder, withNoise } from './noise.ts';
import {
  type AgreementOutputs,
  publish,
  type Rule,
  rangeShown,
  ruleOf,
  SMALLEST_MEDIAN_GROUP,
  tableRule,
} from './rule.ts';
import { type Selection, select } from './selection.ts';
import { isShare, type Manner, type ShownRow, showRow } from './show.ts';

type Described = 'id' | 'version' | 'title' | 'unit' | 'window' | 'definition' | 'measures';

/** Figures in the form in which they are shown. */
export interface ShownFigures extends Pick<Figures, Described | 'notes' | 'tables'> {
  readonly exclusions: readonly string[];
  readonly rows: readonly ShownRow[];
  readonly controlled: boolean;
  /** How the figures were controlled, when they were. */
  readonly control?: ControlApplied;
  /** What was estimated from them. */
  readonly estimate?: EstimateTold;
}

export interface ControlApplied {
  readonly preset: string;
  /** The lowest and highest count that is hidden for its own sake. */
  readonly hides: readonly [number, number];
  readonly roundedTo: number;
  /** The noise on every count, in place of hiding the small ones. */
  readonly noise?: Noise;
}

/** Figures that have passed disclosure control. Only {@link control} makes them. */
export interface ControlledFigures extends ShownFigures {
  readonly controlled: true;
  readonly control: ControlApplied;
}

/** Controlled figures with what must stay inside: what they were made of, and what is left possible of it. */
export interface Controlled {
  readonly shown: ControlledFigures;
  /** The exact figures, small rows folded. */
  readonly folded: Figures;
  readonly selection: Selection;
  readonly rule: Rule;
}

/**
 * The figures as the agreement's outputs allow them to be shown: small rows folded, small counts hidden,
 * further counts hidden until none can be worked out, the rest rounded. A median is shown with its count and
 * over at least ten people. Extra tables are left out where they would expose something. Each set of figures
 * is controlled by itself: `joint.ts` looks at it beside earlier ones. Where the rule has noise, every count carries it, and
 * only what it would not protect is hidden.
 *
 * @param lots decide with the costs what else is hidden, and are the party's own secret
 * @param secret orders the keys of noise, which the rule may want
 * @throws `PRESET_UNKNOWN`, `PERTURBATION_TABLE`, `NOISE_WITHOUT_KEYS`, `COUNT_INVALID`, `TOTAL_WRONG`, `NOT_PROTECTED`, `SOLVER`
 */
export async function controlInside(
  figures: Figures,
  outputs: AgreementOutputs,
  lots: Lots,
  secret?: NoiseOrder,
): Promise<Controlled> {
  const rule = ruleOf(outputs);
  const folded = noised(fold(figures, rule), rule, secret);
  const selection = await select(folded, rule, lots);
  return { shown: shownOf(folded, selection, rule), folded, selection, rule };
}

/** What {@link controlInside} makes, as far as it may leave. */
export const control = async (
  figures: Figures,
  outputs: AgreementOutputs,
  lots: Lots,
  secret?: NoiseOrder,
): Promise<ControlledFigures> => (await controlInside(figures, outputs, lots, secret)).shown;

function noised(figures: Figures, { noise }: Rule, secret: NoiseOrder | undefined): Figures {
  if (noise === undefined) return figures;
  if (secret === undefined) throw new TypeError('noise needs the secret of the record keys');
  return withNoise(figures, noise, secret);
}

/** Folded figures with the selected tables, and the selected cells hidden. */
export function shownOf(
  folded: Figures,
  { tables, hidden }: Pick<Selection, 'tables' | 'hidden'>,
  rule: Rule,
): ControlledFigures {
  const withheld = folded.tables.filter(({ id }) => !tables.has(id));
  const rows = folded.rows.filter((row) => tables.has(row.table));
  // What a row borrows may have been folded, or left out.
  const printed = new Set(
    rows.flatMap((row) => Object.keys(row.counts).map((name) => cellId(row.table, row.key, name))),
  );
  const noisy = new Map(
    rows.flatMap((row) =>
      Object.entries(row.noisy ?? {}).map(([name, value]) => [cellId(row.table, row.key, name), value]),
    ),
  );
  const areExact = rule.base === 1 && rule.noise === undefined;
  const manner: Manner = {
    count(table, id, exact) {
      if (hidden.has(id) || !printed.has(id)) return '[c]';
      return rule.noise === undefined ? publish(exact, tableRule(rule, table)) : (noisy.get(id) ?? '[c]');
    },
    median(days, people, shown) {
      if (rangeShown(people, rule, shown).lo < SMALLEST_MEDIAN_GROUP) return '[c]';
      // Half a day would tell whether a rounded count is even.
      return areExact ? days : Math.round(days);
    },
    exactShares: areExact,
  };
  const shown = described({ ...folded, rows }, manner);
  return {
    ...shown,
    tables: folded.tables.filter(({ id }) => tables.has(id)),
    exclusions: folded.exclusions.map(
      ({ reason, count }) => `${reason}: ${countBand(count, rule.hidesTo + 1)}`,
    ),
    notes: [
      ...shown.notes,
      ...withheld.map(
        (table) => `Left out, because a hidden figure could be worked out from it: ${table.title}.`,
      ),
    ],
    controlled: true,
    control: {
      preset: rule.preset,
      hides: [rule.hidesFrom, rule.hidesTo],
      roundedTo: rule.base,
      ...(folded.noise === undefined ? {} : { noise: folded.noise }),
    },
  };
}

/** The exact figures in the same form, for the analyst inside the workspace. */
export function uncontrolled(figures: Figures): ShownFigures {
  return {
    ...described(figures, {
      count: (_table, _id, exact) => exact,
      median: (days) => days,
      exactShares: true,
    }),
    exclusions: figures.exclusions.map(({ reason, count }) => `${reason}: ${count}`),
    controlled: false,
  };
}

function described(figures: Figures, manner: Manner): Omit<ShownFigures, 'exclusions' | 'controlled'> {
  const { id, version, title, unit, window, definition, tables, measures } = figures;
  const rows = ordered(
    figures,
    figures.rows.map((row) => {
      const table = tables.find((one) => one.id === row.table);
      const own = measures.filter(({ name }) => table?.measures.includes(name) === true);
      return showRow(row, table, own, manner);
    }),
  );
  const { estimate } = figures;
  const notes = [...figures.notes, ...remarksOn(rows, measures)];
  return {
    ...{ id, version, title, unit, window, definition, notes, tables, measures, rows },
    ...(estimate === undefined ? {} : { estimate }),
  };
}

/**
 * The rows with those of tables that come by size in their order, totals left where they are: what is shown of the first
 * measure decides, and then the key. Rows without a number come last, so that their place tells nothing of it.
 */
function ordered({ tables, rows }: Figures, shown: readonly ShownRow[]): ShownRow[] {
  const placed = [...shown];
  for (const { id, measures } of tables.filter(({ bySize }) => bySize === true)) {
    const places = [...shown.keys()].filter((at) => rows[at]!.table === id && rows[at]!.total !== true);
    const sizeOf = ({ values }: ShownRow): number => {
      const value = values[measures[0]!];
      return typeof value === 'number' ? value : -1;
    };
    const sorted = places
      .map((at) => ({ row: shown[at]!, key: JSON.stringify(shown[at]!.key) }))
      .toSorted((a, b) => sizeOf(b.row) - sizeOf(a.row) || (a.key < b.key ? -1 : 1));
    for (const [index, at] of places.entries()) placed[at] = sorted[index]!.row;
  }
  return placed;
}

/** Remarks go by what is shown: by the exact share they would tell of one that is hidden. */
const remarksOn = (rows: readonly ShownRow[], measures: readonly Measure[]): string[] =>
  measures.flatMap((measure) => {
    if (measure.kind !== 'share' || measure.remark === undefined) return [];
    const { name, remark } = measure;
    const isBelow = rows.some(({ values }) => {
      const value = values[name];
      return isShare(value) && (value.rate === '[low]' || Number(value.rate) < remark.below);
    });
    return isBelow ? [remark.text] : [];
  });
