/** Several sets of figures, released or about to be, as one system of counts. */
import { apart } from './apart.ts';
import { addBounds, addClasses, kindsOf } from './bounds.ts';
import type { Figures, Meaning } from './figures.ts';
import { meaningKey } from './meaning.ts';
import type { Range, Rule } from './rule.ts';
import { indicesOf, labelOf, systemOf } from './selection.ts';
import {
  ANYTHING,
  type Cell,
  type Constraint,
  isWithin,
  reading,
  requireSound,
  type System,
} from './system.ts';

/** Figures as they were published, or would be. */
export interface Publication {
  /** The name it goes by, for words. */
  readonly name: string;
  readonly figures: Figures;
  /** Ids of the tables that are shown, and of the cells that are hidden. */
  readonly tables: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  readonly rule: Rule;
  /** Whether it can still be changed. */
  readonly isDraft: boolean;
}

/** A count that others have published. */
export interface KnownCount {
  readonly name: string;
  readonly meaning: Meaning;
  readonly count: number;
  /** What they say of it: the count, or a range around it. */
  readonly shown: Range;
}

export interface Merged {
  readonly system: System;
  /** Each cell in words. */
  readonly labels: readonly string[];
  /** The cells that the draft hides. */
  readonly hidden: ReadonlySet<number>;
  /** Ids in the draft of what stands in a cell. */
  readonly draftIds: ReadonlyMap<number, string>;
}

interface Entry {
  readonly cell: Cell;
  readonly label: string;
  readonly meaning: Meaning | undefined;
  readonly isDraft: boolean;
  readonly isHidden: boolean;
  readonly isElsewhere?: boolean;
}

/**
 * Counts of one meaning are one cell, unless they differ: then something was counted anew in between.
 *
 * @throws `COUNT_INVALID`, `TOTAL_WRONG` (exit code 2), `SOLVER`
 */
export async function merge(
  publications: readonly Publication[],
  known: readonly KnownCount[] = [],
): Promise<Merged> {
  const entries = new Map<string, Entry[]>();
  const add = (key: string, entry: Entry): void => {
    const own = entries.get(key);
    if (own === undefined) entries.set(key, [entry]);
    else own.push(entry);
  };
  const wanted: { system: System; keys: readonly string[]; isDraft: boolean }[] = [];
  for (const publication of publications) {
    const { figures, tables, hidden, rule, name, isDraft } = publication;
    const system = systemOf(figures, tables, rule);
    const isHidden = indicesOf(system, hidden);
    const labels = labelOf(figures);
    requireSound(system, labels);
    const keys = system.cells.map((cell, index) => {
      const meaning = figures.meanings?.[cell.id];
      const own = JSON.stringify([name, cell.id]);
      const shared = meaning === undefined ? own : `${meaningKey(meaning)} ${cell.count}`;
      const key = entries.get(shared)?.some((other) => hasOtherNoise(other.cell, cell)) ? own : shared;
      const words =
        cell.kind === 'printed' || meaning === undefined
          ? `${labels(cell)}, ${isDraft ? 'this release' : name}`
          : wordsOf(meaning);
      add(key, { cell, meaning, isDraft, isHidden: isHidden.has(index), label: words });
      return key;
    });
    wanted.push({ system, keys, isDraft });
  }
  for (const one of known) {
    const key = meaningKey(one.meaning);
    const ours = [...entries.keys()].find(
      (other) => other.startsWith(`${key} `) && isWithin(Number(other.slice(key.length + 1)), one.shown),
    );
    add(ours ?? `${key} ${one.count}`, {
      cell: publishedElsewhere(one),
      meaning: one.meaning,
      isDraft: false,
      isHidden: false,
      isElsewhere: true,
      label: `${wordsOf(one.meaning)}, ${one.name}`,
    });
  }
  const order = [...entries.keys()];
  const position = new Map(order.map((key, index) => [key, index]));
  const cells = order.map((key) => unite(entries.get(key)!));
  const labels = order.map((key) => labelFor(entries.get(key)!));
  const placedOf = (isOfDraft: boolean): Constraint[] =>
    wanted
      .filter(({ isDraft }) => isDraft === isOfDraft)
      .flatMap(({ system, keys }) =>
        system.constraints.map((constraint) => placed(constraint, system, keys, position, cells)),
      );
  const [earlier, drafted] = [placedOf(false), placedOf(true)];
  const ties = wanted.flatMap(({ system, keys }) =>
    (system.ties ?? []).map(({ people, events }) => ({
      people: position.get(keys[people]!)!,
      events: position.get(keys[events]!)!,
    })),
  );
  const meanings = order.map(
    (key) => entries.get(key)!.find(({ meaning }) => meaning !== undefined)?.meaning,
  );
  const sums = distinct([...earlier, ...drafted]);
  const joined = { cells, constraints: [...sums], labels };
  const elsewhere = new Set(
    order.flatMap((key, index) => (entries.get(key)!.every(({ isElsewhere }) => isElsewhere) ? [index] : [])),
  );
  const kinds = kindsOf(meanings);
  addBounds(joined, meanings, kinds, elsewhere, publications.at(-1)?.rule.hidesTo ?? 4);
  for (const own of kinds) {
    await addClasses(
      joined,
      meanings,
      own.filter((index) => !elsewhere.has(index)),
    );
  }
  const draft = order.flatMap((key, index): [number, Entry][] => {
    const own = entries.get(key)!.find(({ isDraft, cell }) => isDraft && cell.kind === 'printed');
    return own === undefined ? [] : [[index, own]];
  });
  const again = new Map(
    draft.flatMap(([index, { cell }]): [number, Cell][] =>
      cell.hideable && cells[index]!.isOld === true ? [[index, cell]] : [],
    ),
  );
  const system = { cells: joined.cells, constraints: joined.constraints, ties };
  const others = [...distinct(earlier), ...joined.constraints.slice(sums.length)];
  return {
    system: again.size === 0 ? system : { ...system, apart: apart(system, again, distinct(drafted), others) },
    labels: joined.labels,
    hidden: new Set([
      ...draft.flatMap(([index, { isHidden }]) => (isHidden ? [index] : [])),
      ...cells.flatMap(({ settled }, index) => (settled === 'hidden' ? [index] : [])),
    ]),
    draftIds: new Map(draft.map(([index, { cell }]) => [index, cell.id])),
  };
}

