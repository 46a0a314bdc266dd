/** Who came back, by each definition of it. */
import { dotChart } from '../../charts/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import { intervalOf, markOf, type Views } from '../views.ts';
import { windowWords } from '../words.ts';
import { figureId, figuresOf, lead, missingSection, warnings } from './parts.ts';

const ID = 'repeats';
const TITLE = 'Who came back, by each definition';

export function repeats(views: Views): Section {
  const byAgency = views.one('repeats');
  const lenses = views.one('repeat-lenses', 'definition+look-back');
  const missing = [
    ...(byAgency === undefined ? howTo('repeats') : []),
    ...(lenses === undefined ? howTo('repeat-lenses') : []),
  ];
  const found = [byAgency, lenses].filter((view) => view !== undefined);
  if (found.length === 0) return missingSection(ID, TITLE, missing);
  return {
    id: ID,
    title: TITLE,
    text: found.flatMap((view) => [lead(view), ...warnings(view)]),
    figures: [
      ...(byAgency === undefined
        ? []
        : figuresOf(byAgency, {
            agency: shares(byAgency, 'agency', 'Share of people who came back within 12 months'),
          })),
      ...(lenses === undefined
        ? []
        : figuresOf(lenses, {
            lens: shares(lenses, 'lens', 'Share of MARAC referrals that are repeats, by each definition'),
          })),
    ],
    missing,
  };
}

function shares(view: View, table: string, title: string): Html {
  const [dimension = ''] = view.shown.tables
    .find(({ id }) => id === table)!
    .dimensions.map(({ name }) => name);
  const rows = view.rows(table).filter(({ values }) => values.share !== '[z]');
  return dotChart(
    {
      id: figureId(view, table),
      title: `${title}, ${windowWords(view.shown.window)}`,
      description: 'A dot for each row, with its 95 % interval as a line.',
    },
    {
      unit: '%',
      rows: rows.map(({ key, values }) => ({
        label: view.keyWords(dimension, key[0] ?? ''),
        points: [
          { series: 'share', value: markOf(values.share), ...intervalOf(view.bounds(table, key, 'share')) },
        ],
      })),
    },
  );
}
