/** The parts of an Excel workbook: XML files in a zip archive, each read as a stream of events and bounded. */
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { grouped, ThroughlineError, unusable } from '../../errors.ts';
import { readFault } from '../csv/extract.ts';

/** Longest part in bytes, unpacked; a full sheet of 30 columns has some 2 GB. */
const LONGEST_PART = 8 * 1024 ** 3;
const MOST_PARTS = 10_000;

/** What a part consists of. Names of elements come without their prefix. */
export interface XmlHandler {
  readonly open?: (element: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (element: string) => void;
  readonly text?: (text: string) => void;
}

export class Archive {
  readonly #name: string;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(name: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#name = name;
    this.#zip = zip;
    this.#entries = entries;
  }

  /** @throws unusable `EXCEL_DAMAGED`; what `readFault` gives */
  static async open(path: string, name: string): Promise<Archive> {
    try {
      const zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: false });
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        if (entries.size >= MOST_PARTS) throw damaged(name);
        entries.set(entry.fileName.toLowerCase(), entry);
      }
      return new Archive(name, zip, entries);
    } catch (error) {
      throw archiveFault(error, name);
    }
  }

  has(part: string): boolean {
    return this.#entries.has(part.toLowerCase());
  }

  /**
   * Reads a part from its beginning to its end. `pause` is awaited between pieces of it.
   *
   * @throws unusable `EXCEL_DAMAGED`, `EXCEL_TOO_LARGE`; whatever the handler throws
   */
  async read(part: string, handler: XmlHandler, pause?: () => Promise<void>): Promise<void> {
    const entry = this.#entries.get(part.toLowerCase());
    if (entry === undefined) throw damaged(this.#name);
    if (entry.uncompressedSize > LONGEST_PART) throw tooLarge(this.#name);
    if (entry.isEncrypted()) throw protectedByPassword(this.#name);
    const parser = parserFor(handler);
    try {
      const stream = await this.#zip.openReadStreamPromise(entry);
      stream.setEncoding('utf8');
      for await (const text of stream as AsyncIterable<string>) {
        parser.write(text);
        await pause?.();
      }
      parser.close();
    } catch (error) {
      throw archiveFault(error, this.#name);
    }
  }

  close(): void {
    this.#zip.close();
  }
}

function parserFor({ open, close, text }: XmlHandler): SaxesParser {
  const parser = new SaxesParser({ position: false });
  parser.on('error', () => {
    throw new Error('not well-formed');
  });
  // A workbook has no document type: one could define entities without end.
  parser.on('doctype', () => {
    throw new Error('a document type');
  });
  if (open !== undefined) {
    parser.on('opentag', ({ name, attributes }) =>
      open(local(name), attributes as Record<string, SaxesAttributePlain & string>),
    );
  }
  if (close !== undefined) parser.on('closetag', ({ name }) => close(local(name)));
  if (text !== undefined) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  return parser;
}

const local = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

function archiveFault(error: unknown, name: string): ThroughlineError {
  if (error instanceof ThroughlineError) return error;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? readFault(error, name) : damaged(name);
}

export const damaged = (file: string): ThroughlineError =>
  unusable('EXCEL_DAMAGED', 'this Excel workbook is damaged or not complete', {
    hint: 'open it in Excel, save it under another name as an Excel workbook (.xlsx), and give that file',
    place: { file },
  });

const tooLarge = (file: string): ThroughlineError =>
  unusable('EXCEL_TOO_LARGE', `a part of it has more than ${grouped(LONGEST_PART / 1024 ** 3)} GiB`, {
    hint: 'export the table as CSV and give that file',
    place: { file },
  });

const protectedByPassword = (file: string): ThroughlineError =>
  unusable('EXCEL_PASSWORD', 'the workbook is protected by a password', {
    hint:
      'open it in Excel, choose File, Info, Protect Workbook, Encrypt with Password, empty the password, and save ' +
      'a copy where only those who run this may read it',
    place: { file },
  });
