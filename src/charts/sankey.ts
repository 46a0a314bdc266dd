/** Flows between places, as wide as they are large. */
import { area, curveBumpX } from 'd3-shape';
import { type Html, html, joined } from '../pages/index.ts';
import { type Drawing, nothingToDraw, scrollingFigure, WIDE } from './figure.ts';
import { type KeyEntry, key } from './key.ts';
import { drawnLabel, type Label, label } from './label.ts';
import { EDGE, HALO, INK, PAPER, RIBBON, SOFT } from './look.ts';
import { SWATCH } from './marks.ts';
import {
  type PlacedLink,
  type PlacedNode,
  type SankeyLink,
  type SankeyNode,
  sankeyLayout,
} from './sankey-layout.ts';
import { element, group, rounded, textAt } from './svg.ts';
import { anyHidden, type ChartText, checkNumbers, isShown, shownOf } from './types.ts';
import { markText } from './words.ts';

export interface SankeyChart {
  readonly nodes: readonly SankeyNode[];
  readonly links: readonly SankeyLink[];
}

const NODE_WIDTH = 12;
const LABEL_WIDTH = 132;
const MARGIN = LABEL_WIDTH + 10;
const APART = 200;
/** A number at the end of a thin flow reaches beyond the node. */
const EDGE_ROOM = 8;
const MOST_LINES = 4;
/** How far numbers at the ends of flows have to be from one another. */
const NUMBER_ROOM = 13;
/** How thick a flow has to be to carry its number among others. */
const NUMBER_LEAST = 10;

/**
 * The flows between nodes in columns. All shown flows have one scale, so that what leaves and what arrives add up to the
 * height of a node; a hidden flow is dashed, as thick as every other hidden one, and carries its symbol. A shown flow has
 * its number where it arrives, if it is thick enough to hold it or arrives alone, and a flow of 0 is not drawn.
 * @throws {RangeError} for numbers below zero or beyond what is counted, two nodes of one id, and links that
 * name no node, lead back or in a circle
 */
export function sankeyChart(text: ChartText, chart: SankeyChart): Html {
  checkNumbers(shownOf(chart.links.map(({ value }) => value)));
  return scrollingFigure(text, chart.nodes.length === 0 ? nothingToDraw(WIDE) : drawn(chart));
}

function drawn({ nodes, links }: SankeyChart): Drawing {
  const labels = new Map(
    nodes.map(({ id, label: words }) => [id, label(words, WIDE.type, LABEL_WIDTH, MOST_LINES)]),
  );
  const labelOf = ({ id }: SankeyNode): Label => labels.get(id)!;
  const layout = sankeyLayout(nodes, links, (node) => labelOf(node).height);
  const width = Math.max(WIDE.width, 2 * MARGIN + NODE_WIDTH + (layout.columns - 1) * APART);
  const apart = layout.columns === 1 ? 0 : (width - 2 * MARGIN - NODE_WIDTH) / (layout.columns - 1);
  const left = ({ column }: { readonly column: number }): number => MARGIN + column * apart;
  const legend = key(anyHidden(links.map(({ value }) => value)) ? [hiddenFlow] : [], WIDE);
  const top = legend.height + EDGE_ROOM;
  const flows = layout.links.filter(({ thickness }) => thickness > 0);
  return {
    width,
    height: top + layout.height + (flows.length === 0 ? 3 : 1) * EDGE_ROOM,
    body: [
      ...legend.body,
      ...(flows.length === 0
        ? [textAt(MARGIN, top + layout.height + EDGE_ROOM, 'No flow is above 0.', { fill: SOFT })]
        : []),
      group({ transform: `translate(0 ${rounded(top)})` }, [
        group(
          { fill: RIBBON, 'fill-opacity': 0.75, stroke: EDGE },
          flows.map((flow) => ribbon(flow, left(flow.from) + NODE_WIDTH, left(flow.to))),
        ),
        group(
          { 'font-size': WIDE.small, 'text-anchor': 'end', ...HALO },
          numbered(flows).map((flow) =>
            textAt(left(flow.to) - 6, flow.arrives + WIDE.small * 0.35, markText(flow.link.value)),
          ),
        ),
        ...layout.nodes.map((node) => drawnNode(node, left(node), labelOf(node.node), node.column === 0)),
      ]),
    ],
  };
}

/** The two edges of a thinner flow would be all that is seen of it. */
const THIN = 6;

const DASHED = { fill: 'none', stroke: SOFT, 'stroke-dasharray': '4 3' };

const hiddenFlow: KeyEntry = {
  words: 'not shown',
  mark: (x, y) => element('rect', { x, y: y - 6, width: SWATCH, height: 12, ...DASHED }),
};

const bump = area<readonly [x: number, middle: number, half: number]>()
  .x(([x]) => x)
  .y0(([, middle, half]) => middle - half)
  .y1(([, middle, half]) => middle + half)
  .curve(curveBumpX)
  .digits(2);

function ribbon({ link, from, to, leaves, arrives, thickness }: PlacedLink, x0: number, x1: number): Html {
  const d = bump([
    [x0, leaves, thickness / 2],
    [x1, arrives, thickness / 2],
  ])!;
  const look = isShown(link.value) ? {} : DASHED;
  return element(
    'path',
    { d, ...(thickness < THIN ? { 'stroke-width': 0.5 } : {}), ...look },
    element('title', {}, html`${from.node.label} → ${to.node.label}: ${markText(link.value)}`),
  );
}

/** The flows whose numbers have room where they arrive: hidden ones always, then the thickest. */
function numbered(flows: readonly PlacedLink[]): PlacedLink[] {
  const kept: PlacedLink[] = [];
  const isAlone = ({ to }: PlacedLink): boolean => flows.filter((other) => other.to === to).length === 1;
  const wide = flows.filter(
    (flow) => !isShown(flow.link.value) || flow.thickness >= NUMBER_LEAST || isAlone(flow),
  );
  const first = [...wide].sort(
    (a, b) => Number(isShown(a.link.value)) - Number(isShown(b.link.value)) || b.thickness - a.thickness,
  );
  for (const flow of first) {
    if (!kept.some((other) => other.to === flow.to && Math.abs(other.arrives - flow.arrives) < NUMBER_ROOM)) {
      kept.push(flow);
    }
  }
  return kept;
}

function drawnNode({ top, height }: PlacedNode, x: number, words: Label, first: boolean): Html {
  const labelTop = top + height / 2 - words.height / 2;
  const bar = element('rect', { x, y: top, width: NODE_WIDTH, height: Math.max(height, 1), fill: INK });
  if (first) return joined([bar, drawnLabel(words, x - 8, labelTop, { 'text-anchor': 'end' })], '');
  // What flows on passes behind the label, whose letters no edge strikes through.
  const plate = element('rect', {
    x: x + NODE_WIDTH + 4,
    y: labelTop,
    width: words.width + 8,
    height: words.height,
    rx: 3,
    fill: PAPER,
    'fill-opacity': 0.9,
  });
  return joined([bar, plate, drawnLabel(words, x + NODE_WIDTH + 8, labelTop)], '');
}
