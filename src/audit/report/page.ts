/** The auditor's page: what a log says, in sentences that each name the entries they rest on. */
import { grouped } from '../../errors.ts';
import { type Html, html, joined, list, page, paragraphs, section, table } from '../../pages/index.ts';
import type { Due, LogFacts, Share, Told } from './facts.ts';

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
  /** The agreement at hand, its id and version, and its digest; undefined where there is none. */
  readonly agreement: { readonly name: string; readonly digest: string } | undefined;
  /** Whose key the log was checked with. */
  readonly keyFrom: string;
  readonly whole: boolean;
  /** What verification found, as sentences. */
  readonly findings: readonly string[];
  /** Organisations that cosigned, how many could have, and up to which size. */
  readonly witnesses: readonly string[];
  readonly witnessedOf: number;
  readonly witnessedUpTo: number;
  /** Whether the digest of the page goes into the log of whoever makes it. */
  readonly logged: boolean;
}

export function reportPage(standing: Standing, facts: LogFacts): string {
  const { name, size, madeAt } = standing;
  const overdue = facts.held.filter(({ by }) => by < madeAt);
  const none = html``;
  const told = (id: string, title: string, those: readonly Told[]): Html =>
    those.length === 0 ? none : section(id, title, sentences(those));
  const parts = [
    section('shared', 'What was shared, with whom, and under which power', shares(facts.disclosed, 'To')),
    facts.released.length === 0 ? none : section('released', 'What was released', shares(facts.released)),
    facts.received.length === 0
      ? none
      : section('received', 'What was taken in', shares(facts.received, 'From')),
    told('refused', 'What was refused, and why', facts.refused),
    section('due', 'What is due to be destroyed', held(facts, overdue, standing)),
    told('open', 'What was begun and not ended', facts.open),
    told('partners', 'What partners showed of their logs', facts.sightings),
    told('keys', 'Keys', facts.keys),
    told('erased', 'What was erased', facts.erased),
    told('exact', 'Where exact figures were looked at', facts.exact),
    told('other', 'What else was done', facts.other),
    section('limits', 'What this page can show, and what it cannot', limits(standing)),
    section('words', 'Words', WORDS),
    section('hashes', 'The entries in the tree', hashes(facts)),
  ];
  const body = html`<header>
<h1>What the share log of ${name} says</h1>
<p class="soft">The first ${grouped(size)} entries, as they stood on ${moment(madeAt)} UTC. Numbers in square brackets are
those of entries${standing.agreement === undefined ? '' : '; where a sentence names no agreement, it is the one named here'}.</p>
</header>
<main>
${states(standing, facts)}
${about(standing, facts)}
${section('short', 'In short', summary(facts, overdue, standing))}
${joined(parts, '\n')}
</main>`;
  return page(`Share log of ${name}, ${grouped(size)} entries`, body);
}

function about({ origin, size, root, agreement, keyFrom }: Standing, facts: LogFacts): Html {
  const under =
    agreement === undefined
      ? html`none at hand`
      : html`${agreement.name}<br><code>${agreement.digest}</code>`;
  return html`<dl>
<dt>Log</dt><dd>${origin}</dd>
<dt>Entries</dt><dd>${grouped(size)}${period(facts)}</dd>
<dt>Root</dt><dd><code>${root}</code></dd>
<dt>Key</dt><dd>${keyFrom}</dd>
<dt>Agreement</dt><dd>${under}</dd>
</dl>`;
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
    ? html`<strong>WITNESSED (${witnesses.length} of ${witnessedOf} distinct organisations).</strong>
Cosigned by ${witnesses.join(', ')}.${tail}`
    : html`<strong>UNWITNESSED.</strong>
${part}, so the party that keeps it could still change it unnoticed; nobody else could.`;
  const state = whole
    ? html`<strong>Whole.</strong> Nothing entered was changed, dropped or put in another order since it was signed.`
    : html`<strong>NOT whole.</strong> This is what was found:
${list(findings)}`;
  const alarm =
    contradictions.length === 0
      ? ''
      : html`<div class="state bad"><strong>A partner's log contradicted itself.</strong>
${sentences(contradictions)}</div>`;
  return html`<div class="state${whole ? '' : ' bad'}">${state}</div>
<div class="state${good ? '' : ' missing'}">${witnessed}</div>
${alarm}`;
}

function summary(facts: LogFacts, overdue: readonly Due[], { agreement }: Standing): Html {
  const { disclosed, released, received, refused, open, erased, exact, contradictions, sightings } = facts;
  return list([
    counted(disclosed, 'disclosure to a party was made', 'disclosures to parties were made'),
    counted(released, 'set of figures or report was released', 'sets of figures and reports were released'),
    counted(received, 'share was taken in', 'shares were taken in'),
    counted(refused, 'operation was refused', 'operations were refused'),
    counted(open, 'operation was begun and not ended', 'operations were begun and not ended'),
    counted(erased, 'step of erasing was taken', 'steps of erasing were taken'),
    counted(
      exact,
      'look at exact figures was taken inside the workspace',
      'looks at exact figures were taken inside the workspace',
    ),
    counted(
      [...contradictions, ...sightings],
      'log of a partner was looked at',
      'logs of partners were looked at',
    ),
    agreement === undefined
      ? 'How many packages are past their day of destruction is not known: no agreement is at hand.'
      : counted(
          overdue,
          'package is past its day of destruction',
          'packages are past their day of destruction',
        ),
  ]);
}

