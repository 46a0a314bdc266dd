/**
 * Packages: a folder with a table, CSV or Parquet, and a `datapackage.json` that describes it (Frictionless Data Package
 * v2, https://datapackage.org). The descriptor holds each file's length and SHA-256, and under `throughline`
 * what the rest of the tool needs to know of it.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, ThroughlineError, unusable } from '../errors.ts';
import { writeFileAtomically } from './atomic.ts';
import { type Descriptor, invalidPackage, pathOutside, validDescriptor } from './descriptor.ts';
import { type FileSystem, realFileSystem } from './filesystem.ts';
import { type JsonObject, withSortedKeys } from './json.ts';
import { isParquet } from './table.ts';
import { digestOfFile } from './writer.ts';

/** The name of every descriptor. */
export const DESCRIPTOR = 'datapackage.json';
const PROFILE = 'https://datapackage.org/profiles/2.0/datapackage.json';
/** A descriptor is some pages of text; a much longer one is not ours. */
const MAX_DESCRIPTOR_BYTES = 1 << 24;

/** One column of a table (Table Schema v2). */
export interface TableField {
  readonly name: string;
  readonly type:
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'date'
    | 'datetime'
    | 'yearmonth'
    | 'year'
    | 'any';
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly categories?: readonly string[];
  readonly constraints?: JsonObject;
}

/** One table of a package. */
export interface PackageResource {
  readonly name: string;
  /** The file's name inside the package folder. */
  readonly file: string;
  /** `sha256:` and 64 lower-case hex digits. */
  readonly hash: string;
  readonly bytes: number;
  readonly fields: readonly TableField[];
}

/** What a package says of itself. */
export interface PackageContent {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly resources: readonly PackageResource[];
  readonly throughline: JsonObject;
}

/** A package found on disk. */
export interface DataPackage extends PackageContent {
  /** The folder it lies in. */
  readonly path: string;
  /** `sha256:` digest of the descriptor's bytes, and so, by the hashes in it, of the whole package. */
  readonly digest: string;
}

/**
 * Writes `datapackage.json` into the folder `path` (a stage). Equal content gives equal bytes, whatever the
 * order of keys under `throughline`. Returns the package as {@link readPackage} would.
 *
 * Throws `PACKAGE_INVALID` or `PACKAGE_PATH` when the content would not be read back, `OUTPUT_EXISTS`, and
 * the errors of `writeFault`.
 */
export async function writePackage(
  path: string,
  content: PackageContent,
  files: FileSystem = realFileSystem,
): Promise<DataPackage> {
  const file = join(path, DESCRIPTOR);
  const text = `${JSON.stringify(describe(content), null, 2)}\n`;
  const descriptor = validDescriptor(JSON.parse(text), file);
  await writeFileAtomically(file, text, {}, files);
  return packageOf(path, descriptor, sha256Of(Buffer.from(text)));
}

/**
 * Reads and checks the descriptor of the package in the folder `path`. The content of the tables is not
 * read: see {@link verifyPackage}.
 *
 * Throws `PACKAGE_NOT_FOUND`, `PACKAGE_INVALID` (naming the part of the descriptor), `PACKAGE_PATH` when a
 * resource is not a plain file inside the folder, and `PACKAGE_ALTERED` when one is missing.
 */
export async function readPackage(path: string): Promise<DataPackage> {
  const file = join(path, DESCRIPTOR);
  const bytes = await readDescriptor(file);
  const descriptor = validDescriptor(parseJson(bytes, file), file);
  for (const resource of descriptor.resources) await requirePlainFile(join(path, resource.path));
  return packageOf(path, descriptor, sha256Of(bytes));
}

/**
 * Reads every file of a package and compares its length and SHA-256 with the descriptor. Throws
 * `PACKAGE_ALTERED` naming the first file that differs or is missing.
 */
export async function verifyPackage(pkg: DataPackage): Promise<void> {
  for (const resource of pkg.resources) {
    const file = join(pkg.path, resource.file);
    await requirePlainFile(file);
    const found = await digestOfFile(file);
    if (found.bytes !== resource.bytes) throw altered(file, 'its length is not what the descriptor says');
    if (found.hash !== resource.hash) throw altered(file, 'its content is not what the descriptor says');
  }
}

const CSV = { format: 'csv', mediatype: 'text/csv', encoding: 'utf-8', dialect: { lineTerminator: '\n' } };
const PARQUET = { format: 'parquet', mediatype: 'application/vnd.apache.parquet' };

/** The descriptor to write. Its keys stand in this order. */
const describe = (content: PackageContent) => ({
  $schema: PROFILE,
  name: content.name,
  title: content.title,
  description: content.description,
  resources: content.resources.map((resource) => ({
    name: resource.name,
    type: 'table',
    path: resource.file,
    ...(isParquet(resource.file) ? PARQUET : CSV),
    bytes: resource.bytes,
    hash: resource.hash,
    schema: {
      fields: resource.fields.map((field) => ({
        name: field.name,
        type: field.type,
        title: field.title,
        description: field.description,
        format: field.format,
        categories: field.categories,
        constraints: field.constraints && withSortedKeys(field.constraints),
      })),
    },
  })),
  throughline: withSortedKeys(content.throughline),
});

function packageOf(path: string, descriptor: Descriptor, digest: string): DataPackage {
  const { name, title, description, throughline } = descriptor;
  const resources = descriptor.resources.map((resource) => ({
    name: resource.name,
    file: resource.path,
    hash: resource.hash,
    bytes: resource.bytes,
    fields: resource.schema.fields,
  }));
  return {
    path,
    digest,
    name,
    title,
    ...(description === undefined ? {} : { description }),
    resources,
    throughline,
  };
}

const sha256Of = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function readDescriptor(file: string): Promise<Buffer> {
  try {
    const facts = await lstat(file);
    if (!facts.isFile()) throw invalidPackage(file, 'it is not a plain file');
    if (facts.size > MAX_DESCRIPTOR_BYTES) throw invalidPackage(file, 'it is too long to be a descriptor');
    return await readFile(file);
  } catch (error) {
    if (error instanceof ThroughlineError) throw error;
    const missing = ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
    throw unusable('PACKAGE_NOT_FOUND', missing ? 'there is no package here' : 'it cannot be read', {
      hint: `give a folder that holds ${DESCRIPTOR} and that this account may read`,
      place: { file },
    });
  }
}

function parseJson(bytes: Buffer, file: string): unknown {
  if (!isUtf8(bytes)) throw invalidPackage(file, 'it is not UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw invalidPackage(file, 'it is not JSON');
  }
}

async function requirePlainFile(file: string): Promise<void> {
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) throw altered(file, 'the descriptor names it, and it is not there');
  if (!facts.isFile()) throw pathOutside(file, 'it is a link or a folder, not a plain file');
}

const altered = (file: string, reason: string): ThroughlineError =>
  unusable('PACKAGE_ALTERED', reason, {
    hint: 'do not use this package: where it came sealed, open its file in inbox/ again (throughline open FILE --replace); otherwise ask its sender for it again, or make it again',
    place: { file },
  });
