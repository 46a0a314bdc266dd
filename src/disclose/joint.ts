/** A release beside everything released before: whether they give away together what none does alone. */
import { Audit, type Exposure } from './audit.ts';
import type { Lots } from './draw.ts';
import { type Merged, merge } from './merge.ts';
import { protect } from './protect.ts';
import type { KnownCount, Publication } from './publication.ts';
import { type Reason, reasonsFor } from './reasons.ts';
import { reading } from './system.ts';

export type Joint =
  | {
      readonly status: 'safe';
      /** Ids of what the draft hides although it stands in an earlier release: hiding it tells nothing less. */
      readonly open: readonly string[];
    }
  | {
      readonly status: 'unsafe';
      /** How many counts would be exposed. */
      readonly exposed: number;
      /** How, in words with the figures: for inside the workspace only. */
      readonly equations: readonly string[];
      /** The cheapest further cells of the draft, lots drawn, whose hiding would make it safe; undefined where none would. */
      readonly change: readonly Change[] | undefined;
      /** What it rests on, for the check of the same publications with more hidden. */
      readonly audit: Audit;
    };

export interface Change {
  /** Id of the cell in the draft's figures. */
  readonly id: string;
  /** In words, without its figure. */
  readonly label: string;
}

/** Equations told; the rest are of the same kind. */
const MOST_TOLD = 5;

/**
 * Audits the draft (the one publication that can still be changed) together with all others and with what others
 * have published. What it proposes to hide besides is chosen as control chooses, with the same lots.
 *
 * @param before of a check of the same, whose findings are looked at again before others are looked for
 * @throws `COUNT_INVALID`, `TOTAL_WRONG` (exit code 2), `SOLVER`
 */
export async function checkTogether(
  publications: readonly Publication[],
  lots: Lots,
  known: readonly KnownCount[] = [],
  before?: Audit,
): Promise<Joint> {
  const merged = await merge(publications, known);
  const { system, hidden } = merged;
  const audit = new Audit(system, before);
  const exposures = await audit.exposures(hidden);
  if (exposures.length === 0) return { status: 'safe', open: merged.open };
  const told = toldOf(exposures);
  const reasons = await reasonsFor(system, hidden, told);
  const { hidden: safe, exposed } = await protect(system, lots, { also: hidden, audit });
  const further = [...safe].filter((cell) => !hidden.has(cell)).toSorted((a, b) => a - b);
  return {
    status: 'unsafe',
    exposed: new Set(exposures.map(({ cell }) => cell)).size,
    equations: [...new Set(told.map((exposure, at) => equation(merged, exposure, reasons[at])))],
    change:
      exposed.length > 0
        ? undefined
        : further.map((cell) => ({ id: merged.draftIds.get(cell)!, label: merged.labels[cell]! })),
    audit,
  };
}

/** What anybody can work out need not be said of an agency, or of those who are counted, once more. */
function toldOf(exposures: readonly Exposure[]): Exposure[] {
  const isAnybody = ({ reader }: Exposure): boolean =>
    reader.owner === undefined && reader.within === undefined;
  const open = new Set(exposures.filter(isAnybody).map(({ cell }) => cell));
  return exposures.filter((one) => isAnybody(one) || !open.has(one.cell)).slice(0, MOST_TOLD);
}

function equation(merged: Merged, exposure: Exposure, reason: Reason | undefined): string {
  const { labels } = merged;
  const { cell, reader } = exposure;
  const knowing =
    reader.owner !== undefined
      ? ` by ${reader.owner}, which knows its own figures,`
      : reader.within !== undefined
        ? ` by those counted in ${labels[reader.within]},`
        : '';
  if (reason === undefined) {
    return `${labels[cell]}: of the whole numbers that its mark stands for, some do not fit what is published${knowing}.`;
  }
  const { direction, limit } = reason;
  const terms = reason.terms
    .toSorted((a, b) => b.factor - a.factor)
    .map(({ cell: of, factor }) => termText(merged, of, factor, exposure, direction));
  const sum = terms.join(' ').replace(/^\+ /, '');
  const most = direction === 'greatest' ? 'at most' : 'at least';
  return `${labels[cell]}, could be worked out${knowing} to be ${most} ${number(limit)}: ${sum} = ${number(limit)}.`;
}

/** One term of a sum, with its sign: `− 436 (people, male)`. */
function termText(
  { system, labels, hidden }: Merged,
  cell: number,
  factor: number,
  { reader }: Exposure,
  direction: Reason['direction'],
): string {
  const one = system.cells[cell]!;
  const isKnown = reader.within === cell || (reader.owner !== undefined && reader.owner === one.owner);
  const { lo, hi } = isKnown ? { lo: one.count, hi: one.count } : reading(one, hidden.has(cell));
  const isUpper = (direction === 'greatest') === factor > 0;
  const bound = lo === hi ? '' : isUpper ? 'at most ' : 'at least ';
  const times = Math.abs(factor) === 1 ? '' : `${number(Math.abs(factor))} × `;
  return `${factor < 0 ? '−' : '+'} ${times}${bound}${number(isUpper ? hi : lo)} (${labels[cell]})`;
}

const number = (value: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: 2 }).replace('-', '−');
