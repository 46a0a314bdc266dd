/** Disclosure control of one set of figures: what may be shown, and in what form. */
import { countBand } from './bands.ts';
import { cellId, type Figures } from './figures.ts';
import { fold } from './fold.ts';
import { type Cell, Problem } from './problem.ts';
import {
  type AgreementOutputs,
  isSmall,
  publish,
  type Rule,
  rangeShown,
  ruleOf,
  SMALLEST_MEDIAN_GROUP,
} from './rule.ts';
import { chooseHidden } from './secondary.ts';
import { type Manner, type ShownRow, showRow } from './show.ts';

type Described = 'id' | 'version' | 'title' | 'unit' | 'window' | 'definition' | 'measures';

/** Figures in the form in which they are shown. */
export interface ShownFigures extends Pick<Figures, Described | 'notes' | 'tables'> {
  readonly exclusions: readonly string[];
  readonly rows: readonly ShownRow[];
  readonly controlled: boolean;
  /** How the figures were controlled, when they were. */
  readonly control?: ControlApplied;
}

export interface ControlApplied {
  readonly preset: string;
  /** The lowest and highest count that is hidden for its own sake. */
  readonly hides: readonly [number, number];
  readonly roundedTo: number;
}

/** Figures that have passed disclosure control. Only {@link control} makes them. */
export interface ControlledFigures extends ShownFigures {
  readonly controlled: true;
  readonly control: ControlApplied;
}

/**
 * The figures as the agreement's outputs allow them to be shown: small rows folded, small counts hidden,
 * further counts hidden until none can be worked out, the rest rounded. A median is shown with its count and
 * over at least ten people. Extra tables are left out where they would expose something. Each set of figures
 * is controlled by itself, not together with earlier ones. Throws `PRESET_UNKNOWN`.
 */
export function control(figures: Figures, outputs: AgreementOutputs): ControlledFigures {
  const rule = ruleOf(outputs);
  const folded = fold(figures, rule);
  const { shown, hidden } = safeSelection(folded, rule);
  const withheld = folded.tables.filter((table) => !shown.has(table.id));
  const manner: Manner = {
    count: (id, exact) => (hidden.has(id) ? '[c]' : publish(exact, rule)),
    allowsMedian: (people) => rangeShown(people, rule).lo >= SMALLEST_MEDIAN_GROUP,
  };
  return {
    ...described({ ...folded, rows: folded.rows.filter((row) => shown.has(row.table)) }, manner),
    tables: folded.tables.filter((table) => shown.has(table.id)),
    exclusions: figures.exclusions.map(
      ({ reason, count }) => `${reason}: ${countBand(count, rule.hidesTo + 1)}`,
    ),
    notes: [
      ...figures.notes,
      ...withheld.map(
        (table) => `Left out, because a hidden figure could be worked out from it: ${table.title}.`,
      ),
    ],
    controlled: true,
    control: { preset: rule.preset, hides: [rule.hidesFrom, rule.hidesTo], roundedTo: rule.base },
  };
}

/** The exact figures in the same form, for the analyst inside the workspace. */
export function uncontrolled(figures: Figures): ShownFigures {
  return {
    ...described(figures, { count: (_, exact) => exact, allowsMedian: () => true }),
    exclusions: figures.exclusions.map(({ reason, count }) => `${reason}: ${count}`),
    controlled: false,
  };
}

function described(figures: Figures, manner: Manner): Omit<ShownFigures, 'exclusions' | 'controlled'> {
  const { id, version, title, unit, window, definition, notes, tables, measures } = figures;
  const rows = figures.rows.map((row) => {
    const names = tables.find((table) => table.id === row.table)?.measures ?? [];
    return showRow(
      row,
      measures.filter((measure) => names.includes(measure.name)),
      manner,
    );
  });
  return { id, version, title, unit, window, definition, notes, tables, measures, rows };
}

/** The tables to show, and the ids of the cells to hide in them. */
function safeSelection(figures: Figures, rule: Rule): { shown: Set<string>; hidden: Set<string> } {
  const shown = new Set(figures.tables.flatMap((table) => (table.extra === true ? [] : [table.id])));
  const main = problemOf(figures, shown, rule);
  const hidden = new Set([...chooseHidden(main)].map((index) => main.cells[index]!.id));
  for (const { id, extra } of figures.tables) {
    if (extra !== true) continue;
    const own = figures.rows.filter((row) => row.table === id).flatMap((row) => Object.values(row.counts));
    const joint = problemOf(figures, new Set([...shown, id]), rule);
    const indices = new Set([...joint.cells.keys()].filter((index) => hidden.has(joint.cells[index]!.id)));
    if (!own.some((count) => isSmall(count, rule)) && joint.firstExposed(indices) === undefined) {
      shown.add(id);
    }
  }
  return { shown, hidden };
}

function problemOf(figures: Figures, tables: ReadonlySet<string>, rule: Rule): Problem {
  const printed = figures.rows.flatMap((row): Cell[] =>
    figures.measures.flatMap((measure) => {
      const count = row.counts[measure.name];
      if (measure.kind !== 'count' || count === undefined || !tables.has(row.table)) return [];
      return [
        {
          id: cellId(row.table, row.key, measure.name),
          count,
          kind: row.unreliable?.includes(measure.name) === true ? 'implied' : 'printed',
          owner: row.owner,
          keep: measure.keep,
          total: row.total === true,
        },
      ];
    }),
  );
  const unprinted = figures.unprinted.map(
    (cell): Cell => ({ ...cell, owner: cell.owner, keep: 0, total: false }),
  );
  return new Problem([...printed, ...unprinted], figures.relations, rule);
}
