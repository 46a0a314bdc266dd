/** What the schema cannot see about a whole agreement: that what it names exists, and that its dates are dates. */
import { LOG_KEY, parseVkey, WITNESS_KEY } from '../sharelog/index.ts';
import { columnProblems } from './check-columns.ts';
import { basisFaults } from './check-legal-basis.ts';
import { type AgreementFile, inWords } from './schema.ts';
import type { AgreementContent, Flow, Part, Party, ShareKind } from './types.ts';
import type { Path, Problem } from './yaml.ts';

/** Which part may send each kind of share, and which may receive it. */
export const SHARE_PARTS: Readonly<Record<ShareKind, { from: Part; to: readonly Part[] }>> = {
  tokens: { from: 'agency', to: ['linkage-unit'] },
  events: { from: 'agency', to: ['analyst'] },
  links: { from: 'linkage-unit', to: ['analyst'] },
  figures: { from: 'analyst', to: ['agency', 'linkage-unit', 'analyst', 'auditor'] },
};

/** Everything wrong with an agreement whose shape the schema has accepted. */
export function agreementFaults(content: AgreementContent): Problem[] {
  return [
    ...names(content),
    ...dates(content),
    ...parties(content),
    ...flows(content),
    ...columns(content),
    ...combined(content),
    ...outputs(content),
    ...content['legal-basis'].flatMap((basis, i) => basisFaults(content, basis, ['legal-basis', i])),
  ];
}

/** What is wrong with the signatures of a file, whatever they sign: whose they are, and where they stand. */
export function signatureFaults(file: AgreementFile): Problem[] {
  const { signatures = [] } = file;
  return [
    ...(file.signatures === undefined || Object.keys(file).at(-1) === 'signatures'
      ? []
      : [
          {
            path: ['signatures'],
            atKey: true,
            sentence: 'signatures must come last: what stands above them is what is signed',
          },
        ]),
    ...signatures.flatMap(({ party }, i) =>
      find(file, party) === undefined
        ? [says(['signatures', i, 'party'], 'names no party of this agreement')]
        : [],
    ),
    ...twice(signatures.map(({ party }) => party)).map((i) =>
      says(['signatures', i, 'party'], 'has a signature above'),
    ),
  ];
}

const says = (path: Path, words: string): Problem => ({ path, sentence: `${inWords(path)} ${words}` });

const find = (content: AgreementContent, id: string): Party | undefined =>
  content.parties.find((party) => party.id === id);

function names(content: AgreementContent): Problem[] {
  const party = (id: string, path: Path): Problem[] =>
    find(content, id) === undefined
      ? [
          says(
            path,
            `names no party of this agreement: its parties are ${list(content.parties.map((p) => p.id))}`,
          ),
        ]
      : [];
  const purpose = (code: string, path: Path): Problem[] =>
    content.purposes.some((p) => p.code === code)
      ? []
      : [
          says(
            path,
            `names no purpose of this agreement: its purposes are ${list(content.purposes.map((p) => p.code))}`,
          ),
        ];
  return [
    ...content['legal-basis'].flatMap((basis, i) => [
      ...party(basis.party, ['legal-basis', i, 'party']),
      ...purpose(basis.purpose, ['legal-basis', i, 'purpose']),
    ]),
    ...content.flows.flatMap((flow, i) => [
      ...party(flow.from, ['flows', i, 'from']),
      ...party(flow.to, ['flows', i, 'to']),
      ...purpose(flow.purpose, ['flows', i, 'purpose']),
    ]),
    ...twice(content.purposes.map((p) => p.code)).map((i) =>
      says(['purposes', i, 'code'], 'is the code of an earlier purpose'),
    ),
  ];
}

function dates(content: AgreementContent): Problem[] {
  const { effective, review, expires } = content.about;
  const moments = [
    { path: ['about', 'effective'], text: effective },
    { path: ['about', 'review'], text: review },
    { path: ['about', 'expires'], text: expires },
    ...content.flows.flatMap((flow, i) => [
      { path: ['flows', i, 'events-from'], text: flow['events-from'] },
      { path: ['flows', i, 'events-to'], text: flow['events-to'] },
    ]),
    ...content['legal-basis'].flatMap(({ dpia }, i) => [
      { path: ['legal-basis', i, 'dpia', 'date'], text: dpia.date },
      { path: ['legal-basis', i, 'dpia', 'review'], text: dpia.review },
    ]),
  ];
  const found = moments
    .filter(({ text }) => text !== undefined && !exists(text))
    .map(({ path }) => says(path, 'is a date or time that does not exist'));
  if (found.length > 0) return found;
  if (effective > expires) found.push(says(['about', 'expires'], 'lies before "effective"'));
  if (review < effective.slice(0, 10)) found.push(says(['about', 'review'], 'lies before "effective"'));
  return found;
}

/** Whether a day or a UTC time, written as the schema asks, is one that the calendar and the clock have. */
function exists(text: string): boolean {
  const moment = new Date(text.length === 10 ? `${text}T00:00:00Z` : text);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text.replace('Z', ''));
}

