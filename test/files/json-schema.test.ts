/** The schemas that come with the program are JSON Schemas, which reading with them takes for granted. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const isSchema = (schema: object): boolean =>
  new Ajv2020({ allErrors: true }).validateSchema(schema) === true;

test.each([
  'schemas/agreement.schema.json',
  'schemas/indicator.schema.json',
  'src/files/datapackage.schema.json',
])('%s', (file) => {
  const schema: object = JSON.parse(readFileSync(new URL(file, ROOT), 'utf8'));
  expect(isSchema(schema)).toBe(true);
  expect(isSchema({ ...schema, type: 'objekt' })).toBe(false);
});
