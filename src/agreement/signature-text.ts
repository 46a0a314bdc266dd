/** Putting signatures into an agreement's text, which otherwise stays as it is: layout, comments, line ends. */
import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { unusable } from '../errors.ts';
import { checkAgreement } from './read.ts';
import type { Agreement, AgreementSignature } from './types.ts';
import { parseYaml } from './yaml.ts';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * `text` with these signatures, each in the place of the one that its party had. The result is read again: it
 * says the same, to the digest, and carries exactly the signatures meant.
 *
 * @param text a sound agreement
 * @throws `AGREEMENT_LAYOUT` when the file is laid out so that nothing can be added to it.
 */
export function withSignatures(text: string, added: readonly AgreementSignature[], file: string): string {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const body = text.slice(mark.length);
  const before = checkAgreement(parseYaml(body, file));
  const edits = editsFor(body, before, added);
  const after = mark + edits.toSorted((a, b) => b.from - a.from).reduce(applied, body);
  if (!isMeant(after, before, added, file)) {
    throw unusable('AGREEMENT_LAYOUT', 'this file is laid out so that no signature can be added to it', {
      place: { file },
      hint: 'begin every entry on a line of its own, as in the agreement that the demo makes',
    });
  }
  return after;
}

const applied = (text: string, { from, to, text: put }: Edit): string =>
  text.slice(0, from) + put + text.slice(to);

function editsFor(body: string, agreement: Agreement, added: readonly AgreementSignature[]): Edit[] {
  const root = parseDocument(body).contents;
  if (!isMap(root) || root.flow === true) return [];
  const end = body.includes('\r\n') ? '\r\n' : '\n';
  const place = root.items.find(({ key }) => isScalar(key) && key.value === 'signatures');
  if (place === undefined) {
    const start = columnOf(body, root.range?.[0] ?? 0);
    const gap = /\n$/.test(body) ? end : end + end;
    const lines = [`${' '.repeat(start)}signatures:`, ...added.flatMap((one) => item(one, start + 2))];
    return [{ from: body.length, to: body.length, text: gap + lines.join(end) + end }];
  }
  const list = place.value;
  const maps =
    isSeq(list) && list.flow !== true ? list.items.map((one) => (isMap(one) ? one : undefined)) : [];
  const items = maps.flatMap((one) => (one === undefined || one.flow === true ? [] : [one]));
  if (items.length > 0 && items.length === maps.length) return editsOfList(body, items, added, end);
  return [wholeList(body, place, merged(agreement.signatures, added), end)];
}

/** Signatures into a list that stands one entry under another: each entry that stays is not touched. */
function editsOfList(
  body: string,
  items: readonly YAMLMap.Parsed[],
  added: readonly AgreementSignature[],
  end: string,
): Edit[] {
  const first = items[0]?.range?.[0] ?? 0;
  const dash = body.slice(0, first).lastIndexOf('-');
  const edits: Edit[] = [];
  const fresh: string[] = [];
  for (const one of added) {
    const old = items.find((known) => String(known.get('party')) === one.party)?.range;
    if (old == null) fresh.push(...item(one, columnOf(body, dash)));
    else {
      const text = entries(one).join(end + ' '.repeat(columnOf(body, old[0])));
      edits.push({ from: old[0], to: trimmedEnd(body, old[1]), text });
    }
  }
  if (fresh.length > 0) {
    const line = body.indexOf('\n', trimmedEnd(body, items.at(-1)?.range?.[1] ?? body.length));
    const at = line < 0 ? body.length : line + 1;
    edits.push({ from: at, to: at, text: (line < 0 ? end : '') + fresh.join(end) + end });
  }
  return edits;
}

/** An empty list, or one written between brackets, becomes a list of lines. */
function wholeList(
  body: string,
  { key, value }: Pair,
  all: readonly AgreementSignature[],
  end: string,
): Edit {
  const from = (isScalar(key) ? key.range?.[0] : undefined) ?? body.length;
  const to = (isSeq(value) || isScalar(value) ? value.range?.[1] : undefined) ?? body.length;
  const start = columnOf(body, from);
  return { from, to, text: ['signatures:', ...all.flatMap((one) => item(one, start + 2))].join(end) };
}

/** One signature as lines of a list whose dashes stand at `column`. */
function item(one: AgreementSignature, column: number): string[] {
  const [first, ...rest] = entries(one).map((line) => `${' '.repeat(column)}  ${line}`);
  return [`${' '.repeat(column)}- ${first!.trimStart()}`, ...rest];
}

const entries = ({ party, digest, signature }: AgreementSignature): string[] => [
  `party: ${party}`,
  `digest: "${digest}"`,
  `signature: ${signature}`,
];

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

function trimmedEnd(text: string, offset: number): number {
  return text.slice(0, offset).trimEnd().length;
}

/** The signatures that stand, each replaced by the one added for its party; the rest of them at the end. */
function merged(
  standing: readonly AgreementSignature[],
  added: readonly AgreementSignature[],
): AgreementSignature[] {
  const replaced = standing.map((old) => added.find(({ party }) => party === old.party) ?? old);
  return [...replaced, ...added.filter((one) => !replaced.includes(one))];
}

function isMeant(
  text: string,
  before: Agreement,
  added: readonly AgreementSignature[],
  file: string,
): boolean {
  try {
    const after = checkAgreement(parseYaml(text.replace(/^\ufeff/, ''), file));
    const meant = merged(before.signatures, added);
    return (
      after.digest === before.digest &&
      after.signatures.length === meant.length &&
      after.signatures.every(
        ({ party, digest, signature }, i) =>
          party === meant[i]?.party && digest === meant[i]?.digest && signature === meant[i]?.signature,
      )
    );
  } catch {
    return false;
  }
}
