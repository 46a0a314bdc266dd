// Compiles the schemas of schemas/ into dist/schemas/: functions that need nothing else, so that no command waits for a
// schema to be compiled, and the compiler is not needed where the program runs.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';

const require = createRequire(import.meta.url);
/** For files that people write: everything that is wrong, and with what the schema says of each entry. */
const told = { allErrors: true, verbose: true, allowUnionTypes: true, strictRequired: false };
const SCHEMAS = {
  agreement: { options: told, validators: { agreement: '', columns: '#/$defs/columns' } },
  datapackage: { options: { strict: true }, validators: { descriptor: '' } },
  indicator: { options: told, validators: { indicator: '' } },
  'rfgv-weights': { options: {}, validators: { weights: '' } },
};

const root = new URL('..', import.meta.url);
mkdirSync(new URL('dist/schemas/', root), { recursive: true });
for (const [name, { options, validators }] of Object.entries(SCHEMAS)) {
  const schema = JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, root), 'utf8'));
  const ajv = new Ajv2020({ ...options, schemas: [schema], code: { source: true } });
  const pointers = Object.entries(validators).map(([key, pointer]) => [key, `${schema.$id}${pointer}`]);
  const code = standalone.default(ajv, Object.fromEntries(pointers));
  writeFileSync(new URL(`dist/schemas/${name}.cjs`, root), withHelpers(code));
}

/** The code with the two small functions of ajv and fast-deep-equal (MIT, Evgeny Poberezkin) that it would load. */
function withHelpers(code) {
  const whole = code.replace(
    /require\("(ajv\/dist\/runtime\/\w+)"\)\.default/g,
    (_, helper) => `(${require(helper).default})`,
  );
  if (whole.includes('require(')) throw new Error('a compiled schema needs more than itself');
  return whole;
}
