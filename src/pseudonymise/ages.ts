/** Whether an event lies within the life of its person: the agency alone sees the date of birth. */
import {
  type CalendarDate,
  cellStandardiser,
  compileDateFormat,
  type IdentifierColumn,
  type OddAges,
  oddAge,
  remembered,
} from '../standardise/index.ts';
import type { Recipe } from './recipe.ts';

export type AgeCheck = (cells: readonly string[], on: CalendarDate | undefined) => keyof OddAges | undefined;

/** Says what is odd about an age, by the first column of dates of birth; nothing where either day is not known. */
export function ageCheck({ identifiers, today }: Recipe): AgeCheck {
  const source = identifiers.find(({ column }) => column.identifier === 'date-of-birth');
  if (source === undefined) return () => undefined;
  const bornOn = birthReader(source.column, today);
  return (cells, on) => {
    if (on === undefined) return undefined;
    const born = bornOn(cells[source.index]!.trim());
    return born === undefined ? undefined : oddAge(born, on);
  };
}

/**
 * A reader of days of birth, by the form of a column; nothing of a cell that is no use as an identifier, such as a day
 * that systems write for an unknown one.
 */
export function birthReader(
  { format = '', pivot }: Pick<IdentifierColumn, 'format' | 'pivot'>,
  today: string,
): (cell: string) => CalendarDate | undefined {
  const parse = compileDateFormat(format, pivot);
  const column = { identifier: 'date-of-birth', format, ...(pivot === undefined ? {} : { pivot }) } as const;
  const standardise = cellStandardiser(column, new Date(`${today}T00:00:00Z`));
  return remembered((cell) => {
    const born = parse(cell);
    return 'reason' in born || standardise(cell).kind !== 'value' ? undefined : born;
  });
}
