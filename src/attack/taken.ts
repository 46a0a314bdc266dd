/** What the marks of some tables, and numbers in unusual forms, were taken for. */
import { grouped } from '../errors.ts';
import type { Layout } from './layout.ts';
import type { Rule } from './marks.ts';
import type { Bounds } from './model.ts';
import type { NumberForm, Reading } from './reading.ts';

/** One mark, or one way of writing numbers. */
export interface Taken {
  /** As it is printed; for a blank, and for a way of writing numbers, words that say so. */
  readonly mark: string;
  readonly cells: number;
  readonly as: string;
}

/** Every mark in the columns of figures of some tables, the most usual first. */
export function takenIn(layouts: readonly Layout[], rule: Rule): Taken[] {
  const found = new Map<string, { mark: string; cells: number; as: string }>();
  for (const { columns, rows } of layouts) {
    for (const { readings } of rows) {
      for (const [column, reading] of readings.entries()) {
        const { kind } = columns[column]!;
        const told = tell(reading, kind === 'count' || kind === 'population', rule);
        if (told === undefined) continue;
        const key = JSON.stringify(told);
        const own = found.get(key) ?? { mark: told[0], cells: 0, as: told[1] };
        own.cells += 1;
        found.set(key, own);
      }
    }
  }
  return [...found.values()].toSorted((a, b) => b.cells - a.cells);
}

/** A mark and what it is taken for; undefined for a number as most are written, and for a blank beside counts. */
function tell(reading: Reading, isCount: boolean, rule: Rule): readonly [string, string] | undefined {
  switch (reading.kind) {
    case 'number':
      return reading.form === undefined ? undefined : FORMS[reading.form];
    case 'absent':
      return [reading.printed, 'no number to hide'];
    case 'text':
      return undefined;
    case 'hidden':
      break;
  }
  if (!isCount)
    return reading.mark === 'blank' ? undefined : [reading.printed, 'a hidden figure that is no count'];
  const mark = reading.mark === 'blank' ? 'a blank' : reading.printed;
  return [mark, `a hidden count: ${endsOf(rule.bounder(reading)!)}`];
}

const FORMS: Readonly<Record<NumberForm, readonly [string, string] | undefined>> = {
  scientific: ['numbers such as 1e3', 'what they come to, as if no digit had been lost'],
  dot: ['numbers such as 1.234', 'fractions'],
  dots: ['numbers such as 1.234.567', 'whole numbers with full stops between thousands'],
  'decimal comma': ['numbers such as 97,1', 'fractions'],
  comma: undefined,
};

function endsOf({ lo, hi }: Bounds): string {
  if (hi === Number.POSITIVE_INFINITY) return lo === 0 ? 'any' : `${grouped(lo)} or more`;
  return lo === hi ? grouped(lo) : `${grouped(lo)} to ${grouped(hi)}`;
}
