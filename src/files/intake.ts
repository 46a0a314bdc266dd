/**
 * An agency's extract in whatever form it comes: CSV, the same packed with gzip, an Excel workbook, a Parquet file.
 * What other parties hand over is CSV and is opened as such, so that two programs never see two things in it.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unusable } from '../errors.ts';
import {
  type Extract,
  type ExtractOptions,
  extractFrom,
  openExtract,
  type Packed,
  PROBE_BYTES,
  readStart,
  type Start,
} from './csv/extract.ts';
import { gunzipped } from './packed/gzip.ts';
import { HeldTable } from './packed/held.ts';

export interface IntakeOptions extends ExtractOptions {
  /** Of a workbook: the sheet's name, or its number from the left, from 1. */
  readonly sheet?: string;
}

/**
 * Opens the extract at `path`, told apart by its first bytes and not by its name.
 *
 * Throws what {@link openExtract} throws; `EXTRACT_OPEN` where a program that has the file open says so;
 * `EXTRACT_OPTION` for an option that a file of its kind cannot have; what `readWorkbook`, `readParquet` and
 * `gunzipped` throw.
 */
export async function openIntake(path: string, options: IntakeOptions = {}): Promise<Extract> {
  const name = basename(path);
  await refuseOpenElsewhere(path, name);
  const onDisk = await readStart(path, name);
  const kind = packedKind(onDisk.probe.bytes);
  if (kind !== 'excel') refuseOption(name, 'sheet', options.sheet, 'only an Excel workbook has sheets');
  if (kind === undefined) return openExtract(path, options);
  if (kind === 'gzip') return openGzip(path, name, onDisk, options);
  refuseOption(name, 'encoding', options.encoding, 'its encoding is its own');
  refuseOption(name, 'delimiter', options.delimiter, 'it has no delimiter');
  const table = new HeldTable(name);
  // Only who has such a file waits for what reads it.
  if (kind === 'excel') {
    const { readWorkbook } = await import('./excel/workbook.ts');
    await readWorkbook(path, name, options, table);
  } else {
    const { readParquet } = await import('./packed/parquet.ts');
    await readParquet(path, name, table);
  }
  const file = { bytes: onDisk.bytes, modified: onDisk.modified };
  const { start, packed } = await table.end(file, kind);
  return extractFrom(path, start, { ...options, delimiter: ',', encoding: 'utf-8' }, packed);
}

function packedKind(start: Buffer): Packed['kind'] | undefined {
  const hex = start.toString('hex', 0, 4);
  if (hex.startsWith('1f8b')) return 'gzip';
  if (hex === '50415231') return 'parquet';
  // Names inside a zip archive stand as they are.
  return hex === '504b0304' && start.includes('xl/') ? 'excel' : undefined;
}

async function openGzip(
  path: string,
  name: string,
  onDisk: Start,
  options: ExtractOptions,
): Promise<Extract> {
  const text = () => gunzipped(path, name, onDisk.bytes);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of text()) {
    if (bytes < PROBE_BYTES) pieces.push(piece);
    bytes += piece.length;
  }
  const probe = Buffer.concat(pieces).subarray(0, PROBE_BYTES);
  const start = {
    probe: { name, bytes: probe, cut: bytes > probe.length },
    bytes,
    modified: onDisk.modified,
  };
  return extractFrom(path, start, options, { kind: 'gzip', bytesOnDisk: onDisk.bytes, text });
}

/** Excel (`~$`) and LibreOffice (`.~lock.`) leave a mark beside a file that somebody has open. */
async function refuseOpenElsewhere(path: string, name: string): Promise<void> {
  if (name.startsWith('~$') || name.startsWith('.~lock.')) {
    throw unusable(
      'EXTRACT_OPEN',
      'this is the mark that a spreadsheet program leaves while a file is open',
      {
        hint: 'give the file itself, and close it first',
        place: { file: name },
      },
    );
  }
  const marks = [`~$${name}`, `~$${name.slice(2)}`, `.~lock.${name}#`];
  for (const mark of marks) {
    const found = await stat(join(dirname(path), mark)).catch(() => undefined);
    if (found === undefined) continue;
    throw unusable('EXTRACT_OPEN', 'somebody has the file open in a spreadsheet program', {
      hint: `save and close it there; if nobody has it open, delete the mark beside it that begins with ${mark.slice(0, 2)}`,
      place: { file: name },
    });
  }
}

function refuseOption(name: string, option: string, value: unknown, reason: string): void {
  if (value === undefined) return;
  throw unusable('EXTRACT_OPTION', `--${option} does not fit this file: ${reason}`, {
    hint: `leave --${option} out`,
    place: { file: name },
  });
}
