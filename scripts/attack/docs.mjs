/** The table of figures in docs/attacks.md, from a run. */
import { readFile, writeFile } from 'node:fs/promises';
import { correlationText, intervalText, percent, replacedText, verdict, whole } from './words.mjs';

const DOCS = new URL('../../docs/attacks.md', import.meta.url);
const BEGIN = '<!-- figures: npm run attack -- --by-match-key --write-docs -->';
const END = '<!-- end of figures -->';

const SHOWN_COLUMNS = 5;
const SHOWN_STEPS = 12;

/** Puts a run's figures in the place of those before. */
export async function renewDocs(findings, file = DOCS) {
  const text = await readFile(file, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('docs/attacks.md has no place for figures');
  await writeFile(file, `${text.slice(0, begin)}${BEGIN}\n\n${figures(findings)}\n${text.slice(end)}`);
}

/** @returns {string} Markdown */
export function figures(findings) {
  const { frequency, replaced, byMatchKey } = findings;
  return [
    `${whole(findings.people)} people (seed ${findings.seed}), ${whole(findings.records)} records at ` +
      `${findings.agencies.length} agencies, ${whole(findings.tokens)} tokens in the ${findings.matchKeys} match-keys of ` +
      `${findings.scheme} that these extracts have parts for; ${findings.restarts} runs each, the worst counts.`,
    'Figures move a little from run to run, because keys are new each time.',
    '',
    '| attack | figure | 95 % interval | limit | |',
    '|---|---|---|---|---|',
    ...rows(findings).map((cells) => `| ${cells.join(' | ')} |`),
    '',
    `Presence alone singles out ${percent(frequency.clear.presence.share)} of records to somebody who knows everybody's, ` +
      `the number of rows ${percent(frequency.clear.rows.share)}, both ${percent(frequency.clear.both.share)}.`,
    '',
    replacedText(replaced),
    ...(byMatchKey === undefined ? [] : matchKeys(byMatchKey)),
  ].join('\n');
}

function rows({ frequency, graph, order, agreements, canary, known, collusion }) {
  const { common } = agreements;
  const share = (title, found) => [
    title,
    percent(found.share.share),
    intervalText(found.share),
    percent(found.limit),
    verdict(found.holds),
  ];
  const correlated = (title, { correlation, limit, holds }) => [
    title,
    `r ${correlation.r.toFixed(4)}`,
    correlationText(correlation),
    limit.toFixed(4),
    verdict(holds),
  ];
  const counted = (title, count) => [title, String(count), 'all counted', '0', verdict(count === 0)];
  return [
    ...frequency.columns.slice(0, SHOWN_COLUMNS).map((one) => share(`(a) ${one.column}`, one)),
    [`(a) all ${frequency.columns.length} columns`, '', '', '', verdict(frequency.holds)],
    ...graph.map((one) => share(`(b) ${one.name}, overlap ${one.overlap.toFixed(1)}`, one)),
    ...order.map((one) => correlated(`(c) ${one.agency}, ${one.kind}`, one)),
    counted(`(d) tokens in common, of ${whole(common.of)}`, common.tokens),
    counted(`(d) references in common, of ${whole(common.ofReferences)}`, common.references),
    ...agreements.order.map((one) => correlated(`(d) ${one.agency}, order`, one)),
    counted(`(e) canary in ${whole(canary.bytes)} bytes`, canary.found),
    ...known.map((one) => share(`(f) ${one.name}`, one)),
    [
      `(g) ${whole(collusion.guesses)} guesses`,
      percent(collusion.share.share),
      intervalText(collusion.share),
      'none',
      '',
    ],
  ];
}

function matchKeys({ agency, all, steps }) {
  return [
    '',
    `What structure alone tells apart in a faultless copy of the records of ${agency}, with match-keys taken out one after`,
    'another, each time the one that gives most:',
    '',
    '| match-keys | told apart |',
    '|---|---|',
    `| all | ${percent(all)} |`,
    ...steps
      .slice(0, SHOWN_STEPS)
      .map(
        ({ name, without }, step) => `| ${step === 0 ? '' : 'and '}without ${name} | ${percent(without)} |`,
      ),
  ];
}
