/**
 * What somebody sees who holds tokens and no key: entities (records, or the people that records were linked to)
 * and which tokens each has, by column. An attacker's plain copy has the same shape: all that counts in a
 * match-key is who shares it, so its values may stand under any name.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The most tokens on one side, and the factor that packs an entity and its token into one number. */
const MOST_TOKENS = 2 ** 27;

/**
 * @typedef {object} View
 * @property {readonly string[]} columns names of the match-keys
 * @property {number} entities
 * @property {Int32Array} offsets tokens of entity e: `tokens[offsets[e]]` up to `tokens[offsets[e + 1]]`
 * @property {Int32Array} tokens each entity's tokens once, by number
 * @property {Uint8Array} columnOf the column of a token
 * @property {Int32Array} holders how many entities have a token
 * @property {readonly string[]} presence which identifiers an entity's rows say they have
 * @property {Int32Array} rows how many rows an entity has
 * @property {readonly string[]} kinds what else is plain of an entity: the agency whose record it is
 */

/** Collects rows of tokens in any order. */
export class ViewBuilder {
  #columns;
  #numbers = new TokenNumbers();
  #pairs = new Float64Array(1 << 16);
  #count = 0;
  #presence = [];
  #rows = [];
  #kinds = [];

  constructor(columns) {
    this.#columns = columns;
  }

  /** One row: an entity by number (from 0, without gaps), its cells by column, each 16 hex digits or empty. */
  add(entity, cells, presence = '', kind = '') {
    while (this.#rows.length <= entity) {
      this.#rows.push(0);
      this.#presence.push(new Set());
      this.#kinds.push(kind);
    }
    this.#rows[entity] += 1;
    this.#presence[entity].add(presence);
    for (let column = 0; column < this.#columns.length; column += 1) {
      const cell = cells[column];
      if (cell === '') continue;
      if (this.#count === this.#pairs.length) this.#pairs = grown(this.#pairs);
      this.#pairs[this.#count] = entity * MOST_TOKENS + this.#numbers.of(column, cell);
      this.#count += 1;
    }
  }

  /** @returns {View} */
  done() {
    return fromPairs(this.#pairs.subarray(0, this.#count), {
      columns: this.#columns,
      columnOf: Uint8Array.from(this.#numbers.columns),
      presence: this.#presence.map(maskText),
      rows: Int32Array.from(this.#rows),
      kinds: this.#kinds,
    });
  }
}

/** Several presence masks as one text, whatever their order. */
const maskText = (masks) => [...masks].toSorted((a, b) => (a < b ? -1 : 1)).join(' ');

/** The same numbers with room for as many again. */
export const grown = (array) => {
  const larger = new array.constructor(array.length * 2);
  larger.set(array);
  return larger;
};

/** A view from packed pairs of entity and token, in any order and with repeats; sorts them in place. */
function fromPairs(pairs, facts) {
  const distinct = pairs.sort().filter((pair, at) => at === 0 || pair !== pairs[at - 1]);
  const entities = facts.rows.length;
  const offsets = new Int32Array(entities + 1);
  const tokens = new Int32Array(distinct.length);
  const holders = new Int32Array(facts.columnOf.length);
  for (let at = 0; at < distinct.length; at += 1) {
    const token = distinct[at] % MOST_TOKENS;
    tokens[at] = token;
    holders[token] += 1;
    offsets[Math.floor(distinct[at] / MOST_TOKENS) + 1] += 1;
  }
  for (let entity = 0; entity < entities; entity += 1) offsets[entity + 1] += offsets[entity];
  return { ...facts, entities, offsets, tokens, holders };
}

/** Numbers (from 0) for tokens of 16 hex digits, apart by column: open addressing, because a Map is too large. */
class TokenNumbers {
  columns = [];
  #high = new Uint32Array(1 << 16);
  #low = new Uint32Array(1 << 16);
  #slots = new Int32Array(1 << 17).fill(-1);

  of(column, text) {
    const high = Number.parseInt(text.slice(0, 8), 16);
    const low = Number.parseInt(text.slice(8), 16);
    const at = this.#slotOf(column, high, low);
    if (this.#slots[at] >= 0) return this.#slots[at];
    const number = this.columns.length;
    if (number === this.#high.length) this.#grow();
    this.#high[number] = high;
    this.#low[number] = low;
    this.columns.push(column);
    this.#slots[this.#slotOf(column, high, low)] = number;
    return number;
  }

  #slotOf(column, high, low) {
    const mask = this.#slots.length - 1;
    let at = (Math.imul(high ^ (low + column), 0x9e3779b1) >>> 3) & mask;
    for (;;) {
      const found = this.#slots[at];
      if (found < 0) return at;
      if (this.#high[found] === high && this.#low[found] === low && this.columns[found] === column) return at;
      at = (at + 1) & mask;
    }
  }

  #grow() {
    this.#high = grown(this.#high);
    this.#low = grown(this.#low);
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let number = 0; number < this.columns.length; number += 1) {
      this.#slots[this.#slotOf(this.columns[number], this.#high[number], this.#low[number])] = number;
    }
  }
}

/**
 * Reads tokens packages as the linkage unit has them.
 *
 * @param {readonly { agency: string, file: string }[]} packages
 * @param {(reference: string) => string | undefined} entityOf tells which rows are one entity; a row of none is left out
 * @returns {Promise<{ view: View, names: string[] }>} `names`: what `entityOf` said, by entity
 */
export async function readView(packages, entityOf) {
  const headers = [];
  for (const { file } of packages) headers.push(await headerOf(file));
  const columns = [...new Set(headers.flatMap((header) => header.slice(1, -1)))];
  const builder = new ViewBuilder(columns);
  const numbers = new Map();
  for (const [index, { agency, file }] of packages.entries()) {
    const places = columns.map((column) => headers[index].indexOf(column));
    for await (const cells of rowsOf(file)) {
      const name = entityOf(cells[0]);
      if (name === undefined) continue;
      if (!numbers.has(name)) numbers.set(name, numbers.size);
      const tokens = places.map((place) => (place < 0 ? '' : cells[place]));
      builder.add(numbers.get(name), tokens, cells.at(-1), agency);
    }
  }
  return { view: builder.done(), names: [...numbers.keys()] };
}

/** The header of a CSV of ours. */
export async function headerOf(file) {
  for await (const line of createInterface({ input: createReadStream(file) })) return line.split(',');
  throw new Error('a tokens file is empty');
}

/** Cells of every row after the header, of a CSV of ours, which needs no quotes. */
export async function* rowsOf(file) {
  let header = true;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!header) yield line.split(',');
    header = false;
  }
}

