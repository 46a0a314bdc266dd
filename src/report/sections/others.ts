/** Whatever else was released: tables without a part of their own. */
import type { Section } from '../assessment.ts';
import type { Views } from '../views.ts';
import { figuresOf, lead } from './parts.ts';

/** Comes after all other sections, which have taken what is theirs; undefined where nothing is left. */
export function others(views: Views): Section | undefined {
  const rest = views.rest();
  if (rest.length === 0) return undefined;
  return {
    id: 'others',
    title: 'Other figures',
    text: rest.map((view) => `${view.title}. ${lead(view)}`),
    figures: rest.flatMap((view) =>
      figuresOf(view).map((one) => ({
        ...one,
        table: { ...one.table, title: `${view.title}: ${one.table.title}` },
      })),
    ),
    missing: [],
  };
}
