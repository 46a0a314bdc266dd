/** Figures as a page of tables. */
import { lead, remarks, type ShownFigures, textTables } from '../disclose/index.ts';
import { colour, page, type Screen } from '../terminal/index.ts';

/** @param next lines that tell the reader what to do, never broken */
export function figuresPage(
  figures: ShownFigures,
  next: readonly string[],
  screen: Screen & { readonly columns?: number },
): string {
  return page(
    {
      title: figures.title,
      lead: lead(figures),
      tables: textTables(figures),
      remarks: remarks(figures),
      next,
    },
    { width: screen.columns ?? 80, palette: colour(screen) },
  );
}
