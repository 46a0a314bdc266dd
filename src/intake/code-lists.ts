/** Published lists of codes, each with its source. */
import { readFileSync } from 'node:fs';

export interface CodeList {
  readonly id: string;
  /** The attribute that the codes give. */
  readonly attribute: string;
  /** Words of headers under which the list is expected. */
  readonly headers: readonly string[];
  readonly source: string;
  readonly map: Readonly<Record<string, string>>;
}

export const CODE_LISTS = JSON.parse(
  readFileSync(new URL('code-lists.json', import.meta.url), 'utf8'),
) as readonly CodeList[];

const MOST_CODES = 40;

/** Watches whether all the values of a column are in one list. The values stay inside. */
export class CodeWatch {
  readonly #values = new Set<string>();

  add(text: string): void {
    if (this.#values.size <= MOST_CODES) this.#values.add(text);
  }

  /** The ids of the lists that have every value. */
  get lists(): readonly string[] {
    if (this.#values.size === 0 || this.#values.size > MOST_CODES) return [];
    return CODE_LISTS.filter(({ map }) => [...this.#values].every((value) => Object.hasOwn(map, value))).map(
      ({ id }) => id,
    );
  }
}
