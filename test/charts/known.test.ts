/** Known answers: scales, numbers, lines of labels, gaps, and what the colours are worth. */
import { describe, expect, test } from 'vitest';
import { quantity } from '../../src/charts/axis.ts';
import { spread } from '../../src/charts/ends.ts';
import { barChart, dotChart, lineChart, survivalChart, upsetChart } from '../../src/charts/index.ts';
import { BAR, DEEP, EDGE, INK, lookOf, PAPER, RIBBON, SOFT } from '../../src/charts/look.ts';
import { hiddenRuns, shownRuns } from '../../src/charts/runs.ts';
import { marksText, numberText, widthOf, wrapped } from '../../src/charts/words.ts';
import type { Html } from '../../src/pages/index.ts';
import { type Element, read } from './read.ts';

const TEXT = { id: 'chart', title: 'People', description: 'People by agency.' };
const C = { symbol: '[c]' };
/** The elements of the wide picture that have a name and an attribute. */
const found = ({ html }: Html, name: string, fill?: string): Element[] =>
  read(html).filter(
    (element) =>
      element.name === name &&
      element.inside?.class === 'wide' &&
      (fill === undefined || element.attributes.fill === fill),
  );
const texts = (chart: Html): string[] => found(chart, 'text').map(({ text }) => text);

describe('an axis', () => {
  test.each([
    [[812, 431], 5, [0, 200, 400, 600, 800, 1000]],
    [[3], 5, [0, 1, 2, 3]],
    [[2], 5, [0, 1, 2]],
    [[0.3], 3, [0, 0.1, 0.2, 0.3]],
    [[0, 0], 5, [0]],
    [[], 5, [0]],
  ])('of %j has few round ticks from zero', (numbers, about, ticks) => {
    expect(quantity(numbers, 0, 100, about).ticks).toEqual(ticks);
  });

  test('begins at zero, whatever the numbers', () => {
    const { scale } = quantity([990, 1000], 10, 110, 5);
    expect([0, 500, 1000].map(scale)).toEqual([10, 60, 110]);
  });
});

describe('an axis of marks that say their numbers by place', () => {
  test.each([
    [
      [97, 92, 100],
      [92, 94, 96, 98, 100],
    ],
    [
      [40, 100],
      [0, 20, 40, 60, 80, 100],
    ],
    [[0, 0], [0]],
    [[], [0]],
  ])('of %j begins at a round number below those that are far from zero', (numbers, ticks) => {
    const { scale, ticks: drawn } = quantity(numbers, 10, 110, 5, true);
    expect(drawn.at(-1)).toBe(ticks.at(-1));
    expect(drawn[0]).toBeLessThanOrEqual(ticks[0]!);
    expect(drawn[0] === 0).toBe(ticks[0] === 0);
    // What stands where a number is hidden stands at the beginning of the axis.
    expect(scale(0)).toBe(10);
  });

  test('says where it begins, and an axis from zero says nothing', () => {
    const dots = (value: number) =>
      texts(
        dotChart(TEXT, {
          unit: '%',
          rows: [
            { label: 'a', points: [{ series: 'precision', value, interval: { from: value, to: 100 } }] },
            { label: 'b', points: [{ series: 'precision', value: C }] },
          ],
        }),
      ).filter((text) => text.startsWith('the axis'));
    expect(dots(96)).toEqual(['the axis begins at 92 %']);
    expect(dots(20)).toEqual([]);
  });
});

test('every quarter is named where there is room for its name in two lines', () => {
  const at = ['Q1 2025/26', 'Q2 2025/26', 'Q3 2025/26', 'Q4 2025/26'];
  const { html } = lineChart(TEXT, {
    unit: 'people',
    at,
    series: [{ label: 'people', values: [100, 2, 3, 4] }],
  });
  const narrow = read(html).filter(({ name, inside }) => name === 'text' && inside?.class === 'narrow');
  for (const quarter of ['Q1', 'Q2', 'Q3', 'Q4']) {
    expect(narrow.some(({ text }) => text.startsWith(quarter))).toBe(true);
  }
});

test.each([
  [[126.2, 130, 64.6], 'for every 10,000 people', ['126.2', '130.0', '64.6']],
  [[126, 130], 'people', ['126', '130']],
  [[0, 0.5, 12], '%', ['0.0\u00a0%', '0.5\u00a0%', '12.0\u00a0%']],
])('%j beside one another have decimals alike', (numbers, unit, written) => {
  expect(numbers.map(marksText(numbers, unit))).toEqual(written);
});

test.each([
  [1234567, 'people', '1,234,567'],
  [12.345, undefined, '12.35'],
  [31.2, '%', '31.2\u00a0%'],
  [0.0034, undefined, '0.0034'],
  [0.128, undefined, '0.13'],
  [0, undefined, '0'],
  [5e-324, undefined, '0'],
])('%d in %s is written %s', (value, unit, written) => {
  expect(numberText(value, unit)).toBe(written);
});

