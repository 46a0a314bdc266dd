/** Several sets of figures, released or about to be, as one system of counts. */
import { apart } from './apart.ts';
import { addBounds, addClasses, kindsOf } from './bounds.ts';
import { gather } from './gather.ts';
import type { KnownCount, Publication } from './publication.ts';
import { type Cell, type Constraint, isWithin, type System } from './system.ts';
import { type Entry, labelFor, unite } from './united.ts';

export interface Merged {
  readonly system: System;
  /** Each cell in words. */
  readonly labels: readonly string[];
  /** The cells that the draft hides. */
  readonly hidden: ReadonlySet<number>;
  /** Ids in the draft of what stands in a cell. */
  readonly draftIds: ReadonlyMap<number, string>;
  /** Of these, what it hides though an earlier release shows as much of it. */
  readonly open: readonly string[];
}

/**
 * All that is out and the draft, with what meanings make known between their counts.
 *
 * @throws `COUNT_INVALID`, `TOTAL_WRONG` (exit code 2), `SOLVER`
 */
export async function merge(
  publications: readonly Publication[],
  known: readonly KnownCount[] = [],
): Promise<Merged> {
  const { entries, wanted } = gather(publications, known);
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
  const tied = new Set(ties.map(({ events }) => events));
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
    open: draft.flatMap(([index, { cell, isHidden }]) => {
      const { settled, shown, primary } = cells[index]!;
      const isNoMore = settled === 'shown' && cell.shown.lo <= shown.lo && cell.shown.hi >= shown.hi;
      const isFree = !tied.has(index) && !isWithin(cell.count, primary);
      return isHidden && isNoMore && isFree ? [cell.id] : [];
    }),
  };
}

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
