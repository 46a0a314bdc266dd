/**
 * Protection in a row that could not be read. Its cells may stand where the header has them, or be shifted by as
 * many as there are too many or too few; which of the two, nobody can tell. Whoever such a row may be about is
 * protected unless it plainly says that its flags are down: to hide somebody by mistake is the mistake to make.
 */
import type { Unread } from '../files/index.ts';
import type { Recipe } from './recipe.ts';

export type Protection =
  /** No flag is raised wherever it may stand, or there are no flags. */
  | { readonly kind: 'none' }
  /** A flag is raised, or cannot be read. The row may be about any of these local ids. */
  | { readonly kind: 'perhaps'; readonly ids: readonly string[] };

/** What an unread row says of protection, as far as it can be told. */
export function protectionIn({ cells, code }: Unread, recipe: Recipe, localId: number): Protection {
  const flags = recipe.flags.filter(({ flag }) => flag === 'protected');
  const shift = code === 'CSV_RAGGED_ROW' ? cells.length - recipe.header.length : 0;
  const isDown = flags.every(({ index, lowered }) => {
    const possible = code === 'CSV_RAGGED_ROW' ? cellsAt(cells, index, shift) : [undefined];
    return possible.every((cell) => cell !== undefined && (cell === '' || lowered.includes(cell)));
  });
  if (isDown) return { kind: 'none' };
  // An id in the first column is shifted only where it is missing itself.
  const [first, ...others] = localId < 0 ? [] : [cells[localId]?.trim(), cells[localId + shift]?.trim()];
  const ids = [first, ...(localId === 0 && first ? [] : others)].flatMap((id) => (id ? [id] : []));
  return { kind: 'perhaps', ids: [...new Set(ids)] };
}

/** The cells where the one of column `index` may stand; undefined for a place that the row does not have. */
function cellsAt(cells: readonly string[], index: number, shift: number): (string | undefined)[] {
  const places = Array.from({ length: Math.abs(shift) + 1 }, (_, step) => index + Math.sign(shift) * step);
  return places.filter((place) => place >= 0).map((place) => cells[place]?.trim());
}
