/** Who came back, by each definition of it. */
import type { Html } from '../../pages/index.ts';
import type { Section } from '../assessment.ts';
import { howTo } from '../standard.ts';
import type { View } from '../view.ts';
import type { Views } from '../views.ts';
import { bars, figuresOf, missingSection, warnings } from './parts.ts';

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
    text: [
      'How many come back depends on what counts as coming back: to the same agency or to any, with the same perpetrator or whoever it was, in twelve months or in a financial year. In the row “any agency” being passed on from one agency to another counts as coming back too, even within days. Each definition stands beside the others.',
      ...found.flatMap(warnings),
    ],
    figures: [
      ...(byAgency === undefined
        ? []
        : figuresOf(byAgency, {
            agency: shares(
              byAgency,
              'agency',
              'Share of people who came back within 12 months, to the same agency; in the last row to the same or another',
            ),
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

const shares = (view: View, table: string, title: string): Html =>
  bars(
    view,
    table,
    'share',
    title,
    view.rows(table).filter(({ values }) => values.share !== '[z]'),
  );
