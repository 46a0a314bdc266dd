/** A verification report as lines of plain text, the verdict first. */
import { grouped } from '../errors.ts';
import type { Finding } from './findings.ts';
import type { LogReport } from './logreport.ts';

/** The lines; file names and messages come from the log's folder, so escape them before showing them. */
export function reportLines(report: LogReport): string[] {
  return [
    verdict(report),
    `  key: ${report.trusted ? 'the one you gave' : "the one in the log's own policy; compare it with the agreement"}`,
    `  remembered head: ${REMEMBERED[report.remembered]}`,
    ...witnessLines(report),
    ...section('found:', report.findings),
    ...(report.more > 0 ? [`  and ${grouped(report.more)} more`] : []),
    ...section('of note:', report.notes),
    ...(report.ok ? WHOLE : NOT_WHOLE),
  ];
}

const WHOLE = [
  'This shows that nothing entered was changed, dropped or reordered since it was signed. It cannot show that an ' +
    'entry is true, nor that everything that happened was entered.',
];

const NOT_WHOLE = [
  'Keep this copy as it is: it is evidence. Ask the party for another, and compare the two.',
];

function verdict({ ok, size, root, times, witnessed }: LogReport): string {
  const entries = `${grouped(size)} ${size === 1 ? 'entry' : 'entries'}`;
  const period =
    times.first === undefined || times.last === undefined
      ? ''
      : `, ${times.first.slice(0, 10)} to ${times.last.slice(0, 10)}`;
  return `${ok ? 'whole' : 'NOT whole'}, ${witnessText(witnessed)}: ${entries}${period}, root ${root || 'unknown'}`;
}

function witnessText({ signed, of, organisations, quorum }: LogReport['witnessed']): string {
  if (signed === 0) return 'UNWITNESSED';
  const enough = quorum ? '' : ', fewer than its policy asks for';
  return `WITNESSED ${signed} of ${of} (${organisations.join(', ')}${enough})`;
}

function witnessLines({ witnessed, size }: LogReport): string[] {
  if (witnessed.of === 0 || witnessed.upTo === size) return [];
  return witnessed.upTo === 0
    ? ['  witnesses: the policy names some, and no checkpoint has enough of their cosignatures']
    : [`  witnesses: enough have cosigned the first ${grouped(witnessed.upTo)} entries, not those after`];
}

const REMEMBERED: Readonly<Record<LogReport['remembered'], string>> = {
  none: 'none to compare with, so a log rolled back to an older state would not be noticed',
  same: 'the log is as it was last seen',
  grown: 'the log continues from where it was last seen',
  differs: 'the log does NOT continue from where it was last seen',
};

const section = (title: string, findings: readonly Finding[]): string[] =>
  findings.length === 0 ? [] : [title, ...findings.map(findingLine)];

function findingLine({ file, entry, message }: Finding): string {
  return `  ${file}${entry === undefined ? '' : ` entry ${entry}`}: ${message}`;
}
