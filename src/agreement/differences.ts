/** Where two wordings of an agreement differ, by the names of their entries and never by what stands in them. */
import { inWords } from './schema.ts';
import type { Agreement } from './types.ts';

/** Places that differ, in the order of the first, e.g. `flows[2].to`; an entry that one lacks counts as one place. */
export function differences(
  { digest: _a, signatures: _b, ...one }: Agreement,
  { digest: _c, signatures: _d, ...other }: Agreement,
): string[] {
  return compared(one, other, []);
}

function compared(one: unknown, other: unknown, path: readonly (string | number)[]): string[] {
  if (!isGroup(one) || !isGroup(other) || Array.isArray(one) !== Array.isArray(other)) {
    return one === other ? [] : [inWords(path)];
  }
  const steps = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return steps.flatMap((step) =>
    compared(one[step], other[step], [...path, Array.isArray(one) ? Number(step) : step]),
  );
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
