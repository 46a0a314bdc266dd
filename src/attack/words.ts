/** The steps of an attack as sentences that a person can follow with a pencil. */
import { grouped } from '../errors.ts';
import type { Bounds, Line, Model } from './model.ts';
import type { Combination } from './pin.ts';
import type { Step, Used } from './propagate.ts';

/** A letter for each table in the order in which they come, by its name; none where there is one table alone. */
export function lettersOf({ cells }: Model): ReadonlyMap<string, string> {
  const tables = [...new Set(cells.map(({ spot }) => spot.table))];
  return new Map(tables.length < 2 ? [] : tables.map((table, at) => [table, letter(at)]));
}

/** A, B, ..., Z, AA, ... */
const letter = (at: number): string =>
  (at < 26 ? '' : letter(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

/**
 * A name for each cell: its row, with the column where the table has several, and the letter of the table where the name is
 * in two.
 */
export function namesOf(model: Model): string[] {
  const { cells } = model;
  const letters = lettersOf(model);
  const columns = new Map<string, Set<string>>();
  for (const { kind, spot } of cells) {
    const own = columns.get(spot.table) ?? new Set();
    if (kind !== 'implied') own.add(spot.column);
    columns.set(spot.table, own);
  }
  const short = cells.map(({ spot: { table, row, column } }) =>
    columns.get(table)!.size > 1 ? `${row}, ${column}` : row,
  );
  const tables = new Map<string, string>();
  const inTwo = new Set<string>();
  for (const [cell, name] of short.entries()) {
    const { table } = cells[cell]!.spot;
    if ((tables.get(name) ?? table) !== table) inTwo.add(name);
    tables.set(name, table);
  }
  return short.map((name, cell) =>
    inTwo.has(name) ? `${name} (${letters.get(cells[cell]!.spot.table)})` : name,
  );
}

export class Words {
  readonly #model: Model;
  readonly #known: readonly Bounds[];
  readonly #names: readonly string[];

  /** @param known bounds of all cells; those with equal ends are spoken of as known */
  constructor(model: Model, known: readonly Bounds[], names: readonly string[]) {
    this.#model = model;
    this.#known = known;
    this.#names = names;
  }

  readonly name = (cell: number): string => this.#names[cell]!;

  /** Steps that pencil work took, each once: two bounds from one line make one sentence. */
  steps(steps: readonly Step[]): string[] {
    const sentences: string[] = [];
    for (let at = 0; at < steps.length; at += 1) {
      const step = steps[at]!;
      const next = steps[at + 1];
      const twin =
        next !== undefined && next.cell === step.cell && isTwin(this.#line(step), this.#line(next));
      sentences.push(this.#step(step, twin ? next : undefined));
      if (twin) at += 1;
    }
    return sentences;
  }

  /** A line as it stands: what is known on one side, what is hidden on the other. */
  line(index: number): string {
    const { terms, saying } = this.#model.lines[index]!;
    const [first, second] = terms.map(({ cell }) => cell);
    switch (saying.kind) {
      case 'sum':
        return this.#left(index).sentence;
      case 'union':
        return `${this.name(first!)} is at most the sum of ${this.#list(terms.slice(1).map(({ cell }) => cell))}`;
      case 'at-most':
        return `${this.name(first!)} is at most ${this.name(second!)}, ${this.#value(second!)}, as ${saying.why}`;
      case 'same':
        return `${this.name(first!)} is the same count as ${this.name(second!)}`;
      case 'share':
        return `${this.name(first!)}, ${this.#value(first!)}, is ${saying.printed} ${saying.per} of ${this.name(second!)}, ${this.#value(second!)}`;
      case 'change':
        break;
    }
    return `from ${this.name(first!)}, ${this.#value(first!)}, to ${this.name(second!)}, ${this.#value(second!)}, is a change of ${saying.printed} %`;
  }

  /** Equations added up so that one hidden cell is left. */
  combination({ lines, factor, value }: Combination, target: number): string[] {
    const sign = factor < 0 ? 1 : -1;
    const taken = lines.map(({ line, times }) => ({ ...this.#left(line), times: times * sign }));
    const order = taken.toSorted((a, b) => b.times - a.times);
    const formula = order
      .map(({ known, times }, at) => {
        const often = Math.abs(times) === 1 ? '' : `${Math.abs(times)} × `;
        const joint = times < 0 ? '− ' : at === 0 ? '' : '+ ';
        return `${joint}${often}${grouped(known)}`;
      })
      .join(' ');
    const many = Math.abs(factor) === 1 ? '' : `${Math.abs(factor)} times `;
    return [
      ...order.map(({ sentence }) => sentence),
      `${formula} = ${grouped(value * -sign)}: every other hidden cell cancels out, and ${many}${this.name(target)} is left`,
    ];
  }

  /** An equation with what is known taken to one side. */
  #left(index: number): { readonly sentence: string; readonly known: number } {
    const { terms } = this.#model.lines[index]!;
    const [total, ...parts] = terms.map(({ cell }) => cell);
    const shown = parts.filter((cell) => this.#isKnown(cell));
    const hidden = parts.filter((cell) => !this.#isKnown(cell));
    const numbers = shown.map((cell) => this.#known[cell]!.lo).filter((value) => value !== 0);
    const sum = numbers.reduce((all, value) => all + value, 0);
    const name = this.name(total!);
    if (this.#isKnown(total!)) {
      const known = this.#known[total!]!.lo - sum;
      const formula = [this.#known[total!]!.lo, ...numbers].map(grouped).join(' − ');
      const takes = numbers.length === 0 ? '' : ` = ${grouped(known)}`;
      return { known, sentence: `${name}: ${formula}${takes} is left for ${this.#list(hidden)}` };
    }
    const more = numbers.length === 0 ? '' : ` and ${numbers.map(grouped).join(' + ')} more`;
    return { known: -sum, sentence: `${name}, itself hidden, is the sum of ${this.#list(hidden)}${more}` };
  }

  readonly #isKnown = (cell: number): boolean => this.#known[cell]!.lo === this.#known[cell]!.hi;
  readonly #value = (cell: number): string => span(this.#known[cell]!);

  #list(cells: readonly number[]): string {
    const names = cells.map(this.name);
    const comma = names.some((name) => name.includes(',')) ? ';' : ',';
    return names.length < 2
      ? (names[0] ?? 'nothing')
      : `${names.slice(0, -1).join(`${comma} `)} and ${names.at(-1)}`;
  }

  #line = ({ line }: Step): Line => this.#model.lines[line]!;

  #step(step: Step, twin: Step | undefined): string {
    const line = this.#line(step);
    const { saying } = line;
    const name = this.name(step.cell);
    const isSettled = twin !== undefined;
    const bound =
      isSettled && step.value === twin.value ? 'exactly' : step.side === 'lo' ? 'at least' : 'at most';
    switch (saying.kind) {
      case 'sum':
        return bound === 'exactly'
          ? `${this.#formula(line, step)}: ${name}`
          : this.#both(step, twin, (one) => `${sideOf(one)} ${this.#formula(line, one)}`);
      case 'union':
        return `${name} is ${bound} ${this.#formula(line, step)}: people are in one part or more`;
      case 'at-most':
        return `${name} is ${bound} ${grouped(step.value)}, as ${saying.why}`;
      case 'same':
        return `${name} is ${bound} ${grouped(step.value)}: the same count stands as ${this.name(step.used[0]!.cell)}`;
      case 'share':
        return this.#share(line, step, twin, `${saying.printed} ${saying.per}`);
      case 'change':
        break;
    }
    return `${saying.printed} % between ${this.name(line.terms[0]!.cell)} and ${this.name(line.terms[1]!.cell)} makes ${name} ${this.#range(step, twin)}`;
  }

  #both(step: Step, twin: Step | undefined, say: (one: Step) => string): string {
    const parts = [step, ...(twin === undefined ? [] : [twin])].map(say);
    return `${this.name(step.cell)} is ${parts.join(' and ')}`;
  }

  #share({ terms }: Line, step: Step, twin: Step | undefined, rate: string): string {
    const [part, whole] = terms.map(({ cell }) => cell);
    if (step.cell === whole) {
      const of = usedValue(step.used[0]!);
      const exact = twin !== undefined && step.value === twin.value;
      const found = exact
        ? `${grouped(step.value)} and of no other whole number`
        : `a whole number that is ${this.#range(step, twin)}`;
      return `${of} (${this.name(part!)}) is ${rate} of ${found}: ${this.name(whole)}`;
    }
    return `${rate} of ${usedValue(step.used[0]!)} makes ${this.name(part!)} ${this.#range(step, twin)}`;
  }

  #range(step: Step, twin: Step | undefined): string {
    if (twin === undefined) return `${sideOf(step)} ${grouped(step.value)}`;
    if (step.value === twin.value) return `exactly ${grouped(step.value)}`;
    const [lo, hi] = step.side === 'lo' ? [step, twin] : [twin, step];
    return `from ${grouped(lo.value)} to ${grouped(hi.value)}`;
  }

  /** `2,372 − 436 − 1,910 − 24 = 2`: what the step did with the numbers it used. */
  #formula({ terms }: Line, step: Step): string {
    const [total] = terms;
    const values = new Map(step.used.map((used) => [used.cell, used.value]));
    const numbers = terms
      .filter(({ cell }) => cell !== step.cell && cell !== total!.cell)
      .map(({ cell }) => values.get(cell)!)
      .filter((value) => value !== 0);
    if (step.cell === total!.cell)
      return `${numbers.map(grouped).join(' + ') || '0'} = ${grouped(step.value)}`;
    return `${[values.get(total!.cell)!, ...numbers].map(grouped).join(' − ')} = ${grouped(step.value)}`;
  }
}

const sideOf = ({ side }: Step): string => (side === 'lo' ? 'at least' : 'at most');
const usedValue = ({ value }: Used): string => grouped(value);

/** Two bounds of one cell by one line, or by the two halves of one printed share. */
const isTwin = (one: Line, other: Line): boolean =>
  one === other ||
  (one.saying === other.saying && one.terms.every(({ cell }, at) => cell === other.terms[at]!.cell));

/** `1–4`, `3 or more`, `unknown`. */
export function span({ lo, hi }: Bounds): string {
  if (lo === hi) return grouped(lo);
  if (hi !== Number.POSITIVE_INFINITY) return `${grouped(lo)}–${grouped(hi)}`;
  return lo <= 0 ? 'unknown' : `${grouped(lo)} or more`;
}
