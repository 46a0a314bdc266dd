/**
 * YAML with its traps shut: one document, no anchors, aliases, tags or merge keys, no key twice, no text
 * that a reader could not see, nothing large. Every node's place stays known, so that an error about
 * the content can point at it.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isAlias, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import { type Place, systemCode, unusable } from '../errors.ts';

/** A path into the content: map keys and list positions. */
export type Path = readonly (string | number)[];

/** One thing wrong with a file, and where in its content. */
export interface Problem {
  readonly path: Path;
  readonly sentence: string;
  /** Point at the entry's name rather than at what stands after it. */
  readonly atKey?: boolean;
}

export interface YamlFile {
  /** The content as plain objects, lists, text, numbers, true, false and null; nobody can change it. */
  readonly content: unknown;
  /** The error to throw for problems found in the content; there must be at least one. */
  fail(problems: readonly Problem[]): Error;
}

const SIZE_LIMIT = 1024 * 1024;
/** No agreement nests deeper; the parser is not asked to. */
const DEEPEST = 20;
const SHOWN = 20;

/**
 * Reads one YAML file strictly.
 *
 * @param mayBeUtf16 also takes UTF-16, as which Windows PowerShell saves what a command prints
 *
 * @throws `YAML_UNREADABLE`, `YAML_TOO_LARGE`, `YAML_ENCODING` or `YAML_INVALID` (exit code 2); the
 * message names file, line and column and quotes nothing but the names of entries.
 */
export async function readYaml(path: string, mayBeUtf16 = false): Promise<YamlFile> {
  const file = basename(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    const why = systemCode(error) === 'ENOENT' ? 'there is no such file' : 'the file cannot be read';
    throw unusable('YAML_UNREADABLE', why, {
      place: { file },
      hint: 'check the name of the file and that you may read it',
    });
  });
  if (bytes.length > SIZE_LIMIT) {
    throw unusable('YAML_TOO_LARGE', 'the file is larger than 1 MB, which no agreement is', {
      place: { file },
      hint: 'check that this is the right file',
    });
  }
  const isUtf16 = mayBeUtf16 && bytes[0] === 0xff && bytes[1] === 0xfe;
  return parseYaml(decode(bytes, isUtf16 ? 'utf-16le' : 'utf-8', file), file);
}

function decode(bytes: Uint8Array, encoding: string, file: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw unusable('YAML_ENCODING', 'the file is not UTF-8 text', {
      place: { file },
      hint: 'save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)',
    });
  }
}

/** The text that was read last: all parties' copies of an agreement say the same, and are read again and again. */
let last: { readonly text: string; readonly file: string; readonly read: YamlFile } | undefined;

/** {@link readYaml} for text in hand; `file` is the name to show in errors. */
export function parseYaml(text: string, file: string): YamlFile {
  if (last?.text !== text || last.file !== file) last = { text, file, read: parsed(text, file) };
  return last.read;
}