function parties(content: AgreementContent): Problem[] {
  const own = (which: 'log' | 'witness' | 'sealing') =>
    twice(content.parties.map((party) => party.keys?.[which])).map((i) =>
      says(['parties', i, 'keys', which], 'is the key of an earlier party: each has its own'),
    );
  return [
    ...content.parties.flatMap((party, i) => {
      if (party.part === 'agency' && party.service === undefined) {
        return [says(['parties', i], 'is an agency and needs its "service"')];
      }
      if (party.part !== 'agency' && party.service !== undefined) {
        return [says(['parties', i, 'service'], 'is for agencies only')];
      }
      return [];
    }),
    ...content.parties.flatMap(({ keys }, i) =>
      (['log', 'witness'] as const).flatMap((which) =>
        isWholeKey(keys?.[which], which)
          ? []
          : [says(['parties', i, 'keys', which], 'is not a whole key: copy it again from where it was made')],
      ),
    ),
    ...own('log'),
    ...own('witness'),
    ...own('sealing'),
  ];
}

function isWholeKey(text: string | undefined, which: 'log' | 'witness'): boolean {
  if (text === undefined) return true;
  try {
    return parseVkey(text).type === (which === 'log' ? LOG_KEY : WITNESS_KEY);
  } catch {
    return false;
  }
}

function flows(content: AgreementContent): Problem[] {
  return [
    ...content.flows.flatMap((flow, i) => oneFlow(content, flow, ['flows', i])),
    ...twice(content.flows.map((f) => [f.from, f.to, f.what, f.purpose].join(' '))).map((i) =>
      says(['flows', i], 'is there twice'),
    ),
  ];
}

function oneFlow(content: AgreementContent, flow: Flow, path: Path): Problem[] {
  const [from, to] = [find(content, flow.from), find(content, flow.to)];
  if (from === undefined || to === undefined) return [];
  const parts = SHARE_PARTS[flow.what];
  const found: Problem[] = [];
  if (from.id === to.id) found.push(says(path, 'goes from a party to itself'));
  else if (from.part !== parts.from || !parts.to.includes(to.part)) {
    found.push(says(path, `cannot be: ${flow.what} go only from ${parts.from} to ${list(parts.to, 'or')}`));
  }
  const [start, end] = [flow['events-from'], flow['events-to']];
  if (flow.what !== 'events' && (start ?? end) !== undefined) {
    found.push(says(path, 'has event dates, which only a flow of events can have'));
  }
  if (start !== undefined && end !== undefined && start > end) {
    found.push(says([...path, 'events-to'], 'lies before "events-from"'));
  }
  const fields = Object.values(content.columns[from.id] ?? {});
  if (
    parts.from === from.part &&
    flow.what === 'tokens' &&
    !fields.some((spec) => spec.identifier !== undefined)
  ) {
    found.push(says(path, 'can carry nothing: the columns of that agency name no identifier'));
  }
  if (parts.from === from.part && flow.what === 'events' && !fields.some((spec) => spec.event === 'date')) {
    found.push(says(path, 'can carry nothing: the columns of that agency name no event date'));
  }
  return found;
}

function columns(content: AgreementContent): Problem[] {
  return Object.entries(content.columns).flatMap(([id, specs]) => {
    const path = ['columns', id];
    const part = find(content, id)?.part;
    if (part === 'agency') return columnProblems(specs, path);
    const words =
      part === undefined ? 'names no party of this agreement' : 'names a party that is not an agency';
    return [{ ...says(path, `${words}: only an agency has columns`), atKey: true }];
  });
}

function combined(content: AgreementContent): Problem[] {
  return content.linkage['combined-parts'].flatMap(({ organisation }, i) =>
    content.parties.some((party) => sameOrganisation(party.organisation, organisation))
      ? []
      : [says(['linkage', 'combined-parts', i, 'organisation'], 'is the organisation of no party')],
  );
}

function outputs({
  outputs: { method, rounding, 'perturbation-table': table },
}: AgreementContent): Problem[] {
  const path = ['outputs'];
  if (method !== 'cell-key') {
    return table === undefined
      ? []
      : [says([...path, 'perturbation-table'], 'is for the method cell-key only: say "method: cell-key"')];
  }
  return [
    ...(table === undefined
      ? [says(path, 'names the method cell-key and needs its "perturbation-table"')]
      : []),
    ...(rounding === 'none' ? [] : [says([...path, 'rounding'], 'must be none: noise stands in its place')]),
  ];
}

/** Whether two spellings name one organisation: case and spacing do not tell two apart. */
export function sameOrganisation(a: string, b: string): boolean {
  const plain = (text: string) => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return plain(a) === plain(b);
}

/** Positions of entries that repeat an earlier one. */
function twice(values: readonly (string | undefined)[]): number[] {
  return values.flatMap((value, i) => (value !== undefined && values.indexOf(value) < i ? [i] : []));
}

function list(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
