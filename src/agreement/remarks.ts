/** What an agreement leaves out that it may leave out, and that somebody will miss one day. */
import type { Agreement } from './types.ts';

/** A sentence for each; none of them keeps the agreement from being in force. */
export function remarksOn({ parties }: Agreement): readonly string[] {
  const untraced = parties.filter(
    ({ part, keys }) => part === 'agency' && (keys?.approvers ?? []).length === 0,
  );
  if (untraced.length === 0) return [];
  const ids = untraced.map(({ id }) => id).join(', ');
  return [
    `no approver is named for ${ids}: trace will not be possible there ("throughline trace key" makes the key)`,
  ];
}
