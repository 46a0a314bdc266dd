/** What the schema cannot see about an agency's columns: treatments that fit, names that are free, formats that can be read. */
import { ThroughlineError } from '../errors.ts';
import { compileDateFormat, IDENTIFIER_KINDS } from '../standardise/index.ts';
import { AGE_BANDS } from './age-bands.ts';

import { inWords } from './schema.ts';
import type { AttributeSpec, ColumnSpec, ColumnSpecs, EventSpec, FlagSpec, IdentifierSpec } from './types.ts';
import { AREA_WORDS, EVENT_FIELDS, type EventField, type EventTreatment, FLAGS, ROLES } from './words.ts';
import type { Path, Problem } from './yaml.ts';

/** Treatments that fit each event field. Only a keyed reference ever ties rows of an event together. */
export const EVENT_TREATMENTS: Readonly<Record<EventField, readonly EventTreatment[]>> = {
  date: ['keep', 'month'],
  'end-date': ['keep', 'month'],
  type: ['keep', 'code'],
  role: ['keep', 'code'],
  outcome: ['keep', 'code'],
  risk: ['keep', 'code'],
  case: ['reference'],
  household: ['reference'],
  counterparty: ['reference'],
};

/** Identifiers of which a person has one at a time, so that two columns of them would be a mistake. */
const ONCE_ONLY: readonly string[] = [
  'local-person-id',
  'nhs-number',
  'upn',
  'pnc-id',
  'national-insurance-number',
  'full-name',
  'forename',
  'surname',
  'date-of-birth',
  'sex',
  'postcode',
  'uprn',
];

/** Names an attribute cannot have: they would read as an identifier or as a column the packages already have. */
const TAKEN = new Set<string>([
  ...IDENTIFIER_KINDS,
  ...EVENT_FIELDS,
  ...FLAGS,
  ...[
    'name',
    'first-name',
    'last-name',
    'family-name',
    'given-name',
    'maiden-name',
    'alias',
    'dob',
    'birth-date',
  ],
  ...['address', 'street', 'telephone', 'mobile', 'e-mail', 'nhs', 'nino', 'pnc', 'urn'],
  ...['reference', 'person', 'person-id', 'agency', 'month', 'band', 'presence'],
]);

/** Everything wrong with one agency's columns, whose shape the schema has accepted; `at` is where they stand. */
export function columnProblems(specs: ColumnSpecs, at: Path = []): Problem[] {
  const entries = Object.entries(specs);
  return [
    ...entries.flatMap(([key, spec]) =>
      oneColumn(spec).map((words) => {
        const path = [...at, key];
        return { path, sentence: `${inWords(path)} ${words}` };
      }),
    ),
    ...repeats(entries, at),
    ...keptIdentifiers(entries, at),
  ];
}

/** A column that names people, or that is dropped, must not leave as it is under another entry's name. */
function keptIdentifiers(entries: readonly [string, ColumnSpec][], at: Path): Problem[] {
  const source = ([key, spec]: readonly [string, ColumnSpec]): string =>
    ('from' in spec ? spec.from : undefined) ?? key;
  const treatOf = (spec: ColumnSpec): string | undefined => ('treat' in spec ? spec.treat : undefined);
  const hidden = new Set(
    entries.filter(([, spec]) => spec.identifier !== undefined || treatOf(spec) === 'drop').map(source),
  );
  return entries.flatMap((entry): Problem[] => {
    const [key, spec] = entry;
    if (treatOf(spec) !== 'keep' || !hidden.has(source(entry))) return [];
    const path = [...at, key];
    return [{ path, sentence: `${inWords(path)} would keep a column that is an identifier or is dropped` }];
  });
}

function oneColumn(spec: ColumnSpec): string[] {
  if (spec.identifier !== undefined) return [...dated(spec), ...identifier(spec)];
  if (spec.event !== undefined) return [...fixed(spec), ...dated(spec), ...event(spec), ...looksLike(spec)];
  if (spec.attribute !== undefined)
    return [...fixed(spec), ...dated(spec), ...attribute(spec), ...looksLike(spec)];
  if (spec.flag !== undefined) return flag(spec);
  return [];
}

function fixed({ value, from, map, format }: EventSpec | AttributeSpec): string[] {
  if (value === undefined) return [];
  const found: string[] = [];
  if (from !== undefined) found.push('has both "from" and "value": a fixed value needs no column');
  if (map !== undefined || format !== undefined) {
    found.push('has a fixed value, which needs no "map" and no "format": write the value as it is to be');
  }
  return found;
}

/** An exception from the search for identifiers that were left in, which looks at text alone. */
function looksLike(spec: EventSpec | AttributeSpec): string[] {
  const isDate = spec.event === 'date' || spec.event === 'end-date';
  const searched = spec.treat === 'keep' && spec.value === undefined && !isDate;
  return spec['looks-like'] === undefined || searched
    ? []
    : ['can have "looks-like" only where the text of a column is kept'];
}

function dated({ format, pivot }: { format?: string; pivot?: number }): string[] {
  const fault = format === undefined ? undefined : dateFormatFault(format, pivot);
  return fault === undefined ? [] : [fault];
}

