/**
 * Packages: a folder with a CSV file and a `datapackage.json` that describes it (Frictionless Data Package
 * v2, https://datapackage.org). The descriptor holds each file's length and SHA-256, and under `throughline`
 * what the rest of the tool needs to know of it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { systemCode, type ThroughlineError, unusable } from '../errors.ts';
import { writeFileAtomically } from './atomic.ts';
import { type FileSystem, realFileSystem } from './filesystem.ts';
import { type JsonObject, withSortedKeys } from './json.ts';
import { digestOfFile } from './writer.ts';

/** The name of every descriptor. */
export const DESCRIPTOR = 'datapackage.json';
const PROFILE = 'https://datapackage.org/profiles/2.0/datapackage.json';
/** A descriptor is a page or two of text; a longer one is not ours. */
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

/** One CSV file of a package. */
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
  /** `sha256:` digest of the descriptor's bytes, and through the hashes in it of the whole package. */
  readonly digest: string;
}

/** The descriptor as the file holds it. */
interface Descriptor {
  readonly $schema: string;
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly resources: readonly {
    readonly name: string;
    readonly path: string;
    readonly bytes: number;
    readonly hash: string;
    readonly schema: { readonly fields: readonly TableField[] };
  }[];
  readonly throughline: JsonObject;
}

/**
 * Writes `datapackage.json` into the folder `path` (a stage). Equal content gives equal bytes, whatever the
 * order of keys under `throughline`. Returns the package as {@link readPackage} would.
 *
 * Throws `PACKAGE_INVALID` when the content would not pass the schema, `OUTPUT_EXISTS`, and disk faults.
 */
export async function writePackage(
  path: string,
  content: PackageContent,
  files: FileSystem = realFileSystem,
): Promise<DataPackage> {
  const descriptor = descriptorOf(content);
  validate(descriptor, join(path, DESCRIPTOR));
  const text = `${JSON.stringify(descriptor, null, 2)}\n`;
  await writeFileAtomically(join(path, DESCRIPTOR), text, {}, files);
  return packageOf(path, descriptor, digestOfText(text));
}

/**
 * Reads and checks the descriptor of the package in the folder `path`. The CSV files are not read: see
 * {@link verifyPackage}.
 *
 * Throws `PACKAGE_NOT_FOUND`, `PACKAGE_INVALID` (naming the part of the descriptor) and `PACKAGE_PATH` when a
 * resource is not a plain file inside the folder.
 */
export async function readPackage(path: string): Promise<DataPackage> {
  const file = join(path, DESCRIPTOR);
  const text = await readDescriptor(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(file, 'it is not JSON');
  }
  refuseOutsidePaths(value, file);
  const descriptor = validate(value, file);
  for (const resource of descriptor.resources) await refuseLink(path, resource.path);
  return packageOf(path, descriptor, digestOfText(text));
}

/**
 * Reads every file of a package and compares its length and SHA-256 with the descriptor. Throws
 * `PACKAGE_ALTERED` naming the first file that differs or is missing.
 */
export async function verifyPackage(pkg: DataPackage): Promise<void> {
  for (const resource of pkg.resources) {
    await refuseLink(pkg.path, resource.file);
    const file = join(pkg.path, resource.file);
    const found = await digestOfFile(file);
    if (found.bytes === resource.bytes && found.hash === resource.hash) continue;
    const reason =
      found.bytes === resource.bytes
        ? 'its content is not what the descriptor says'
        : 'its length is not what the descriptor says';
    throw altered(file, reason);
  }
}

function descriptorOf(content: PackageContent): Descriptor {
  const { name, title, description, resources, throughline } = content;
  return {
    $schema: PROFILE,
    name,
    title,
    ...(description === undefined ? {} : { description }),
    resources: resources.map((resource) => ({
      name: resource.name,
      type: 'table',
      path: resource.file,
      format: 'csv',
      mediatype: 'text/csv',
      encoding: 'utf-8',
      bytes: resource.bytes,
      hash: resource.hash,
      schema: { fields: resource.fields.map(({ name, type, ...rest }) => ({ name, type, ...rest })) },
    })),
    throughline: withSortedKeys(throughline) as JsonObject,
  };
}

