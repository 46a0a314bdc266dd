/** Figures as a page of tables. */
import {
  abridged,
  type Controlled,
  lead,
  remarks,
  type ShownFigures,
  type Stand,
  textTables,
  wordsOf,
} from '../disclose/index.ts';
import { grouped } from '../errors.ts';
import { colour, page, type Screen } from '../terminal/index.ts';

/** @param next lines that tell the reader what to do, never broken */
export function figuresPage(
  figures: ShownFigures,
  next: readonly string[],
  screen: Screen & { readonly columns?: number },
  stand: Stand = 'draft',
): string {
  const shown = abridged(figures);
  return page(
    {
      title: shown.title,
      lead: lead(shown),
      tables: textTables(shown),
      remarks: remarks(shown, stand),
      next,
    },
    { width: screen.columns ?? 80, palette: colour(screen) },
  );
}

/** For the analyst: each cell that control hides, with what anybody could still take it for. */
export function auditLines({ selection: { audit, isCheapest } }: Controlled): string[] {
  if (audit.length === 0) return ['audit: control hides nothing'];
  const choice = isCheapest ? 'the cheapest safe choice' : 'a safe choice, though a cheaper one may exist';
  return [
    `audit: control hides ${audit.length === 1 ? 'one count' : `${grouped(audit.length)} counts`}, ${choice}; what each could be taken for:`,
    ...audit.map(({ id, count, least, greatest }) => {
      const most = Number.isFinite(greatest) ? `to ${grouped(greatest)}` : 'and upwards';
      return `  ${wordsOf(id)}: ${grouped(count)} (${grouped(least)} ${most})`;
    }),
  ];
}
