/** Figures as a page of tables. */
import { type Controlled, lead, remarks, type ShownFigures, textTables, wordsOf } from '../disclose/index.ts';
import { grouped } from '../errors.ts';
import { colour, page, type Screen } from '../terminal/index.ts';

/** @param next lines that tell the reader what to do, never broken */
export function figuresPage(
  figures: ShownFigures,
  next: readonly string[],
  screen: Screen & { readonly columns?: number },
  stand: 'draft' | 'released' = 'draft',
): string {
  return page(
    {
      title: figures.title,
      lead: lead(figures),
      tables: textTables(figures),
      remarks: remarks(figures, stand),
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
