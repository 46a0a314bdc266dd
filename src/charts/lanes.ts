/** Lanes one below the other over one axis, each with its label and the number at its end. */
import type { Html } from '../pages/index.ts';
import { type Band, drawnBelow, quantity, SHORTEST } from './axis.ts';
import type { Drawing, Form } from './figure.ts';
import { type KeyEntry, key } from './key.ts';
import { drawnLabel, type Label, label } from './label.ts';
import { textAt } from './svg.ts';
import { widthOf } from './words.ts';

export interface Lane {
  /** Stands above the lane, and above those after it that have none. */
  readonly heading?: string;
  readonly label: string;
  /** What is written behind the mark, or before it. */
  readonly end: string;
  /** Draws the mark around the middle of the lane, and says how far right it reaches. */
  readonly draw: (scale: (value: number) => number, middle: number) => Drawn;
}

export interface Drawn {
  readonly reach: number;
  readonly body: readonly Html[];
}

export interface Lanes {
  readonly unit: string;
  /** All numbers that have to find a place on the axis. */
  readonly numbers: readonly number[];
  readonly key: readonly KeyEntry[];
  readonly lanes: readonly Lane[];
  /** Whether `end` stands before the axis, where no other mark of the lane can take it for its own. */
  readonly isBefore: boolean;
  /** Whether marks say their numbers by place and not by length, so that the axis need not begin at zero. */
  readonly byPlace?: boolean;
}

/** How thick the mark of a lane may be. */
export const THICK = 20;

const GAP = 10;
/** Between the end of a mark and the edge of the drawing, the number there apart. */
const END_ROOM = 14;
/** Between a mark and its number. */
const BESIDE = 8;
const LABEL_WIDTH = 240;
/** How much wider bold type is. */
const BOLD = 1.12;

/** Labels stand left of the marks, or above them on a narrow screen. */
export function drawnLanes(
  { unit, numbers, key: entries, lanes, isBefore, byPlace = false }: Lanes,
  form: Form,
): Drawing {
  const { type, width } = form;
  const beside = form.name === 'wide';
  const labels = lanes.map((lane) => label(lane.label, type, beside ? LABEL_WIDTH : width));
  const ends = Math.max(...lanes.map(({ end }) => widthOf(end, type)));
  const words = beside ? Math.max(...labels.map((each) => each.width)) + 12 : 1;
  const left = words + (isBefore ? ends + BESIDE : 0);
  const right = width - END_ROOM - (isBefore ? 0 : ends);
  const axis = quantity(numbers, left, Math.max(right, left + SHORTEST), beside ? 5 : 4, byPlace);
  const legend = key(entries, form);

  const body: Html[] = [];
  const bands: Band[] = [];
  let bottom = legend.height;
  for (const [at, lane] of lanes.entries()) {
    if (lane.heading !== undefined) {
      const heading = label(lane.heading, type, width / BOLD);
      const top = bottom + (at === 0 ? 0 : GAP);
      body.push(drawnLabel(heading, 0, top, { 'font-weight': 600 }));
      bottom = top + heading.height + 2;
    }
    const name = labels[at]!;
    const [top, tall] = beside
      ? [bottom, Math.max(name.height, THICK) + GAP]
      : [bottom + name.height, THICK + 6];
    const middle = top + tall / 2;
    const { reach, body: mark } = lane.draw(axis.scale, middle);
    body.push(
      ...mark,
      laneLabel(name, beside, words, bottom, middle),
      isBefore
        ? textAt(left - BESIDE, middle + type * 0.35, lane.end, { 'font-size': type, 'text-anchor': 'end' })
        : textAt(reach + BESIDE, middle + type * 0.35, lane.end, { 'font-size': type }),
    );
    bands.push([top, top + tall]);
    bottom = top + tall + (beside ? 0 : GAP);
  }
  const below = drawnBelow(axis, unit, bands, form);
  return {
    width,
    height: bands.at(-1)![1] + below.height,
    body: [...legend.body, ...below.body, ...body],
  };
}

const laneLabel = (words: Label, beside: boolean, left: number, top: number, middle: number): Html =>
  beside
    ? drawnLabel(words, left - 10, middle - words.height / 2, { 'text-anchor': 'end' })
    : drawnLabel(words, 0, top);
