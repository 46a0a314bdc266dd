/** A count in an entry is a band, since a small exact count can itself point at people. */
export function band(count: number): string {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError('a count is a whole number from 0');
  if (count === 0) return '0';
  if (count >= 1_000_000) return '1000000+';
  const lower = 10 ** (String(count).length - 1);
  return `${lower}-${lower * 10 - 1}`;
}
