/** Charts of any data, hostile labels and hidden numbers among them. */
import * as fc from 'fast-check';
import {
  barChart,
  type ChartText,
  dotChart,
  type Interval,
  lineChart,
  type Mark,
  sankeyChart,
  survivalChart,
  upsetChart,
} from '../../src/charts/index.ts';
import type { Html } from '../../src/pages/index.ts';

export type Draw = (text: ChartText) => Html;

/** Labels that only are long, and labels that are after something. */
export const PLAIN = fc.oneof(
  fc.constantFrom('Police', 'Health: accident and emergency', 'x'.repeat(500), 'long words '.repeat(45), ''),
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
);
export const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '</svg><img src=x onerror=alert(1)>',
    ']]>',
    '\u202eلا',
    'شرطة وإسكان وصحة',
    '=1+1',
    'a =1+1 -2',
    '&amp;',
    '"><path d="M0,0"/>',
    '\uffff\u0000',
  ),
);

const value = fc.oneof(
  fc.constantFrom(0, 1, 4, 0.25, 1e9, 5e-324),
  fc.nat(100_000),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
);
const hidden = fc.constantFrom({ symbol: '[c]' }, { symbol: '[x]' });
const markOf = (number: fc.Arbitrary<number>): fc.Arbitrary<Mark> => fc.oneof(number, hidden);
const intervalOf = (number: fc.Arbitrary<number>): fc.Arbitrary<Interval> =>
  fc.tuple(number, number).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const mark = markOf(value);
const interval = intervalOf(value);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const unit = fc.constantFrom('people', '%', 'per 1,000 people of all ages who live in the area');
const several = (length: number, each: fc.Arbitrary<Mark>): fc.Arbitrary<Mark[]> =>
  fc.array(each, { minLength: length, maxLength: length });
const perhaps = (length: number, each: fc.Arbitrary<Interval>): fc.Arbitrary<(Interval | undefined)[]> =>
  fc.array(fc.option(each, { nil: undefined }), { minLength: length, maxLength: length });

const bars = (label: fc.Arbitrary<string>): fc.Arbitrary<Draw> =>
  fc
    .record({
      unit,
      compareTitle: label,
      rows: fc.array(
        fc.record({ label, value: mark, interval, compare: mark }, { requiredKeys: ['label', 'value'] }),
        { maxLength: 8 },
      ),
    })
    .map((chart) => (text) => barChart(text, chart));

const dots = (label: fc.Arbitrary<string>): fc.Arbitrary<Draw> =>
  fc
    .record({
      unit,
      rows: fc.array(
        fc.record({
          label,
          points: fc.array(
            fc.record({ series: label, value: mark, interval }, { requiredKeys: ['series', 'value'] }),
            { maxLength: 3 },
          ),
        }),
        { maxLength: 4 },
      ),
    })
    .map((chart) => (text) => dotChart(text, chart));

const lines = (label: fc.Arbitrary<string>): fc.Arbitrary<Draw> =>
  fc
    .array(label, { maxLength: 12 })
    .chain((at) =>
      fc.record({
        unit,
        at: fc.constant(at),
        series: fc.array(
          fc.record({ label, values: several(at.length, mark), intervals: perhaps(at.length, interval) }),
          { maxLength: 4 },
        ),
        breaks: fc.array(fc.record({ before: fc.nat(12), why: label }), { maxLength: 2 }),
      }),
    )
    .map((chart) => (text) => lineChart(text, chart));

const survival = (label: fc.Arbitrary<string>): fc.Arbitrary<Draw> =>
  fc
    .uniqueArray(fc.nat(400), { maxLength: 8 })
    .chain((days) =>
      fc.record({
        days: fc.constant([...days].sort((a, b) => a - b)),
        series: fc.array(
          fc.record({
            label,
            shares: several(days.length, markOf(share)),
            intervals: perhaps(days.length, intervalOf(share)),
          }),
          { maxLength: 3 },
        ),
      }),
    )
    .map((chart) => (text) => survivalChart(text, chart));

const combinations = (label: fc.Arbitrary<string>): fc.Arbitrary<Draw> =>
  fc
    .array(fc.record({ label, total: mark }, { requiredKeys: ['label'] }), { minLength: 1, maxLength: 8 })
    .chain((sets) =>
      fc.record({
        sets: fc.constant(sets),
        combinations: fc.array(
          fc.record(
            { members: fc.subarray([...sets.keys()]), value: mark, interval },
            { requiredKeys: ['members', 'value'] },
          ),
          {
            maxLength: 10,
          },
        ),
      }),
    )
    .map((chart) => (text) => upsetChart(text, chart));

/** Nodes of up to four layers, and links that lead onwards, some of them past a layer. */
export const graphs = (label: fc.Arbitrary<string>) =>
  fc.array(fc.record({ label, layer: fc.nat(3) }), { maxLength: 9 }).chain((nodes) => {
    const onwards = nodes.flatMap((from, a) =>
      nodes.flatMap((to, b) => (from.layer < to.layer ? [{ from: `n${a}`, to: `n${b}` }] : [])),
    );
    return fc.record({
      nodes: fc.constant(nodes.map((node, at) => ({ id: `n${at}`, ...node }))),
      links: fc
        .subarray(onwards)
        .chain((chosen) =>
          several(chosen.length, mark).map((marks) =>
            chosen.map((link, at) => ({ ...link, value: marks[at]! })),
          ),
        ),
    });
  });

export const CHARTS: readonly [string, (label: fc.Arbitrary<string>) => fc.Arbitrary<Draw>][] = [
  ['bars', bars],
  ['dots', dots],
  ['lines', lines],
  ['survival', survival],
  ['combinations', combinations],
  ['flows', (label) => graphs(label).map((chart) => (text) => sankeyChart(text, chart))],
];
