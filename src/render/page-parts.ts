/** What pages for a browser share: they load nothing and run nothing, and show every text harmlessly. */
import { policyHash } from '../agreement/index.ts';
import { printable } from '../terminal/index.ts';

const STYLE = `
:root { color-scheme: light; --ink: #1b1f24; --quiet: #525c68; --line: #c9d0d8; --band: #f2f4f7; --warn: #8a1c1c; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 4rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; padding-top: .6rem; border-top: 2px solid var(--ink); break-after: avoid; }
p { margin: .4rem 0; max-width: 46rem; }
ul { margin: .4rem 0; padding-left: 1.3rem; max-width: 46rem; }
li { margin: .25rem 0; }
.stand { margin: 1rem 0; padding: .8rem 1rem; border: 2px solid var(--ink); border-left-width: .6rem; }
.stand.no { border-color: var(--warn); }
.stand.no strong { color: var(--warn); }
.quiet { color: var(--quiet); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.4; margin: .6rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
  overflow-wrap: break-word; }
td ul { padding-left: 1rem; margin: 0; min-width: 14rem; }
td li:first-child { margin-top: 0; }
thead th { background: var(--band); border-bottom: 2px solid var(--ink); white-space: nowrap; overflow-wrap: normal; }
tbody th { font-weight: 600; min-width: 7rem; overflow-wrap: break-word; }
tr { break-inside: avoid; }
.digest { font: .85rem/1.4 ui-monospace, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.sign td { height: 3.2rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .6rem; color: var(--quiet); font-size: .875rem; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  table { font-size: 8.5pt; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  thead th { white-space: normal; }
  a { color: inherit; text-decoration: none; }
}
`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that a page will only show. */
export const escaped = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);

export const paragraphs = (lines: readonly string[]): string =>
  lines.map((line) => `<p>${escaped(line)}</p>`).join('\n');

export const list = (lines: readonly string[]): string =>
  `<ul>\n${lines.map((line) => `<li>${escaped(line)}</li>`).join('\n')}\n</ul>`;

/** Several things in one cell stand one under another; a long address may break after its @. */
const cellHtml = (cell: string): string =>
  cell.includes('\n') ? list(cell.split('\n')) : escaped(cell).replaceAll('@', '@<wbr>');

/** A table that a screen reader can follow: every heading says what it heads, and the first cell heads its row. */
export function tableHtml(
  label: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const head = columns.map((name) => `<th scope="col">${escaped(name)}</th>`).join('');
  const body = rows
    .map(([first = '', ...rest]) => {
      const cells = rest.map((cell) => `<td>${cellHtml(cell)}</td>`).join('');
      return `<tr><th scope="row">${escaped(first)}</th>${cells}</tr>`;
    })
    .join('\n');
  return `<div class="scroll" role="region" aria-label="${escaped(label)}" tabindex="0">
<table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody>
</table>
</div>`;
}

/** The whole page around its body. Its content security policy allows the style alone, by its digest. */
export const wholePage = (title: string, body: string): string => `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${policyHash(STYLE)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
