/** Elements of SVG whose looks are attributes, since the page's policy allows no style but its own. */
import { type Html, html, joined, shown } from '../pages/index.ts';

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A coordinate to one decimal, which is finer than anybody sees, and the same bytes everywhere. */
export const rounded = (number: number): number => Math.round(number * 10) / 10 + 0;

export function element(name: string, attributes: Attributes, ...children: readonly Html[]): Html {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${typeof value === 'number' ? rounded(value) : shown(value)}"`,
  );
  const inside = joined(children, '').html;
  const start = `<${name}${written.join('')}`;
  return { html: inside === '' ? `${start}/>` : `${start}>${inside}</${name}>` };
}

export const group = (attributes: Attributes, children: readonly Html[]): Html =>
  children.length === 0 ? NOTHING : element('g', attributes, ...children);

/** A line of text with its baseline at `y`. */
export const textAt = (x: number, y: number, words: string, attributes: Attributes = {}): Html =>
  element('text', { x, y, ...attributes }, html`${words}`);

export const line = (x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): Html =>
  element('line', { x1, y1, x2, y2, ...attributes });

export const NOTHING: Html = { html: '' };
