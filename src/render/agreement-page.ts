/**
 * The agreement as one self-contained HTML page to read, print on A4 and sign off. Every text of the agreement is
 * escaped.
 */
import { type Agreement, CLAUSES, describeAgreement, type Section } from '../agreement/index.ts';
import { type Html, html, joined, list, page, paragraphs, plain, section, table } from '../pages/index.ts';

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
export function agreementPage(agreement: Agreement, facts: PageFacts): string {
  const [about, ...sections] = describeAgreement(agreement);
  const { title, id, version } = agreement.about;
  const lines = about?.lines.filter((line) => !line.startsWith('Digest')) ?? [];
  const parts = sections.map((part, at) =>
    section(`part-${at + 1}`, plain(`${at + 1}. ${part.heading}`), content(part)),
  );
  const body = html`<header>
<h1>${plain(title)}</h1>
<p class="soft">Information sharing agreement ${id}, version ${version}</p>
${joined(
  facts.first.map((sentence) => html`<p class="state bad"><strong>${plain(sentence)}</strong></p>`),
  '\n',
)}
${standing(facts)}
${paragraphs(lines.map(dated))}
<p>Digest of its content: <code>${agreement.digest}</code></p>
</header>
<main>
${joined(parts, '\n')}
${conditions()}
${signOff(agreement)}
</main>
<footer>
<p>This page says what agreement.yaml says; what binds is that file, by its digest. This is not legal advice.</p>
</footer>`;
  return page(`${title} (${id}, version ${version})`, body);
}

function standing({ failing, untold, madeAt }: PageFacts): Html {
  const asFarAs = untold.length === 0 ? '' : ', as far as can be told in this workspace';
  const inForce = failing.length === 0;
  const words = inForce ? `This agreement is in force${asFarAs}.` : 'This agreement is NOT in force.';
  const reasons = [...failing, ...untold];
  return html`<div class="state${inForce ? '' : ' bad'}">
<p><strong>${words}</strong> As of ${madeAt}.</p>
${reasons.length === 0 ? '' : list(reasons.map(plain))}
</div>`;
}

function content({ heading, lines, table: facts, notes }: Section): Html {
  if (facts === undefined) return list(lines.map(dated));
  const { columns } = facts;
  const rows = facts.rows.map((row) => row.map(cell));
  return html`${table({ label: heading, columns: columns.map(plain), rows, rowHeads: true })}
${paragraphs(lines.slice(notes).map(dated))}`;
}

/** Several things in one cell stand one under another; a long address may break after its @. */
const cell = (text: string): Html =>
  text.includes('\n')
    ? list(text.split('\n').map(dated))
    : { html: dated(text).html.replaceAll('@', '@<wbr>') };

/** A day stays in one line. */
const dated = (text: string): Html => ({
  html: plain(text).html.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, '<span class="date">$&</span>'),
});

/** What the program refuses without, in its own words, so that a reader knows what is held to. */
const conditions = (): Html =>
  section(
    'conditions',
    'What must hold each time anything is done',
    html`<p>The program refuses, and writes the refusal in its log, unless:</p>
${list(CLAUSES.map(({ words }) => words))}`,
  );

const signOff = ({ parties }: Agreement): Html =>
  section(
    'sign-off',
    'Read and approved',
    html`<p>For each party's own files. What the program relies on are the signatures in agreement.yaml.</p>
${table({
  label: 'Read and approved',
  columns: ['Party', 'Name and role', 'Signature', 'Date'],
  rows: parties.map(({ name }) => [plain(name), '', '', '']),
  rowHeads: true,
  className: 'sign',
})}`,
  );
