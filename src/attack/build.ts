/** From tables as printed to the arithmetic between their counts. */
import { type Cube, cubeOf } from './cube.ts';
import type { Layout } from './layout.ts';
import { type KnownRule, type Rule, ruleFor } from './marks.ts';
import {
  atMostLine,
  type Bounds,
  type Cell,
  type Line,
  type Model,
  sameLine,
  sumLine,
  unionLines,
} from './model.ts';
import { type OverlapTotal, overlapsIn, overlapTotals } from './overlap.ts';
import { ratesOf } from './rates.ts';
import { plain, type Total, totalsOn } from './totals.ts';

export interface BuildOptions extends KnownRule {
  /** Labels of further totals. */
  readonly totals?: readonly string[];
  /** Labels of totals that count distinct people, who may be in several parts; or all totals. */
  readonly unions?: readonly string[] | 'all';
  /** Whether tables are of the same people. Default: where what several of them print agrees. */
  readonly margins?: 'auto' | 'shared' | 'apart';
}

export interface Built {
  readonly model: Model;
  readonly rule: Rule;
  /** What was not used, and why, each a sentence. */
  readonly doubts: readonly string[];
}

/** The model of `layouts`, and of `earlier` releases of them, whose counts are among those of now. */
export function build(layouts: readonly Layout[], earlier: readonly Layout[], options: BuildOptions): Built {
  const rule = ruleFor(options);
  const builder = new Builder(rule, options);
  const now = builder.addRelease(layouts);
  const before = builder.addRelease(earlier);
  builder.compare(now, before);
  return { model: { cells: builder.cells, lines: builder.lines }, rule, doubts: builder.doubts };
}

/** A cube in the model: its first cell has the number `start` there. */
interface Placed {
  readonly cube: Cube;
  readonly start: number;
  totals: readonly Total[];
}

class Builder {
  readonly cells: Cell[] = [];
  readonly lines: Line[] = [];
  readonly doubts: string[] = [];
  readonly #rule: Rule;
  readonly #options: BuildOptions;

  constructor(rule: Rule, options: BuildOptions) {
    this.#rule = rule;
    this.#options = options;
  }

  addRelease(layouts: readonly Layout[]): Placed[] {
    for (const { name, doubts } of layouts) this.doubts.push(...doubts.map((doubt) => `${name}: ${doubt}`));
    const placed = layouts
      .map((layout) => this.#place(cubeOf(layout, this.#rule.bounder)))
      .filter(({ cube }) => cube.cells.length > 0);
    const cubes = placed.map(({ cube }) => cube);
    const overlaps = overlapsIn(cubes);
    const sums = this.#fittingOverlaps(placed, overlapTotals(cubes, overlaps));
    for (const [index, one] of placed.entries()) {
      const apart = new Set(sums.filter(({ cube }) => cube === index).map(({ label }) => label));
      this.#addTotals(one, apart);
      this.#addRates(one);
    }
    const exact = new Map(overlaps.map((overlap) => [overlap.cube, overlap.combinations]));
    this.#share(placed.map((one, index) => ({ ...one, exactly: exact.get(index) })));
    return placed;
  }

  #place(cube: Cube): Placed {
    const start = this.cells.length;
    for (const { at, lo, hi, hidden } of cube.cells) {
      const row = at
        .slice(0, -1)
        .map((place, axis) => cube.axes[axis]!.labels[place]!)
        .join(' · ');
      const column = cube.axes.at(-1)!.labels[at.at(-1)!]!;
      const spot = cube.layout.transposed ? { row: column, column: row } : { row, column };
      const kind = hidden ? 'hidden' : 'shown';
      this.cells.push({ spot: { table: cube.layout.name, ...spot }, kind, lo, hi });
    }
    return { cube, start, totals: [] };
  }

  #addTotals(placed: Placed, apart: ReadonlySet<string>): void {
    const { cube, start } = placed;
    const { unions } = this.#options;
    const isUnion = (label: string): boolean =>
      unions === 'all' || (unions ?? []).some((one) => plain(one) === plain(label));
    const named = [...(this.#options.totals ?? []), ...(unions === 'all' ? [] : (unions ?? []))];
    placed.totals = cube.axes.flatMap((_, axis) => totalsOn(cube, axis, { named, isUnion, apart }));
    for (const { axis, total, lines, clashes, union } of placed.totals) {
      for (const line of lines) this.#addSum(start, line, union);
      for (const line of clashes) this.#doubtSum(cube, axis, total, start, line, union);
    }
  }

  #addSum(start: number, { total, parts }: Total['lines'][number], union: boolean): void {
    const places = parts.map((part) => start + part);
    this.lines.push(...(union ? unionLines(start + total, places) : [sumLine(start + total, places)]));
  }

