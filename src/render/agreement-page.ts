/**
 * The agreement as one self-contained HTML page to read, print on A4 and sign off. It loads nothing and runs
 * nothing, and its content security policy says so. Every text of the agreement is escaped.
 */
import { type Agreement, CLAUSES, describeAgreement, type Section } from '../agreement/index.ts';
import { escaped, list, paragraphs, tableHtml, wholePage } from './page-parts.ts';

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
  return wholePage(
    `${title} (${id}, version ${version})`,
    `<header>
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
</footer>`,
  );
}

function sectionHtml({ heading, lines, table, notes }: Section, at: number): string {
  const id = `part-${at + 1}`;
  const body =
    table === undefined
      ? list(lines)
      : `${tableHtml(heading, table.columns, table.rows)}\n${paragraphs(lines.slice(notes))}`;
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${at + 1}. ${escaped(heading)}</h2>\n${body}\n</section>`;
}

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
