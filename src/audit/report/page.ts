/** The auditor's page: what a log says, in sentences that each name the entries they rest on. */
import { grouped } from '../../errors.ts';
import type { Due, LogFacts, Share, Told } from './facts.ts';
import { type Html, html, page } from './html.ts';
import { STYLE } from './style.ts';

/** Everything a page says besides what the entries say; a report is made again from the same. */
export interface Standing {
  readonly party: string;
  /** The party's name in words, where the agreement gives one. */
  readonly name: string;
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** When the page was made, milliseconds since 1970. */
  readonly madeAt: number;
  /** The agreement at hand: its id and version, and its digest. */
  readonly agreement: string;
  readonly agreementDigest: string;
  /** Whose key the log was checked with. */
  readonly keyFrom: string;
  readonly whole: boolean;
  /** What verification found, as sentences. */
  readonly findings: readonly string[];
  /** Organisations that cosigned, how many could have, and up to which size. */
  readonly witnesses: readonly string[];
  readonly witnessedOf: number;
  readonly witnessedUpTo: number;
}

export function reportPage(standing: Standing, facts: LogFacts): string {
  const { name, origin, size, root, madeAt, agreement, agreementDigest, keyFrom } = standing;
  const overdue = facts.held.filter(({ by }) => by < madeAt);
  const body = html`<header>
<h1>What the share log of ${name} says</h1>
<p class="soft">The first ${grouped(size)} entries, as they stood on ${moment(madeAt)} UTC.</p>
</header>
${states(standing, facts)}
<dl>
<dt>Log</dt><dd>${origin}</dd>
<dt>Entries</dt><dd>${grouped(size)}${period(facts)}</dd>
<dt>Root</dt><dd><code>${root}</code></dd>
<dt>Key</dt><dd>${keyFrom}</dd>
<dt>Agreement</dt><dd>${agreement}<br><code>${agreementDigest}</code></dd>
</dl>
${section('In short', summary(facts, overdue))}
${section('What was shared, with whom, and under which power', shares(facts.disclosed, 'To', 'Nothing was disclosed.'))}
${section('What was taken in', shares(facts.received, 'From', 'Nothing was taken in.'))}
${section('What was refused, and why', list(facts.refused, 'Nothing was refused.'))}
${section('What is due to be destroyed', held(facts, overdue))}
${section('What was announced and not ended', list(facts.open, 'Everything that was announced was done or given up in the log.'))}
${section('What partners showed of their logs', seen(facts))}
${section('Keys', list(facts.keys, 'No step with a key is in the log.'))}
${section('What was erased', list(facts.erased, 'Nothing was erased.'))}
${section('What else was done', list(facts.other, 'Nothing else is in the log.'))}
${section('What this page can show, and what it cannot', limits(standing))}
${appendix(facts)}`;
  return page(`Share log of ${name}, ${grouped(size)} entries`, STYLE, body);
}

function states(
  { whole, findings, witnesses, witnessedOf, witnessedUpTo, size }: Standing,
  { contradictions }: LogFacts,
): Html {
  const good = witnesses.length > 0;
  const after = grouped(size - witnessedUpTo);
  const tail =
    size === witnessedUpTo ? '' : ` The ${after} entries after only say that a partner's log was seen.`;
  const part =
    witnessedUpTo === 0
      ? 'No partner has cosigned this log'
      : `Partners cosigned its first ${grouped(witnessedUpTo)} entries and not the ${after} after`;
  const witnessed = good
    ? html`<strong>WITNESSED (${witnesses.length} of ${witnessedOf} distinct organisations)</strong>
Cosigned by ${witnesses.join(', ')}.${tail}`
    : html`<strong>UNWITNESSED</strong>
${part}, so it holds against everybody but its own keeper.`;
  const state = whole
    ? html`<strong>Whole</strong> Nothing entered was changed, dropped or put in another order since it was signed.`
    : html`<strong>NOT whole</strong> This is what was found:
<ul>${findings.map((finding) => html`<li>${finding}</li>`)}</ul>`;
  const alarm =
    contradictions.length === 0
      ? ''
      : html`<div class="state bad"><strong>A partner's log contradicted itself</strong>
${list(contradictions, '')}</div>`;
  return html`<div class="state${whole ? '' : ' bad'}">${state}</div>
<div class="state${good ? '' : ' bad'}">${witnessed}</div>
${alarm}`;
}

function summary(facts: LogFacts, overdue: readonly Due[]): Html {
  const { disclosed, received, refused, open } = facts;
  const parts = [
    counted(disclosed, 'disclosure was made', 'disclosures were made'),
    counted(received, 'share was taken in', 'shares were taken in'),
    counted(refused, 'operation was refused', 'operations were refused'),
    counted(open, 'operation was announced and not ended', 'operations were announced and not ended'),
    counted(overdue, 'package is past its day of destruction', 'packages are past their day of destruction'),
  ];
  return html`<ul>${parts.map((part) => html`<li>${part}</li>`)}</ul>`;
}

