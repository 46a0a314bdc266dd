/** Each person's presentations in order, as the steps of a journey. */
import { unusable } from '../errors.ts';
import { addMonths } from './calendar.ts';
import type { Database } from './database.ts';
import type { Frame, Window } from './frame.ts';
import type { LinkedAgency } from './linked.ts';
import { inWindow, text } from './sql.ts';

export interface StepOptions {
  /** What a step is: an agency, or an agency with the type of event. Default `agency`. */
  readonly level?: 'agency' | 'type';
  /** A journey ends where nothing is recorded for more days than this; default: never. */
  readonly gap?: number;
  /** It begins with the first presentation to this agency, or of this `agency: type`; default: any. */
  readonly start?: string;
  /** It ends with the first such presentation after its beginning; default: any. */
  readonly end?: string;
}

const NAMED = `agency || CASE type WHEN '' THEN '' ELSE ': ' || type END`;

/** What stands between the steps of a route. */
export const ARROW = ' → ';

/** The step that a presentation is; a type that is written with an arrow is no two steps. */
export const stepAt = (level: 'agency' | 'type'): string =>
  level === 'agency' ? 'agency' : `replace(${NAMED}, ${text(ARROW)}, ' - ')`;

/**
 * A query with a row for each step in the window: `person`, `agency`, `day`, `step`, its `position` in the person's
 * record, the `episode` that it lies in (0 for the first; a gap begins the next), and whether the journey has `ended`
 * before it. Steps before the start are left out.
 */
export function stepsOf(
  over: string,
  window: Window,
  { level = 'agency', gap, start, end }: StepOptions,
): string {
  const is = (step: string): string => `(agency = ${text(step)} OR ${NAMED} = ${text(step)})`;
  const breaks = gap === undefined ? '0' : `CASE WHEN day - lag(day) OVER along > ${gap} THEN 1 ELSE 0 END`;
  return `
    WITH inside AS (
      SELECT person, agency, day, ${stepAt(level)} AS step, ${start === undefined ? 'true' : is(start)} AS starts,
        ${end === undefined ? 'false' : is(end)} AS ends
      FROM ${over} WHERE ${inWindow(window)}
    ), ordered AS (
      SELECT *, row_number() OVER (PARTITION BY person ORDER BY day, step) AS position FROM inside
    ), begun AS (
      SELECT ordered.* FROM ordered JOIN (
        SELECT person, min(position) AS first_position FROM ordered WHERE starts GROUP BY person
      ) USING (person) WHERE position >= first_position
    ), marked AS (
      SELECT *, ${breaks} AS breaks,
        coalesce(count(*) FILTER (ends) OVER (along ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) > 0 AS ended
      FROM begun WINDOW along AS (PARTITION BY person ORDER BY position)
    )
    SELECT person, agency, day, step, position, ends, ended,
      sum(breaks) OVER (PARTITION BY person ORDER BY position ROWS UNBOUNDED PRECEDING) AS episode
    FROM marked`;
}

/** Throws `GAP_INVALID`, and `STEP_UNKNOWN` where nobody has the step that journeys start or end with. */
export async function refuseSteps(database: Database, { gap, start, end }: StepOptions): Promise<void> {
  if (gap !== undefined && (!Number.isSafeInteger(gap) || gap < 1)) {
    throw unusable('GAP_INVALID', 'the gap is not a whole number of days above 0', {
      hint: 'give --gap a number such as 90',
    });
  }
  for (const step of [start, end]) {
    if (step === undefined) continue;
    const found = await database.number(
      `SELECT count(*)::INTEGER FROM presentations WHERE agency = ${text(step)} OR ${NAMED} = ${text(step)}`,
    );
    if (found > 0) continue;
    throw unusable('STEP_UNKNOWN', 'no presentation is of the step that journeys should start or end with', {
      hint: 'name an agency, or an agency and a type of event such as "police: Harassment"',
    });
  }
}

/** What has to be said of gaps in the record, which a step may bridge. */
export const gapNotes = (
  settled: Pick<Frame, 'window'>,
  agencies: readonly LinkedAgency[],
  gap: number | undefined,
): string[] => [
  gap === undefined
    ? 'A step may bridge any time in which nothing was recorded; --gap DAYS ends a journey there.'
    : `No step bridges more than ${gap} days in which nothing was recorded.`,
  ...recordNotes(settled, agencies),
];

/** Where an agency's record does not reach from one end of the window to the other. */
export function recordNotes({ window }: Pick<Frame, 'window'>, agencies: readonly LinkedAgency[]): string[] {
  const late = agencies.filter(({ since }) => since > window.from).map(({ id }) => id);
  const early = agencies.filter(({ last }) => last < addMonths(window.to, -1)).map(({ id }) => id);
  return [
    ...(late.length === 0
      ? []
      : [`The record of ${late.join(', ')} begins within the window: what came before is not seen.`]),
    ...(early.length === 0
      ? []
      : [`The record of ${early.join(', ')} ends within the window: what came after is not seen.`]),
  ];
}
