/** The machine's clock, as far as a log can tell that it is wrong. */
import { refused } from '../errors.ts';
import { readEntry, timeOf } from './entry.ts';

/** Before this moment a machine's clock was plainly never set; after the other, times have no proper form. */
const EARLIEST = Date.UTC(2020, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

/**
 * The time of an entry made `now` that follows the `last` one of the log.
 * @throws CLOCK_UNSET, CLOCK_BEHIND, unless `despiteClock` and the last entry has a time to take instead.
 */
export function entryTime(
  now: Date,
  last: Uint8Array | undefined,
  despiteClock: boolean,
): { readonly at: Date; readonly clockSource: 'system' | 'last-entry' } {
  const time = now.getTime();
  const fields = last === undefined ? undefined : readEntry(last, 0).fields;
  const before = fields === undefined ? undefined : timeOf(fields);
  if (despiteClock && before !== undefined && !(time >= before)) {
    return { at: new Date(before), clockSource: 'last-entry' };
  }
  if (!(time >= EARLIEST && time <= LATEST)) {
    throw refused('CLOCK_UNSET', "this machine's clock is not set", {
      hint: 'set the clock and run this again',
    });
  }
  if (before !== undefined && time < before) {
    throw refused(
      'CLOCK_BEHIND',
      `clock behind: the last entry of the share log is of ${inWords(before)}, and this machine's clock says ${inWords(time)}`,
      { hint: behindHint(before) },
    );
  }
  return { at: now, clockSource: 'system' };
}

/** `2026-04-01 09:00:00 UTC` */
export const inWords = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** An entry cannot be taken back, so a clock that was once ahead is waited for and not argued with. */
const behindHint = (last: number): string =>
  'if the clock is wrong, set it; if it is right, it was ahead when that entry was made, which stays as it is: ' +
  `wait until ${inWords(last + 1000)}, and tell your partners and the auditor why that entry bears that time`;
