/** The steps of an attack as sentences that a person can follow with a pencil: short sums, each with its row and column. */
import { grouped } from '../errors.ts';
import type { Bounds, Cell, Line, Model } from './model.ts';
import type { Combination } from './pin.ts';
import type { Propagated, Step, Used } from './propagate.ts';

/** A letter for each table in the order in which they come, by its name; none where there is one table alone. */
export function lettersOf({ cells }: Model): ReadonlyMap<string, string> {
  const tables = [...new Set(cells.map(({ spot }) => spot.table))];
  return new Map(tables.length < 2 ? [] : tables.map((table, at) => [table, letter(at)]));
}

/** A, B, ..., Z, AA, ... */
const letter = (at: number): string =>
  (at < 26 ? '' : letter(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

/** How the cells of a model are spoken of. */
export interface Names {
  /** Row and column, and the letter of the table where the name is in two. */
  readonly of: readonly string[];
  readonly letters: ReadonlyMap<string, string>;
}

export function namesOf(model: Model): Names {
  const { cells } = model;
  const letters = lettersOf(model);
  const short = cells.map((cell) => {
    const { row, column } = cell.spot;
    return isBase(cell) ? `${row} of "${column}"` : `${row}, ${column}`;
  });
  const tables = new Map<string, string>();
  const inTwo = new Set<string>();
  for (const [cell, name] of short.entries()) {
    const { table } = cells[cell]!.spot;
    if ((tables.get(name) ?? table) !== table) inTwo.add(name);
    tables.set(name, table);
  }
  const of = short.map((name, cell) =>
    inTwo.has(name) ? `${name} in ${letters.get(cells[cell]!.spot.table)}` : name,
  );
  return { of, letters };
}

/** The row of a whole that is printed nowhere. */
export const BASE = 'the base';
const isBase = ({ kind, spot }: Cell): boolean => kind === 'implied' && spot.row === BASE;

/** A sum of more numbers than this is written as several. */
const MOST_NUMBERS = 8;
/** More numbers than this are told by what they come to. */
const MOST_WRITTEN = 40;

interface Number {
  readonly value: number;
  readonly cell: number;
  readonly side: 'exactly' | 'at least' | 'at most';
}

/** The sentences of one explanation. Sums that are named in it are named once. */
export class Words {
  readonly #model: Model;
  readonly #known: readonly Bounds[];
  readonly #letters: ReadonlyMap<string, string>;
  readonly #sentences: string[] = [];
  /** Sums by what they add up. */
  readonly #sums = new Map<string, string>();
  #last = 0;

  readonly name: (cell: number) => string;

  /**
   * @param known bounds of all cells; those with equal ends are spoken of as known
   * @param name of a cell of the model
   */
  constructor(
    model: Model,
    known: readonly Bounds[],
    name: (cell: number) => string,
    letters: Names['letters'],
  ) {
    this.#model = model;
    this.#known = known;
    this.name = name;
    this.#letters = letters;
  }

  get sentences(): readonly string[] {
    return this.#sentences;
  }

  /** Steps that pencil work took, each once: two bounds from one share make one sentence. */
  steps({ steps, usedBy }: Propagated, taken: readonly number[]): void {
    for (let at = 0; at < taken.length; at += 1) {
      const step = steps[taken[at]!]!;
      const next = steps[taken[at + 1] ?? -1];
      const twin =
        next !== undefined && next.cell === step.cell && isTwin(this.#line(step), this.#line(next))
          ? next
          : undefined;
      const used = usedBy(taken[at]!);
      const { kind } = this.#line(step).saying;
      if (kind === 'sum' && twin !== undefined && step.value !== twin.value) {
        this.say(this.#step(step, undefined, used));
        continue;
      }
      this.say(this.#step(step, twin, used));
      if (twin !== undefined) at += 1;
    }
  }

  say(sentence: string): void {
    this.#sentences.push(sentence);
  }

  /** A line as it stands: what is known on one side, what is hidden on the other. */
  line(index: number): void {
    if (this.#model.lines[index]!.saying.kind === 'sum') this.#left(index);
    else this.say(this.#other(index));
  }

  #other(index: number): string {
    const { terms, saying } = this.#model.lines[index]!;
    const [first, ...others] = terms.map(({ cell }) => cell);
    const told = (cell: number): string => `${this.name(cell)}, ${span(this.#known[cell]!)}`;
    const second = others[0]!;
    switch (saying.kind) {
      case 'sum':
      case 'union':
        return `${this.name(first!)} is at most the sum of ${this.#list(others)}`;
      case 'at-most':
        return `${this.name(first!)} is at most ${told(second)}, as ${saying.why}`;
      case 'same':
        return `${this.name(first!)} is the same count as ${this.name(second)}`;
      case 'share':
        return `${told(first!)}, is ${saying.printed} ${saying.per} of ${told(second)}`;
      case 'change':
        break;
    }
    return `from ${told(first!)}, to ${told(second)}, is a change of ${saying.printed}`;
  }

  /** Equations added up so that one hidden cell is left. */
  combination({ lines, factor, value }: Combination, target: number): void {
    const sign = factor < 0 ? 1 : -1;
    const order = lines
      .map(({ line, times }) => ({ line, times: this.#isTurned(line) ? -times * sign : times * sign }))
      .toSorted((one, other) => other.times - one.times)
      .map(({ line, times }) => ({ ...this.#left(line, true), times }));
    const formula = (of: (one: (typeof order)[number]) => string): string =>
      order
        .map((one, at) => {
          const often = Math.abs(one.times) === 1 ? '' : `${Math.abs(one.times)} × `;
          const joint = one.times < 0 ? '− ' : at === 0 ? '' : '+ ';
          return `${joint}${often}${of(one)}`;
        })
        .join(' ');
    const many = Math.abs(factor) === 1 ? '' : `${Math.abs(factor)} times `;
    const result = grouped(value * -sign);
    this.say(
      `${formula(({ own }) => own)} = ${formula(({ known }) => grouped(known))} = ${result}: every other hidden count cancels out, and ${many}${this.name(target)} is left`,
    );
  }

  /** Whether the total of a line is hidden itself, so that it stands on the other side of what is known. */
  readonly #isTurned = (line: number): boolean => !this.#isKnown(this.#model.lines[line]!.terms[0]!.cell);

  /** An equation with what is known taken to one side, and the name of what that comes to where it is to have one. */
  #left(index: number, named = false): { readonly own: string; readonly known: number } {
    const cells = this.#model.lines[index]!.terms.map(({ cell }) => cell);
    const [total, ...parts] = cells;
    const { lead, short } = this.#place(cells);
    const numbers = parts
      .filter(this.#isKnown)
      .map((cell) => this.#number(cell))
      .filter(({ value }) => value !== 0);
    const hidden = this.#list(
      parts.filter((cell) => !this.#isKnown(cell)),
      short,
    );
    const sum = numbers.reduce((all, { value }) => all + value, 0);
    if (this.#isTurned(index)) {
      const more = numbers.length === 0 ? '' : ` and ${this.#added(numbers, lead, short)}`;
      const own = named ? this.#newName() : '';
      const call = named ? `, which adds ${grouped(sum)}: ${own}` : '';
      this.say(`${lead}${short(total!)}, itself hidden, is the sum of ${hidden}${more}${call}`);
      return { own, known: sum };
    }
    const whole = this.#number(total!);
    const taken = this.#taken(whole, numbers, lead, short);
    const is = numbers.length === 0 ? '' : ` = ${grouped(whole.value - sum)}`;
    const own = named ? this.#newName() : '';
    this.say(`${lead}${taken}${is} is left for ${hidden}${named ? `: ${own}` : ''}`);
    return { own, known: whole.value - sum };
  }

  readonly #isKnown = (cell: number): boolean => this.#known[cell]!.lo === this.#known[cell]!.hi;
  readonly #number = (cell: number): Number => ({ cell, value: this.#known[cell]!.lo, side: 'exactly' });

  #list(cells: readonly number[], named: (cell: number) => string = this.name): string {
    const names = cells.length > MOST_WRITTEN ? [] : cells.map(named);
    if (cells.length > MOST_WRITTEN) return `the ${grouped(cells.length)} that are hidden`;
    const comma = names.some((name) => name.includes(',')) ? ';' : ',';
    return names.length < 2
      ? (names[0] ?? 'nothing')
      : `${names.slice(0, -1).join(`${comma} `)} and ${names.at(-1)}`;
  }

  #line = ({ line }: Step): Line => this.#model.lines[line]!;

  #step(step: Step, twin: Step | undefined, used: readonly Used[]): string {
    const line = this.#line(step);
    const { saying } = line;
    const name = this.name(step.cell);
    const settled =
      (twin !== undefined && step.value === twin.value) ||
      (saying.kind === 'sum' && used.every((one) => one.settled));
    const bound = settled ? 'exactly' : sideOf(step);
    switch (saying.kind) {
      case 'sum':
        return this.#sum(line, step, used, bound);
      case 'union': {
        const { lead, short } = this.#place(line.terms.map(({ cell }) => cell));
        const [total] = line.terms;
        const numbers = used.map(numberOf);
        const whole = numbers.find(({ cell }) => cell === total!.cell);
        const parts = numbers.filter(({ cell }) => cell !== total!.cell);
        const sum =
          whole === undefined ? this.#added(parts, lead, short) : this.#taken(whole, parts, lead, short);
        return `${lead}${sum} = ${grouped(step.value)}: ${short(step.cell)} is ${bound} that, as people are in one part or more`;
      }
      case 'at-most':
        return `${name} is ${bound} ${grouped(step.value)}, as ${saying.why}`;
      case 'same':
        return `${name} is ${bound} ${grouped(step.value)}: the same count stands as ${this.name(used[0]!.cell)}`;
      case 'share':
        return this.#share(line, step, twin, used[0]!, `${saying.printed} ${saying.per}`);
      case 'change':
        break;
    }
    const [from, to] = line.terms.map(({ cell }) =>
      cell === step.cell ? name : `${this.name(cell)}, ${grouped(used[0]!.value)},`,
    );
    return `a change of ${saying.printed} from ${from} to ${to} makes ${name} ${this.#range(step, twin)}`;
  }

  /** `Column 2022/23: 2,372 (Individuals) − 436 (Male) = 1,936 (Female)`: what the step did with the numbers it used. */
  #sum({ terms }: Line, step: Step, used: readonly Used[], bound: string): string {
    const { lead, short } = this.#place(terms.map(({ cell }) => cell));
    const [total] = terms;
    const numbers = used.map(numberOf);
    const whole = numbers.find(({ cell }) => cell === total!.cell);
    const parts = numbers.filter(({ cell }) => cell !== total!.cell);
    const sum =
      whole === undefined ? this.#added(parts, lead, short) : this.#taken(whole, parts, lead, short);
    const name = short(step.cell);
    const result = grouped(step.value);
    return bound === 'exactly'
      ? `${lead}${sum} = ${result} (${name})`
      : `${lead}${sum} = ${result}, so ${name} is ${bound} ${result}`;
  }

  /** A number less others, the others under a name of their own where they are many. */
  #taken(whole: Number, parts: readonly Number[], lead: string, short: (cell: number) => string): string {
    const numbers = parts.filter(({ value }) => value !== 0);
    const head = written(whole, short);
    if (numbers.length <= MOST_NUMBERS)
      return [head, ...numbers.map((one) => written(one, short))].join(' − ');
    return [head, ...this.#named(numbers, lead, short)].join(' − ');
  }

  #added(parts: readonly Number[], lead: string, short: (cell: number) => string): string {
    const numbers = parts.filter(({ value }) => value !== 0);
    if (numbers.length <= MOST_NUMBERS) return numbers.map((one) => written(one, short)).join(' + ') || '0';
    return this.#named(numbers, lead, short).join(' + ');
  }

  /** Sums of many numbers, each said first and then spoken of by its name: `345 (S1)`. */
  #named(numbers: readonly Number[], lead: string, short: (cell: number) => string): string[] {
    const pieces =
      numbers.length > MOST_WRITTEN
        ? SIDES.map((side) => numbers.filter((one) => one.side === side)).filter((own) => own.length > 0)
        : Array.from({ length: Math.ceil(numbers.length / MOST_NUMBERS) }, (_, at) =>
            numbers.slice(at * MOST_NUMBERS, (at + 1) * MOST_NUMBERS),
          );
    return pieces.map((piece) => {
      if (piece.length === 1) return written(piece[0]!, short);
      const sum = piece.reduce((all, { value }) => all + value, 0);
      const key = `${lead}${piece.map(({ cell, value }) => `${cell}=${value}`).join(' ')}`;
      let name = this.#sums.get(key);
      if (name === undefined) {
        name = this.#newName();
        this.#sums.set(key, name);
        this.say(`${lead}${added(piece, short)} ${grouped(sum)}: ${name}`);
      }
      return `${grouped(sum)} (${name})`;
    });
  }

  #newName(): string {
    this.#last += 1;
    return `S${this.#last}`;
  }

  /** What the cells of a line have in common, said once, and what each is called beside that. */
  #place(cells: readonly number[]): { readonly lead: string; readonly short: (cell: number) => string } {
    const own = cells.map((cell) => this.#model.cells[cell]!);
    const spots = own.filter((cell) => !isBase(cell)).map(({ spot }) => spot);
    const [first] = spots;
    const shared = (of: 'table' | 'row' | 'column'): boolean =>
      first !== undefined && spots.every((spot) => spot[of] === first[of]);
    if (!shared('table')) return { lead: '', short: this.name };
    const letters = this.#letters.get(first!.table);
    const table = letters === undefined ? '' : `${letters}, `;
    const short =
      (of: 'row' | 'column') =>
      (cell: number): string => {
        const one = this.#model.cells[cell]!;
        return isBase(one) ? this.name(cell) : one.spot[of];
      };
    if (shared('column'))
      return { lead: `${capital(`${table}column ${first!.column}`)}: `, short: short('row') };
    if (shared('row')) return { lead: `${capital(`${table}row ${first!.row}`)}: `, short: short('column') };
    return { lead: '', short: this.name };
  }

  #share({ terms }: Line, step: Step, twin: Step | undefined, used: Used, rate: string): string {
    const [part, whole] = terms.map(({ cell }) => cell);
    const of = grouped(used.value);
    if (step.cell === whole) {
      const exact = twin !== undefined && step.value === twin.value;
      const found = exact
        ? `${grouped(step.value)} and of no other whole number`
        : `a whole number that is ${this.#range(step, twin)}`;
      return `${of} (${this.name(part!)}) is ${rate} of ${found}: ${this.name(whole)}`;
    }
    return `${rate} of ${of} (${this.name(whole!)}) makes ${this.name(part!)} ${this.#range(step, twin)}`;
  }

  #range(step: Step, twin: Step | undefined): string {
    if (twin === undefined) return `${sideOf(step)} ${grouped(step.value)}`;
    if (step.value === twin.value) return `exactly ${grouped(step.value)}`;
    const [lo, hi] = step.side === 'lo' ? [step, twin] : [twin, step];
    return `from ${grouped(lo.value)} to ${grouped(hi.value)}`;
  }
}

const numberOf = ({ cell, side, value, settled }: Used): Number => ({
  cell,
  value,
  side: settled ? 'exactly' : sideOf({ side }),
});

/** Some numbers as a sum, up to what they come to; very many by the first and the last. */
function added(piece: readonly Number[], short: (cell: number) => string): string {
  if (piece.length <= MOST_NUMBERS) return `${piece.map((one) => written(one, short)).join(' + ')} =`;
  const { side } = piece[0]!;
  const which = side === 'exactly' ? ' that are known' : '';
  const how = side === 'exactly' ? '' : side === 'at least' ? ' at their least' : ' at their most';
  const ends = `from ${short(piece[0]!.cell)} to ${short(piece.at(-1)!.cell)}`;
  return `the ${grouped(piece.length)} counts${which} ${ends}${how} add up to`;
}

const SIDES = ['exactly', 'at least', 'at most'] as const;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const written = ({ value, cell, side }: Number, short: (cell: number) => string): string =>
  `${grouped(value)} (${short(cell)}${side === 'exactly' ? '' : ` ${side}`})`;

const sideOf = ({ side }: Pick<Step, 'side'>): 'at least' | 'at most' =>
  side === 'lo' ? 'at least' : 'at most';

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
