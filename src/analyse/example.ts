/** The worked example of an indicator: its events counted, and what came out otherwise than it says. */
import { uncontrolled } from '../disclose/index.ts';
import { ThroughlineError, unusable } from '../errors.ts';
import { temporaryFolder } from '../files/index.ts';
import type { Indicator } from '../indicators/index.ts';
import { columnsNamed, countOver } from './count.ts';
import { FIGURES } from './count-arithmetic.ts';
import { withEventsInHand } from './linked.ts';
import { ALL_GROUPS } from './units.ts';

/**
 * Sentences, none where all is as the example says. Throws as counting does; where the query reads a column that is not
 * there, the hint says that it may be one which the example's events lack.
 */
export async function checkExample(indicator: Indicator): Promise<string[]> {
  const { events, from, to, since, by = [], expect } = indicator.example;
  const scratch = await temporaryFolder('throughline-example-');
  try {
    const figures = await withEventsInHand(
      { scratch: scratch.path, since, wanted: columnsNamed(indicator) },
      events,
      (linked) => countOver(linked, indicator, { from, to, by }),
    ).catch((error: unknown) => {
      throw withoutColumn(error);
    });
    const { rows } = uncontrolled(figures);
    const table = rows.filter((row) => row.table === FIGURES);
    return expect.flatMap((wanted, index) => {
      const key = by.map((column) => String(wanted[column] ?? ALL_GROUPS));
      const row = by.length === 0 ? table[0] : table.find((one) => one.key.join('|') === key.join('|'));
      if (row === undefined) return [`expected row ${index + 1} is not among the figures`];
      return Object.entries(wanted).flatMap(([name, value]) => {
        if (by.includes(name)) return [];
        const shown = row.values[name];
        const found = typeof shown === 'object' && 'rate' in shown ? shown.rate : shown;
        return found === value
          ? []
          : [
              `expected row ${index + 1}: ${name} is ${typeof found === 'object' ? 'an interval' : String(found)} and not ${value}`,
            ];
      });
    });
  } finally {
    await scratch.remove();
  }
}

/** An attribute is a column of the events where some event has it, or the indicator names it. */
function withoutColumn(error: unknown): unknown {
  const isColumn =
    error instanceof ThroughlineError && error.code === 'QUERY_INVALID' && /\bcolumn\b/.test(error.reason);
  if (!isColumn) return error;
  return unusable(error.code, error.reason, {
    hint: "if it is an attribute, add it to an event of the example, by the agreement's name, or name it under may-use; throughline indicators --columns lists the columns that are always there",
  });
}
