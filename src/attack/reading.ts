/**
 * What one cell of a published table says: a number, a mark in place of one, or neither.
 *
 * Marks are those of UK publications: `<5`, `fewer than 5`, `1-4`, `*`, `c`, `[c]`, `s`, `..`, `:`, a dash, and a
 * blank. `[low]` is more than nothing and rounds to nothing. `[x]`, `[z]`, `[u]` and `n/a` stand where there is no
 * number to hide.
 */

export type Reading =
  | { readonly kind: 'number'; readonly value: number; readonly decimals: number; readonly percent: boolean }
  | Mark
  | { readonly kind: 'absent' }
  | { readonly kind: 'text' };

/** Something hidden. Ends are there only where the mark itself gives them. */
export interface Mark {
  readonly kind: 'hidden';
  readonly mark: 'blank' | 'symbol' | 'fewer' | 'between' | 'low';
  readonly from?: number;
  readonly to?: number;
}

const NUMBER = /^([+\-−–]?)(\d{1,3}(?:[,\u00a0\u2009\u202f ]\d{3})+|\d+)(?:\.(\d+))?\s*(%?)$/;
const FEWER = /^(?:<|fewer than|less than|under|below)\s*(\d{1,4})$/i;
const AT_MOST = /^(?:≤|<=|up to)\s*(\d{1,4})$/i;
const BETWEEN = /^(\d{1,3})\s*(?:-|–|−|to)\s*(\d{1,4})$/i;
const SYMBOL = /^(?:\*{1,3}|[[(]?[cs][\])]?|\[?suppressed\]?|hidden|withheld|\.{2,3}|…|:|#|-{1,2}|–|—)$/i;
const ABSENT = /^(?:\[[xzuk]\]|n\/?a|not applicable|not available|nil return|x|z)$/i;
/** What tells of a number without changing it: notes, provisional and revised figures. */
const REMARK = /\s*\[(?:note[^\]]*|[per]|\d+)\]$/i;

/** What the cell says. A percentage sign may have hidden or shown digits before it. */
export function readCell(cell: string): Reading {
  const text = cell.trim().replace(REMARK, '');
  if (text === '') return { kind: 'hidden', mark: 'blank' };
  const number = NUMBER.exec(text);
  if (number !== null) {
    const [, sign = '', whole = '', fraction = '', percent = ''] = number;
    const size = Number(`${whole.replace(/\D/g, '')}.${fraction}0`);
    const value = sign === '' || sign === '+' ? size : -size;
    return { kind: 'number', value, decimals: fraction.length, percent: percent !== '' };
  }
  if (text === '[low]') return { kind: 'hidden', mark: 'low' };
  const bare = text.replace(/\s*%$/, '');
  const fewer = FEWER.exec(bare);
  if (fewer !== null) return { kind: 'hidden', mark: 'fewer', to: Number(fewer[1]) - 1 };
  const atMost = AT_MOST.exec(bare);
  if (atMost !== null) return { kind: 'hidden', mark: 'fewer', to: Number(atMost[1]) };
  const between = BETWEEN.exec(bare);
  if (between !== null && Number(between[1]) < Number(between[2])) {
    return { kind: 'hidden', mark: 'between', from: Number(between[1]), to: Number(between[2]) };
  }
  if (SYMBOL.test(bare)) return { kind: 'hidden', mark: 'symbol' };
  return { kind: ABSENT.test(text) ? 'absent' : 'text' };
}

const PAIR = /^(.+?)\s*\((.*%.*|[^()]*)\)$/;

/**
 * A count with its share in one cell, `134 (29.9%)`, as two cells; undefined where the cell is anything else.
 * An interval after a share is left out.
 */
export function splitPair(cell: string): readonly [string, string] | undefined {
  const [, first, second] = PAIR.exec(cell.trim()) ?? [];
  if (first === undefined || second === undefined || !/%/.test(second)) return undefined;
  const readings = [readCell(first), readCell(second)];
  return readings.every(({ kind }) => kind === 'number' || kind === 'hidden') ? [first, second] : undefined;
}
