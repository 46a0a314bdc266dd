/**
 * The agreement's JSON Schema applied, and its verdicts in plain words. A verdict names entries and never
 * quotes what stands in them; what an entry should have been is the schema's own description of it.
 */
import { readFileSync } from 'node:fs';
import type { DefinedError, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { AgreementContent, ColumnSpecs } from './types.ts';
import type { Path, Problem } from './yaml.ts';

/** Where the schema lies, for editors and for people who write an agreement. */
export const SCHEMA_URL = new URL('./agreement.schema.json', import.meta.url);

interface Validators {
  readonly agreement: ValidateFunction<AgreementContent>;
  readonly columns: ValidateFunction<ColumnSpecs>;
}

let validators: Validators | undefined;

function compiled(): Validators {
  if (validators === undefined) {
    const schema = JSON.parse(readFileSync(SCHEMA_URL, 'utf8')) as { $id: string };
    const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true, strictRequired: false });
    validators = {
      agreement: ajv.compile<AgreementContent>(schema),
      columns: ajv.compile<ColumnSpecs>({ $ref: `${schema.$id}#/$defs/columns` }),
    };
  }
  return validators;
}

/** Everything about an agreement that its schema finds wrong; when nothing is, the content has that type. */
export const agreementProblems = (content: unknown): Problem[] => problems(compiled().agreement, content);

/** The same for the body of one agency's columns. */
export const columnsProblems = (content: unknown): Problem[] => problems(compiled().columns, content);

function problems(validate: ValidateFunction, content: unknown): Problem[] {
  if (validate(content)) return [];
  const errors = (validate.errors ?? []) as DefinedError[];
  return errors.filter(({ keyword }) => keyword !== 'if').map((error) => problem(error, content));
}

function problem(error: DefinedError, content: unknown): Problem {
  const path = pointer(error.instancePath, content);
  const name = inWords(path);
  const meant = describe(error);
  switch (error.keyword) {
    case 'required':
      return { path, sentence: `${name} lacks "${error.params.missingProperty}"` };
    case 'additionalProperties': {
      const extra = error.params.additionalProperty;
      const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
      return {
        path: [...path, extra],
        atKey: true,
        sentence: `"${extra}" is not an entry that ${name} can have (it can have: ${known.join(', ')})`,
      };
    }
    case 'propertyNames':
      return {
        path: [...path, error.params.propertyName],
        atKey: true,
        sentence: `${name} has a name that is not an id`,
      };
    case 'minItems':
      return { path, sentence: `${name} needs at least ${error.params.limit}${meant}` };
    case 'minProperties':
      return { path, sentence: `${name} is empty${meant}` };
    case 'maxLength':
      return { path, sentence: `${name} is longer than ${error.params.limit} characters` };
    case 'type':
      return {
        path,
        sentence: `${name} must be ${TYPES[String(error.params.type)] ?? 'of another type'}${meant}`,
      };
    default:
      return { path, sentence: `${name} is not right${meant}` };
  }
}

/** What a schema calls a type, as a person would. */
const TYPES: Record<string, string> = {
  object: 'a group of entries (name: value)',
  array: 'a list',
  string: 'text (put numbers, dates and true or false in quotes)',
  integer: 'a whole number',
  boolean: 'true or false',
  'string,null': 'text or null',
};

function describe(error: DefinedError): string {
  const meant: unknown = error.parentSchema?.description;
  return typeof meant === 'string' ? `; it is for: ${meant}` : '';
}

/** A JSON pointer as a path: a step is a number only where the content has a list. */
function pointer(instancePath: string, content: unknown): Path {
  let node = content;
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(node) ? Number(name) : name;
      node = (node as Record<string | number, unknown> | undefined)?.[key];
      return key;
    });
}

/** A path as an IG lead would say it: `flows[2].to`, counting list items from 1. */
export function inWords(path: Path): string {
  const words = path.map((step, index) => {
    if (typeof step === 'number') return `[${step + 1}]`;
    return index === 0 ? step : `.${step}`;
  });
  return words.length === 0 ? 'the file' : words.join('');
}
