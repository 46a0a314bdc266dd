/** Whether an event lies within the life of its person: the agency alone sees the date of birth. */
import {
  type CalendarDate,
  cellStandardiser,
  compileDateFormat,
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
  const { format = '', pivot } = source.column;
  const parse = compileDateFormat(format, pivot);
  const standardise = cellStandardiser(source.column, new Date(`${today}T00:00:00Z`));
  const bornOn = remembered((cell): CalendarDate | 'not known' => {
    const born = parse(cell);
    return 'reason' in born || standardise(cell).kind !== 'value' ? 'not known' : born;
  });
  return (cells, on) => {
    if (on === undefined) return undefined;
    const born = bornOn(cells[source.index]!.trim());
    return born === 'not known' ? undefined : oddAge(born, on);
  };
}