/** A number with the entries it counts; long lists of numbers are cut, as the section below has them all. */
function counted(those: readonly Told[], singular: string, plural: string): Html {
  const first = those.slice(0, 12).map(({ entries }) => entries.at(-1)!);
  const more = those.length > first.length ? `, and ${grouped(those.length - first.length)} more` : '';
  const where = those.length === 0 ? '' : html` [${links(first)}${more}]`;
  return html`${grouped(those.length)} ${those.length === 1 ? singular : plural}${where}.`;
}

/** @param side of the other party; what is released has none */
function shares(found: readonly Share[], side?: 'To' | 'From'): Html {
  if (found.length === 0) return html`<p class="soft">Nothing went to another party.</p>`;
  const powers = [...new Set(found.map(powersOf))];
  const rows = found.map((share) => {
    const { entries, at, what, other, purpose, agreement, agreed, digest } = share;
    return [
      html`<span class="date">${moment(at)}</span>`,
      html`${what}${digest === '' ? '' : html` <code>${digest}</code>`}`,
      ...(side === undefined
        ? [html`${agreement}${AGREED[agreed]}`]
        : [other, html`${purpose || 'no purpose named'}; ${agreement}${AGREED[agreed]}`]),
      letter(powers.indexOf(powersOf(share))),
      links(entries),
    ];
  });
  const [label, under] = LABELS[side ?? 'released'];
  const columns = ['When (UTC)', 'What', ...(side === undefined ? [] : [side]), under, 'Power', 'Entries'];
  return html`${table({ label, columns, rows })}
${paragraphs(powers.map((power, i) => html`Power ${letter(i)}: ${power || 'none named in the entry'}.`))}`;
}

const LABELS = {
  To: ['What was shared', 'For what, under which agreement'],
  From: ['What was taken in', 'For what, under which agreement'],
  released: ['What was released', 'Under which agreement'],
} as const;

const powersOf = ({ powers }: Share): string => powers.join('; ');
/** A, B, ... Z, AA, ... */
const letter = (n: number): string =>
  (n < 26 ? '' : letter(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));

const AGREED: Readonly<Record<Share['agreed'], string | Html>> = {
  yes: '',
  unknown: '',
  another: ' (another text of the agreement than the one at hand)',
  no: html` <span class="alarm">(the agreement names no such flow)</span>`,
};

const sentences = (those: readonly Told[]): Html =>
  list(those.map(({ entries, at, sentence }) => html`${moment(at)}: ${sentence} [${links(entries)}]`));

function held({ held: all }: LogFacts, overdue: readonly Due[], { agreement }: Standing): Html {
  if (agreement === undefined) {
    return html`<p class="soft">There is no agreement at hand that says how long anything may be kept.</p>`;
  }
  const coming = all.filter((due) => !overdue.includes(due)).toSorted((a, b) => a.by - b.by);
  const line = ({ what, at, by, entries }: Due): Html =>
    html`${what} of ${moment(at)}, to be gone by ${day(by)} [${links(entries)}]`;
  const late =
    overdue.length === 0
      ? html`<p>Nothing is overdue, as far as the log tells.</p>`
      : html`<p class="alarm">Overdue: no entry says that these were destroyed.</p>
${list(overdue.map(line))}`;
  return html`${late}
${
  coming.length === 0
    ? ''
    : html`<p>Coming:</p>
${list(coming.map(line))}`
}`;
}

const limits = ({
  size,
  logged,
}: Standing): Html => html`<p>The log shows that nothing entered was changed, dropped or put in
another order since it was signed, and, where it is witnessed, not by its own keeper either. It cannot show that an entry
is true, nor that everything that was done was entered: for that, compare it with the logs of the other parties
(“throughline log reconcile”). Names of persons are not in the log: an entry holds salted digests of them, and what opens
those lies with the party.</p>
<p>The page was made from the first ${grouped(size)} entries. ${
  logged
    ? 'Its own digest is in the log of whoever made it, in the entry “report.issued” that names this size; made again from the same log, it is the same to the byte.'
    : 'It was made without a party of the agreement, so its digest is in no log.'
}</p>`;

const WORDS = html`<dl>
<dt>Entry</dt><dd>What was done, allowed or refused, and when; numbered from 0.</dd>
<dt>Digest, hash</dt><dd>A number worked out from a text by SHA-256: change one letter and it is another.</dd>
<dt>Tree, root</dt><dd>The hashes of all entries, hashed together two by two until one is left, the root. It stands for every
entry and their order.</dd>
<dt>Checkpoint</dt><dd>How many entries there are and their root, signed by the log's key.</dd>
<dt>Cosigned, witnessed</dt><dd>A partner signed the same checkpoint, having checked that it continues the last one it saw.</dd>
<dt>Package, share</dt><dd>Tokens, events, links or figures in files with a description; a share is one sealed to a party.</dd>
<dt>Power</dt><dd>The law that the party relies on, as the agreement names it.</dd>
</dl>`;

function hashes({ leaves, size }: LogFacts): Html {
  if (leaves.length === 0 && size > 0) {
    return html`<p class="soft">There are too many to print their hashes; “throughline log prove” gives any of them, with its
proof.</p>`;
  }
  const items = leaves.map(
    (leaf, index) => html`<li id="entry-${index}"><b>${index}</b> <code>${leaf}</code></li>`,
  );
  return html`<p class="soft">The hash of each entry (SHA-256 of a zero byte and the entry). “throughline log prove” proves any of
them under the root.</p>
<ol class="hashes" start="0">
${joined(items, '\n')}
</ol>`;
}

const links = (entries: readonly number[]): Html =>
  joined(
    entries.map((entry) => html`<a class="entry" href="#entry-${entry}">${entry}</a>`),
    ', ',
  );

function period({ first, last }: LogFacts): string {
  return first === undefined || last === undefined ? '' : `, ${day(first)} to ${day(last)}`;
}

const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
