/** Who they are, beside the population, and how complete what is known of them is. */
import { barChart } from '../../charts/index.ts';
import { isShare, type Shown } from '../../disclose/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import { intervalOf, markOf, type Views } from '../views.ts';
import { cellWords, list, windowWords } from '../words.ts';
import { bars, figure, INTERVAL, missingSection, warnings } from './parts.ts';

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
      ...completeness(found),
      ...found.flatMap(warnings),
      ...(hasPopulation
        ? [
            'Beside each share stands that of the group among the population that was given, and in the table how many of every 10,000 people of the group were known. A group may be known to agencies more often because it suffers more abuse, or because more of the abuse that it suffers is reported.',
          ]
        : [
            'No population was given to hold the shares against: count again with --population FILE to have it beside them.',
          ]),
    ],
    figures: found.map((view) => {
      const one = figure(view, TABLE, chartOf(view));
      return { ...one, table: { ...one.table, title: view.title } };
    }),
    missing: [],
  };
}

/** How much is known of each, as sentences: as a share, or as the table's own counts where only these are shown. */
function completeness(views: readonly View[]): string[] {
  const told = views.flatMap((view) => {
    const [row] = view.rows('completeness');
    return row === undefined ? [] : [{ name: nameOf(view), known: knownOf(view, row.values.completeness) }];
  });
  const hidden = told.flatMap(({ name, known }) => (known === undefined ? [`the ${name}`] : []));
  return [
    ...told.flatMap(({ name, known }) => (known === undefined ? [] : [`The ${name} is known for ${known}.`])),
    ...(hidden.length === 0
      ? []
      : [
          `For what share of people ${list(hidden)} ${hidden.length === 1 ? 'is' : 'are'} known is withheld.`,
        ]),
  ];
}

function knownOf(view: View, share: Shown | undefined): string | undefined {
  const [known, all] = ['all known', 'all'].map((key) => view.value(TABLE, [key], 'people'));
  if (isShare(share) && typeof share.rate === 'number')
    return `${cellWords({ kind: 'percent' }, share.rate)} % of people`;
  return typeof known === 'number' && typeof all === 'number'
    ? `${cellWords({ kind: 'count' }, known)} of ${cellWords({ kind: 'count' }, all)} people`
    : undefined;
}

const nameOf = ({ breakdown }: View): string => breakdown.replaceAll('-', ' ');

const groupRows = (view: View) => view.rows(TABLE).filter(({ key }) => !TOTALS.has(key[0] ?? ''));

/** Whether any share is shown; where none is, counts may be. */
const isShared = (view: View): boolean =>
  groupRows(view).some(({ values }) => isShare(values['share-of-known']));

/** Rates of the population, where no share may be shown. */
const isRated = (view: View): boolean => groupRows(view).some(({ values }) => isShare(values.rate));

function chartOf(view: View): Html {
  if (isShared(view)) return shares(view);
  const name = nameOf(view);
  return isRated(view)
    ? bars(
        view,
        TABLE,
        'rate',
        `People known, of every 10,000 of the population, by ${name}`,
        groupRows(view),
      )
    : bars(view, TABLE, 'people', `People by ${name}`, groupRows(view));
}

function shares(view: View): Html {
  const rows = groupRows(view);
  const known = rows.map(({ population }) => population).filter((population) => population !== undefined);
  const everybody = known.length === rows.length ? known.reduce((sum, one) => sum + one, 0) : 0;
  return barChart(
    {
      id: view.figureId(TABLE),
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
      ...(everybody > 0 ? { valueTitle: 'share of people', compareTitle: 'share of the population' } : {}),
    },
  );
}
