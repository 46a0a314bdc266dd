/**
 * Spilled lines into the tables of tokens and events: in order of reference, which says nothing, and each person's
 * tokens once. One part at a time is in memory, as bytes.
 */
import { join } from 'node:path';
import { ensureDirectory, type FileDigest, openTableForWriting, type TableFormat } from '../files/index.ts';
import { EventsThread } from './events-thread.ts';
import { type EventsJob, gatherEvents } from './gather-events.ts';
import { GatheredPart } from './gathered-part.ts';
import type { Recipe } from './recipe.ts';
import { forEachPart, type Spilled } from './spill.ts';
import type { Strangers } from './strangers.ts';

/** What all writers of a run set down. */
export interface SpilledRun {
  readonly folder: string;
  /** As many as every writer sorted its lines by. */
  readonly parts: number;
  readonly tokens: readonly Spilled[];
  readonly events: readonly Spilled[];
  /** Keeps strangers apart, where the agency can tell people apart. */
  readonly strangers?: Strangers;
}

export interface GatheredTable extends FileDigest {
  /** The file's name. */
  readonly file: string;
}

export interface Gathered {
  /** `strangers`: the share of tokens that several people had, and each got their own of. */
  readonly tokens: GatheredTable & {
    readonly people: number;
    readonly rows: number;
    readonly strangers: number;
  };
  readonly events: GatheredTable & { readonly rows: number };
  /** References of protected people, none of whose lines were written. */
  readonly protected: ReadonlySet<string>;
  /** Those of them who had any line that would have been. */
  readonly heldBack: ReadonlySet<string>;
}

export interface GatherOptions {
  /** Of both tables; CSV unless said. */
  readonly format?: TableFormat | undefined;
  /** 1, unless said: no thread but this one. */
  readonly threads?: number;
  readonly onPart?: (done: number, of: number) => void;
}

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
 * Tokens first, since their lines tell who is protected, of whom no event may speak either. Then events are gathered
 * while strangers' tokens are looked for, in a thread of their own where there is one.
 *
 * @param spilled its files are removed as they are used up
 * @param folder where `tokens/tokens.csv` and `events/events.csv` go, or `.parquet` as the format is
 */
export async function gather(
  { folder: from, parts, tokens: tokenLines, events: eventLines, strangers }: SpilledRun,
  recipe: Recipe,
  folder: string,
  { format = 'csv', threads = 1, onPart }: GatherOptions = {},
): Promise<Gathered> {
  await ensureDirectory(join(folder, 'tokens'));
  await ensureDirectory(join(folder, 'events'));
  const file = { tokens: `tokens.${format}`, events: `events.${format}` };
  let done = 0;
  const partDone = (): void => {
    done += 1;
    onPart?.(done, 2 * parts);
  };
  const table = await openTableForWriting(join(folder, 'tokens', file.tokens), tokenHeader(recipe));
  try {
    const part = new GatheredPart();
    const count = { people: 0, rows: 0 };
    await forEachPart(from, tokenLines, parts, async (bytes) => {
      const taken = part.takeTokens(bytes);
      count.people += taken.people;
      count.rows += taken.rows;
      await (strangers === undefined ? table.write(part.lines) : strangers.take(part.lines));
      partDone();
    });
    const { hidden, heldBack } = part;
    const job: EventsJob = {
      ...{ folder: from, parts, spilled: eventLines, hidden },
      ...{ path: join(folder, 'events', file.events), header: eventHeader(recipe) },
    };
    const thread = threads > 1 ? new EventsThread(job, partDone) : undefined;
    try {
      if (strangers !== undefined) for await (const lines of strangers.given()) await table.write(lines);
      const events = await (thread?.done ?? gatherEvents(job, partDone));
      const tokens = await table.end();
      return {
        tokens: { ...count, strangers: strangers?.share ?? 0, ...tokens, file: file.tokens },
        events: { rows: events.rows, bytes: events.bytes, hash: events.hash, file: file.events },
        protected: hidden,
        heldBack: new Set([...heldBack, ...events.heldBack]),
      };
    } finally {
      await thread?.stop();
    }
  } finally {
    await table.abandon();
  }
}
