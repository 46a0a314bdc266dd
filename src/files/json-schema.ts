/** JSON Schema 2020-12, for schemas that come with the program. */
import { Ajv2020, type Options } from 'ajv/dist/2020.js';

/**
 * Compiles such schemas in a third of the usual time, which every command that reads one would wait for: what is
 * compiled is used once or twice, and a test says that the schemas are schemas.
 */
export const ownSchemas = (options: Options): Ajv2020 =>
  new Ajv2020({ ...options, validateSchema: false, code: { optimize: false } });
