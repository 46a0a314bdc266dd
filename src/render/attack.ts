/** What an attack on published tables found. */
import type { Bound, Findings, Recovered } from '../attack/index.ts';
import { grouped } from '../errors.ts';
import { colour, hang, plural, printable, type Screen, table } from '../terminal/index.ts';

export function findingsText(
  { recovered, bounds, tables = {}, marks = [], doubts = [] }: Findings,
  screen: Screen & { readonly columns?: number },
): string {
  const width = screen.columns ?? 80;
  const palette = colour(screen);
  const paragraph = (lead: string, text: string): string => hang(lead, printable(text), width).join('\n');
  const letters = new Map(Object.entries(tables).map(([letter, name]) => [name, letter]));
  const whole = recovered.length + bounds.length;
  const narrowed = bounds.filter((bound) => bound.narrowed).length;
  const unsearched = bounds.filter((bound) => bound.unfinished).length;
  const verdict =
    whole === 0
      ? 'No count is hidden in these tables.'
      : `${plural(recovered.length, 'hidden count')} of ${grouped(whole)} can be worked out${narrowed === 0 ? '' : `, and ${grouped(narrowed)} can be narrowed down`}${unsearched === 0 ? '' : `; ${plural(unsearched, 'range')} not searched to the end`}.`;
  return [
    ...doubts.map((doubt) => paragraph('Doubt: ', `${doubt}.`)),
    palette.bold(verdict),
    ...(letters.size === 0
      ? []
      : [
          Object.entries(tables)
            .map(([letter, name]) => paragraph(`${letter}  `, name))
            .join('\n'),
        ]),
    ...recovered.map((found) =>
      [
        palette.bold(printable(`${placeOf(found, letters)}: ${grouped(found.value)}`)),
        ...found.because.map((step) => paragraph('  ', step)),
      ].join('\n'),
    ),
    ...(bounds.length === 0 ? [] : [boundsTable(bounds, letters, width)]),
    ...(marks.length === 0
      ? []
      : [
          marks
            .map(({ mark, cells, as }) => paragraph('Read: ', `${mark} (${plural(cells, 'cell')}) as ${as}`))
            .join('\n'),
        ]),
    ...(recovered.length === 0 ? [paragraph('', MORE)] : []),
  ].join('\n\n');
}

const UNSEARCHED =
  'searched to the end: where it says no, the search would have taken too long; the count lies within the range, and may follow exactly from the table';

const MORE =
  'Other tables of the same people, or an earlier release of them (--earlier FILE), may give away more: name them too.';

/** The letter of each table by its name; none where there is one table. */
type Letters = ReadonlyMap<string, string>;

const placeOf = ({ table: name, row, column }: Recovered, letters: Letters): string =>
  letters.size === 0 ? `${row}, ${column}` : `${letters.get(name)}: ${row}, ${column}`;

function boundsTable(bounds: readonly Bound[], letters: Letters, width: number): string {
  const several = letters.size > 0;
  const cut = bounds.some(({ unfinished }) => unfinished);
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(
    [
      ...(several ? ['table'] : []),
      'row',
      'column',
      right('from'),
      right('to'),
      'narrowed down',
      ...(cut ? ['searched to the end'] : []),
    ],
    bounds.map((bound) => [
      ...(several ? [letters.get(bound.table)] : []),
      bound.row,
      bound.column,
      bound.from,
      bound.to ?? 'any',
      bound.narrowed ? 'yes' : '',
      ...(cut ? [bound.unfinished ? 'no' : 'yes'] : []),
    ]),
    {
      title: 'What the other hidden counts can be',
      width,
      notes: [
        'narrowed down: to less than the mark allows, or than is hidden for its own sake',
        ...(cut ? [UNSEARCHED] : []),
      ],
    },
  );
}
