/**
 * The agreement's JSON Schema applied, and its verdicts in plain words. A verdict names entries and never
 * quotes what stands in them; what an entry should have been is the schema's own description of it.
 */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { compiledSchema } from '../files/index.ts';
import type { AgreementContent, AgreementSignature, ColumnSpecs } from './types.ts';
import type { Path, Problem, YamlFile } from './yaml.ts';

/** What an agreement file holds: what is signed, and under it the signatures. */
export type AgreementFile = AgreementContent & { readonly signatures?: readonly AgreementSignature[] };

const compiled = () => compiledSchema<{ agreement: AgreementFile; columns: ColumnSpecs }>('agreement');

/**
 * The file's content as an agreement. An entry that stands twice under `parties` is told alone: what else is wrong
 * comes of it, where somebody pasted the keys of a party below in place of under it.
 *
 * @throws `YAML_INVALID` with everything that the schema finds wrong
 */
export function agreementShape(file: YamlFile): AgreementFile {
  const again = repeatedParties(file.content);
  if (again.length > 0) throw file.fail(again);
  return shape(compiled().agreement, file);
}

/** The file's content as one agency's columns. @throws as {@link agreementShape}. */
export function columnsShape(file: YamlFile): ColumnSpecs {
  return shape(compiled().columns, file);
}

/** The content of any YAML file as its schema has it. @throws `YAML_INVALID` with everything that the schema finds wrong. */
export function shape<T>(validate: ValidateFunction<T>, file: YamlFile): T {
  const { content } = file;
  if (validate(content)) return content;
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  throw file.fail(errors.map((error) => problem(error, content)));
}

function problem({ keyword, params, parentSchema, instancePath }: ErrorObject, content: unknown): Problem {
  const path = pointer(instancePath, content);
  const name = inWords(path);
  const description: unknown = parentSchema?.description;
  const meant = typeof description === 'string' ? `; expected: ${description}` : '';
  const says = (words: string): Problem => ({ path, sentence: `${name} ${words}` });
  switch (keyword) {
    case 'required':
      return says(`lacks "${params.missingProperty}"`);
    case 'additionalProperties': {
      const extra = String(params.additionalProperty);
      const known = Object.keys(parentSchema?.properties ?? {}).join(', ');
      const sentence = `"${extra}" is not an entry that ${name} can have (it can have: ${known})`;
      return { path: [...path, extra], atKey: true, sentence };
    }
    case 'propertyNames':
      return {
        path: [...path, String(params.propertyName)],
        atKey: true,
        sentence: `${name} has a name that is not an id`,
      };
    case 'minItems':
      return says(`needs at least ${params.limit}${meant}`);
    case 'minProperties':
      return says(`is empty${meant}`);
    case 'maxLength':
      return says(`is longer than ${params.limit} characters`);
    case 'type':
      return says(`must be ${TYPES[String(params.type)] ?? 'of another type'}${meant}`);
    default:
      return says(`is not right${meant}`);
  }
}

function repeatedParties(content: unknown): Problem[] {
  const parties: unknown[] = isRecord(content) && Array.isArray(content.parties) ? content.parties : [];
  const ids = parties.map((party) => (isRecord(party) ? party.id : undefined));
  return ids.flatMap((id, at): Problem[] => {
    const first = ids.indexOf(id);
    if (typeof id !== 'string' || first === at) return [];
    const path = ['parties', at, 'id'];
    const sentence = `${inWords(path)} is the id of an earlier party: put its keys under ${inWords(['parties', first])}, and take this entry out`;
    return [{ path, sentence }];
  });
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

/** A JSON pointer as a path: a step is a number only where the content has a list. */
function pointer(instancePath: string, content: unknown): Path {
  const path: (string | number)[] = [];
  let node = content;
  for (const step of instancePath.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(node)) {
      path.push(Number(name));
      node = node[Number(name)];
    } else {
      path.push(name);
      node = isRecord(node) ? node[name] : undefined;
    }
  }
  return path;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A path as an IG lead would say it: `flows[2].to`, counting list items from 1. */
export function inWords(path: Path): string {
  const words = path.map((step, index) => {
    if (typeof step === 'number') return `[${step + 1}]`;
    return index === 0 ? step : `.${step}`;
  });
  return words.length === 0 ? 'the file' : words.join('');
}
