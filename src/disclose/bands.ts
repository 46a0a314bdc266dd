/** Counts in words too broad to find anybody by. */
import { grouped } from '../errors.ts';

/**
 * A count as a band: `none`, `fewer than 5`, `5 to 49`, `50 to 499`, `500 to 4,999`, ... `smallest` is the least
 * count that may be shown.
 */
export function countBand(count: number, smallest = 5): string {
  if (count <= 0) return 'none';
  if (count < smallest) return `fewer than ${grouped(smallest)}`;
  let low = smallest;
  while (count >= low * 10) low *= 10;
  return `${grouped(low)} to ${grouped(low * 10 - 1)}`;
}