function packageOf(path: string, descriptor: Descriptor, digest: string): DataPackage {
  const { name, title, description, resources, throughline } = descriptor;
  return {
    path,
    digest,
    name,
    title,
    ...(description === undefined ? {} : { description }),
    resources: resources.map(({ name, path: file, hash, bytes, schema }) => ({
      name,
      file,
      hash,
      bytes,
      fields: schema.fields,
    })),
    throughline,
  };
}

const digestOfText = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

async function readDescriptor(file: string): Promise<string> {
  try {
    const facts = await lstat(file);
    if (!facts.isFile()) throw invalid(file, 'it is not a plain file');
    if (facts.size > MAX_DESCRIPTOR_BYTES) throw invalid(file, 'it is too long to be a descriptor');
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'PACKAGE_INVALID') throw error;
    const reason = ['ENOENT', 'ENOTDIR'].includes(code) ? 'there is no package here' : 'it cannot be read';
    throw unusable('PACKAGE_NOT_FOUND', reason, {
      hint: `give the folder that holds ${DESCRIPTOR}`,
      place: { file },
    });
  }
}

let compiled: ValidateFunction<Descriptor> | undefined;

function validate(value: unknown, file: string): Descriptor {
  compiled ??= new Ajv2020({ strict: true }).compile<Descriptor>(
    JSON.parse(readFileSync(new URL('./datapackage.schema.json', import.meta.url), 'utf8')),
  );
  if (!compiled(value)) throw invalid(file, describe(compiled.errors?.[0]));
  const names = value.resources.flatMap(({ name, path }) => [`name ${name}`, `path ${path.toLowerCase()}`]);
  if (new Set(names).size !== names.length) throw invalid(file, 'two resources share a name or a file');
  return value;
}

/** Where the schema is broken and how; never what stands there. */
function describe(error: ErrorObject | undefined): string {
  const where = error?.instancePath ? `${error.instancePath} ` : '';
  const key =
    error?.keyword === 'additionalProperties' ? 'has a field that does not belong there' : error?.message;
  return `${where}${key ?? 'is not as the schema says'}`;
}

const invalid = (file: string, reason: string): ThroughlineError =>
  unusable('PACKAGE_INVALID', reason, {
    hint: 'this is not a package that throughline made: ask its sender for it again',
    place: { file },
  });

const altered = (file: string, reason: string): ThroughlineError =>
  unusable('PACKAGE_ALTERED', reason, {
    hint: 'do not use this package: ask its sender for it again, or make it again',
    place: { file },
  });

/** A resource is a plain name in the package folder: no folders, no drive, no address, no `..`. */
function refuseOutsidePaths(value: unknown, file: string): void {
  const resources = (value as { resources?: unknown } | null)?.resources;
  if (!Array.isArray(resources)) return;
  for (const [index, resource] of resources.entries()) {
    const path: unknown = (resource as { path?: unknown } | null)?.path;
    if (typeof path === 'string' && (path !== basename(path) || /[\\/:]|^\.\.?$/.test(path))) {
      throw pathOutside(file, `resource ${index + 1} is a path that may lead out of the package folder`);
    }
  }
}

async function refuseLink(directory: string, name: string): Promise<void> {
  const file = join(directory, name);
  const facts = await lstat(file).catch(() => undefined);
  if (facts === undefined) throw altered(file, 'the descriptor names it, and it is missing');
  if (!facts.isFile()) throw pathOutside(file, 'it is not a plain file (a link or a folder)');
}

const pathOutside = (file: string, reason: string): ThroughlineError =>
  unusable('PACKAGE_PATH', reason, {
    hint: 'do not use this package: ask its sender for it again',
    place: { file },
  });
