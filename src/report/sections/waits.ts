/** How long it takes until each agency, and MARAC, sees people. */
import { type Mark, survivalChart } from '../../charts/index.ts';
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import { markOf, type Views } from '../views.ts';
import { windowWords } from '../words.ts';
import { drawnIf, figuresOf, INTERVAL, missingSection, warnings } from './parts.ts';

const ID = 'waits';
const TITLE = 'Time to each agency, and to MARAC';
const TABLE = 'wait';

export function waits(views: Views): Section {
  const view = views.one('waits');
  if (view === undefined) return missingSection(ID, TITLE, howTo('waits'));
  return {
    id: ID,
    title: TITLE,
    text: [
      'Of the people whom another agency saw first, the share whom this one has seen so many days after; for MARAC, of everybody, the share referred. Many never come. Whoever the records follow for a shorter time is counted for as long as they do.',
      ...warnings(view),
    ],
    figures: figuresOf(view, { [TABLE]: curves(view) }),
    missing: [],
  };
}

function curves(view: View): Html {
  const rows = view.rows(TABLE);
  const steps = [...new Set(rows.map(({ key }) => key[1] ?? ''))].filter((step) => /^\d+ days$/.test(step));
  const targets = [...new Set(rows.map(({ key }) => key[0] ?? ''))];
  const at = (to: string, step: string, measure: string): Mark => {
    const mark = markOf(view.value(TABLE, [to, step], measure));
    return typeof mark === 'number' ? mark / 100 : mark;
  };
  return drawnIf(
    targets.flatMap((to) => steps.map((step) => at(to, step, 'share'))),
    survivalChart,
    {
      id: view.figureId(TABLE),
      title: `Share of people seen so many days after their first presentation, ${windowWords(view.shown.window)}`,
      description:
        'A curve for each agency, and for MARAC, of the share of people whom it has seen so many days after another agency first did.',
    },
    {
      intervalTitle: INTERVAL,
      days: steps.map((step) => Number.parseInt(step, 10)),
      series: targets.map((to) => ({
        label: view.keyWords('to', to),
        shares: steps.map((step) => at(to, step, 'share')),
        intervals: steps.map((step) => {
          const [from, until] = [at(to, step, 'lower'), at(to, step, 'upper')];
          return typeof from === 'number' && typeof until === 'number' ? { from, to: until } : undefined;
        }),
      })),
    },
  );
}
