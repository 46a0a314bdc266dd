/** What is kept in a workspace, for how long, and why. */
import type { Kept } from '../custody/index.ts';
import { plural } from '../terminal/index.ts';

/** What else lies in inbox/ and outbox/, by its name. */
const NAMED: readonly (readonly [RegExp, string])[] = [
  [/^checkpoint-.+\.txt$/, 'checkpoint that a partner is asked to countersign'],
  [/^cosigned-.+\.txt$/, 'checkpoint that a partner countersigned'],
  [/^witness-key-.+\.txt$/, 'public key of a witness'],
  [/^(?:suspension-by|lifting-of)-.+\.note$/, 'notice of a suspension or its lifting'],
  [/-notice-to-.+\.throughline\.age$/, "notice of a person's request"],
];

/** The path from the workspace on a line of its own, never broken; what it is, since when and for how long beneath. */
export function keptLines(one: Kept): [path: string, facts: string] {
  const { since, by, path } = one;
  const began = `since ${day(since)}${by === 'file' ? ' (by the date of the file)' : ''}`;
  return [path, `${what(one)}; ${began}; ${term(one)}`];
}

function what({ kind, form, path }: Kept): string {
  if (form === 'leftover') return 'left by a run that was killed';
  if (form === 'key') return path.endsWith('.key') ? 'project key' : 'shares of a project key';
  if (form === 'package') return kind === undefined ? 'package that says no kind' : `package of ${kind}`;
  if (kind === 'keys') return 'project key, sealed';
  if (kind !== undefined) return `${kind}, sealed`;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return NAMED.find(([pattern]) => pattern.test(name))?.[1] ?? 'file that does not say what it holds';
}

function term({ kind, form, days, due, destroyedBy, isDue }: Kept): string {
  if (form === 'leftover') return 'due at once';
  if (days === undefined || due === undefined) {
    const missing = kind === undefined ? 'gives one to nothing' : `has no kind ${kind}`;
    return `no term agreed: "retention" in agreement.yaml ${missing}`;
  }
  const shortest = kind === undefined ? ', the shortest term agreed' : '';
  const how = destroyedBy === undefined ? '' : `, by ${destroyedBy.replace('-', ' ')}`;
  return `kept ${plural(days, 'day')}${shortest}; ${isDue ? 'was due' : 'due'} ${day(due)}${how}`;
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
