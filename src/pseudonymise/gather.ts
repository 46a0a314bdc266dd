/** Spilled lines into tokens.csv and events.csv: in order of reference, which says nothing, and each person's tokens once. */
import { join } from 'node:path';
import {
  csvLine,
  ensureDirectory,
  type FileDigest,
  type FileWriter,
  openForWriting,
} from '../files/index.ts';
import type { Recipe } from './recipe.ts';
import { PROTECTED_MARK } from './rows.ts';
import { PARTS, takePart } from './spill.ts';

export interface Gathered {
  readonly tokens: FileDigest & { readonly people: number; readonly rows: number };
  readonly events: FileDigest & { readonly rows: number };
  /** References of protected people, none of whose lines were written. */
  readonly protected: ReadonlySet<string>;
}

const REFERENCE_LENGTH = 32;

export const tokenHeader = (recipe: Recipe): string[] => [
  'reference',
  ...recipe.scheme.matchKeys.map((key) => key.name),
  'presence',
];

export const eventHeader = (recipe: Recipe): string[] => [
  'reference',
  ...recipe.events.map((column) => column.name),
];

/**
 * @param spill the folder of spilled lines; emptied
 * @param folder where `tokens/tokens.csv` and `events/events.csv` go
 */
export async function gather(
  spill: string,
  writers: readonly string[],
  recipe: Recipe,
  folder: string,
  onPart?: (done: number, of: number) => void,
): Promise<Gathered> {
  await ensureDirectory(join(folder, 'tokens'));
  await ensureDirectory(join(folder, 'events'));
  const tokens = await openForWriting(join(folder, 'tokens', 'tokens.csv'));
  try {
    const events = await openForWriting(join(folder, 'events', 'events.csv'));
    try {
      await tokens.write(csvLine(tokenHeader(recipe)));
      await events.write(csvLine(eventHeader(recipe)));
      return await gatherParts(spill, writers, tokens, events, onPart);
    } finally {
      await events.abandon();
    }
  } finally {
    await tokens.abandon();
  }
}

/** Tokens first, since their lines tell who is protected, of whom no event may speak either. */
async function gatherParts(
  spill: string,
  writers: readonly string[],
  tokens: FileWriter,
  events: FileWriter,
  onPart?: (done: number, of: number) => void,
): Promise<Gathered> {
  const hidden = new Set<string>();
  let people = 0;
  let tokenRows = 0;
  let eventRows = 0;
  for (let part = 0; part < PARTS; part += 1) {
    const lines = withoutProtected(await takePart(spill, 'tokens', writers, part), hidden).filter(unlikeLast);
    people += lines.filter((line, index) => referenceOf(line) !== referenceOf(lines[index - 1] ?? '')).length;
    tokenRows += lines.length;
    await writeLines(tokens, lines);
    onPart?.(part + 1, 2 * PARTS);
  }
  for (let part = 0; part < PARTS; part += 1) {
    const lines = withoutProtected(await takePart(spill, 'events', writers, part), hidden);
    eventRows += lines.length;
    await writeLines(
      events,
      lines.map((line) => withoutCounterparty(line, hidden)),
    );
    onPart?.(PARTS + part + 1, 2 * PARTS);
  }
  return {
    tokens: { ...(await tokens.end()), people, rows: tokenRows },
    events: { ...(await events.end()), rows: eventRows },
    protected: hidden,
  };
}

const referenceOf = (line: string): string => line.slice(0, REFERENCE_LENGTH);

const unlikeLast = (line: string, index: number, lines: readonly string[]): boolean =>
  line !== lines[index - 1];

/** Lines joined at a time: few enough that the joined text is soon forgotten. */
const AT_ONCE = 128;

async function writeLines(file: FileWriter, lines: readonly string[]): Promise<void> {
  for (let start = 0; start < lines.length; start += AT_ONCE) {
    await file.write(`${lines.slice(start, start + AT_ONCE).join('\n')}\n`);
  }
}

/** Drops every line of a person whose first line, in sorted order, is the protected mark. */
function withoutProtected(lines: readonly string[], hidden: Set<string>): string[] {
  for (const line of lines) if (line[REFERENCE_LENGTH] === PROTECTED_MARK) hidden.add(referenceOf(line));
  return hidden.size === 0 ? [...lines] : lines.filter((line) => !hidden.has(referenceOf(line)));
}

/** Blanks a protected person's reference where somebody else's event names them; a counterparty is the last column. */
function withoutCounterparty(line: string, hidden: ReadonlySet<string>): string {
  const last = line.slice(-REFERENCE_LENGTH);
  return hidden.has(last) && line.at(-REFERENCE_LENGTH - 1) === ',' ? line.slice(0, -REFERENCE_LENGTH) : line;
}
