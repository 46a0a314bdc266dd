/**
 * The agreement as one self-contained HTML page to read, print on A4 and sign off. It loads nothing and runs
 * nothing, and its content security policy says so. Every text of the agreement is escaped.
 */
import { type Agreement, CLAUSES, describeAgreement, policyHash, type Section } from '../agreement/index.ts';
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

export interface PageFacts {
  /** What must be said before all else, e.g. that one organisation plays several parts. */
  readonly first: readonly string[];
  /** Conditions that do not hold now, each a sentence; empty when the agreement is in force. */
  readonly failing: readonly string[];
  /** Why some conditions cannot be told from this workspace, each a sentence. */
  readonly untold: readonly string[];
  /** When the page was made, as it is to be printed. */
  readonly madeAt: string;
}

/** The page of an agreement, complete. */
export function agreementPage(agreement: Agreement, { first, failing, untold, madeAt }: PageFacts): string {
  const [about, ...sections] = describeAgreement(agreement);
  const { title, id, version } = agreement.about;
  const asFarAs = untold.length === 0 ? '' : ', as far as can be told in this workspace';
  const standing =
    failing.length === 0 ? `This agreement is in force${asFarAs}.` : 'This agreement is NOT in force.';
  const reasons = [...failing, ...untold];
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${policyHash(STYLE)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(`${title} (${id}, version ${version})`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p class="quiet">Information sharing agreement ${escaped(id)}, version ${version}</p>
${first.map((sentence) => `<p class="stand no"><strong>${escaped(sentence)}</strong></p>`).join('\n')}
<div class="stand${failing.length === 0 ? '' : ' no'}">
<p><strong>${standing}</strong> As of ${escaped(madeAt)}.</p>
${reasons.length === 0 ? '' : list(reasons)}
</div>
${paragraphs(about?.lines.filter((line) => !line.startsWith('Digest')) ?? [])}
<p>Digest of its content: <span class="digest">${escaped(agreement.digest)}</span></p>
</header>
<main>
${sections.map(sectionHtml).join('\n')}
${conditions()}
${signOff(agreement)}
</main>
<footer>
<p>This page says what agreement.yaml says; what binds is that file, by its digest. This is not legal advice.</p>
</footer>
</body>
</html>
`;
}

function sectionHtml({ heading, lines, table, notes }: Section, at: number): string {
  const id = `part-${at + 1}`;
  const body =
    table === undefined
      ? list(lines)
      : `${tableHtml(heading, table.columns, table.rows)}\n${paragraphs(lines.slice(notes))}`;
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${at + 1}. ${escaped(heading)}</h2>\n${body}\n</section>`;
}

/** A table that a screen reader can follow: every heading says what it heads, and the first cell heads its row. */
function tableHtml(label: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
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

/** Several things in one cell stand one under another; a long address may break after its @. */
const cellHtml = (cell: string): string =>
  cell.includes('\n') ? list(cell.split('\n')) : escaped(cell).replaceAll('@', '@<wbr>');

const paragraphs = (lines: readonly string[]): string =>
  lines.map((line) => `<p>${escaped(line)}</p>`).join('\n');
const list = (lines: readonly string[]): string =>
  `<ul>\n${lines.map((line) => `<li>${escaped(line)}</li>`).join('\n')}\n</ul>`;

/** What the program refuses without, in its own words, so that a reader knows what is held to. */
const conditions = (): string => `<section aria-labelledby="conditions">
<h2 id="conditions">What must hold each time anything is done</h2>
<p>The program refuses, and writes the refusal in its log, unless:</p>
${list(CLAUSES.map(({ words }) => words))}
</section>`;

const signOff = ({ parties }: Agreement): string => `<section aria-labelledby="sign-off">
<h2 id="sign-off">Read and approved</h2>
<p>For each party's own files. What the program relies on are the signatures in agreement.yaml.</p>
<table class="sign">
<thead><tr><th scope="col">Party</th><th scope="col">Name and role</th><th scope="col">Signature</th><th scope="col">Date</th></tr></thead>
<tbody>
${parties.map(({ name }) => `<tr><th scope="row">${escaped(name)}</th><td></td><td></td><td></td></tr>`).join('\n')}
</tbody>
</table>
</section>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that a page will only show. */
const escaped = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
