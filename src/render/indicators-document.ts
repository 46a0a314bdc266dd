/** The catalogue of indicators as a document in Markdown. */
import { type ContractTable, QUERY_RULES } from '../analyse/index.ts';
import type { Entry, Indicator } from '../indicators/index.ts';
import { measureWords } from './indicators.ts';

const said = (words: string): string => words.trim().replaceAll(/\s*\n\s*/g, ' ');
const cell = (words: string): string => said(words).replaceAll('|', '\\|');
const table = (header: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${header.join(' | ')} |`,
  `|${header.map(() => '---|').join('')}`,
  ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
];

/** The whole document; the same catalogue gives the same text. */
export function indicatorsDocument(entries: readonly Entry[], tables: readonly ContractTable[]): string {
  const lines = [
    '# Indicators',
    '',
    'Each is a file: `throughline indicators` lists them, `throughline indicators ID` shows one with its query, and',
    '`throughline count ID` counts it. This page is what `throughline indicators --markdown` prints.',
    '',
    'Financial years run from April to March. Shares leave out what is not known. Twelve months reach to the same calendar',
    'day, itself included. An indicator that looks back is marked `[u]` where the record does not reach so far. Every figure',
    'passes disclosure control before it is shown.',
    '',
    ...table(
      ['id', 'counts', 'unit', 'broken down by'],
      entries.map(({ indicator }) => [
        `[${indicator.id}](#${indicator.id})`,
        indicator.title,
        indicator.unit,
        indicator.grouping.join(', '),
      ]),
    ),
    '',
    ...entries.flatMap(section),
    '## Adding one',
    '',
    'A partnership adds a file to the folder `indicators` of its workspace, named after its id; the schema is',
    '`schemas/indicator.schema.json`, and `throughline indicators --check` counts its worked example.',
    '',
    ...QUERY_RULES.flatMap((rule) => [`- ${rule}`]),
    '',
    ...tables.flatMap(({ name, holds, columns }) => [
      `\`${name}\`: ${holds}.`,
      '',
      ...table(
        ['column', 'type', 'holds'],
        columns.map((column) => [`\`${column.name}\``, column.type, column.holds]),
      ),
      '',
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function section({ indicator, own }: Entry): string[] {
  const {
    id,
    version,
    title,
    definition,
    window,
    denominator,
    exclusions,
    sources,
    remarks = [],
  } = indicator;
  return [
    `## ${id}`,
    '',
    `**${title}**, version ${version}${own ? ', of this partnership' : ''}. ${said(definition)}`,
    '',
    ...table(
      ['measure', 'is', 'how'],
      indicator.measures.map((measure) => [`\`${measure.name}\``, measure.title, measureWords(measure)]),
    ),
    '',
    `- Window unless asked: ${window.standard.replaceAll('-', ' ')}${window['look-back'] === undefined ? '' : `, with ${window['look-back']} months of look-back`}`,
    `- Roles: ${indicator.roles.join(', ')}`,
    `- Out of: ${said(denominator)}`,
    ...exclusions.map((words) => `- Not counted: ${said(words)}`),
    ...needed(indicator),
    ...sources.map((words) => `- Definition: ${said(words)}`),
    ...remarks.map((words) => `- ${said(words)}`),
    ...(indicator.command === undefined ? [] : [`- More of it: \`${indicator.command}\``]),
    '',
  ];
}

const needed = ({ needs, services }: Indicator): string[] =>
  needs.length === 0 && services === undefined
    ? []
    : [
        `- Needs: ${[...(services === undefined ? [] : [`events of ${services.join(' or ')}`]), ...needs.map((column) => `\`${column}\``)].join(', ')}`,
      ];