/**
 * A part of a view: some entities, and of their tokens some. Both are numbered anew.
 *
 * @param {View} view
 * @param {ArrayLike<number>} kept the entities that stay, in their new order
 * @param {(token: number) => boolean} stays
 * @returns {View}
 */
export function partOf(view, kept, stays) {
  const { offsets, tokens } = view;
  const numbers = new Int32Array(view.columnOf.length).fill(-1);
  const columnOf = [];
  let pairs = new Float64Array(1 << 16);
  let count = 0;
  for (let entity = 0; entity < kept.length; entity += 1) {
    for (let at = offsets[kept[entity]]; at < offsets[kept[entity] + 1]; at += 1) {
      const token = tokens[at];
      if (!stays(token)) continue;
      if (numbers[token] < 0) numbers[token] = columnOf.push(view.columnOf[token]) - 1;
      if (count === pairs.length) pairs = grown(pairs);
      pairs[count] = entity * MOST_TOKENS + numbers[token];
      count += 1;
    }
  }
  return fromPairs(pairs.subarray(0, count), {
    columns: view.columns,
    columnOf: Uint8Array.from(columnOf),
    presence: Array.from(kept, (old) => view.presence[old]),
    rows: Int32Array.from(kept, (old) => view.rows[old]),
    kinds: Array.from(kept, (old) => view.kinds[old]),
  });
}

export const everybody = (view) => Array.from({ length: view.entities }, (_, entity) => entity);

/** The view of these entities alone. */
export const ofEntities = (view, kept) => partOf(view, kept, () => true);

/** The view without the tokens that only one entity has. */
export const shared = (view) => partOf(view, everybody(view), (token) => view.holders[token] > 1);

/**
 * The view without some match-keys, as if the scheme did not have them.
 *
 * @throws Error for a name that is no match-key
 */
export function withoutColumns(view, names) {
  const unknown = names.find((name) => !view.columns.includes(name));
  if (unknown !== undefined) throw new Error(`no match-key is called ${unknown}`);
  const gone = view.columns.map((name) => names.includes(name));
  return partOf(view, everybody(view), (token) => !gone[view.columnOf[token]]);
}

/** The view with records joined into people; `groups` numbers each entity's person from 0, -1 for one left out. */
export function grouped(view, groups) {
  const people = groups.reduce((most, group) => Math.max(most, group), -1) + 1;
  const presence = Array.from({ length: people }, () => new Set());
  const rows = new Int32Array(people);
  const pairs = new Float64Array(view.tokens.length);
  let count = 0;
  for (const [entity, group] of groups.entries()) {
    if (group < 0) continue;
    presence[group].add(view.presence[entity]);
    rows[group] += view.rows[entity];
    for (let at = view.offsets[entity]; at < view.offsets[entity + 1]; at += 1) {
      pairs[count] = group * MOST_TOKENS + view.tokens[at];
      count += 1;
    }
  }
  return fromPairs(pairs.subarray(0, count), {
    columns: view.columns,
    columnOf: view.columnOf,
    presence: presence.map(maskText),
    rows,
    kinds: new Array(people).fill(''),
  });
}
