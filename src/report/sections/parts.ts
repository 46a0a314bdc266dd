/** What the sections of a report share. */
import { barChart, type ChartText, type Mark } from '../../charts/index.ts';
import { type Html, html, unbroken } from '../../pages/index.ts';
import type { Figure, Section } from '../assessment.ts';
import type { View } from '../view.ts';
import { intervalOf, markOf } from '../views.ts';
import { windowWords } from '../words.ts';

export const figure = (view: View, table: string, chart?: Html): Figure => ({
  id: view.figureId(table),
  ...(chart === undefined ? {} : { chart }),
  table: view.table(table),
  definition: view.definition,
});

/** All tables of a view, with a chart for those that have one. */
export const figuresOf = (view: View, charts: Readonly<Record<string, Html>> = {}): Figure[] =>
  view.tables.map(({ id }) => figure(view, id, charts[id]));

/** What the line through a bar or dot is. */
export const INTERVAL = '95 % interval';

/** A chart, or where none of its numbers may be shown, a sentence in its place. */
export const drawnIf = <Data>(
  marks: readonly Mark[],
  chart: (text: ChartText, data: Data) => Html,
  text: ChartText,
  data: Data,
): Html =>
  marks.some((mark) => typeof mark === 'number')
    ? chart(text, data)
    : html`<h3>${unbroken(text.title)}</h3>
<p>There is nothing to draw: none of these numbers may be shown, or none is there.</p>`;

/** A bar for each row with its interval: shares in per cent, rates, or counts. */
export function bars(
  view: View,
  table: string,
  measure: string,
  title: string,
  rows = view.rows(table),
): Html {
  const [dimension = ''] = view.shown.tables
    .find(({ id }) => id === table)!
    .dimensions.map(({ name }) => name);
  const { kind, title: unit } = view.shown.measures.find(({ name }) => name === measure)!;
  return drawnIf(
    rows.map(({ values }) => markOf(values[measure])),
    barChart,
    {
      id: view.figureId(table),
      title: `${title}, ${windowWords(view.shown.window)}`,
      description: `A bar for each row, with its ${INTERVAL} as a line.`,
    },
    {
      unit: kind === 'count' ? view.shown.unit : kind === 'rate' ? unit : '%',
      intervalTitle: INTERVAL,
      rows: rows.map(({ key, values }) => ({
        label: view.keyWords(dimension, key[0] ?? ''),
        value: markOf(values[measure]),
        ...intervalOf(view.bounds(table, key, measure)),
      })),
    },
  );
}

/** Says what was counted, and when. */
export const lead = ({ shown }: View): string => `${shown.definition} Window: ${windowWords(shown.window)}.`;

/** Notes that warn: capitals at their beginning are how figures say so. */
export const warnings = ({ shown }: View): string[] =>
  shown.notes.filter((note) => /^[A-Z]{2,} [A-Z]{2,}/.test(note));

export const missingSection = (id: string, title: string, missing: readonly string[]): Section => ({
  id,
  title,
  text: [],
  figures: [],
  missing,
});