describe('a label', () => {
  test('is set in lines that hold their width, without a word lost', () => {
    const text = 'Housing options and homelessness prevention, all applications';
    const { lines, cut } = wrapped(text, 14, 150, 9);
    expect(lines.join(' ')).toBe(text);
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map((line) => widthOf(line, 14)))).toBeLessThanOrEqual(150);
    expect(cut).toBe(false);
  });

  test('that is too long ends in an ellipsis, and has all of itself beside', () => {
    expect(wrapped('one two three four', 10, 30, 2)).toEqual({ lines: ['one', 'two…'], cut: true });
    const long = 'words and words '.repeat(30).trim();
    const chart = barChart(TEXT, { unit: 'people', rows: [{ label: long, value: 1 }] });
    expect(found(chart, 'title').map(({ text }) => text)).toContain(long);
  });

  test('has no line that begins like a formula', () => {
    expect(wrapped('police - recorded', 10, 50, 3).lines).toEqual(['police -', 'recorded']);
  });
});

test('labels beside lines keep apart, and as near as they can', () => {
  const boxes = [40, 50, 55].map((y) => ({ y, height: 20 }));
  expect(spread(boxes, 0, 200)).toEqual([40, 60, 80]);
  expect(spread(boxes, 0, 70)).toEqual([20, 40, 60]);
});

test('runs end at hidden numbers, at breaks and at another symbol', () => {
  const values = [1, 2, C, C, { symbol: '[x]' }, 3, 4, 5];
  expect(shownRuns(values, [6])).toEqual([
    { first: 0, last: 1 },
    { first: 5, last: 5 },
    { first: 6, last: 7 },
  ]);
  expect(hiddenRuns(values)).toEqual([
    { first: 2, last: 3, symbol: '[c]' },
    { first: 4, last: 4, symbol: '[x]' },
  ]);
});

describe('what is drawn', () => {
  test('of bars is as long as their numbers, and says them', () => {
    const chart = barChart(TEXT, {
      unit: 'people',
      rows: [
        { label: 'a', value: 1000 },
        { label: 'b', value: 250 },
        { label: 'c', value: C },
      ],
    });
    const [one, quarter] = found(chart, 'rect', BAR).map(({ attributes }) => Number(attributes.width));
    expect(quarter).toBeCloseTo(one! / 4, 1);
    expect(texts(chart)).toEqual(expect.arrayContaining(['1,000', '250', '[c]', '[c] not shown', 'people']));
  });

  test('of a hidden number is the same whatever its interval and the other numbers', () => {
    const draw = (to: number, other: number) =>
      barChart(TEXT, {
        unit: 'people',
        rows: [
          { label: 'a', value: C, interval: { from: 0, to } },
          { label: 'b', value: other },
        ],
      });
    expect(draw(3, 10).html).toBe(draw(4000, 10).html);
    // The one bar is that of the number that is shown.
    expect(found(draw(3, 7), 'rect')).toHaveLength(1);
  });

  test('of bars beside something to compare with has the number before the bar, and none behind the tick', () => {
    const rows = [
      { label: 'a', value: 30, compare: 50 },
      { label: 'b', value: C, compare: 20 },
    ];
    const chart = barChart(TEXT, { unit: 'people', rows });
    const [bar] = found(chart, 'rect', BAR).filter(({ attributes }) => attributes.height === '20');
    const axis = Number(bar!.attributes.x);
    for (const words of ['30', '[c]']) {
      const said = found(chart, 'text').filter(
        ({ text, inherited }) => text === words && inherited['text-anchor'] === 'end',
      );
      expect(said.map(({ attributes }) => Number(attributes.x))).toEqual([axis - 8]);
    }
  });

  test('of a trend has a gap at a hidden number and at a break, with its reason', () => {
    const chart = lineChart(TEXT, {
      unit: 'people',
      at: ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6'],
      series: [
        {
          label: 'Police',
          values: [1, 2, C, 4, 5, 6],
          intervals: [undefined, undefined, { from: 0, to: 900 }],
        },
      ],
      breaks: [{ before: 4, why: 'a new system' }],
    });
    const lines = found(chart, 'path', 'none').map(({ attributes }) => attributes.d!);
    // Two runs of two; the fourth period stands alone, as a marker.
    expect(lines.filter((d) => /^M[\d.]+,[\d.]+L[\d.]+,[\d.]+$/.test(d))).toHaveLength(2);
    expect(texts(chart)).toEqual(expect.arrayContaining(['[c]', '1 a new system']));
    expect(texts(chart)).not.toContain('900');
  });

  test('of survival goes in steps, in per cent', () => {
    const chart = survivalChart(TEXT, {
      days: [0, 30, 90],
      series: [{ label: 'Police', shares: [0, 0.1, 0.3] }],
    });
    const [d] = found(chart, 'path', 'none').map(({ attributes }) => attributes.d!);
    const points = d!
      .slice(1)
      .split('L')
      .map((point) => point.split(',').map(Number));
    expect(points).toHaveLength(5);
    const [none, month, quarter] = [0, 1, 3].map((at) => points[at]![0]!);
    expect((quarter! - none!) / (month! - none!)).toBeCloseTo(Math.log2(91) / Math.log2(31), 1);
    expect(points[1]![1]).toBe(points[0]![1]);
    expect(points[2]![0]).toBe(points[1]![0]);
    expect(texts(chart)).toEqual(
      expect.arrayContaining([
        '10\u00a0%',
        '30\u00a0%',
        '30',
        '90',
        'days; each doubling has the same width',
      ]),
    );
  });

  test('of combinations has the largest first, and hidden ones last in an order of their members', () => {
    const sets = ['a', 'b'].map((label) => ({ label, total: 9 }));
    const combinations = [
      { members: [0, 1], value: C },
      { members: [0], value: 2 },
      { members: [1], value: C },
      { members: [], value: 7 },
    ];
    const chart = upsetChart(TEXT, { sets, combinations });
    expect(upsetChart(TEXT, { sets, combinations: combinations.toReversed() }).html).toBe(chart.html);
    const widths = found(chart, 'rect', BAR)
      .slice(1)
      .map(({ attributes }) => Number(attributes.width));
    expect(widths[0]! / widths[1]!).toBeCloseTo(3.5, 1);
  });

  test('of combinations without totals has no bars for the sets, and an interval where there is one', () => {
    const sets = ['a', 'b'].map((label) => ({ label }));
    const combinations = [
      { members: [0], value: 4, interval: { from: 2, to: 6 } },
      { members: [1], value: C, interval: { from: 1, to: 3 } },
    ];
    const chart = upsetChart(TEXT, { sets, combinations, intervalTitle: '95 % interval' });
    expect(texts(chart)).toContain('95 % interval');
    expect(texts(chart)).not.toContain('all who are in the set');
    // Two of the key's, in either form, and one of the shown combination's.
    expect(found(chart, 'rect', BAR).length).toBe(2);
    expect(() =>
      upsetChart(TEXT, { sets, combinations: [{ members: [0], value: 4, interval: { from: -1, to: 6 } }] }),
    ).toThrow(RangeError);
  });

  test('of percentages writes all with decimals where one has some', () => {
    const rows = [55, 26.6].map((value) => ({ label: 'a', value }));
    expect(texts(barChart(TEXT, { unit: '%', rows }))).toEqual(
      expect.arrayContaining(['55.0\u00a0%', '26.6\u00a0%']),
    );
    expect(texts(barChart(TEXT, { unit: '%', rows: rows.slice(0, 1) }))).toContain('55\u00a0%');
  });
});

