/** Who they are, beside the population, and how complete what is known of them is. */
import { barChart } from '../../charts/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import { intervalOf, markOf, type Views } from '../views.ts';
import { windowWords } from '../words.ts';
import { figureId, figuresOf, lead, missingSection, warnings } from './parts.ts';

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
      lead(found[0]!),
      ...found.flatMap(warnings),
      ...(hasPopulation
        ? []
        : [
            'No population was given to hold the shares against: count again with --population FILE to have it beside them.',
          ]),
    ],
    figures: found.flatMap((view) => figuresOf(view, { [TABLE]: shares(view) })),
    missing: [],
  };
}

function shares(view: View): Html {
  const rows = view.rows(TABLE).filter(({ key }) => !TOTALS.has(key[0] ?? ''));
  const known = rows.map(({ population }) => population).filter((population) => population !== undefined);
  const everybody = known.length === rows.length ? known.reduce((sum, one) => sum + one, 0) : 0;
  return barChart(
    {
      id: figureId(view, TABLE),
      title: `People by ${view.breakdown.replaceAll('-', ' ')}, ${windowWords(view.shown.window)}`,
      description:
        'A bar for each group: its share of the people of whom the group is known, with the 95 % interval as a line' +
        (everybody > 0 ? ', and its share of the population as a tick.' : '.'),
    },
    {
      unit: '%',
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
