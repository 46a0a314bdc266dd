/** Numbers and lists as people read them, in British English. */
import { grouped } from '../errors.ts';

/** `1 row`, `1,204 rows`, `3 agencies`: the count and the right form of its noun. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. An empty list is `none`. */
export function list(items: readonly string[], conjunction = 'and'): string {
  if (items.length === 0) return 'none';
  if (items.length === 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

/** A length of time in its two largest units: `0.4 s`, `12 s`, `1 min 20 s`, `2 h 5 min`, `3 days 1 h`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return two(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return two(minutes, 60, 'h', 'min');
  const hours = Math.round(minutes / 60);
  return two(hours, 24, hours < 48 ? 'day' : 'days', 'h');
}

function two(total: number, ratio: number, large: string, small: string): string {
  const rest = total % ratio;
  return `${grouped(Math.floor(total / ratio))} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** A number of bytes in decimal units with at most one decimal: `512 bytes`, `1.2 MB`, `3 GB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte');
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${grouped(Math.round(value * 10) / 10)} ${units[unit]}`;
}
