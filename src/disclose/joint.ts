/** A release beside everything released before: whether they give away together what none does alone. */
import { Audit, type Exposure } from './audit.ts';
import { type KnownCount, type Merged, merge, type Publication } from './merge.ts';
import { protect } from './protect.ts';
import { type Reason, reasonsFor } from './reasons.ts';
import { isSensitive, reading } from './system.ts';

export type Joint =
  | { readonly status: 'safe' }
  | {
      readonly status: 'unsafe';
      /** How many counts would be exposed. */
      readonly exposed: number;
      /** How, in words with the figures: for inside the workspace only. */
      readonly equations: readonly string[];
      /** The fewest further cells of the draft whose hiding would make it safe; undefined where none would. */
      readonly change: readonly Change[] | undefined;
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
 * have published. Throws `SOLVER`.
 */
export async function checkTogether(
  publications: readonly Publication[],
  known: readonly KnownCount[] = [],
): Promise<Joint> {
  const merged = merge(publications, known);
  const { system, hidden } = merged;
  const exposures = await new Audit(system).exposures(hidden);
  if (exposures.length === 0) return { status: 'safe' };
  const told = exposures.slice(0, MOST_TOLD);
  const reasons = await reasonsFor(system, hidden, told);
  const { hidden: safe, exposed } = await protect(system, { also: hidden });
  const further = [...safe].filter((cell) => !hidden.has(cell)).toSorted((a, b) => a - b);
  return {
    status: 'unsafe',
    exposed: new Set(exposures.map(({ cell }) => cell)).size,
    equations: told.map((exposure, at) => equation(merged, exposure, reasons[at])),
    change:
      exposed.length > 0
        ? undefined
        : further.map((cell) => ({ id: merged.draftIds.get(cell)!, label: merged.labels[cell]! })),
  };
}

function equation(merged: Merged, { cell, reader }: Exposure, reason: Reason | undefined): string {
  const { labels } = merged;
  const knowing =
    reader.owner !== undefined
      ? ` by ${reader.owner}, which knows its own figures`
      : reader.within !== undefined
        ? ` by whoever is counted in ${labels[reader.within]}`
        : '';
  const name = labels[cell]!;
  if (reason === undefined) {
    return `${name}: only whole numbers that leave out a part of the hidden range fit everything published${knowing}.`;
  }
  const most = reason.direction === 'greatest' ? 'at most' : 'at least';
  const terms = reason.terms
    .toSorted((a, b) => b.factor - a.factor)
    .map(({ cell: of, factor }, at) => termText(merged, of, factor, at === 0, reason.direction));
  return `${name}, could be worked out${knowing} to be ${most} ${number(reason.limit)}: ${terms.join(' ')} = ${number(reason.limit)}.`;
}

function termText(
  { system, labels, hidden }: Merged,
  cell: number,
  factor: number,
  isFirst: boolean,
  direction: Reason['direction'],
): string {
  const one = system.cells[cell]!;
  const { lo, hi } = reading(one, hidden.has(cell));
  const isUpper = (direction === 'greatest') === factor > 0;
  const value = lo === hi ? lo : isUpper ? hi : lo;
  const times = Math.abs(factor) === 1 ? '' : `${number(Math.abs(factor))} × `;
  const sign = factor < 0 ? '−' : isFirst ? '' : '+';
  const bound = lo === hi ? '' : isUpper ? ' at most' : ' at least';
  const what = isSensitive(one) || lo !== hi ? `${labels[cell]},${bound}` : labels[cell]!;
  return `${sign}${sign === '' ? '' : ' '}${times}${number(value)} (${what.replace(/,$/, '')})`;
}

const number = (value: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: 2 }).replace('-', '−');
