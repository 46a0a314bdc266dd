/** Sections, lists and tables that a screen reader can follow. */
import { type Html, html, joined } from './html.ts';

export function section(id: string, title: string | Html, content: Html): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}
</section>`;
}

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
const HELD = new RegExp(String.raw`(?<=\d) (?=%|(?:${MONTHS})\b)`, 'g');

/** The text with each number in one line with its sign, and each day with its month. */
export const unbroken = (text: string): string => text.replaceAll(HELD, '\u00a0');

export const paragraphs = (lines: readonly (string | Html)[]): Html =>
  joined(
    lines.map((line) => html`<p>${line}</p>`),
    '\n',
  );

export const list = (items: readonly (string | Html)[]): Html => html`<ul>
${joined(
  items.map((item) => html`<li>${item}</li>`),
  '\n',
)}
</ul>`;

/** Links to the sections of a long page. */
export const contents = (
  title: string,
  sections: readonly { readonly id: string; readonly title: string }[],
): Html => html`<nav class="contents" aria-labelledby="contents">
<h2 id="contents">${title}</h2>
<ol>
${joined(
  sections.map((one) => html`<li><a href="#${one.id}">${one.title}</a></li>`),
  '\n',
)}
</ol>
</nav>`;

/** What a reader may open; on paper it is open. */
export const disclosure = (summary: string, content: Html): Html => html`<details>
<summary>${summary}</summary>
${content}
</details>`;

export interface Table {
  /** What the table is of, for whoever cannot see it. */
  readonly label: string;
  readonly columns: readonly (string | Html)[];
  readonly rows: readonly (readonly (string | Html)[])[];
  /** Whether the first cell of each row says what the row is about. */
  readonly rowHeads?: boolean;
  readonly className?: string;
  /** Which columns hold numbers, by their position: they stand to the right. */
  readonly numeric?: ReadonlySet<number>;
}

/** Wider than the page, the table scrolls in its own frame. */
export function table({ label, columns, rows, rowHeads = false, className, numeric }: Table): Html {
  const side = (at: number): Html | string => (numeric?.has(at) === true ? html` class="number"` : '');
  const head = columns.map((name, at) => html`<th scope="col"${side(at)}>${name}</th>`);
  const body = rows.map((cells) => {
    const written = cells.map((cell, at) =>
      rowHeads && at === 0 ? html`<th scope="row">${cell}</th>` : html`<td${side(at)}>${cell}</td>`,
    );
    return html`<tr>${written}</tr>`;
  });
  const kind = className === undefined ? '' : html` class="${className}"`;
  return html`<div class="scroll" role="region" aria-label="Table: ${label}" tabindex="0">
<table${kind}>
<thead><tr>${head}</tr></thead>
<tbody>
${joined(body, '\n')}
</tbody>
</table>
</div>`;
}
