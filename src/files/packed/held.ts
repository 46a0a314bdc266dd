/**
 * A table that another format was turned into, as CSV text that is held in memory, packed: an identifier that has to
 * be set down for a moment is set down nowhere else.
 */
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { unusable } from '../../errors.ts';
import { type Packed, PROBE_BYTES, type Start } from '../csv/extract.ts';
import { csvLine } from '../csv/write.ts';
import { gunzippedFrom } from './gzip.ts';

/** Packed bytes that are held: some 100 million rows. */
const MOST_HELD = 1024 ** 3;
/** Characters of text that are packed at a time. */
const FULL = 1 << 18;

/** Takes rows, and gives them back as text as often as it is asked to. */
export class HeldTable {
  readonly #gzip = createGzip({ level: 1 });
  readonly #packed: Buffer[] = [];
  readonly #start: Buffer[] = [];
  readonly #name: string;
  #text = '';
  #bytes = 0;
  #held = 0;

  /** @param name of the file, for errors */
  constructor(name: string) {
    this.#name = name;
    this.#gzip.on('data', (chunk: Buffer) => {
      this.#packed.push(chunk);
      this.#held += chunk.length;
    });
  }

  /** Takes a row; one without cells is a blank line. */
  put(cells: readonly string[]): void {
    this.#text += cells.length === 0 ? '\n' : csvLine(cells);
  }

  /** Whether it is time to {@link flush}. */
  get isFull(): boolean {
    return this.#text.length >= FULL;
  }

  /** @throws unusable `EXTRACT_TOO_LARGE` when it would fill the machine's memory */
  async flush(): Promise<void> {
    if (this.#held > MOST_HELD) {
      throw unusable('EXTRACT_TOO_LARGE', `its text takes more than ${MOST_HELD / 1024 ** 2} MiB, packed`, {
        hint: 'export the table as CSV, which is read piece by piece, and give that file',
        place: { file: this.#name },
      });
    }
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    if (this.#bytes < PROBE_BYTES) this.#start.push(bytes);
    this.#bytes += bytes.length;
    if (!this.#gzip.write(bytes)) await once(this.#gzip, 'drain');
  }

  /** What `extractFrom` asks for. Nothing can be put afterwards. */
  async end(
    file: { readonly bytes: number; readonly modified: number },
    kind: Packed['kind'],
  ): Promise<{ readonly start: Start; readonly packed: Packed }> {
    await this.flush();
    this.#gzip.end();
    await once(this.#gzip, 'end');
    const bytes = Buffer.concat(this.#start).subarray(0, PROBE_BYTES);
    const { modified } = file;
    const name = this.#name;
    return {
      start: {
        probe: { name, bytes, cut: this.#bytes > bytes.length },
        bytes: this.#bytes,
        modified,
      },
      packed: { kind, bytesOnDisk: file.bytes, text: () => gunzippedFrom(this.#packed, name) },
    };
  }
}
