/** Charts of any data: well-formed, harmless, inside their bounds, and named for whoever cannot see them. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barChart } from '../../src/charts/index.ts';
import { widthOf } from '../../src/charts/words.ts';
import { CHARTS, HOSTILE, PLAIN } from './any.ts';
import { type Element, read } from './read.ts';

const TEXT = { id: 'chart', title: 'People', description: 'People by agency.' };
/** What a chart is made of; all else would be somebody else's markup. */
const ELEMENTS = [
  'figure',
  'figcaption',
  'h3',
  'p',
  'div',
  'svg',
  'title',
  'desc',
  'g',
  'rect',
  'path',
  'line',
  'circle',
  'text',
];
/** Attributes that hold words; in all others there are numbers, colours and names of ours. */
const WORDS = ['aria-label', 'font-family'];

/** How far a text reaches from its place to the left and to the right, as its width is guessed. */
function reach({ attributes, inherited, text }: Omit<Element, 'inside'>): [from: number, to: number] {
  const width = widthOf(text, Number(inherited['font-size']));
  const x = Number(attributes.x);
  const left = { start: 0, middle: 0.5, end: 1 }[inherited['text-anchor'] ?? 'start'] ?? Number.NaN;
  return [x - left * width, x + (1 - left) * width];
}

describe.each(CHARTS)('a chart of %s', (_, chart) => {
  test('is well-formed, of known elements, with numbers that are numbers', () => {
    fc.assert(
      fc.property(HOSTILE, chart(HOSTILE), (words, draw) => {
        const elements = read(draw({ id: 'chart', title: words, description: words }).html);
        expect(ELEMENTS).toEqual(expect.arrayContaining([...new Set(elements.map(({ name }) => name))]));
        const attributes = elements.flatMap((element) => Object.entries(element.attributes));
        expect(attributes.filter(([name]) => /^(?:on|style|data-|href)/.test(name))).toEqual([]);
        const wrong = attributes.filter(
          ([name, written]) =>
            !WORDS.includes(name) && /NaN|Infinity|undefined|e[+-]\d|\d\.\d{3}/.test(written),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test('keeps all its words inside it, in type that can be read', () => {
    fc.assert(
      fc.property(chart(PLAIN), (draw) => {
        for (const { inside, ...element } of read(draw(TEXT).html).filter(({ name }) => name === 'text')) {
          const [from, to] = reach(element);
          const [, , width, height] = inside!.viewBox!.split(' ').map(Number);
          expect(Number(element.inherited['font-size'])).toBeGreaterThanOrEqual(11);
          expect(from).toBeGreaterThanOrEqual(-1);
          expect(to).toBeLessThanOrEqual(width! + 1);
          expect(Number(element.attributes.y)).toBeGreaterThan(0);
          expect(Number(element.attributes.y)).toBeLessThan(height!);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('is named and described, with ids of its own, and the same bytes each time', () => {
    fc.assert(
      fc.property(chart(PLAIN), (draw) => {
        const { html } = draw(TEXT);
        const elements = read(html);
        const texts = new Map(elements.map(({ attributes, text }) => [attributes.id, text]));
        const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        const pictures = elements.filter(({ name }) => name === 'svg');
        expect(pictures.length).toBeGreaterThan(0);
        for (const { attributes } of pictures) {
          expect(attributes.role).toBe('img');
          expect(texts.get(attributes['aria-labelledby'])).toBe(TEXT.title);
          expect(texts.get(attributes['aria-describedby'])).toBe(TEXT.description);
        }
        expect(draw(TEXT).html).toBe(html);
      }),
      { numRuns: 10 },
    );
  });
});

test('an id that could be anything else is refused', () => {
  const chart = { unit: 'people', rows: [] };
  expect(() => barChart({ ...TEXT, id: 'a"b' }, chart)).toThrow(RangeError);
  expect(barChart({ ...TEXT, id: 'a-1' }, chart).html).toContain('There is nothing to draw.');
});
