/** How an extract is written, and how its encoding is known. `header.ts` finds the delimiter. */
import { unusable } from '../../errors.ts';
import { byteOrderMark, type Encoding, isDamagedUtf8, isUtf8Prefix, utf16ByPattern } from './encoding.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Plain data, so that a worker thread can be handed it. */
export interface Dialect {
  readonly encoding: Encoding;
  /**
   * How the encoding is known: the caller declared it, the file's byte order mark says so, or it was
   * recognised from the content. Windows-1252 by content is a guess that the user should be told of.
   */
  readonly encodingFrom: 'declared' | 'mark' | 'content';
  /** Length of the byte order mark in bytes: 0, 2 or 3. */
  readonly bom: number;
  readonly delimiter: Delimiter;
  /** Columns after the last that has a header, in which nothing may stand; Excel leaves such where cells were once filled. */
  readonly spare?: number;
}

/** The start of a file: all of it when it is short. */
export interface Probe {
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether the file goes on after `bytes`. */
  readonly cut: boolean;
}

/**
 * The encoding of a file from its start. A declaration must agree with the byte order mark and the bytes.
 * Without declaration, mark or the pattern of UTF-16, bytes that are not UTF-8 are Windows-1252, unless they
 * look like damaged UTF-8. Throws `CSV_ENCODING`.
 */
export function recogniseEncoding(probe: Probe, declared?: Encoding): Omit<Dialect, 'delimiter'> {
  const mark = byteOrderMark(probe.bytes);
  if (declared !== undefined && mark !== undefined && mark.encoding !== declared) {
    throw encodingError(probe.name, `its byte order mark says ${mark.encoding}, not ${declared}`);
  }
  if (mark !== undefined) return { ...mark, encodingFrom: declared === undefined ? 'mark' : 'declared' };
  if (declared !== undefined) {
    refuseWrongDeclaration(probe, declared);
    return { encoding: declared, bom: 0, encodingFrom: 'declared' };
  }
  return { encoding: encodingByContent(probe), bom: 0, encodingFrom: 'content' };
}

function encodingByContent(probe: Probe): Encoding {
  const utf16 = utf16ByPattern(probe.bytes);
  if (utf16 !== undefined) return utf16;
  if (isUtf8Prefix(probe.bytes, probe.cut)) return 'utf-8';
  if (!isDamagedUtf8(probe.bytes)) return 'windows-1252';
  throw unusable('CSV_ENCODING', 'most of its accented characters are UTF-8, but some are not', {
    hint: 'make the extract again in one encoding, or declare the encoding windows-1252 if that is what it is',
    place: { file: probe.name },
  });
}

function refuseWrongDeclaration(probe: Probe, declared: Encoding): void {
  if (declared === 'utf-8' && !isUtf8Prefix(probe.bytes, probe.cut)) {
    throw encodingError(probe.name, 'it is not utf-8, although that was declared');
  }
  // A comma or a line end in UTF-16 has a NUL byte.
  if (declared.startsWith('utf-16') && !probe.bytes.includes(0)) {
    throw encodingError(probe.name, `it is not ${declared}, although that was declared`);
  }
}

const encodingError = (file: string, reason: string) =>
  unusable('CSV_ENCODING', reason, {
    hint: 'leave the encoding out so that it is recognised, or save the file as CSV UTF-8',
    place: { file },
  });
