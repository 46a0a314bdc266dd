/** Flows: one scale, nothing lost at a node, no label on another, and hidden flows all alike. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sankeyChart } from '../../src/charts/index.ts';
import { HIDDEN_THICKNESS, type PlacedLink, sankeyLayout } from '../../src/charts/sankey-layout.ts';
import { graphs, PLAIN } from './any.ts';

const C = { symbol: '[c]' };
const node = (id: string, layer?: number) => ({ id, label: id, ...(layer === undefined ? {} : { layer }) });
const total = (links: readonly PlacedLink[]): number =>
  links.reduce((sum, { thickness }) => sum + thickness, 0);
const LABEL = 36;

/** Whether flows lie side by side from the top of a node, none over another. */
function expectStacked(
  places: readonly { readonly middle: number; readonly thickness: number }[],
  top: number,
): void {
  let free = top;
  for (const { middle, thickness } of [...places].sort((a, b) => a.middle - b.middle)) {
    expect(middle - thickness / 2).toBeCloseTo(free, 2);
    free += thickness;
  }
}

test('flows keep their width from node to node, and labels their room', () => {
  fc.assert(
    fc.property(graphs(PLAIN), ({ nodes, links }) => {
      const layout = sankeyLayout(nodes, links, () => LABEL);
      for (const placed of layout.nodes) {
        const out = layout.links.filter(({ from }) => from === placed);
        const into = layout.links.filter(({ to }) => to === placed);
        expect(placed.height).toBeCloseTo(Math.max(total(out), total(into)), 6);
        expectStacked(
          out.map(({ leaves, thickness }) => ({ middle: leaves, thickness })),
          placed.top,
        );
        expectStacked(
          into.map(({ arrives, thickness }) => ({ middle: arrives, thickness })),
          placed.top,
        );
      }
      for (let column = 0; column < layout.columns; column += 1) {
        const slots = layout.nodes
          .filter((placed) => placed.column === column)
          .map(({ top, height }) => [top + height / 2, Math.max(height, LABEL)] as const)
          .sort(([a], [b]) => a - b);
        expect(slots.length).toBeGreaterThan(0);
        for (const [at, [middle, height]] of slots.entries()) {
          const before = slots[at - 1];
          const free = before === undefined ? 0 : before[0] + before[1] / 2;
          expect(middle - height / 2).toBeGreaterThanOrEqual(free - 1e-6);
          expect(middle + height / 2).toBeLessThanOrEqual(layout.height + 1e-6);
        }
      }
    }),
    { numRuns: 40 },
  );
});

describe('the width of a flow', () => {
  const nodes = [node('a'), node('b'), node('c')];
  const layout = sankeyLayout(
    nodes,
    [
      { from: 'a', to: 'b', value: 300 },
      { from: 'a', to: 'c', value: 100 },
      { from: 'b', to: 'c', value: C },
    ],
    () => 18,
  );

  test('is by one scale, on which the fullest column is 340 high', () => {
    expect(layout.links.map(({ thickness }) => thickness)).toEqual([255, 85, HIDDEN_THICKNESS]);
  });

  test('that is hidden has no say in the others', () => {
    const without = sankeyLayout(
      nodes,
      [
        { from: 'a', to: 'b', value: 300 },
        { from: 'a', to: 'c', value: 100 },
      ],
      () => 18,
    );
    expect(without.links.map(({ thickness }) => thickness)).toEqual([255, 85]);
  });
});

test('nodes stand in the layer that is given, and else as far right as flows lead', () => {
  const columns = (nodes: ReturnType<typeof node>[], links: [string, string][]) =>
    sankeyLayout(
      nodes,
      links.map(([from, to]) => ({ from, to, value: 1 })),
      () => 18,
    ).nodes.map(({ column }) => column);
  expect(
    columns(
      [node('a'), node('b'), node('c')],
      [
        ['a', 'b'],
        ['b', 'c'],
        ['a', 'c'],
      ],
    ),
  ).toEqual([0, 1, 2]);
  expect(columns([node('a', 0), node('b', 7), node('c', 2)], [['a', 'b']])).toEqual([0, 2, 1]);
});

test.each([
  ['a node that is not there', [node('a')], [['a', 'b']]],
  [
    'a circle',
    [node('a'), node('b')],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
  ],
  ['a node itself', [node('a')], [['a', 'a']]],
  ['an earlier layer', [node('a', 1), node('b', 0)], [['a', 'b']]],
  ['one of two nodes of one id', [node('a'), node('a'), node('b')], [['a', 'b']]],
])('a flow to %s is refused', (_, nodes, links) => {
  const flows = links.map(([from, to]) => ({ from: from!, to: to!, value: 1 }));
  expect(() => sankeyLayout(nodes, flows, () => 18)).toThrow(RangeError);
});

test('a flow too thin for its number has none beside others, and has it alone or where it is hidden', () => {
  const links = [
    { from: 'a', to: 'b', value: 400 },
    { from: 'c', to: 'b', value: 3 },
    { from: 'd', to: 'b', value: C },
    { from: 'c', to: 'e', value: 2 },
  ];
  const text = { id: 'chart', title: 'Flows', description: 'Flows.' };
  const { html } = sankeyChart(text, { nodes: ['a', 'b', 'c', 'd', 'e'].map((id) => node(id)), links });
  const numbers = [...html.matchAll(/<text [^>]*>(\d+|\[c\])<\/text>/g)].map(([, number]) => number);
  expect(new Set(numbers)).toEqual(new Set(['2', '400', '[c]']));
  expect(numbers).toHaveLength(3);
  // Whoever points at it sees it.
  expect(html).toContain('<title>c → b: 3</title>');
});

test('flows of 0 are not drawn, and a chart of nothing else says so', () => {
  const text = { id: 'chart', title: 'Flows', description: 'Flows.' };
  const chart = (value: number) =>
    sankeyChart(text, {
      nodes: [node('a'), node('b'), node('c')],
      links: [
        { from: 'a', to: 'b', value },
        { from: 'a', to: 'c', value: 0 },
      ],
    });
  expect(chart(0).html).toContain('No flow is above 0.');
  expect(chart(0).html).not.toContain('<path');
  expect(chart(5).html.match(/<path/g)).toHaveLength(1);
});
