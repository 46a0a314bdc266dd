// The figures in docs/match-keys.md, between its two marks.
import { readFile, writeFile } from 'node:fs/promises';
import { change, gapText, heading, householdRows, percent, withInterval } from './report.mjs';

const DOCS = new URL('../../docs/match-keys.md', import.meta.url);
const BEGIN = '<!-- figures: begin -->';
const END = '<!-- figures: end -->';

/** Writes the figures of these measurements in place of those before. */
export async function renewDocs(scheme, results) {
  const text = await readFile(DOCS, 'utf8');
  await writeFile(DOCS, withFigures(text, figuresText(scheme, results)));
}

/** @throws Error when the text lacks its marks: nothing is written then */
export function withFigures(text, figures) {
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  if (from < 0 || to < from) throw new Error('docs/match-keys.md has lost the marks around its figures');
  return `${text.slice(0, from)}${BEGIN}\n\n${figures}\n\n${text.slice(to)}`;
}

function figuresText({ id, version }, results) {
  const measured = `Scheme \`${id}\`, version ${version}.`;
  return [measured, ...results.map(setText)].join('\n\n');
}

function setText(result) {
  const [name, ...facts] = heading(result).split('\n');
  return [
    `### ${name}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    keyTable(result),
    ...(result.households === undefined ? [] : [householdTable(result), originTable(result)]),
  ].join('\n\n');
}

function keyTable({ matchKeys, links, clusters }) {
  const leftOut = matchKeys.some(({ without }) => without !== undefined);
  const titles = [
    'match-key',
    'true pairs',
    'only it',
    'false pairs',
    'only it',
    'tokens',
    'records having it',
  ]
    .concat(['distinct', 'most people to a token', 'share'])
    .concat(leftOut ? ['links F1 without', 'people F1 without', 'links lost', 'links gained'] : []);
  const rows = matchKeys
    .filter(({ tokens }) => tokens > 0)
    .map((key) => [
      `\`${key.name}\``,
      ...[key.truePairs, key.onlyTrue, key.falsePairs, key.onlyFalse, key.tokens].map(grouped),
      percent(key.recordShare, 1),
      ...[key.distinct, key.mostPeople].map(grouped),
      percent(key.mostShare, 3),
      ...(key.without === undefined
        ? []
        : [
            change(key.without.links, links.f1),
            change(key.without.clusters, clusters.f1),
            ...[key.without.linksLost, key.without.linksGained].map(grouped),
          ]),
    ]);
  return markdownTable(titles, rows);
}

const householdTable = ({ households }) =>
  markdownTable(
    ['two people of one household', 'pairs of records', 'linked', 'share', 'one cluster', 'share'],
    householdRows(households).map((row) => row.map(grouped)),
  );

const originTable = ({ origins: { groups, gap, chance } }) =>
  `${markdownTable(
    ['origin of the name', 'true pairs', 'recall of links', 'recall of people'],
    groups.map(({ origin, pairs, links, clusters }) => [
      origin,
      grouped(pairs),
      withInterval(links, pairs),
      withInterval(clusters, pairs),
    ]),
  )}\n\n${gapText(gap, chance)}.`;

/** The first column is text, the others are figures. */
function markdownTable(titles, rows) {
  const rule = titles.map((_, at) => (at === 0 ? '---' : '--:'));
  return [titles, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const grouped = (cell) => (typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell);
