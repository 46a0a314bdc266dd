/** Choosing entries of a log by what was done and when. */
import { unusable } from '../errors.ts';
import { isJsonObject } from './canonical.ts';
import { timeOf } from './entry.ts';
import { OPERATIONS } from './entrytypes.ts';
import { type LoggedEntry, readEntries } from './read.ts';

/** What entries can be chosen by: an operation, or the first word of another type. */
export const SELECTABLE = [...OPERATIONS, 'denial', 'key', 'agreement', 'witness', 'report', 'log'] as const;

export interface Selection {
  /** One of {@link SELECTABLE}. An operation also chooses the denials of it. */
  readonly operation?: string;
  /** Only what concerns this party: acting, handing over, receiving, or the party whose log it is about. */
  readonly party?: string;
  /** First and last day, `YYYY-MM-DD` in UTC, both included. */
  readonly from?: string;
  readonly to?: string;
  /** Whether announcements that a later entry answers are passed over; one that nothing answers stays. */
  readonly outcomes?: boolean;
  /** Only so many, the newest of those chosen. */
  readonly last?: number;
}

const DAY = 86_400_000;

/**
 * The entries chosen, oldest first. With `last` that many are held in memory, otherwise one.
 * @throws LOG_DATE when a day is not a real one; the errors of {@link readEntries}.
 */
export async function* selectEntries(folder: string, selection: Selection): AsyncGenerator<LoggedEntry> {
  const after = selection.from === undefined ? Number.NEGATIVE_INFINITY : startOfDay(selection.from);
  const before = selection.to === undefined ? Number.POSITIVE_INFINITY : startOfDay(selection.to) + DAY;
  const newest: LoggedEntry[] = [];
  const answered = selection.outcomes === true ? await answeredIn(folder) : new Set<number>();
  for await (const entry of readEntries(folder)) {
    const time = timeOf(entry.fields);
    const isDated = time !== undefined && time >= after && time < before;
    const isAnyTime = selection.from === undefined && selection.to === undefined;
    if (!(isDated || isAnyTime) || !isOfOperation(entry, selection.operation)) continue;
    if (!concerns(entry, selection.party) || answered.has(entry.index)) continue;
    if (selection.last === undefined) {
      yield entry;
    } else {
      newest.push(entry);
      if (newest.length > selection.last) newest.shift();
    }
  }
  yield* newest;
}

/** The entries that announced something and are named by the one that says how it ended. */
async function answeredIn(folder: string): Promise<Set<number>> {
  const answered = new Set<number>();
  for await (const { fields } of readEntries(folder)) {
    const { intent } = isJsonObject(fields.details) ? fields.details : {};
    if (typeof intent === 'number') answered.add(intent);
  }
  return answered;
}

function isOfOperation({ fields }: LoggedEntry, operation: string | undefined): boolean {
  const { type, op } = fields;
  if (operation === undefined) return true;
  if (type === operation || (type === 'denial' && op === operation)) return true;
  return typeof type === 'string' && type.startsWith(`${operation}.`);
}

function concerns({ fields: { org, details } }: LoggedEntry, party: string | undefined): boolean {
  if (party === undefined || org === party) return true;
  if (!isJsonObject(details)) return false;
  const { flow, recipient, from, to, of } = details;
  const named = isJsonObject(flow) ? [flow.from, flow.to] : [];
  return [...named, recipient, from, to, of].includes(party);
}

function startOfDay(day: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw unusable('LOG_DATE', 'a day must be a real one, written YYYY-MM-DD', {
      hint: 'write for example --from 2026-04-01',
    });
  }
  return time;
}
