/** JSON Schema 2020-12, for the schemas in `schemas/`, which the build compiles (`scripts/schemas.mjs`). */
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';

const require = createRequire(import.meta.url);

/**
 * What the build made of one schema, by name. Loaded when it is first asked for, since a command needs one or two of them.
 * The same whether this file runs in `src/` or in `dist/`: after a change of a schema, build.
 */
export const compiledSchema = <T extends Record<string, unknown>>(
  name: 'agreement' | 'datapackage' | 'indicator' | 'rfgv-weights',
): { readonly [Part in keyof T]: ValidateFunction<T[Part]> } => require(`../../dist/schemas/${name}.cjs`);
