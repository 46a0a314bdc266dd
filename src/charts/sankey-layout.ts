/** Where the nodes and flows of a Sankey chart lie: one pixel scale for all flows, and room for every label. */
import { type SankeyGraph, sankey } from 'd3-sankey';
import { isShown, type Mark } from './types.ts';

export interface SankeyNode {
  readonly id: string;
  readonly label: string;
  /** Which column, from the left; without it, one to the right of the furthest node that leads here. */
  readonly layer?: number;
}

export interface SankeyLink {
  readonly from: string;
  readonly to: string;
  readonly value: Mark;
}

export interface PlacedNode {
  readonly node: SankeyNode;
  /** The column among those in use, from 0. */
  readonly column: number;
  readonly top: number;
  readonly height: number;
}

export interface PlacedLink {
  readonly link: SankeyLink;
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  /** The middle of the flow where it leaves and where it arrives. */
  readonly leaves: number;
  readonly arrives: number;
  readonly thickness: number;
}

export interface SankeyLayout {
  readonly columns: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
}

/** How thick every hidden flow is. */
export const HIDDEN_THICKNESS = 18;

/** How high the flows of the fullest column are together, hidden ones apart. */
const FULLEST = 340;
/** Stands for nothing where the layout divides by what a column holds. */
const NEXT_TO_NOTHING = 1e-3;
const BETWEEN = 20;

interface Extra {
  /** Which of the nodes given. */
  readonly at: number;
  readonly fixedValue: number;
}

type Graph = SankeyGraph<Extra, object>;

/** The library puts nodes in the place of their numbers while it works. */
const placeOf = (node: number | string | Extra): number => (node as Extra).at;

/**
 * @param labelHeight how high the label of a node is, so that none covers another
 * @throws {RangeError} where a link names no node, two nodes have one id, or links lead back or in a circle
 */
export function sankeyLayout(
  nodes: readonly SankeyNode[],
  links: readonly SankeyLink[],
  labelHeight: (node: SankeyNode) => number,
): SankeyLayout {
  if (nodes.length === 0) {
    return { columns: 0, height: 0, nodes: [], links: [] };
  }
  const ends = endsOf(nodes, links);
  const columns = columnsOf(nodes, ends);
  const values = links.map(({ value }) => value);
  const thicknesses = thicknessesOf(nodes.length, ends, values, columns);
  const heights = heldBy(nodes.length, ends, thicknesses);
  const graph = arranged(ends, thicknesses, heights, columns.arranged);
  const tops = moved(graph, columns, heights, nodes.map(labelHeight));
  const placed = nodes.map((node, at) => ({
    node,
    column: columns.of[at]!,
    top: tops[at]!,
    height: heights[at]!,
  }));
  const shift = (at: number): number => tops[at]! - graph.nodes[at]!.y0!;
  return {
    columns: columns.count,
    height: Math.max(
      ...placed.map(({ node, top, height }) => top + height / 2 + Math.max(height, labelHeight(node)) / 2),
    ),
    nodes: placed,
    links: links.map((link, at) => {
      const [from, to] = ends[at]!;
      const { y0, y1 } = graph.links[at]!;
      return {
        link,
        from: placed[from]!,
        to: placed[to]!,
        leaves: y0! + shift(from),
        arrives: y1! + shift(to),
        thickness: thicknesses[at]!,
      };
    }),
  };
}

/** The places of both nodes of each link. */
function endsOf(nodes: readonly SankeyNode[], links: readonly SankeyLink[]): [number, number][] {
  const places = new Map(nodes.map(({ id }, at) => [id, at]));
  if (places.size < nodes.length) {
    throw new RangeError('two nodes of a Sankey chart have one id');
  }
  return links.map(({ from, to }) => {
    const [source, target] = [places.get(from), places.get(to)];
    if (source === undefined || target === undefined) {
      throw new RangeError('a link of a Sankey chart names no node');
    }
    return [source, target];
  });
}

interface Columns {
  /** Of each node, the column among those in use. */
  readonly of: readonly number[];
  /** Of each node, the column that the layout library is given, which knows none beyond the longest path. */
  readonly arranged: readonly number[];
  readonly count: number;
}