describe('what cannot be drawn', () => {
  const bars = (value: number) => () => barChart(TEXT, { unit: 'people', rows: [{ label: 'a', value }] });
  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('as %d is refused', (value) => {
    expect(bars(value)).toThrow(RangeError);
  });

  test('for want of sense is refused', () => {
    const series = [{ label: 'a', values: [1] }];
    expect(() => lineChart(TEXT, { unit: 'people', at: ['Q1', 'Q2'], series })).toThrow(RangeError);
    expect(() => survivalChart(TEXT, { days: [3, 3], series: [] })).toThrow(RangeError);
    expect(() => survivalChart(TEXT, { days: [3], series: [{ label: 'a', shares: [1.1] }] })).toThrow(
      RangeError,
    );
    expect(() => upsetChart(TEXT, { sets: [], combinations: [{ members: [0], value: 1 }] })).toThrow(
      RangeError,
    );
  });
});

describe('colours', () => {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const contrast = (a: string, b: string): number => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light! + 0.05) / (dark! + 0.05);
  };
  const series = Array.from({ length: 6 }, (_, at) => lookOf(at));

  test('of text can be read, and of marks be seen', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21);
    expect(contrast(SOFT, PAPER)).toBeGreaterThan(4.5);
    expect(contrast(INK, RIBBON)).toBeGreaterThan(4.5);
    for (const colour of [BAR, DEEP, EDGE, ...series.map((look) => look.colour)]) {
      expect(contrast(colour, PAPER)).toBeGreaterThan(3);
    }
    expect(contrast(INK, BAR)).toBeGreaterThan(3);
  });

  test('are never all that tells series apart', () => {
    expect(new Set(series.map(({ dash }) => dash)).size).toBe(series.length);
    const markers = Array.from({ length: 8 }, (_, at) => lookOf(at)).map(
      ({ marker, filled }) => `${marker} ${filled}`,
    );
    expect(new Set(markers).size).toBe(8);
  });
});
