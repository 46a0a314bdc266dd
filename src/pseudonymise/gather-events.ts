/** Spilled lines of events into their table, once it is known who is protected. Plain data in and out, for a thread. */
import { type FileDigest, openTableForWriting } from '../files/index.ts';
import { GatheredPart } from './gathered-part.ts';
import { forEachPart, type Spilled } from './spill.ts';

export interface EventsJob {
  /** Where the spilled lines lie. */
  readonly folder: string;
  readonly parts: number;
  readonly spilled: readonly Spilled[];
  /** The table to write, in the format that its name says, and its columns. */
  readonly path: string;
  readonly header: readonly string[];
  /** References of people of whom no event may speak. */
  readonly hidden: ReadonlySet<string>;
}

export interface GatheredEvents extends FileDigest {
  readonly rows: number;
  /** Who among the protected had any event that would have left. */
  readonly heldBack: ReadonlySet<string>;
}

/** Writes the table whole, or removes what it has of it. The spilled lines are removed as they are used up. */
export async function gatherEvents(
  { folder, parts, spilled, path, header, hidden }: EventsJob,
  onPart?: () => void,
): Promise<GatheredEvents> {
  const part = new GatheredPart(hidden);
  const table = await openTableForWriting(path, header);
  let rows = 0;
  try {
    await forEachPart(folder, spilled, parts, async (bytes) => {
      rows += part.takeEvents(bytes);
      await table.write(part.lines);
      onPart?.();
    });
    return { ...(await table.end()), rows, heldBack: part.heldBack };
  } finally {
    await table.abandon();
  }
}