function columnsOf(nodes: readonly SankeyNode[], ends: readonly [number, number][]): Columns {
  const depths = nodes.map(() => 0);
  for (let round = 0; ends.some(([from, to]) => depths[to]! <= depths[from]!); round += 1) {
    if (round > nodes.length) {
      throw new RangeError('links of a Sankey chart lead in a circle');
    }
    for (const [from, to] of ends) {
      depths[to] = Math.max(depths[to]!, depths[from]! + 1);
    }
  }
  const layers = nodes.map(({ layer }, at) => layer ?? depths[at]!);
  if (ends.some(([from, to]) => layers[to]! <= layers[from]!)) {
    throw new RangeError('a link of a Sankey chart leads back');
  }
  const used = [...new Set(layers)].sort((a, b) => a - b);
  const of = layers.map((layer) => used.indexOf(layer));
  const deepest = Math.max(...depths);
  return { of, arranged: of.map((column) => Math.min(column, deepest)), count: used.length };
}

/** What each node holds: what arrives or what leaves, whichever is more. */
function heldBy(count: number, ends: readonly [number, number][], amounts: readonly number[]): number[] {
  const [out, into] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
  for (const [at, [from, to]] of ends.entries()) {
    out[from]! += amounts[at]!;
    into[to]! += amounts[at]!;
  }
  return out.map((sum, node) => Math.max(sum, into[node]!));
}

/** How thick each flow is: shown ones by one scale, hidden ones all alike. */
function thicknessesOf(
  count: number,
  ends: readonly [number, number][],
  values: readonly Mark[],
  columns: Columns,
): number[] {
  const amounts = values.map((value) => (isShown(value) ? value : 0));
  const held = heldBy(count, ends, amounts);
  const totals = new Array<number>(columns.count).fill(0);
  for (const [node, column] of columns.of.entries()) {
    totals[column]! += held[node]!;
  }
  const fullest = Math.max(...totals);
  return values.map((value) => {
    return isShown(value) ? (fullest === 0 ? 0 : (value / fullest) * FULLEST) : HIDDEN_THICKNESS;
  });
}

/**
 * The library's layout in pixels: the extent is what the fullest column needs, so that its scale is one to one. Nodes keep
 * the order in which they are given, so that all columns can have the same.
 */
function arranged(
  ends: readonly [number, number][],
  thicknesses: readonly number[],
  heights: readonly number[],
  columns: readonly number[],
): Graph {
  const needs = new Map<number, number>();
  for (const [node, column] of columns.entries()) {
    needs.set(column, (needs.get(column) ?? -BETWEEN) + BETWEEN + Math.max(heights[node]!, NEXT_TO_NOTHING));
  }
  return sankey<Extra, object>()
    .nodeAlign(({ at }) => columns[at]!)
    .nodePadding(BETWEEN)
    .nodeSort(null)
    .linkSort((a, b) => placeOf(a.source) - placeOf(b.source) || placeOf(a.target) - placeOf(b.target))
    .extent([
      [0, 0],
      [1, Math.max(...needs.values())],
    ])({
    nodes: heights.map((height, at) => ({ at, fixedValue: Math.max(height, NEXT_TO_NOTHING) })),
    links: ends.map(([source, target], at) => ({ source, target, value: thicknesses[at]! })),
  });
}

/** Each column's nodes moved down, where they have to be, until no label covers another; their flows move along. */
function moved(
  graph: Graph,
  columns: Columns,
  heights: readonly number[],
  labelHeights: readonly number[],
): number[] {
  const tops = graph.nodes.map(({ y0 }) => y0!);
  for (let column = 0; column < columns.count; column += 1) {
    const inside = graph.nodes
      .filter(({ at }) => columns.of[at] === column)
      .sort((a, b) => a.y0! - b.y0! || a.at - b.at);
    let free = 0;
    for (const { at, y0 } of inside) {
      const over = Math.max(0, labelHeights[at]! - heights[at]!) / 2;
      tops[at] = Math.max(y0!, free + over);
      free = tops[at] + heights[at]! + over + BETWEEN;
    }
  }
  return tops;
}
