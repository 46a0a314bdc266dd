/**
 * What a reader of published tables knows, as arithmetic: whole numbers between bounds, and lines between them.
 * A line is `lower ≤ Σ factor·cell ≤ upper` over whole factors.
 */

/** Where a count stands. */
export interface Spot {
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

export interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

/** A count: printed, hidden behind a mark, or nowhere printed and still bound to others (a base, a difference). */
export interface Cell extends Bounds {
  readonly spot: Spot;
  readonly kind: 'shown' | 'hidden' | 'implied';
}

export interface Term {
  readonly cell: number;
  readonly factor: number;
}

/** What a line says, for the words about it. */
export type Saying =
  /** The first cell is the sum of the others. */
  | { readonly kind: 'sum' }
  /** The first cell, of distinct people, is at most the sum of the others. */
  | { readonly kind: 'union' }
  /** The first cell is at most the second. */
  | { readonly kind: 'at-most'; readonly why: string }
  /** The first cell is so much per cent (or per `per`) of the second, as printed. */
  | { readonly kind: 'share'; readonly printed: string; readonly per: string }
  /** From the first cell to the second is so much more, as printed, or so much per cent. */
  | { readonly kind: 'change'; readonly printed: string }
  /** The first cell is the second. */
  | { readonly kind: 'same' };

export interface Line {
  readonly terms: readonly Term[];
  readonly lower: number;
  readonly upper: number;
  readonly saying: Saying;
}

export interface Model {
  readonly cells: readonly Cell[];
  readonly lines: readonly Line[];
}

/** `total = Σ parts`. */
export const sumLine = (total: number, parts: readonly number[]): Line => ({
  terms: [{ cell: total, factor: 1 }, ...parts.map((cell) => ({ cell, factor: -1 }))],
  lower: 0,
  upper: 0,
  saying: { kind: 'sum' },
});

/** `max parts ≤ total ≤ Σ parts`: distinct people, who may be in several parts. */
export const unionLines = (total: number, parts: readonly number[]): Line[] => [
  { ...sumLine(total, parts), lower: Number.NEGATIVE_INFINITY, saying: { kind: 'union' } },
  ...parts.map((part) => atMostLine(part, total, 'they are among them')),
];

export const atMostLine = (less: number, more: number, why: string): Line => ({
  terms: [
    { cell: less, factor: 1 },
    { cell: more, factor: -1 },
  ],
  lower: Number.NEGATIVE_INFINITY,
  upper: 0,
  saying: { kind: 'at-most', why },
});

export const sameLine = (one: number, other: number): Line => ({
  ...sumLine(one, [other]),
  saying: { kind: 'same' },
});

/** A printed rate: `tenths / 10^decimals`, to the nearest. */
export interface Printed {
  readonly value: number;
  readonly decimals: number;
}

/**
 * `part` of `whole`, times `per`, rounds to the printed number: `|per·part / whole − printed| ≤ half a last place`,
 * both ends allowed because halves are rounded either way. In whole numbers throughout.
 */
export function shareLines(part: number, whole: number, printed: Printed, per: number): Line[] {
  const scale = 10 ** printed.decimals;
  const shown = Math.round(printed.value * scale);
  const saying: Saying = { kind: 'share', printed: words(printed), per: perWords(per) };
  const of = (twice: number) => [
    { cell: part, factor: 2 * scale * per },
    { cell: whole, factor: -twice },
  ];
  return [
    { terms: of(2 * shown - 1), lower: 0, upper: Number.POSITIVE_INFINITY, saying },
    { terms: of(2 * shown + 1), lower: Number.NEGATIVE_INFINITY, upper: 0, saying },
  ];
}

/** From `before` to `after` is the printed change in per cent. */
export function changeLines(before: number, after: number, printed: Printed): Line[] {
  const scale = 10 ** printed.decimals;
  const shown = Math.round(printed.value * scale);
  const saying: Saying = { kind: 'change', printed: `${words(printed)} %` };
  const of = (twice: number) => [
    { cell: before, factor: -(200 * scale + twice) },
    { cell: after, factor: 200 * scale },
  ];
  return [
    { terms: of(2 * shown - 1), lower: 0, upper: Number.POSITIVE_INFINITY, saying },
    { terms: of(2 * shown + 1), lower: Number.NEGATIVE_INFINITY, upper: 0, saying },
  ];
}

/** From `before` to `after` is the printed change in numbers. */
export const differenceLines = (before: number, after: number, { value }: Printed): Line[] => [
  {
    terms: [
      { cell: before, factor: -1 },
      { cell: after, factor: 1 },
    ],
    lower: value,
    upper: value,
    saying: { kind: 'change', printed: value.toLocaleString('en-GB') },
  },
];

const words = ({ value, decimals }: Printed): string => value.toFixed(decimals);
const perWords = (per: number): string => (per === 100 ? '%' : `per ${per.toLocaleString('en-GB')}`);

/** A part of a model that no line ties to the rest. */
export interface Group {
  readonly model: Model;
  /** For each of its cells, the number in the whole. */
  readonly cells: readonly number[];
}

/** The parts of a model that hang together by lines; cells in no line are in none. */
export function groups({ cells, lines }: Model): Group[] {
  const parent = cells.map((_, index) => index);
  const root = (cell: number): number => {
    let at = cell;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (const { terms } of lines) {
    for (const { cell } of terms) parent[root(cell)] = root(terms[0]!.cell);
  }
  const found = new Map<number, { members: number[]; lines: Line[] }>();
  for (const line of lines) {
    const key = root(line.terms[0]!.cell);
    const group = found.get(key) ?? { members: [], lines: [] };
    group.lines.push(line);
    found.set(key, group);
  }
  const place = cells.map((_, index) => (found.get(root(index))?.members.push(index) ?? 0) - 1);
  return [...found.values()].map(({ members, lines: own }) => ({
    cells: members,
    model: {
      cells: members.map((cell) => cells[cell]!),
      lines: own.map((line) => ({
        ...line,
        terms: line.terms.map(({ cell, factor }) => ({ cell: place[cell]!, factor })),
      })),
    },
  }));
}
