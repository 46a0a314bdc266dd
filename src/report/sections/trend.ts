/** What changes from quarter to quarter. */
import { lineChart } from '../../charts/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import { intervalOf, markOf, type Views } from '../views.ts';
import { windowWords } from '../words.ts';
import { drawnIf, figuresOf, INTERVAL, missingSection, warnings } from './parts.ts';

const ID = 'trend';
const TITLE = 'From quarter to quarter';
const TABLE = 'figures';
/** Stands for all periods together. */
const WHOLE = 'whole window';

export function trend(views: Views): Section {
  const ids = new Set(views.all.filter(isByPeriod).map(({ shown }) => shown.id));
  const found = [...ids].flatMap((id) => views.one(id, 'period') ?? []);
  if (found.length === 0) return missingSection(ID, TITLE, howTo('referrals-people-repeats'));
  return {
    id: ID,
    title: TITLE,
    text: [
      'Presentations, and the different people behind them. A person can be counted in several quarters, so people do not add up to those of the whole window.',
      ...found.flatMap(warnings),
    ],
    figures: found.flatMap((view) => figuresOf(view, { [TABLE]: lines(view) })),
    missing: [],
  };
}

const isByPeriod = (view: View): boolean => view.breakdown === 'period' && view.rows(TABLE).length > 2;

function lines(view: View): Html {
  const rows = view.rows(TABLE).filter(({ key }) => key[0] !== WHOLE);
  const counts = view.shown.measures.filter(({ kind }) => kind === 'count');
  return drawnIf(
    rows.flatMap(({ values }) => counts.map(({ name }) => markOf(values[name]))),
    lineChart,
    {
      id: view.figureId(TABLE),
      title: `${counts.map(({ title }) => title).join(', ')}: ${windowWords(view.shown.window)}`.replace(
        /^./,
        (first) => first.toUpperCase(),
      ),
      description: 'A line for each count from period to period, with its 95 % interval as an upright line.',
    },
    {
      unit: counts.length > 1 ? 'number' : view.shown.unit,
      intervalTitle: INTERVAL,
      at: rows.map(({ key }) => key[0] ?? ''),
      series: counts.map(({ name, title }) => ({
        label: title,
        values: rows.map(({ values }) => markOf(values[name])),
        intervals: rows.map(({ key }) => intervalOf(view.bounds(TABLE, key, name)).interval),
      })),
    },
  );
}
