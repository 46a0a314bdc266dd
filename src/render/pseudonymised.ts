/** What a pseudonymisation did, row problems by number and never by value. */
import { grouped } from '../errors.ts';
import { people } from '../intake/index.ts';
import { type Pseudonymised, UNNAMED } from '../pseudonymise/index.ts';
import { LONGEST_LIFE } from '../standardise/index.ts';
import { list, plural, table } from '../terminal/index.ts';
import { formWords } from './profile.ts';

/** Problems shown before the reader is sent to the file. */
const MOST_SHOWN = 10;

export function pseudonymisedText(result: Pseudonymised): string {
  const lines = [
    `${plural(result.rows, 'row')} read (${formWords(result.kind, result.dialect.encoding)}); ${people(result.people, result.hasLocalIds)}, ${plural(result.events, 'event')}`,
    ...(result.hasLocalIds
      ? []
      : [
          'no column is a local person id, so rows whose identifiers are the same are one person, and somebody who is',
          '  spelt in two ways is two: a flag that protects them in one row does not hide them in the other',
        ]),
    ...(result.rejected.length > 0
      ? [`${plural(result.rejected.length, 'row')} rejected: see ${result.folder}/rejected.csv`]
      : []),
    ...(result.outsideWindow > 0
      ? [`${plural(result.outsideWindow, 'row')} outside the dates that the agreement lets flow`]
      : []),
    ...oddAgeLines(result),
    ...(result.keptApart > 0
      ? [
          `${(100 * result.keptApart).toFixed(1)} % of the tokens stood for clearly different people of this agency at once; each of`,
          '  them has a token of their own in their place, so that nobody is confused with a stranger',
        ]
      : []),
    ...(result.protectedPeople > 0
      ? [
          `${people(result.protectedPeople, result.hasLocalIds)} left out as protected: they are in no figure, and nobody else is told just how many`,
        ]
      : []),
    ...(result.leftOutRows !== '0'
      ? [
          `${result.leftOutRows} of the rejected rows may flag somebody as protected, so whom they name`,
          '  was left out: mend those rows, and run this again with --replace',
        ]
      : []),
    ...(result.uncheckedRows !== '0'
      ? [
          `${result.uncheckedRows} of the rejected rows could not be checked for protection: whoever they are`,
          '  about is still in the packages if other rows name them; mend those rows first,',
          '  and run this again with --replace',
        ]
      : []),
    ...(result.withheldPeople > 0
      ? [`${people(result.withheldPeople, result.hasLocalIds)} left out at their own request`]
      : []),
    ...(result.withheldNotFound > 0
      ? [
          `${plural(result.withheldNotFound, 'person', 'people')} who asked for it under an earlier agreement cannot be recognised in this extract: if they are in it, record their request again`,
        ]
      : []),
    ...(result.withheldUnmet > 0
      ? [
          `${plural(result.withheldUnmet, 'standing request')} met no row that would have left: if the person is in this extract, check the spelling and capitals of the id that was given to "throughline object"`,
        ]
      : []),
    ...(result.sensitiveRows !== '0'
      ? ['rows of sensitive addresses gave no location and no token of it']
      : []),
    ...(result.unnamedColumns.length > 0
      ? [
          `columns the agreement does not name were dropped: number ${list(result.unnamedColumns.map(grouped))}`,
        ]
      : []),
    '',
  ];
  if (result.rejected.length > 0) {
    const shown = result.rejected
      .slice(0, MOST_SHOWN)
      .map(({ row, column, reason }) => [row, column ?? '', reason]);
    lines.push(table(['row', 'column', 'why it was rejected'], shown));
    lines.push(...andMore(result.rejected.length, `all of them are in ${result.folder}/rejected.csv`));
    lines.push('Rows are counted as a spreadsheet shows them: the header is a row too, mostly row 1.', '');
  }
  if (result.problems.length > 0) {
    const shown = result.problems.slice(0, MOST_SHOWN).map(({ cells, count }) => [cells, count]);
    lines.push(table(['cells left out, by column and reason', 'cells'], shown));
    lines.push(...andMore(result.problems.length, 'all of them are in what --json prints'), '');
  }
  const maps = unnamedIn(result);
  if (maps.length > 0) lines.push(`maps in the agreement that lack a value: ${list(maps)}`, '');
  lines.push(`packages: ${result.folder}/tokens and ${result.folder}/events`);
  if (result.people === 0) {
    lines.push(
      'Both packages are empty, since everybody whom this extract names is left out. They are made all the same,',
      'so that what was shared of these people before can be taken back: whoever opens them with --replace no',
      'longer holds the earlier packages. If that is not what you mean, do not seal them: look at the flags of',
      'the extract and their maps in the agreement first.',
    );
  }
  return lines.join('\n');
}

/** What a table that ends too early leaves out. */
const andMore = (all: number, where: string): string[] =>
  all > MOST_SHOWN ? [`and ${grouped(all - MOST_SHOWN)} more: ${where}`] : [];

function oddAgeLines({ oddAges: { beforeBirth, beyondLife } }: Pseudonymised): string[] {
  const found = [
    ...(beforeBirth > 0
      ? [`${plural(beforeBirth, 'row')} with an event before the person's date of birth`]
      : []),
    ...(beyondLife > 0
      ? [`${plural(beyondLife, 'row')} with one more than ${LONGEST_LIFE} years after it`]
      : []),
  ];
  if (found.length === 0) return [];
  return [
    `${list(found)}: they were kept, since a child may be on file before it is born, but`,
    '  one of the two dates may be wrong, or the person dead: look at them in the system',
  ];
}

/** Where in the agreement values are to be named that some cells hold. */
function unnamedIn({ agency, rejected, problems }: Pseudonymised): string[] {
  const ending = `: ${UNNAMED}`;
  const columns = [
    ...rejected.flatMap(({ column, reason }) => (reason === UNNAMED && column !== undefined ? [column] : [])),
    ...problems.flatMap(({ cells }) => (cells.endsWith(ending) ? [cells.slice(0, -ending.length)] : [])),
  ];
  return [...new Set(columns)].map((column) => `columns.${agency}.${column}.map`);
}
