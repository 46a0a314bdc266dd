/** What the build made of the schemas says of a file what ajv says that has the schema itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compiledSchema } from '../../src/files/index.ts';

type Step = string | number;
const CATALOGUE = 'src/indicators/catalogue';
const INDICATOR = readdirSync(CATALOGUE).find((name) => name.endsWith('.yaml'))!;

test.each([
  ['agreement', 'test/agreement/example.yaml'],
  ['indicator', `${CATALOGUE}/${INDICATOR}`],
] as const)('%s', (name, file) => {
  const schema: AnySchemaObject = JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'));
  const judge = new Ajv2020({ allErrors: true, verbose: true, strict: false }).compile(schema);
  const built = compiledSchema<Record<typeof name, unknown>>(name)[name];
  const content: unknown = parse(readFileSync(file, 'utf8'));
  expect(built(content), 'the file as it is').toBe(true);
  let found = 0;
  for (const path of pathsIn(content)) {
    for (const wrong of [undefined, null, -1, 'x'.repeat(10_000), [[], []], { extra: 1 }]) {
      const changed = structuredClone(content);
      put(changed, path, wrong);
      expect([path, built(changed), told(built)]).toEqual([path, judge(changed), told(judge)]);
      found += built.errors?.length ?? 0;
    }
  }
  expect(found).toBeGreaterThan(500);
});

/** What of an error becomes words. */
const told = ({ errors }: ValidateFunction): unknown[] =>
  (errors ?? []).map(({ instancePath, keyword, params, message, parentSchema }) => [
    instancePath,
    keyword,
    params,
    message,
    parentSchema?.description,
  ]);

function pathsIn(node: unknown): Step[][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const step = Array.isArray(node) ? Number(key) : key;
    return [[step], ...pathsIn(value).map((path) => [step, ...path])];
  });
}

/** Puts a value, or with undefined nothing, where a path leads. */
function put(content: unknown, path: readonly Step[], value: unknown): void {
  const parent = path.slice(0, -1).reduce((node, step) => (node as Record<Step, unknown>)[step], content);
  const [last] = path.slice(-1);
  if (value === undefined) Reflect.deleteProperty(parent as object, last!);
  else (parent as Record<Step, unknown>)[last!] = value;
}
