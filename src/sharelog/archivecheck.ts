/** Checks that a log kept what it once signed: the older checkpoints, and the partial tiles they need. */
import { equal } from './bytes.ts';
import { PENDING } from './commit.ts';
import type { Findings } from './findings.ts';
import type { Inventory } from './inventory.ts';
import type { LogFolder } from './logfolder.ts';
import { MAX_NOTE_BYTES } from './note.ts';
import { hashesAt, levelsOf, TILE_WIDTH, tilePath, widthOf } from './tiles.ts';

export class ArchiveCheck {
  readonly #folder: LogFolder;
  readonly #inventory: Inventory;
  readonly #kept: ReadonlySet<number>;
  /** The size of the log. */
  readonly #size: number;
  readonly #findings: Findings;

  constructor(folder: LogFolder, inventory: Inventory, size: number, findings: Findings) {
    this.#folder = folder;
    this.#inventory = inventory;
    this.#kept = new Set(inventory.archived);
    this.#size = size;
    this.#findings = findings;
  }

  get isEmpty(): boolean {
    return this.#kept.size === 0;
  }

  /** Whether there is a checkpoint file for `size`. */
  has(size: number): boolean {
    return this.#kept.has(size);
  }

  /** A checkpoint was signed at `size`: it must be there, with the partial tiles it needs. */
  require(size: number): void {
    if (!this.has(size)) {
      this.#findings.find('MISSING', `checkpoints/${size}`, 'a checkpoint that was signed is missing');
    }
    this.requirePartials(size);
  }

  /** While a tile is partial, its forms at every signed size are kept. */
  requirePartials(size: number): void {
    for (const level of [...levelsOf(size), 'entries'] as const) {
      const width = hashesAt(level, size) % TILE_WIDTH;
      const index = Math.floor(hashesAt(level, size) / TILE_WIDTH);
      const now = widthOf(level, index, this.#size);
      if (width === 0 || now === width || now === TILE_WIDTH) continue;
      const path = tilePath({ level, index, width });
      if (this.#inventory.tilePaths.has(path)) continue;
      this.#findings.find('MISSING', path, 'a file that an older checkpoint needs is missing');
    }
  }

  /** A checkpoint beyond the size is either the end of an append cut short, or what was rolled back from. */
  async beyond(): Promise<void> {
    for (const size of this.#inventory.archived) {
      if (size <= this.#size) continue;
      const path = `checkpoints/${size}`;
      const signed = await this.#folder.readIfAny(path, MAX_NOTE_BYTES);
      const pending = await this.#folder.readIfAny(PENDING, MAX_NOTE_BYTES);
      if (signed !== undefined && pending !== undefined && equal(signed, pending)) {
        this.#findings.note('INTERRUPTED', path, 'an append was interrupted; the next one will complete it');
      } else {
        const message = `the log was signed with ${size} entries, but now ends at ${this.#size}`;
        this.#findings.find('ROLLED_BACK', path, message, this.#size);
      }
    }
  }
}
