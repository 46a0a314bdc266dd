/** The figure around a drawing: its title, its words for whoever cannot see it, and a form for narrow screens. */
import { FONT, type Html, html, unbroken } from '../pages/index.ts';
import { INK, SOFT } from './look.ts';
import { element, textAt } from './svg.ts';
import type { ChartText } from './types.ts';

/** What is drawn, from 0 to its width and height. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly body: readonly Html[];
}

/** The space a drawing has: a page of A4 or a wide screen, or a telephone held upright. */
export interface Form {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  /** Sizes of type, of labels and of what is beside them. */
  readonly type: number;
  readonly small: number;
}

export const WIDE: Form = { name: 'wide', width: 720, type: 14, small: 13 };
export const NARROW: Form = { name: 'narrow', width: 328, type: 13, small: 12 };

/** How far one line of type is below the other. */
export const leading = (size: number): number => Math.round(size * 1.3);

/** A chart in both forms, of which the page's style shows one; its title is a heading below that of a section. */
export const figure = (text: ChartText, draw: (form: Form) => Drawing): Html => html`<figure class="chart">
<figcaption><h3>${unbroken(text.title)}</h3></figcaption>
${picture(text, WIDE.name, draw(WIDE))}
${picture(text, NARROW.name, draw(NARROW))}
</figure>`;

/** A chart that needs its width: on a narrow screen it scrolls in its own frame, which the keyboard reaches. */
export const scrollingFigure = (text: ChartText, drawing: Drawing): Html => html`<figure class="chart">
<figcaption><h3>${unbroken(text.title)}</h3></figcaption>
<p class="soft sideways">This chart is wider than the screen: scroll it sideways.</p>
<div class="scroll" role="region" aria-label="${text.title}" tabindex="0">
${picture(text, 'full', drawing)}
</div>
</figure>`;

function picture(
  { id, title, description }: ChartText,
  form: string,
  { width, height, body }: Drawing,
): Html {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(id)) {
    throw new RangeError('the id of a chart is of letters, digits and hyphens');
  }
  const [titleId, descriptionId] = [`${id}-${form}-title`, `${id}-${form}-description`];
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: form,
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width: Math.ceil(width),
      height: Math.ceil(height),
      role: 'img',
      'aria-labelledby': titleId,
      'aria-describedby': descriptionId,
      'font-family': FONT,
      'font-size': WIDE.type,
      fill: INK,
    },
    element('title', { id: titleId }, html`${title}`),
    element('desc', { id: descriptionId }, html`${description}`),
    ...body,
  );
}

/** In place of a chart that has nothing in it. */
export const nothingToDraw = ({ width, type }: Form): Drawing => ({
  width,
  height: 3 * type,
  body: [textAt(0, 2 * type, 'There is nothing to draw.', { fill: SOFT, 'font-size': type })],
});
