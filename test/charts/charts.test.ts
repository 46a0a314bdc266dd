/** Charts of any data: well-formed, harmless, finite, named for whoever cannot see them, and silent on what is hidden. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BarRow,
  barChart,
  type ChartText,
  type Mark,
  type SankeyLink,
  sankeyChart,
} from '../../src/charts/index.ts';
import type { Html } from '../../src/pages/index.ts';
import { read } from './read.ts';

const TEXT: ChartText = { id: 'chart', title: 'People', description: 'People by agency.' };

const label = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '<script>alert(1)</script>',
    '</svg><img src=x onerror=alert(1)>',
    ']]>',
    '\u202eلا',
    'x'.repeat(500),
    'long words '.repeat(45),
    'شرطة وإسكان وصحة',
    '=1+1',
    '&amp;',
    '\uffff\u0000',
  ),
);
const value = fc.oneof(
  fc.constantFrom(0, 1, 4, 1e9, 0.25),
  fc.nat(100_000),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
);
const mark: fc.Arbitrary<Mark> = fc.oneof(value, fc.constantFrom({ symbol: '[c]' }, { symbol: '<b>' }));
const interval = fc.record({ from: value, to: value });
const present = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, each]) => each !== undefined)) as T;
const text: fc.Arbitrary<ChartText> = fc.record({
  id: fc.constant('chart'),
  title: label,
  description: label,
});

const bars = fc.record({
  unit: fc.oneof(label, fc.constant('%')),
  compareTitle: label,
  rows: fc.array(
    fc
      .record({
        label,
        value: mark,
        interval: fc.option(interval, { nil: undefined }),
        compare: fc.option(mark, { nil: undefined }),
      })
      .map((row) => present(row) as BarRow),
    { maxLength: 12 },
  ),
});
/** Nodes of up to four layers, and links that lead onwards. */
const flows = fc.array(fc.record({ label, layer: fc.nat(3) }), { maxLength: 9 }).chain((nodes) => {
  const onwards = nodes.flatMap((from, a) =>
    nodes.flatMap((to, b) => (from.layer < to.layer ? [{ from: `n${a}`, to: `n${b}` }] : [])),
  );
  const named = nodes.map((node, at) => ({ id: `n${at}`, ...node }));
  return fc.record({
    nodes: fc.constant(named),
    links: fc
      .subarray(onwards)
      .chain((chosen) => fc.tuple(...chosen.map((link) => mark.map((each) => ({ ...link, value: each }))))),
  });
});

const CHARTS: readonly [string, fc.Arbitrary<(text: ChartText) => Html>][] = [
  ['bars', bars.map((chart) => (words) => barChart(words, chart))],
  [
    'flows',
    flows.map((chart) => (words) => sankeyChart(words, { ...chart, links: chart.links as SankeyLink[] })),
  ],
];

describe.each(CHARTS)('a chart of %s', (_, chart) => {
  test('is well-formed, and has numbers alone in its coordinates', () => {
    fc.assert(
      fc.property(text, chart, (words, draw) => {
        const { html } = draw(words);
        const { elements } = read(html);
        for (const { attributes } of elements) {
          for (const [name, written] of Object.entries(attributes)) {
            expect(name).not.toMatch(/^(?:on|style|data-|href)/);
            if (name !== 'aria-label') {
              expect(written).not.toMatch(/NaN|Infinity|undefined|e[+-]\d/);
            }
          }
        }
        expect(new Set(elements.map(({ name }) => name))).not.toContain('script');
      }),
      { numRuns: 60 },
    );
  });

  test('is named and described, with ids of its own', () => {
    fc.assert(
      fc.property(text, chart, (words, draw) => {
        const { elements } = read(draw(words).html);
        const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        const pictures = elements.filter(({ name }) => name === 'svg');
        expect(pictures.length).toBeGreaterThan(0);
        for (const { attributes } of pictures) {
          expect(attributes.role).toBe('img');
          expect(ids).toContain(attributes['aria-labelledby']);
          expect(ids).toContain(attributes['aria-describedby']);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('is the same bytes each time', () => {
    fc.assert(
      fc.property(chart, (draw) => {
        expect(draw(TEXT).html).toBe(draw(TEXT).html);
      }),
      { numRuns: 10 },
    );
  });
});
