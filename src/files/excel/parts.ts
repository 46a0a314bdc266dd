/** What a workbook says beside its sheets: which there are, the shared texts, and how numbers are shown. */
import { posix } from 'node:path';
import { grouped, unusable } from '../../errors.ts';
import { type Archive, damaged } from './archive.ts';
import { builtInFormat, type NumberFormat, writtenFormat } from './number.ts';

export interface Sheet {
  readonly title: string;
  readonly part: string;
  readonly hidden: boolean;
}

export interface WorkbookParts {
  readonly sheets: readonly Sheet[];
  readonly strings: readonly string[];
  /** By the number of the style that a cell names. */
  readonly formats: readonly NumberFormat[];
  readonly from1904: boolean;
}

/** Characters of shared texts that are held in memory. */
const MOST_TEXT = 400_000_000;

/** @throws unusable `EXCEL_BINARY`, `EXCEL_TOO_LARGE`; what {@link Archive.read} throws */
export async function readParts(archive: Archive, name: string): Promise<WorkbookParts> {
  const roots = await relationships(archive, '', '_rels/.rels');
  const workbook = roots.find(({ type }) => type === 'officeDocument')?.target;
  if (workbook === undefined) throw damaged(name);
  if (workbook.endsWith('.bin')) {
    throw unusable('EXCEL_BINARY', 'this is a binary Excel workbook (.xlsb)', {
      hint: 'open it in Excel and save it as an Excel workbook (.xlsx)',
      place: { file: name },
    });
  }
  const folder = posix.dirname(workbook);
  const related = await relationships(archive, folder, `${folder}/_rels/${posix.basename(workbook)}.rels`);
  const partOf = (type: string): string | undefined => related.find((one) => one.type === type)?.target;
  const sheets: Sheet[] = [];
  let from1904 = false;
  await archive.read(workbook, {
    open: (element, attributes) => {
      if (element === 'workbookPr') from1904 = isTrue(attributes.date1904);
      if (element !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key))?.[1];
      const found = related.find((one) => one.id === id);
      if (found?.type !== 'worksheet') return;
      const hidden = attributes.state !== undefined && attributes.state !== 'visible';
      sheets.push({ title: attributes.name ?? '', part: found.target, hidden });
    },
  });
  return {
    sheets,
    strings: await sharedStrings(archive, name, partOf('sharedStrings')),
    formats: await numberFormats(archive, partOf('styles')),
    from1904,
  };
}

/** An attribute of yes or no. */
export const isTrue = (text: string | undefined): boolean => text === '1' || text === 'true';

interface Relationship {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

async function relationships(archive: Archive, folder: string, part: string): Promise<Relationship[]> {
  const found: Relationship[] = [];
  await archive.read(part, {
    open: (element, { Id = '', Type = '', Target = '' }) => {
      if (element !== 'Relationship') return;
      const target = Target.startsWith('/') ? Target.slice(1) : posix.normalize(posix.join(folder, Target));
      found.push({ id: Id, type: Type.slice(Type.lastIndexOf('/') + 1), target });
    },
  });
  return found;
}

async function sharedStrings(archive: Archive, name: string, part: string | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (part === undefined || !archive.has(part)) return strings;
  const reader = new RichText();
  let length = 0;
  await archive.read(part, {
    open: (element) => {
      if (element === 'si') reader.start();
      else reader.open(element);
    },
    close: (element) => {
      reader.close(element);
      if (element !== 'si') return;
      const { text } = reader;
      length += text.length;
      if (length > MOST_TEXT) {
        throw unusable('EXCEL_TOO_LARGE', `its texts have more than ${grouped(MOST_TEXT)} characters`, {
          hint: 'export the table as CSV and give that file',
          place: { file: name },
        });
      }
      strings.push(text);
    },
    text: (text) => reader.take(text),
  });
  return strings;
}

/** A text in one piece or in several of different looks; how it is to be read aloud is left out. */
export class RichText {
  text = '';
  #inText = false;
  #aside = false;

  start(): void {
    this.text = '';
  }

  open(element: string): void {
    if (element === 'rPh') this.#aside = true;
    else if (element === 't') this.#inText = !this.#aside;
  }

  close(element: string): void {
    if (element === 'rPh') this.#aside = false;
    else if (element === 't') this.#inText = false;
  }

  take(text: string): void {
    if (this.#inText) this.text += text;
  }
}

async function numberFormats(archive: Archive, part: string | undefined): Promise<NumberFormat[]> {
  const written = new Map<string, NumberFormat>();
  const formats: NumberFormat[] = [];
  if (part === undefined || !archive.has(part)) return formats;
  let inCells = false;
  await archive.read(part, {
    open: (element, attributes) => {
      if (element === 'numFmt') {
        written.set(attributes.numFmtId ?? '', writtenFormat(attributes.formatCode ?? ''));
      } else if (element === 'cellXfs') inCells = true;
      else if (element === 'xf' && inCells) {
        const id = attributes.numFmtId ?? '0';
        formats.push(written.get(id) ?? builtInFormat(Number(id)));
      }
    },
    close: (element) => {
      if (element === 'cellXfs') inCells = false;
    },
  });
  return formats;
}
