/** The rules a package descriptor must keep, which are written in `schemas/datapackage.schema.json`. */
import type { ErrorObject } from 'ajv';
import { type ThroughlineError, unusable } from '../errors.ts';
import type { TableField } from './datapackage.ts';
import type { JsonObject } from './json.ts';
import { compiledSchema } from './json-schema.ts';

/** The parts of a descriptor that the tool reads; the schema fixes the rest. */
export interface Descriptor {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly resources: readonly {
    readonly name: string;
    /** A plain file name: the schema's pattern allows no folder, drive, address or `..`. */
    readonly path: string;
    readonly bytes: number;
    readonly hash: string;
    readonly schema: { readonly fields: readonly TableField[] };
  }[];
  readonly throughline: JsonObject;
}

/** Returns `value` if it is a descriptor; throws `PACKAGE_INVALID` or `PACKAGE_PATH` naming the part at fault. */
export function validDescriptor(value: unknown, file: string): Descriptor {
  const { descriptor } = compiledSchema<{ descriptor: Descriptor }>('datapackage');
  if (!descriptor(value)) throw schemaError(file, descriptor.errors?.[0]);
  const taken = value.resources.flatMap(({ name, path }) => [`name ${name}`, `file ${path.toLowerCase()}`]);
  if (new Set(taken).size < taken.length) throw invalidPackage(file, 'two resources share a name or a file');
  return value;
}

/** Says where the schema is broken and how, never what stands there. */
function schemaError(file: string, error: ErrorObject | undefined): ThroughlineError {
  const where = error?.instancePath ?? '';
  if (error?.keyword === 'pattern' && where.endsWith('/path')) {
    return pathOutside(file, `${where} is not a plain file name inside the package folder`);
  }
  const reason =
    error?.keyword === 'additionalProperties' ? 'has a field that does not belong there' : error?.message;
  return invalidPackage(file, `${where === '' ? 'it' : where} ${reason ?? 'is not as it must be'}`);
}

export const invalidPackage = (file: string, reason: string): ThroughlineError =>
  unusable('PACKAGE_INVALID', reason, {
    hint: 'this is not a package that throughline made: ask its sender for it again, or make it again',
    place: { file },
  });

export const pathOutside = (file: string, reason: string): ThroughlineError =>
  unusable('PACKAGE_PATH', reason, {
    hint: 'do not use this package: ask its sender for it again',
    place: { file },
  });
