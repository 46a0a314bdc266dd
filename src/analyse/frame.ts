/** What all indicators share: whom they count, when, and what they say of it. */
import type { Role } from '../agreement/index.ts';
import type { Exclusion } from '../disclose/index.ts';
import { unusable } from '../errors.ts';
import { endOfMonth, isDay, startOfMonth } from './calendar.ts';
import type { LinkedAgency, LinkedEvents } from './linked.ts';
import * as sql from './sql.ts';

export interface CountOptions {
  /** People are counted in these roles. Default: victim. */
  readonly roles?: readonly Role[];
  /** First and last day counted, both inclusive. Default: see {@link wholeRecord}, unless an indicator says. */
  readonly from?: string;
  readonly to?: string;
}

export interface Window {
  readonly from: string;
  readonly to: string;
}

/** An agency's name in the tables is its id. */
export interface Frame {
  readonly roles: readonly Role[];
  readonly window: Window;
  readonly exclusions: readonly Exclusion[];
  /** What must be said beside any figures from these events. */
  readonly notes: readonly string[];
}

/** What one presentation is, for definitions. */
export const PRESENTATION =
  'A presentation is all rows of one case at one agency (or, without a case reference, of one day), dated by the first.';

/**
 * Makes the table `presentations` for the roles and settles the window. Throws `WINDOW_INVALID`,
 * `WINDOW_REVERSED`, and `NO_EVENTS` when no event can be counted.
 */
export async function frame(
  { database, agencies, exclusions, missing }: LinkedEvents,
  options: CountOptions,
  defaultWindow: (record: Window) => Window = wholeRecord,
): Promise<Frame> {
  const roles = options.roles ?? ['victim'];
  const record = recordOf(agencies);
  if (record === undefined) {
    throw unusable('NO_EVENTS', 'no event in this workspace can be counted', {
      hint: 'open the shares with events again, and check that links were made from the same tokens',
    });
  }
  const window = settle(options, defaultWindow(record));
  await database.run(sql.presentations(roles));
  const withoutRole = await database.number(sql.WITHOUT_ROLE);
  const months = agencies.filter(({ monthsOnly }) => monthsOnly).map(({ id }) => id);
  return {
    roles,
    window,
    exclusions: [
      ...exclusions,
      ...(withoutRole > 0 ? [{ reason: 'events with no role recorded', count: withoutRole }] : []),
    ],
    notes: [
      ...outsideRecord(window, record),
      ...(missing.length === 0
        ? []
        : [
            `NO EVENTS of ${missing.join(', ')} are here, which the agreement expects: people they know are not counted as theirs.`,
          ]),
      ...(months.length === 0
        ? []
        : [
            `Events of ${months.join(', ')} carry only a month; they stand at its 15th when events are put in order.`,
          ]),
    ],
  };
}

/** From the first day of the record's first month to the last day of its last. */
export const wholeRecord = (record: Window): Window => ({
  from: startOfMonth(record.from),
  to: endOfMonth(record.to),
});

/** What has to be said of a window, or a part of one, of which no agency has any record. */
export function outsideRecord(window: Window, record: Window): string[] {
  const { from, to } = wholeRecord(record);
  const months = `${from.slice(0, 7)} to ${to.slice(0, 7)}`;
  if (window.to < from || window.from > to) {
    return [
      `NOTHING IS RECORDED from ${window.from} to ${window.to}: the events here are of ${months}, so that noughts say nothing.`,
    ];
  }
  return window.from < from || window.to > to
    ? [
        `The events here are of ${months}: of the days from ${window.from} to ${window.to} that lie outside, nothing is recorded.`,
      ]
    : [];
}

/** The first day and the last of any agency's record; undefined where no event can be counted. */
export function recordOf(agencies: readonly LinkedAgency[]): Window | undefined {
  const from = agencies.map(({ since }) => since).toSorted()[0];
  const to = agencies
    .map(({ last }) => last)
    .toSorted()
    .at(-1);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** No record of anybody alive lies outside, and days that do would have periods without end. */
const FIRST_DAY = '1900-01-01';
const LAST_DAY = '2199-12-31';

/**
 * The window as it was asked for, with only the ends that were given. Throws `WINDOW_INVALID` and
 * `WINDOW_REVERSED`.
 */
export function windowGiven({
  from,
  to,
}: {
  from?: string | undefined;
  to?: string | undefined;
}): Partial<Window> {
  for (const [end, day] of Object.entries({ from, to })) {
    if (day === undefined || (isDay(day) && day >= FIRST_DAY && day <= LAST_DAY)) continue;
    throw unusable(
      'WINDOW_INVALID',
      `--${end} is not a day in the form YYYY-MM-DD of the years 1900 to 2199`,
      {
        hint: 'write a day such as 2025-04-01',
      },
    );
  }
  if (from !== undefined && to !== undefined && from > to) throw reversed();
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function settle(options: CountOptions, standard: Window): Window {
  const window = { ...standard, ...windowGiven(options) };
  if (window.from > window.to) throw reversed();
  return window;
}

const reversed = (): Error =>
  unusable('WINDOW_REVERSED', 'the window ends before it begins', {
    hint: 'give --from a day that is not after --to, and not after the end of the record',
  });
