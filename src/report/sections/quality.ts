/** How sure the links are that everything here rests on. */
import { dotChart } from '../../charts/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import { markOf, type Views } from '../views.ts';
import { bars, drawnIf, figuresOf, INTERVAL, missingSection } from './parts.ts';

const ID = 'quality';
const TITLE = 'How sure the links are';
const PAIR = 'pair';

export function quality(views: Views): Section {
  const view = views.one('linkage-quality');
  if (view === undefined) return missingSection(ID, TITLE, howTo('linkage-quality'));
  const byGroup = view.tables.filter(({ id }) => id !== PAIR);
  return {
    id: ID,
    title: TITLE,
    text: [
      'Records of different agencies belong to one person only as far as the links between them are right. Precision is the share of links that the model expects to be right, recall the share of all true links that it expects to have made.',
      ...view.shown.notes,
    ],
    figures: figuresOf(view, {
      ...(view.rows(PAIR).length === 0 ? {} : { [PAIR]: pairs(view) }),
      ...Object.fromEntries(byGroup.map(({ id, title }) => [id, linked(view, id, title)])),
    }),
    missing: [],
  };
}

function pairs(view: View): Html {
  const point = (series: string, key: readonly string[], measure: string) => {
    const [value, from, to] = [measure, `${measure}-from`, `${measure}-to`].map((name) =>
      markOf(view.value(PAIR, key, name)),
    );
    return {
      series,
      value: value!,
      ...(typeof from === 'number' && typeof to === 'number' ? { interval: { from, to } } : {}),
    };
  };
  return drawnIf(
    view.rows(PAIR).flatMap(({ values: { precision, recall } }) => [markOf(precision), markOf(recall)]),
    dotChart,
    {
      id: view.figureId(PAIR),
      title: 'Expected precision and recall of the links, by pair of agencies',
      description: 'Two dots for each pair of agencies, each with its 95 % interval as a line.',
    },
    {
      unit: '%',
      intervalTitle: INTERVAL,
      rows: view.rows(PAIR).map(({ key }) => ({
        label: view.keyWords(PAIR, key[0] ?? ''),
        points: [point('precision', key, 'precision'), point('recall', key, 'recall')],
      })),
    },
  );
}

const linked = (view: View, table: string, title: string): Html =>
  bars(view, table, 'linked-share', `${title}: share linked to another agency`);