/** A number with the entries it counts; long lists of numbers are cut, as the section below has them all. */
function counted(told: readonly Told[], singular: string, plural: string): Html {
  const first = told.slice(0, 12).map(({ entries }) => entries.at(-1)!);
  const more = told.length > first.length ? `, and ${grouped(told.length - first.length)} more` : '';
  const where = told.length === 0 ? '' : html` (entries ${links(first)}${more})`;
  return html`${grouped(told.length)} ${told.length === 1 ? singular : plural}${where}.`;
}

function shares(found: readonly Share[], side: string, none: string): Html {
  if (found.length === 0) return html`<p class="empty">${none}</p>`;
  const rows = found.map(
    ({ entries, at, what, other, purpose, powers, agreement, agreed, digest }) => html`<tr class="of">
<td class="date">${moment(at)}</td><td>${what}</td><td>${other}</td>
<td>${purpose || 'no purpose named'}; ${agreement}${agreement === '' ? '' : agreedText(agreed)}</td>
<td>${powers.length === 0 ? 'none named in the entry' : powers.join('; ')}</td>
<td>${links(entries)}</td></tr>
${digest === '' ? '' : html`<tr><td></td><td colspan="5"><code>${digest}</code></td></tr>`}`,
  );
  return html`<table><thead><tr><th>When (UTC)</th><th>What</th><th>${side}</th><th>For what, under which agreement</th><th>Power</th><th>Entries</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

function agreedText(agreed: boolean | undefined): Html | string {
  if (agreed === undefined) return ' (another text of the agreement than the one at hand)';
  return agreed ? '' : html` <span class="alarm">(the agreement names no such flow)</span>`;
}

function list(told: readonly Told[], none: string): Html {
  if (told.length === 0) return html`<p class="empty">${none}</p>`;
  return html`<ul>${told.map(
    ({ entries, at, sentence }) => html`<li>${moment(at)}: ${sentence} [${links(entries)}]</li>`,
  )}</ul>`;
}

function held({ held: all }: LogFacts, overdue: readonly Due[]): Html {
  const coming = all.filter((due) => !overdue.includes(due)).toSorted((a, b) => a.by - b.by);
  const line = ({ kind, at, by, entries }: Due): Html =>
    html`<li>${kind} of ${moment(at)}, to be gone by ${day(by)} [${links(entries)}]</li>`;
  return html`<p>${
    overdue.length === 0
      ? 'Nothing is overdue, as far as the log tells.'
      : html`<span class="alarm">Overdue: no entry says that these were destroyed.</span>`
  }</p>
<ul>${overdue.map(line)}</ul>
${coming.length === 0 ? '' : html`<p>Coming:</p><ul>${coming.map(line)}</ul>`}`;
}

function seen({ sightings, contradictions }: LogFacts): Html {
  return html`${contradictions.length === 0 ? '' : list(contradictions, '')}
${list(sightings, contradictions.length === 0 ? 'This party has witnessed no log.' : '')}`;
}

function limits({ size }: Standing): Html {
  return html`<p>The log shows that nothing entered was changed, dropped or put in another order since it was signed, and,
where it is witnessed, not by its own keeper either. It cannot show that an entry is true, nor that everything that was
done was entered: for that, compare it with the logs of the other parties (“throughline log reconcile”).</p>
<p>The page was made from the first ${grouped(size)} entries. Its own digest is in the log of whoever made it, in the
entry “report.issued” that names this size; made again from the same log, it is the same to the byte.</p>
<p>Names of persons are not in the log: an entry holds salted digests of them, and what opens those lies with the
party.</p>`;
}

function appendix({ lines, size }: LogFacts): Html {
  if (lines.length === 0 && size > 0) {
    return html`<section id="entries"><h2>The entries</h2>
<p class="soft">There are too many to print; “throughline log show” lists them.</p></section>`;
  }
  const rows = lines.map(
    ({ index, at, sentence, leaf }) => html`<tr id="entry-${index}"><td class="number">${index}</td>
<td class="date">${moment(at)}</td><td>${sentence}<br><code>${leaf}</code></td></tr>`,
  );
  return html`<section id="entries"><h2>The entries</h2>
<p class="soft">Under each sentence stands the hash of the entry in the tree (SHA-256 of a zero byte and the entry).</p>
<table><thead><tr><th class="number">Entry</th><th>When (UTC)</th><th>What it says</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

const section = (title: string, content: Html): Html => html`<section><h2>${title}</h2>${content}</section>`;

const links = (entries: readonly number[]): Html => ({
  html: entries.map((entry) => html`<a class="entry" href="#entry-${entry}">${entry}</a>`.html).join(', '),
});

function period({ first, last }: LogFacts): string {
  return first === undefined || last === undefined ? '' : `, ${day(first)} to ${day(last)}`;
}

const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
