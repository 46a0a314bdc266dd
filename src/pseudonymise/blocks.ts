/** Blocks of an extract through the row pseudonymiser, here or in a worker thread: the same code for both. */

import { type Block, type Dialect, isUnread, recordsOfBlock } from '../files/index.ts';
import type { OddAges } from '../standardise/index.ts';
import type { Sampled } from './chance.ts';
import type { FlagCells } from './flags.ts';
import type { Recipe, RecipeKeys } from './recipe.ts';
import { type RejectedRows, Rejections } from './rejected.ts';
import { RowPseudonymiser } from './rows.ts';
import { SeenPeople } from './seen.ts';
import { type Spilled, SpillWriter } from './spill.ts';

export interface BlockJob {
  readonly recipe: Recipe;
  readonly keys: RecipeKeys;
  readonly dialect: Pick<Dialect, 'encoding' | 'delimiter' | 'spare'>;
  /** The folder for spilled lines. */
  readonly spill: string;
  /** How many parts lines are set down in. */
  readonly parts: number;
  /** What the workers of a run know together; see `SeenPeople.memory`. */
  readonly seen: SharedArrayBuffer;
  /** Tells this worker's files from another's. */
  readonly name: string;
}

/** What one worker can say when all blocks are done. */
export interface BlockTotals {
  readonly rows: number;
  readonly outsideWindow: number;
  readonly oddAges: OddAges;
  readonly sensitiveRows: number;
  readonly rejected: readonly RejectedRows[];
  readonly problems: ReadonlyMap<string, number>;
  readonly flags: readonly FlagCells[];
  readonly sample: Sampled;
  readonly tokens: Spilled;
  readonly events: Spilled;
}

export class BlockWorker {
  readonly #job: BlockJob;
  readonly #tokens: SpillWriter;
  readonly #events: SpillWriter;
  readonly #rows: RowPseudonymiser;
  readonly #rejected = new Rejections();
  #count = 0;

  constructor(job: BlockJob) {
    this.#job = job;
    this.#tokens = new SpillWriter(job.spill, `tokens-${job.name}`, job.parts);
    this.#events = new SpillWriter(job.spill, `events-${job.name}`, job.parts);
    const sink = {
      tokens: (line: string | Uint8Array) => this.#tokens.put(line),
      events: (line: string) => this.#events.put(line),
    };
    this.#rows = new RowPseudonymiser(job.recipe, job.keys, sink, new SeenPeople(job.seen));
  }

  async take({ bytes, firstRow }: Pick<Block, 'bytes' | 'firstRow'>): Promise<void> {
    const { dialect, recipe } = this.#job;
    for (const record of recordsOfBlock(bytes, firstRow, dialect, recipe.header.length)) {
      if (!isUnread(record) && record.cells.every(isBlank)) continue;
      this.#count += 1;
      const refusal = isUnread(record)
        ? this.#rows.refuse(record)
        : this.#rows.take(record.row, record.cells);
      if (refusal) this.#rejected.add(refusal);
      if (this.#tokens.isFull) await this.#tokens.flush();
      if (this.#events.isFull) await this.#events.flush();
    }
  }

  /** Gives up what {@link end} has not finished. */
  async abandon(): Promise<void> {
    await this.#tokens.abandon();
    await this.#events.abandon();
  }

  async end(): Promise<BlockTotals> {
    return {
      tokens: await this.#tokens.end(),
      events: await this.#events.end(),
      rows: this.#count,
      outsideWindow: this.#rows.outsideWindow,
      oddAges: this.#rows.oddAges,
      sensitiveRows: this.#rows.sensitiveRows,
      rejected: this.#rejected.grouped,
      problems: this.#rows.problems,
      flags: this.#rows.flags,
      sample: this.#rows.sample.sampled,
    };
  }
}

/** A row without any text is how a spreadsheet exports a blank one. */
const isBlank = (cell: string): boolean => cell.trim() === '';