function identifier(spec: IdentifierSpec): string[] {
  const kind = spec.identifier;
  return [
    kind === 'date-of-birth' && spec.format === undefined && 'is a date and needs its "format"',
    kind !== 'date-of-birth' && spec.format !== undefined && 'is not a date and can have no "format"',
    kind !== 'other' && spec.name !== undefined && 'can have a "name" only where the identifier is other',
    kind !== 'postcode' &&
      kind !== 'phone' &&
      spec.country !== undefined &&
      'can have a "country" only where it is a postcode or a phone number',
    kind !== 'nhs-number' &&
      spec['test-range'] !== undefined &&
      'can have "test-range" only where it is an nhs-number',
  ].filter((words) => words !== false);
}

function event(spec: EventSpec): string[] {
  const field = spec.event;
  const constant = spec.value !== undefined;
  const isDate = field === 'date' || field === 'end-date';
  const allowed = EVENT_TREATMENTS[field];
  const found: string[] = [];
  if (constant && (isDate || allowed[0] === 'reference'))
    found.push(`cannot be the same ${field} for every row`);
  if (!constant && spec.treat === undefined) found.push(`needs a "treat": ${allowed.join(' or ')}`);
  if (spec.treat !== undefined && !allowed.includes(spec.treat)) {
    found.push(`cannot be treated so: for ${field} it is ${allowed.join(' or ')}`);
  }
  if (isDate && spec.format === undefined) found.push('is a date and needs its "format"');
  if (!isDate && spec.format !== undefined) found.push('is not a date and can have no "format"');
  if (!constant) found.push(...mapFits(spec));
  if (field === 'role') {
    const given = [...Object.values(spec.map ?? {}), ...(spec.value === undefined ? [] : [spec.value])];
    if (!given.every((word) => ROLES.some((role) => role === word))) {
      found.push(`gives a role that there is not: the roles are ${ROLES.join(', ')}`);
    }
  }
  return found;
}

function attribute(spec: AttributeSpec): string[] {
  const found: string[] = [];
  const { treat, attribute: name } = spec;
  if (TAKEN.has(name))
    found.push('has an attribute name that reads as an identifier or is taken: choose another');
  if (spec.value !== undefined && treat !== 'keep') found.push('has a fixed value, which is treated keep');
  if (treat === 'band' && spec.bands === undefined)
    found.push('is treated band and needs the name of its "bands"');
  if (spec.bands !== undefined && treat !== 'band') found.push('has "bands" without being treated band');
  if (spec.bands !== undefined && !Object.hasOwn(AGE_BANDS, spec.bands)) {
    found.push(`names bands that there are not: there are ${Object.keys(AGE_BANDS).join(', ')}`);
  }
  if (treat === 'month' && spec.format === undefined) found.push('is a date and needs its "format"');
  if (spec.format !== undefined && treat !== 'month' && treat !== 'band') {
    found.push('can have a "format" only where it is treated month or band');
  }
  if (treat === 'area') found.push(...area(spec));
  else if (spec.areas !== undefined) found.push('has "areas" without being treated area');
  if (treat !== 'area') found.push(...mapFits(spec));
  return found;
}

/** An area says no more than whether it is the same one, whichever way it is worked out. */
function area(spec: AttributeSpec): string[] {
  if ((spec.areas === undefined) === (spec.map === undefined)) {
    return ['is treated area and needs either "areas" (postcode districts) or a "map"'];
  }
  const words = Object.values(spec.map ?? {});
  return words.every((word) => AREA_WORDS.includes(word))
    ? []
    : [`may say only ${AREA_WORDS.map((word) => `"${word}"`).join(', ')} of an area`];
}

function flag(spec: FlagSpec): string[] {
  return Object.values(spec.map).every((word) => word === 'yes' || word === 'no')
    ? []
    : ['may map to "yes" or "no" only'];
}

function mapFits(spec: EventSpec | AttributeSpec): string[] {
  if (spec.treat === 'code' && spec.map === undefined) return ['is treated code and needs its "map"'];
  if (spec.treat !== 'code' && spec.map !== undefined) return ['has a "map" without being treated code'];
  return [];
}

function repeats(entries: readonly [string, ColumnSpec][], at: Path): Problem[] {
  const seen = new Set<string>();
  const found: Problem[] = [];
  for (const [key, spec] of entries) {
    const what = uniqueName(spec);
    if (what === undefined) continue;
    const path = [...at, key];
    if (seen.has(what)) found.push({ path, sentence: `${inWords(path)} gives ${what} a second time` });
    seen.add(what);
  }
  return found;
}

function uniqueName(spec: ColumnSpec): string | undefined {
  if (spec.event !== undefined) return `the event's ${spec.event}`;
  if (spec.attribute !== undefined) return `the attribute ${spec.attribute}`;
  if (spec.identifier === 'other') return `the other identifier ${spec.name ?? 'without a name'}`;
  return spec.identifier !== undefined && ONCE_ONLY.includes(spec.identifier)
    ? `the identifier ${spec.identifier}`
    : undefined;
}

/** What is wrong with a date format, or undefined. */
function dateFormatFault(format: string, pivot: number | undefined): string | undefined {
  try {
    compileDateFormat(format, pivot);
  } catch (error) {
    return error instanceof ThroughlineError && error.code === 'DATE_PIVOT'
      ? 'has a two-digit year and needs a "pivot": the last two digits that still belong to the 2000s'
      : 'has a format that cannot be read: write YYYY or YY, MMM, MM or M, DD or D once each, and separators';
  }
  return pivot !== undefined && /YYYY/.test(format) ? 'has a "pivot" without a two-digit year' : undefined;
}
