/** A verification report as lines of plain text, the verdict first. */
import { grouped } from '../errors.ts';
import type { Finding } from './findings.ts';
import type { LogReport } from './logreport.ts';

/** The lines; file names and messages come from the log's folder, so escape them before showing them. */
export function reportLines(report: LogReport): string[] {
  return [
    verdict(report),
    `  dates: ${dates(report)}`,
    `  root: ${report.root || 'unknown'}`,
    `  key: ${keyText(report)}`,
    `  remembered head: ${REMEMBERED[report.remembered]}`,
    ...witnessLines(report),
    ...nextWitness(report),
    ...section('found:', report.findings),
    ...(report.more > 0 ? [`  and ${grouped(report.more)} more`] : []),
    ...(report.notes.length === 0 ? [] : ['of note:', ...noteLines(report.notes)]),
    ...(report.ok ? WHOLE : NOT_WHOLE),
  ];
}

function keyText({ trusted, agreed }: LogReport): string {
  if (agreed !== undefined) return `the one that the agreement names for ${agreed}`;
  return trusted ? 'the one you gave' : "the one in the log's own policy; compare it with the agreement";
}

const WHOLE = [
  'This shows that nothing entered was changed, dropped or reordered since it was signed. It cannot show that an ' +
    'entry is true, nor that everything that happened was entered.',
];

const NOT_WHOLE = [
  'Keep this copy as it is: it is evidence. Ask the party for another, and compare the two.',
];

/** `WITNESSED (2 of 3 distinct organisations), whole: 412 entries`; a log that is not whole says so before that. */
function verdict({ ok, size, witnessed }: LogReport): string {
  const state = ok ? `${witnessText(witnessed)}, whole` : `NOT whole, ${witnessText(witnessed)}`;
  return `${state}: ${grouped(size)} ${size === 1 ? 'entry' : 'entries'}`;
}

const dates = ({ times: { first, last } }: LogReport): string =>
  first === undefined || last === undefined ? 'none' : `${first.slice(0, 10)} to ${last.slice(0, 10)}`;

function witnessText({ signed, of, asked, quorum }: LogReport['witnessed']): string {
  if (signed === 0 || !quorum) return 'UNWITNESSED';
  const wanted = asked === 0 ? 'none' : asked;
  return `WITNESSED (${signed} of ${of} distinct organisations; the policy asks for ${wanted})`;
}

/** What makes a log witnessed that is not. */
function nextWitness({ ok, witnessed: { signed, of, quorum } }: LogReport): string[] {
  if (!ok || (signed > 0 && quorum)) return [];
  return of === 0
    ? ['  next: its keeper brings the policy in line with the agreement: "throughline log policy"']
    : ['  next: its keeper asks a partner to witness it: "throughline log request PARTY"'];
}

function witnessLines({ witnessed, size }: LogReport): string[] {
  const { of, signed, quorum, organisations, upTo, covered } = witnessed;
  if (of === 0) return ['  witnesses: its policy names none, so nobody but its keeper vouches for this log'];
  const named = organisations.join(', ');
  if (signed > 0 && !quorum)
    return [`  witnesses: ${named}, fewer than the ${witnessed.asked} that its policy asks for`];
  if (signed > 0 && upTo === size) return [`  witnesses: ${named}`];
  if (upTo === 0)
    return ['  witnesses: the policy names some, and no checkpoint has enough of their cosignatures'];
  const after = grouped(size - upTo);
  return covered
    ? [`  witnesses: ${named}; the last ${after} entries only say what was seen of partners' logs`]
    : [`  witnesses: enough have cosigned the first ${grouped(upTo)} entries, not the ${after} after`];
}

const REMEMBERED: Readonly<Record<LogReport['remembered'], string>> = {
  none: 'none to compare with, so nobody would notice a log rolled back',
  same: 'the log is as it was last seen',
  grown: 'the log continues from where it was last seen',
  differs: 'the log does NOT continue from where it was last seen',
};

const section = (title: string, findings: readonly Finding[]): string[] =>
  findings.length === 0 ? [] : [title, ...findings.map(findingLine)];

/** Alike notes are told a few times and counted; a finding is always told. */
const MOST_ALIKE = 5;

function noteLines(notes: readonly Finding[]): string[] {
  const kinds = new Set(notes.map(({ code }) => code));
  return [...kinds].flatMap((kind) => {
    const alike = notes.filter(({ code }) => code === kind);
    const more = alike.length - MOST_ALIKE;
    return [
      ...alike.slice(0, MOST_ALIKE).map(findingLine),
      ...(more > 0 ? [`  and ${grouped(more)} more like it`] : []),
    ];
  });
}

function findingLine({ file, entry, message }: Finding): string {
  return `  ${file}${entry === undefined ? '' : ` entry ${entry}`}: ${message}`;
}