  #doubtSum(
    cube: Cube,
    axis: number,
    total: number,
    start: number,
    line: Total['lines'][number],
    union: boolean,
  ): void {
    const label = cube.axes[axis]!.labels[total]!;
    const cell = this.cells[start + line.total]!;
    const sum = line.parts.reduce((all, part) => all + cube.cells[part]!.lo, 0);
    const most = line.parts.reduce((all, part) => all + cube.cells[part]!.hi, 0);
    const comes = sum === most ? number(sum) : `from ${number(sum)} to ${number(most)}`;
    const across = axis === cube.axes.length - 1 ? cell.spot.row : cell.spot.column;
    const hint =
      union || cell.lo > sum ? '' : `; if people can be in several parts of it, add --distinct "${label}"`;
    this.doubts.push(
      `${cell.spot.table}: "${label}" does not add up in "${across}": ${ends(cell)} is printed and the parts come to ${comes}, so this total is not used${hint}`,
    );
  }

  /** Adds the sums over combinations of every table where all of them can hold, and returns these. */
  #fittingOverlaps(placed: readonly Placed[], sums: readonly OverlapTotal[]): OverlapTotal[] {
    const lines = sums.map(({ cube, overlap, lines: own }) =>
      own.map(({ total, parts }) => ({
        total: placed[cube]!.start + total,
        parts: parts.map((part) => placed[overlap.cube]!.start + part),
      })),
    );
    const fits = lines.map((own) =>
      own.every(({ total, parts }) => {
        const least = parts.reduce((sum, part) => sum + this.cells[part]!.lo, 0);
        const most = parts.reduce((sum, part) => sum + this.cells[part]!.hi, 0);
        return least <= this.cells[total]!.hi && most >= this.cells[total]!.lo;
      }),
    );
    const unfit = new Set(sums.filter((_, at) => fits[at] === false).map(({ cube }) => cube));
    for (const cube of unfit) {
      this.doubts.push(
        `${placed[cube]!.cube.layout.name} has the names of lists that overlap in another table, and is not of its people`,
      );
    }
    const used = sums.map(({ cube }) => !unfit.has(cube));
    for (const { total, parts } of lines.filter((_, at) => used[at]).flat())
      this.lines.push(sumLine(total, parts));
    return sums.filter((_, at) => used[at]);
  }

  #addRates(placed: Placed): void {
    const { cube, start } = placed;
    const rows = cube.axes.length - 1;
    const place = new Map(cube.cells.map(({ row, column }, index) => [`${row} ${column}`, start + index]));
    const over = new Map<number, number[]>();
    const totals = new Set<number>();
    for (const { axis, lines } of placed.totals) {
      if (axis === rows) continue;
      for (const { total, parts } of lines) {
        totals.add(start + total);
        for (const part of parts) over.set(start + part, [...(over.get(start + part) ?? []), start + total]);
      }
    }
    const found = ratesOf({
      layout: cube.layout,
      cell: (row, column) => place.get(`${row} ${column}`),
      bounds: (cell) => this.cells[cell]!,
      totalsOf: (cell) => over.get(cell) ?? (totals.has(cell) ? [cell] : []),
      isTotal: (cell) => totals.has(cell),
      imply: (row, column, bounds) => this.#imply({ table: cube.layout.name, row, column }, bounds),
    });
    this.lines.push(...found.lines, ...found.sums.map(({ total, parts }) => sumLine(total, parts)));
    this.doubts.push(...found.doubts.map((doubt) => `${cube.layout.name}: ${doubt}`));
  }

  #imply(spot: Cell['spot'], bounds: Bounds): number {
    return this.cells.push({ spot, kind: 'implied', ...bounds }) - 1;
  }

  /** Ties cells of several tables that have the same name, where the tables are of the same people. */
  #share(
    placed: readonly (Placed & { exactly: ReadonlyMap<string, readonly string[]> | undefined })[],
  ): void {
    const { margins = 'auto' } = this.#options;
    if (margins === 'apart') return;
    const names = placed.map((one) => this.#names(one, one.exactly));
    for (const [at, one] of names.entries()) {
      for (const [before, other] of names.slice(0, at).entries()) {
        const common = [...one].flatMap(([name, cell]) => {
          const twin = other.get(name);
          return twin === undefined ? [] : [[cell, twin] as const];
        });
        const tables = `${placed[before]!.cube.layout.name} and ${placed[at]!.cube.layout.name}`;
        this.#tie(common, tables, margins === 'shared');
      }
    }
  }

  #tie(common: readonly (readonly [number, number])[], tables: string, asked: boolean): void {
    const both = common.filter(([one, other]) => this.#isShown(one) && this.#isShown(other));
    const differ = both.filter(([one, other]) => !this.#canAgree(one, other));
    const agree = both.filter(([one, other]) => this.#canAgree(one, other) && this.cells[one]!.lo > 0);
    if (differ.length > 0) {
      const { row, column } = this.cells[differ[0]![0]]!.spot;
      this.doubts.push(
        `${tables} print different counts for "${row}", "${column}", so they are not taken to be of the same people`,
      );
    } else if (agree.length > 0 || asked) {
      for (const [one, other] of common) {
        if (this.#canAgree(one, other)) this.lines.push(sameLine(one, other));
      }
    }
  }

  readonly #isShown = (cell: number): boolean => this.cells[cell]!.kind === 'shown';
  readonly #canAgree = (one: number, other: number): boolean =>
    this.cells[one]!.lo <= this.cells[other]!.hi && this.cells[other]!.lo <= this.cells[one]!.hi;

  /** What each cell counts, as the labels that are no totals of everything on their axis. */
  #names(
    { cube, start, totals }: Placed,
    exactly: ReadonlyMap<string, readonly string[]> | undefined,
  ): Map<string, number> {
    const parts = new Set(totals.flatMap(({ axis, parts: own }) => own.map((part) => `${axis} ${part}`)));
    const tops = new Set(
      totals
        .filter(({ axis, total }) => !parts.has(`${axis} ${total}`))
        .map(({ axis, total }) => `${axis} ${total}`),
    );
    const found = new Map<string, number>();
    const groups = (axis: number): string => cube.axes[axis]!.labels.map(plain).toSorted().join();
    for (const [index, { at }] of cube.cells.entries()) {
      const labels = at.flatMap((place, axis) => {
        if (tops.has(`${axis} ${place}`)) return [];
        const label = cube.axes[axis]!.labels[place]!;
        if (exactly?.has(label) === true) return [`exactly ${plain(label)}`];
        return [LEFT_OVER.test(plain(label)) ? `${plain(label)} ${groups(axis)}` : plain(label)];
      });
      const name = JSON.stringify(labels.toSorted());
      if (!found.has(name)) found.set(name, start + index);
    }
    return found;
  }

  /** Each count of an earlier release is among that of now; what lies between is a count of its own. */
  compare(now: readonly Placed[], before: readonly Placed[]): void {
    const named = ({ cube, start }: Placed, withColumn: boolean) =>
      cube.cells.map(({ at }, index) => {
        const places = withColumn ? at : at.slice(0, -1);
        return [
          JSON.stringify(places.map((place, axis) => plain(cube.axes[axis]!.labels[place]!))),
          start + index,
        ] as const;
      });
    for (const [index, old] of before.entries()) {
      const current = now[index] ?? now[0];
      if (current === undefined) continue;
      const single = [old, current].every(({ cube }) => cube.axes.at(-1)!.labels.length === 1);
      const cells = new Map(named(current, !single));
      let found = 0;
      for (const [name, cell] of named(old, !single)) {
        const later = cells.get(name);
        if (later === undefined) continue;
        found += 1;
        this.#difference(later, cell);
      }
      if (found === 0)
        this.doubts.push(`${old.cube.layout.name}: no count of it is in ${current.cube.layout.name}`);
    }
  }

  #difference(later: number, cell: number): void {
    const [now, then] = [this.cells[later]!, this.cells[cell]!];
    if (now.hi < then.lo) {
      this.doubts.push(
        `"${now.spot.row}", "${now.spot.column}" is lower now than in ${then.spot.table}, so the two are not compared`,
      );
      return;
    }
    const table = `${now.spot.table} less ${then.spot.table}`;
    const between = this.#imply({ ...now.spot, table }, { lo: 0, hi: Number.POSITIVE_INFINITY });
    this.lines.push(sumLine(later, [cell, between]), atMostLine(cell, later, 'they are among them'));
  }
}

const number = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? 'any' : value.toLocaleString('en-GB');
const ends = ({ lo, hi }: Bounds): string => (lo === hi ? number(lo) : `${number(lo)} to ${number(hi)}`);

/** What is left over of one set of groups, and of other people than what is left over of another. */
const LEFT_OVER =
  /^(?:(?:all )?others?|not (?:known|stated|recorded|given|disclosed|applicable)|unknown|unrecorded|undisclosed|missing|refused|rest|none)$/;
