/** Who they are, beside the population, and how complete what is known of them is. */
import { barChart } from '../../charts/index.ts';
import { isShare } from '../../disclose/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import { intervalOf, markOf, type Views } from '../views.ts';
import { cellWords, windowWords } from '../words.ts';
import { bars, figure, figureId, INTERVAL, missingSection, warnings } from './parts.ts';

const ID = 'groups';
const TITLE = 'Who they are';
const TABLE = 'figures';
/** Rows that are no group. */
const TOTALS = new Set(['all', 'all known', 'not known']);

export function groups(views: Views): Section {
  const found = views.every('demographic-share').filter(({ breakdown }) => !breakdown.includes('+'));
  if (found.length === 0) return missingSection(ID, TITLE, howTo('demographic-share'));
  const hasPopulation = found.some((view) =>
    view.rows(TABLE).some(({ population }) => population !== undefined),
  );
  return {
    id: ID,
    title: TITLE,
    text: [
      'What the records say of people, as shares of those of whom it is known.',
      ...found.flatMap(completeness),
      ...found.flatMap(warnings),
      ...(hasPopulation
        ? []
        : [
            'No population was given to hold the shares against: count again with --population FILE to have it beside them.',
          ]),
    ],
    figures: found.map((view) => {
      const one = figure(view, TABLE, isShared(view) ? shares(view) : counts(view));
      return { ...one, table: { ...one.table, title: view.title } };
    }),
    missing: [],
  };
}

/** How much is known of it, as a sentence. */
function completeness(view: View): string[] {
  const [row] = view.rows('completeness');
  if (row === undefined) return [];
  const value = row.values.completeness;
  if (!isShare(value) || typeof value.rate !== 'number')
    return [`For how many people the ${nameOf(view)} is known is withheld.`];
  const percent = (share: number): string => `${cellWords({ kind: 'percent' }, share)} %`;
  return [`The ${nameOf(view)} is known for ${percent(value.rate)} of people.`];
}

const nameOf = ({ breakdown }: View): string => breakdown.replaceAll('-', ' ');

const groupRows = (view: View) => view.rows(TABLE).filter(({ key }) => !TOTALS.has(key[0] ?? ''));

/** Whether any share is shown; where none is, counts may be. */
const isShared = (view: View): boolean =>
  groupRows(view).some(({ values }) => isShare(values['share-of-known']));

const counts = (view: View): Html =>
  bars(view, TABLE, 'people', `People by ${nameOf(view)}`, groupRows(view));

function shares(view: View): Html {
  const rows = groupRows(view);
  const known = rows.map(({ population }) => population).filter((population) => population !== undefined);
  const everybody = known.length === rows.length ? known.reduce((sum, one) => sum + one, 0) : 0;
  return barChart(
    {
      id: figureId(view, TABLE),
      title: `Share of people by ${nameOf(view)}, ${windowWords(view.shown.window)}`,
      description:
        'A bar for each group: its share of the people of whom the group is known, with the 95 % interval as a line' +
        (everybody > 0 ? ', and its share of the population as a tick.' : '.'),
    },
    {
      unit: '%',
      intervalTitle: INTERVAL,
      rows: rows.map(({ key, values, population }) => ({
        label: key[0] ?? '',
        value: markOf(values['share-of-known']),
        ...intervalOf(view.bounds(TABLE, key, 'share-of-known')),
        ...(everybody > 0 && population !== undefined
          ? { compare: Math.round((1000 * population) / everybody) / 10 }
          : {}),
      })),
      ...(everybody > 0 ? { compareTitle: 'share of the population' } : {}),
    },
  );
}