function parsed(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const deep = tooDeep(text);
  if (deep !== undefined) {
    lines.addNewLine(0);
    for (let end = text.indexOf('\n'); end >= 0 && end < deep; end = text.indexOf('\n', end + 1)) {
      lines.addNewLine(end + 1);
    }
    throw invalid([
      { place: at(deep), sentence: `this is nested more than ${DEEPEST} deep, which no agreement is` },
    ]);
  }
  const doc = parse(text, lines, file);
  const faults = [
    ...doc.errors.map((error) => ({ offset: error.pos[0], sentence: syntaxSentence(error.code) })),
    ...(doc.errors.length > 0 ? [] : traps(doc)),
  ];
  if (faults.length > 0)
    throw invalid(faults.map(({ offset, sentence }) => ({ place: at(offset), sentence })));
  return {
    content: frozen(doc.toJS({ maxAliasCount: 0 })),
    fail: (problems) =>
      invalid(problems.map((p) => ({ place: at(locate(doc.contents, p)), sentence: p.sentence }))),
  };
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

function parse(text: string, lineCounter: LineCounter, file: string) {
  try {
    return parseDocument(text, {
      lineCounter,
      strict: true,
      // Found by `traps`, in time that does not grow with the square of the names.
      uniqueKeys: false,
      merge: false,
      prettyErrors: false,
      version: '1.2',
    });
  } catch {
    throw unusable('YAML_INVALID', 'the file is nested too deeply to be read', {
      place: { file },
      hint: 'check that this is the right file',
    });
  }
}

/** Offset at which the text nests too deep: within brackets, by indentation, or by dashes on one line. */
function tooDeep(text: string): number | undefined {
  let offset = 0;
  let before = '';
  let flow = 0;
  let indicators = 0;
  const indents = [0];
  for (const token of new Lexer().lex(text)) {
    // A scalar may begin with anything; a mark goes before it.
    const first = before === SCALAR ? '' : token[0];
    before = token;
    if (first === '[' || first === '{') flow += 1;
    else if (first === ']' || first === '}') flow -= 1;
    else if (first === '\n' || first === '\r') indicators = 0;
    else if ((first === '-' || first === '?') && token.length === 1) indicators += 1;
    else if (first === ' ' && (offset === 0 || text[offset - 1] === '\n') && flow === 0) {
      while (token.length < indents.at(-1)!) indents.pop();
      if (token.length > indents.at(-1)!) indents.push(token.length);
    }
    if (flow > DEEPEST || indicators > DEEPEST || indents.length > DEEPEST) return offset;
    if (!CONTROLS.has(token)) offset += token.length;
  }
  return undefined;
}

/** Marks that the lexer puts between tokens and that stand for no text. */
const SCALAR = '\u001f';
const CONTROLS = new Set(['\u0002', '\u0018', SCALAR]);

type Document = ReturnType<typeof parseDocument>;
interface Fault {
  readonly offset: number;
  readonly sentence: string;
}

/** Constructs that YAML allows and an agreement does not, in the order of the file. */
function traps(doc: Document): Fault[] {
  const found: Fault[] = [];
  const mark = (node: unknown, sentence: string) => {
    found.push({ offset: isNode(node) ? (node.range?.[0] ?? 0) : 0, sentence });
  };
  if (doc.contents === null) mark(null, 'the file is empty');
  if (doc.directives?.yaml.explicit === true)
    mark(null, 'a %YAML directive is not allowed: leave the line out');
  visit(doc, {
    Node(_, node) {
      if (isAlias(node)) mark(node, 'an alias (*name) is not allowed: write the words out');
      else if (node.anchor !== undefined) mark(node, 'an anchor (&name) is not allowed: write the words out');
      if (node.tag !== undefined) mark(node, 'a tag (!name) is not allowed');
      if (!isScalar(node) || typeof node.value !== 'string') return;
      if (UNSEEN.test(node.value)) mark(node, 'this text holds a character that cannot be seen');
      else if (node.value.normalize('NFC') !== node.value) {
        mark(node, 'this text is not in the usual Unicode form (NFC): type it again');
      }
    },
    Map(_, { items }) {
      const names = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (names.has(String(key.value))) mark(key, 'this entry is there twice');
        names.add(String(key.value));
      }
    },
    Pair(_, { key }) {
      if (!isScalar(key)) mark(key, "an entry's name must be plain text");
      else if (key.value === '<<') mark(key, 'a merge key (<<) is not allowed: write the words out');
      else if (key.value === '__proto__') mark(key, 'this name is not allowed');
      else if (typeof key.value === 'string') return;
      else if (typeof key.value !== 'number' || key.source !== String(key.value)) {
        mark(key, "this entry's name would not be read as it is written: put it in quotes");
      }
    },
  });
  return found;
}

/** Control characters other than a line break, marks that turn text around, halves of characters. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}\u200b\u2060\ufeff]/u;

function syntaxSentence(code: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab indents this line: use spaces';
    case 'BAD_INDENT':
    case 'BLOCK_IN_FLOW':
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'this line is indented differently from its neighbours';
    case 'MULTIPLE_DOCS':
      return 'a second document begins here (---): one file holds one';
    case 'BAD_ALIAS':
      return 'an alias (*name) is not allowed: write the words out';
    case 'MULTIPLE_ANCHORS':
      return 'an anchor (&name) is not allowed: write the words out';
    case 'TAG_RESOLVE_FAILED':
    case 'MULTIPLE_TAGS':
      return 'a tag (!name) is not allowed';
    case 'MISSING_CHAR':
      return 'a closing quote, bracket, brace or colon is missing, or the line is indented wrongly';
    default:
      return 'this cannot be read as YAML: look for a missing quote, colon or space, and at how far the line is indented';
  }
}

/** Offset of a path's node, or of the nearest node above it that exists. */
function locate(root: unknown, { path, atKey }: Problem): number {
  let node: unknown = root;
  let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
  for (const [depth, step] of path.entries()) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      const pointAtKey = (atKey === true && depth === path.length - 1) || pair?.value == null;
      next = pointAtKey ? pair?.key : pair?.value;
    } else if (isSeq(node)) next = node.items[Number(step)];
    if (!isNode(next)) return offset;
    offset = next.range?.[0] ?? offset;
    node = next;
  }
  return offset;
}

function invalid(faults: readonly { place: Place; sentence: string }[]): Error {
  const ordered = faults.toSorted((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0));
  const first = ordered[0]!;
  const hint = 'correct the file at the line and column named, and try again';
  if (ordered.length === 1) return unusable('YAML_INVALID', first.sentence, { place: first.place, hint });
  const lines = ordered
    .slice(0, SHOWN)
    .map(({ place, sentence }) => `\n  line ${place.line} column ${place.column}: ${sentence}`);
  const more = ordered.length > SHOWN ? `\n  and ${ordered.length - SHOWN} more` : '';
  return unusable('YAML_INVALID', `${ordered.length} things are wrong:${lines.join('')}${more}`, {
    place: first.place.file === undefined ? {} : { file: first.place.file },
    hint,
  });
}
