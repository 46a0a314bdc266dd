/**
 * A table that another format was turned into, as CSV text that is held in memory, packed: an identifier that has to
 * be set down for a moment is set down nowhere else.
 */
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { type Packed, PROBE_BYTES, type Start } from '../csv/extract.ts';
import { csvLine } from '../csv/write.ts';
import { gunzippedFrom } from './gzip.ts';

/** Characters of text that are packed at a time. */
const FULL = 1 << 18;

/** Takes rows, and gives them back as text as often as it is asked to. */
export class HeldTable {
  readonly #gzip = createGzip({ level: 1 });
  readonly #packed: Buffer[] = [];
  readonly #start: Buffer[] = [];
  #text = '';
  #bytes = 0;

  constructor() {
    this.#gzip.on('data', (chunk: Buffer) => this.#packed.push(chunk));
  }

  /** Takes a row; one without cells is a blank line. */
  put(cells: readonly string[]): void {
    this.#text += cells.length === 0 ? '\n' : csvLine(cells);
  }

  /** Whether it is time to {@link flush}. */
  get isFull(): boolean {
    return this.#text.length >= FULL;
  }

  async flush(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    if (this.#bytes < PROBE_BYTES) this.#start.push(bytes);
    this.#bytes += bytes.length;
    if (!this.#gzip.write(bytes)) await once(this.#gzip, 'drain');
  }

  /** What `extractFrom` asks for. Nothing can be put afterwards. */
  async end(
    file: { readonly name: string; readonly bytes: number; readonly modified: number },
    kind: Packed['kind'],
  ): Promise<{ readonly start: Start; readonly packed: Packed }> {
    await this.flush();
    this.#gzip.end();
    await once(this.#gzip, 'end');
    const bytes = Buffer.concat(this.#start).subarray(0, PROBE_BYTES);
    const { name, modified } = file;
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