/** Other people, though as many. */
const hasOtherNoise = (a: Cell, b: Cell): boolean =>
  a.isNoisy === true && b.isNoisy === true && (a.shown.lo !== b.shown.lo || a.shown.hi !== b.shown.hi);

const wordsOf = ({ unit, where }: Meaning): string => `${unit}, ${where}`;

const publishedElsewhere = ({ name, meaning, count, shown }: KnownCount): Cell => ({
  id: `${name} ${meaningKey(meaning)}`,
  count,
  kind: 'printed',
  primary: { lo: 1, hi: 0 },
  shown,
  marked: shown,
  hideable: false,
  cost: 1,
});

/** One cell of all that was said of it. What was released settles it; a draft can only add to that. */
function unite(entries: readonly Entry[]): Cell {
  const printed = entries.filter(({ cell }) => cell.kind === 'printed');
  const [first] = printed.length > 0 ? printed : entries;
  const { cell } = first!;
  const owner = entries.map((entry) => entry.cell.owner).find((one) => one !== undefined);
  if (printed.length === 0) {
    const isSecret = entries.every((entry) => entry.cell.kind === 'known');
    return { ...cell, owner, kind: isSecret ? 'known' : 'implied' };
  }
  const released = printed.filter(({ isDraft }) => !isDraft);
  const told = released.map((entry) => reading(entry.cell, entry.isHidden)).reduce(intersection, ANYTHING);
  const isShown = released.some(({ isHidden }) => !isHidden);
  const primaries = entries.map((entry) => entry.cell.primary);
  const sensitive = primaries.filter((range) => isWithin(cell.count, range));
  const primary = (sensitive.length > 0 ? sensitive : primaries).reduce(union);
  const people = entries.map((entry) => entry.cell.people).find((one) => one !== undefined);
  const draft = printed.find(({ isDraft }) => isDraft)?.cell;
  const base = { ...(draft ?? cell), owner, primary, people };
  const isOld = released.length > 0;
  if (draft === undefined || isShown) {
    return { ...base, isOld, shown: told, marked: told, settled: isShown ? 'shown' : 'hidden' };
  }
  return {
    ...base,
    isOld,
    shown: intersection(told, draft.shown),
    marked: intersection(told, draft.marked),
  };
}

const intersection = (a: Range, b: Range): Range => ({ lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi) });
const union = (a: Range, b: Range): Range => ({ lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) });

/** The draft's own words where it has some, else those of the first that printed it. */
const labelFor = (entries: readonly Entry[]): string => {
  const printed = entries.filter(({ cell }) => cell.kind === 'printed');
  return (printed.find(({ isDraft }) => !isDraft) ?? printed[0] ?? entries[0]!).label;
};

/** What one agency alone knows means something to all once it is printed somewhere. */
function placed(
  { terms, lower, upper, privateTo }: Constraint,
  system: System,
  keys: readonly string[],
  position: ReadonlyMap<string, number>,
  cells: readonly Cell[],
): Constraint {
  const at = (cell: number): number => position.get(keys[cell]!)!;
  const factors = new Map<number, number>();
  for (const { cell, factor } of terms) factors.set(at(cell), (factors.get(at(cell)) ?? 0) + factor);
  const secret = terms.find(({ cell }) => system.cells[cell]!.kind === 'known');
  const isSecret = secret !== undefined && cells[at(secret.cell)]!.kind === 'known';
  return {
    terms: [...factors].flatMap(([cell, factor]) => (factor === 0 ? [] : [{ cell, factor }])),
    lower,
    upper,
    privateTo: isSecret ? privateTo : undefined,
  };
}

function distinct(constraints: readonly Constraint[]): Constraint[] {
  const keyed = constraints
    .filter(({ terms }) => terms.length > 0)
    .map((one): [string, Constraint] => [
      JSON.stringify([
        one.terms.toSorted((a, b) => a.cell - b.cell),
        one.lower,
        one.upper,
        one.privateTo ?? null,
      ]),
      one,
    ]);
  return [...new Map(keyed).values()];
}
