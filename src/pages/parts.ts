/** Sections, lists and tables that a screen reader can follow. */
import { type Html, html, joined } from './html.ts';

export function section(id: string, title: string | Html, content: Html): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}
</section>`;
}

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

export interface Table {
  /** What the table is of, for whoever cannot see it. */
  readonly label: string;
  readonly columns: readonly (string | Html)[];
  readonly rows: readonly (readonly (string | Html)[])[];
  /** Whether the first cell of each row says what the row is about. */
  readonly rowHeads?: boolean;
  readonly className?: string;
}

/** Wider than the page, the table scrolls in its own frame. */
export function table({ label, columns, rows, rowHeads = false, className }: Table): Html {
  const head = columns.map((name) => html`<th scope="col">${name}</th>`);
  const body = rows.map((cells) => {
    const written = cells.map((cell, at) =>
      rowHeads && at === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`,
    );
    return html`<tr>${written}</tr>`;
  });
  const kind = className === undefined ? '' : html` class="${className}"`;
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
<table${kind}>
<thead><tr>${head}</tr></thead>
<tbody>
${joined(body, '\n')}
</tbody>
</table>
</div>`;
}
