/** That charts can be read and told apart by whoever sees less, or other colours: WCAG 2.2, 1.4.1, 1.4.3 and 1.4.11. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAINT, GRID, lookOf, PAPER } from '../../src/charts/look.ts';
import { widthOf } from '../../src/charts/words.ts';
import { CHARTS, PLAIN } from './any.ts';
import { contrast, difference, lightness, over, SIGHT } from './colour.ts';
import { type Element, read } from './read.ts';

/** The least contrast of text, and of what has to be made out to understand a chart. */
const TEXT = 4.5;
const MARK = 3;
/** Lines to read along, and dots that are not there: a chart can be understood without them. */
const ASIDE = new Set([GRID, FAINT]);

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const SHAPES = new Set(['rect', 'path', 'circle', 'line']);

function boxOf({ name, attributes, inherited, text }: Element): Box {
  const number = (key: string): number => Number(attributes[key] ?? 0);
  const [, dx, dy] = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(inherited.transform ?? '') ?? [];
  const at = (xs: readonly number[], ys: readonly number[]): Box => ({
    left: Math.min(...xs) + Number(dx ?? 0),
    right: Math.max(...xs) + Number(dx ?? 0),
    top: Math.min(...ys) + Number(dy ?? 0),
    bottom: Math.max(...ys) + Number(dy ?? 0),
  });
  const [x, y] = [number('x'), number('y')];
  if (name === 'text') {
    const size = Number(inherited['font-size']);
    const width = widthOf(text, size);
    const anchor = inherited['text-anchor'];
    const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
    return at([left, left + width], [y - 0.8 * size, y + 0.2 * size]);
  }
  if (name === 'rect') return at([x, x + number('width')], [y, y + number('height')]);
  if (name === 'line') return at([number('x1'), number('x2')], [number('y1'), number('y2')]);
  if (name === 'circle') {
    const [cx, cy, r] = ['cx', 'cy', 'r'].map(number) as [number, number, number];
    return at([cx - r, cx + r], [cy - r, cy + r]);
  }
  // Every point of a filled path that is drawn here is written out, controls of its curves among them.
  const numbers = [...(attributes.d ?? '').matchAll(/-?\d+(?:\.\d+)?/g)].map(([digits]) => Number(digits));
  return at(
    numbers.filter((_, index) => index % 2 === 0),
    numbers.filter((_, index) => index % 2 === 1),
  );
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** What may lie behind a text: paper, and whatever was filled before it where it stands, unless it has a rim of paper. */
function behind(text: Element, before: readonly Element[]): string[] {
  if (text.inherited['paint-order'] === 'stroke' && text.inherited.stroke === PAPER) return [PAPER];
  const box = boxOf(text);
  const filled = before.filter(
    (one) =>
      SHAPES.has(one.name) &&
      one.inherited.fill !== 'none' &&
      one.name !== 'line' &&
      overlap(boxOf(one), box),
  );
  return [
    PAPER,
    ...filled.map(({ inherited }) => over(inherited.fill!, PAPER, Number(inherited['fill-opacity'] ?? 1))),
  ];
}

/** Everything that does not stand out enough, in words. */
function faults(html: string): string[] {
  const elements = read(html).filter(({ inside }) => inside !== undefined);
  return elements.flatMap((element, at) => {
    const { name, inherited, text, inside } = element;
    if (name === 'text') {
      const before = elements.slice(0, at).filter((one) => one.inside === inside);
      const worst = Math.min(...behind(element, before).map((one) => contrast(inherited.fill!, one)));
      return worst < TEXT ? [`text of ${inherited.fill} at ${worst.toFixed(2)}: ${text.slice(0, 20)}`] : [];
    }
    if (!SHAPES.has(name)) return [];
    const colours = [inherited.fill, inherited.stroke].filter((one) => one?.startsWith('#') === true);
    const own = name === 'line' ? [inherited.stroke!] : (colours as string[]);
    if (own.every((colour) => colour === PAPER || ASIDE.has(colour))) return [];
    const best = Math.max(...own.map((colour) => contrast(colour, PAPER)));
    return best < MARK ? [`${name} of ${own.join(' and ')} at ${best.toFixed(2)}`] : [];
  });
}

describe('contrast', () => {
  it('is measured as the standard has it', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
  });

  it('is missed where it is too little', () => {
    const svg = (inner: string): string => `<svg fill="#1b1f24" font-size="14">${inner}</svg>`;
    expect(faults(svg('<text x="0" y="14" fill="#888888">a</text>'))).toHaveLength(1);
    const bar = '<rect x="0" y="0" width="50" height="20" fill="#4c83ad"/>';
    expect(faults(svg(`${bar}<text x="4" y="14">a</text>`))).toHaveLength(1);
    expect(faults(svg(`${bar}<text x="60" y="14">a</text>`))).toEqual([]);
    expect(faults(svg('<rect x="0" y="0" width="50" height="20" fill="#c6d9e8"/>'))).toHaveLength(1);
  });

  it.each(CHARTS)('of each text and mark is enough in %s, whatever they are of', (_, any) => {
    fc.assert(
      fc.property(any(PLAIN), (draw) => {
        expect(faults(draw({ id: 'c', title: 'Title', description: 'Description' }).html)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('series', () => {
  const looks = Array.from({ length: 8 }, (_, series) => lookOf(series));
  const colours = [...new Set(looks.map(({ colour }) => colour))];
  const pairsOf = <T>(all: readonly T[]): [T, T][] =>
    all.flatMap((one, at) => all.slice(at + 1).map((other): [T, T] => [one, other]));

  it('are apart without any colour: by marker up to eight, by dashes up to six', () => {
    const markers = looks.map(({ marker, filled }) => `${marker} ${filled}`);
    expect(new Set(markers).size).toBe(8);
    expect(new Set(looks.slice(0, 6).map(({ dash }) => dash)).size).toBe(6);
  });

  it('are seen on paper, and are apart in grey', () => {
    expect(colours).toHaveLength(6);
    for (const colour of colours) expect(contrast(colour, PAPER)).toBeGreaterThan(MARK);
    for (const [a, b] of pairsOf(colours)) expect(Math.abs(lightness(a) - lightness(b))).toBeGreaterThan(7);
  });

  it.each(Object.entries(SIGHT))('are apart in colour to %s sight', (_, sight) => {
    for (const [a, b] of pairsOf(colours)) expect(difference(a, b, sight)).toBeGreaterThan(12);
  });

  it('would not be where two colours differ in red and green alone', () => {
    expect(difference('#a04040', '#606000', SIGHT.whole!)).toBeGreaterThan(12);
    expect(difference('#a04040', '#606000', SIGHT.deutan!)).toBeLessThan(
      difference('#a04040', '#606000', SIGHT.whole!) / 2,
    );
  });
});
