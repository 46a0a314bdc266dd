/** JSON Schema 2020-12, for schemas that come with the program. */
import { createRequire } from 'node:module';
import type { Ajv2020, Options } from 'ajv/dist/2020.js';

const require = createRequire(import.meta.url);

/**
 * Compiles such schemas in half the usual time, which every command that reads one would wait for: what is
 * compiled is used once or twice, and a test says that the schemas are schemas. Loaded once there is a schema to compile.
 */
export function ownSchemas(options: Options): Ajv2020 {
  const { Ajv2020: Compiler } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  return new Compiler({ ...options, validateSchema: false, code: { optimize: false } });
}
