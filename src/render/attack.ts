/** What an attack on published tables found. */
import type { Bound, Findings, Recovered } from '../attack/index.ts';
import { grouped } from '../errors.ts';
import { colour, hang, plural, printable, type Screen, table } from '../terminal/index.ts';

export function findingsText(
  { recovered, bounds, doubts = [] }: Findings,
  screen: Screen & { readonly columns?: number },
): string {
  const width = screen.columns ?? 80;
  const palette = colour(screen);
  const paragraph = (lead: string, text: string): string => hang(lead, printable(text), width).join('\n');
  const several = new Set([...recovered, ...bounds].map((found) => found.table)).size > 1;
  const whole = recovered.length + bounds.length;
  const narrowed = bounds.filter((bound) => bound.narrowed).length;
  const verdict =
    whole === 0
      ? 'No count is hidden in these tables.'
      : `${plural(recovered.length, 'hidden count')} of ${grouped(whole)} can be worked out${narrowed === 0 ? '' : `, and ${grouped(narrowed)} can be narrowed down`}.`;
  return [
    ...doubts.map((doubt) => paragraph('Doubt: ', `${doubt}.`)),
    palette.bold(verdict),
    ...recovered.map((found) =>
      [
        palette.bold(printable(`${placeOf(found, several)}: ${grouped(found.value)}`)),
        ...found.because.map((step) => paragraph('  ', step)),
      ].join('\n'),
    ),
    ...(bounds.length === 0 ? [] : [boundsTable(bounds, several, width)]),
  ].join('\n\n');
}

const placeOf = ({ table: name, row, column }: Recovered, several: boolean): string =>
  several ? `${name}: ${row}, ${column}` : `${row}, ${column}`;

function boundsTable(bounds: readonly Bound[], several: boolean, width: number): string {
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(
    [...(several ? ['table'] : []), 'row', 'column', right('from'), right('to'), 'narrowed down'],
    bounds.map((bound) => [
      ...(several ? [bound.table] : []),
      bound.row,
      bound.column,
      bound.from,
      bound.to ?? 'any',
      bound.narrowed ? 'yes' : '',
    ]),
    {
      title: 'What the other hidden counts can be',
      width,
      notes: ['narrowed down: to less than the mark allows, or than is hidden for its own sake'],
    },
  );
}
