/** What a reader does not see, and why. */
import { isMark, isShare, MARKS } from '../../disclose/index.ts';
import type { Column, Section } from '../assessment.ts';
import type { View } from '../view.ts';
import type { Views } from '../views.ts';

const LEFT_OUT = 'Left out, because';

/** Counts symbols in the tables of the report, which whoever has the tables can count too. */
export function withheld(views: Views): Section {
  const marks = Object.keys(MARKS).filter(isMark);
  const counted = views.all.map((view) => ({ view, found: marksIn(view) }));
  const used = marks.filter((mark) => counted.some(({ found }) => found.some((one) => one === mark)));
  return {
    id: 'withheld',
    title: 'What was withheld, and why',
    text: [
      'Small counts are withheld so that nobody can be found, and so is whatever they could be worked out from: together with everything that was released before under the agreement, and with what each agency knows of its own.',
      ...marks.map((mark) => `${mark} ${MARKS[mark]}.`),
      ...new Set(
        views.all.flatMap(({ shown, title }) =>
          shown.notes.filter((note) => note.startsWith(LEFT_OUT)).map((note) => `${title}. ${note}`),
        ),
      ),
    ],
    figures:
      used.length === 0
        ? []
        : [
            {
              id: 'withheld',
              table: {
                title: 'Symbols in place of numbers, by set of figures',
                columns: [
                  { name: 'figures', title: 'figures', kind: 'text' },
                  { name: 'cells', title: 'cells', kind: 'count' },
                  ...used.map((mark): Column => ({ name: mark.slice(1, -1), title: mark, kind: 'count' })),
                ],
                rows: counted.map(({ view, found }) => [
                  view.title,
                  found.length,
                  ...used.map((mark) => found.filter((one) => one === mark).length),
                ]),
              },
            },
          ],
    missing: [],
  };
}

/** Every cell of the view: its symbol, or undefined where it has none. */
const marksIn = ({ shown }: View): (string | undefined)[] =>
  shown.rows.flatMap(({ values }) =>
    Object.values(values).map((value) => {
      const seen = isShare(value) ? value.rate : value;
      return isMark(seen) ? seen : undefined;
    }),
  );
