/** The bench's findings in words. */

import { correlationText, intervalText, percent, replacedText, verdict, whole } from './words.mjs';

const interval = (found) => `${percent(found.share)} (95 %: ${intervalText(found)})`;
const correlation = (found) => `${found.r.toFixed(4)} (95 %: ${correlationText(found)})`;

const SHOWN_COLUMNS = 5;

/** @param {object} findings what attack.mjs gathered @returns {string} */
export function reportText(findings) {
  const { frequency, graph, replaced, order, agreements, canary, known, collusion, byMatchKey } = findings;
  return [
    `${whole(findings.people)} people, ${whole(findings.records)} records at ${findings.agencies.length} agencies, ` +
      `${whole(findings.tokens)} tokens in ${findings.matchKeys} match-keys of ${findings.scheme}` +
      `${findings.without.length === 0 ? '' : ` without ${findings.without.join(', ')}`}; ` +
      `${findings.restarts} runs each, the worst counts`,
    ...section(
      '(a) Frequency alignment: records whose combination is read, by column',
      frequencyLines(frequency),
    ),
    ...section('(b) Graph matching: who is rightly named from structure alone', graphLines(graph, replaced)),
    ...section('(c) Order of rows against the order in the extract', order.map(orderLine)),
    ...section('(d) Two agreements over the same people, same keys', agreementLines(agreements)),
    ...section('(e) A planted canary', canaryLines(canary)),
    ...section('(f) From 1 % known people: further people named', known.map(knownLine)),
    ...section('(g) The linkage unit and an agency that holds the key, guessing', collusionLines(collusion)),
    ...(byMatchKey === undefined ? [] : section('What match-keys give to (b)', matchKeyLines(byMatchKey))),
    '',
    findings.broken.length === 0
      ? 'PASS: every limit holds.'
      : `FAIL: a limit is broken in ${findings.broken.join(', ')}.`,
    'A failed attack is a floor, not a certificate: it shows what these attacks could not do here, and nothing of',
    'what another attack, another population or an attacker who knows more could.',
  ].join('\n');
}

const section = (title, lines) => ['', title, ...lines.map((line) => `  ${line}`)];

function frequencyLines({ columns, byAgency, clear, holds }) {
  const worst = columns.slice(0, SHOWN_COLUMNS);
  const smaller = byAgency.map(
    ({ agency, column, share }) => `${agency} ${percent(share.share)} (${column})`,
  );
  return [
    ...worst.map(
      ({ column, share, limit, mostFrequent, holds: within }) =>
        `${verdict(within)} ${column}: ${interval(share)}, limit for the upper bound ${percent(limit)}; ` +
        `the most frequent token is on ${mostFrequent} records`,
    ),
    `${verdict(holds)} all ${columns.length} columns that have tokens; the worst are shown`,
    `One agency at a time, no limit: ${smaller.join(', ')}`,
    `Plain to see, no limit: presence alone singles out ${interval(clear.presence)} of records to somebody who knows`,
    `everybody's, rows alone ${percent(clear.rows.share)}, both ${percent(clear.both.share)}`,
    'Interval: Wilson, over records.',
  ];
}

const graphLines = (graph, replaced) => [
  ...graph.map(
    ({ name, overlap, share, limit, sure, sureRight, holds }) =>
      `${verdict(holds)} ${name}, overlap ${overlap.toFixed(1)}: ${interval(share)}, limit ${percent(limit)}; ` +
      `${whole(sureRight)} of ${whole(sure)} without guessing`,
  ),
  'Interval: Wilson, over the people whom the attacker knows.',
  replacedText(replaced),
];

const orderLine = ({ agency, kind, correlation: found, limit, holds }) =>
  `${verdict(holds)} ${agency} ${kind}: r ${correlation(found)}, limit ${limit.toFixed(4)} (Fisher; ${whole(found.count)} people)`;

const agreementLines = ({ common, order, holds }) => [
  `${verdict(holds)} ${common.tokens} of ${whole(common.of)} tokens and ${common.references} of ` +
    `${whole(common.ofReferences)} references in common, limit 0 (a count of all: no interval)`,
  ...order.map(orderLine),
];

const canaryLines = ({ found, files, bytes, planted, holds }) => [
  `${verdict(holds)} ${found} found in ${whole(bytes)} bytes of ${files} files, limit 0 (a count of all: no interval); ` +
    `planted in ${planted} columns`,
];

const knownLine = ({ name, share, limit, holds, known, more }) =>
  `${verdict(holds)} ${name}: ${whole(more)} people beside the ${whole(known)} known, ${interval(share)} of all ` +
  `(Wilson), limit ${percent(limit)}`;

const collusionLines = ({ guesses, share, byRound, people }) => [
  `${interval(share)} (Wilson) of ${whole(people)} people after ${whole(guesses)} guesses; no limit`,
  ...byRound
    .slice(0, 3)
    .map(
      ({ matchKey, guesses: made, fallen }) =>
        `after ${whole(made)} guesses, the last at ${matchKey}: ${percent(fallen / people)}`,
    ),
  'Whoever holds the key can compute the token of anybody they can describe, so hashing protects from nobody who',
  'holds it. Only the separation of the key from the tokens stands against it.',
];

function matchKeyLines({ agency, all, singly, steps }) {
  return [
    `told apart in a faultless copy of the records of ${agency}: ${percent(all)}`,
    ...singly.map(({ name, without }) => `without ${name}: ${percent(without)}`),
    ...steps.map(
      ({ name, without }, step) => `without the ${step + 1} to here, ${name}: ${percent(without)}`,
    ),
  ];
}
