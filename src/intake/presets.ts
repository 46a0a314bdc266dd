/**
 * Columns sections for the usual exports of each service, as data with their public sources. A list of codes that
 * could not be had from a public source is left out, and the preset says so.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { type ColumnPlan, parseColumns } from '../agreement/index.ts';
import { unusable } from '../errors.ts';
import { headerWords, identifierMeant, yamlKey } from './suggest.ts';

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** The service whose exports it is for, in the agreement's words. */
  readonly service: string;
  readonly version: number;
  readonly sources: readonly { readonly what: string; readonly version: string; readonly where: string }[];
  /** What no public source could be had for, each a sentence. */
  readonly notSourced: readonly string[];
  readonly notes: readonly string[];
  /** Of each column with a map: what every code of it was held against, or why none could be. */
  readonly codes: Readonly<Record<string, { readonly held: string } | { readonly notHeld: string }>>;
  readonly columns: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

const FOLDER = new URL('presets/', import.meta.url);

/** The presets' names, sorted. */
export const PRESETS: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5))
  .sort();

/** @throws unusable `PRESET_UNKNOWN` */
export function loadPreset(id: string): Preset {
  if (!PRESETS.includes(id)) {
    throw unusable('PRESET_UNKNOWN', `no preset is called ${id}`, {
      hint: `use one of: ${PRESETS.join(', ')}`,
    });
  }
  return JSON.parse(readFileSync(new URL(`${id}.json`, FOLDER), 'utf8')) as Preset;
}

/** A preset for a service's exports, if there is one. */
export const presetFor = (service: string): Preset | undefined =>
  PRESETS.map(loadPreset).find((preset) => preset.service === service);

/**
 * A preset's columns as text. With the header of an extract its columns get the names that stand there, where they
 * say the same in other letters; what the extract lacks, or the preset does not name, stands as a comment.
 */
export function presetYaml(preset: Preset, header?: readonly string[]): string {
  const lines = [
    `# ${preset.title}: preset ${preset.id}, version ${preset.version}.`,
    ...preset.sources.map(({ what, version, where }) => `# Source: ${what} (${version}), ${where}`),
    ...preset.notSourced.map((text) => `# Not from a public source, so to be made true: ${text}`),
    ...preset.notes.map((text) => `# Note: ${text}`),
    ...Object.entries(preset.codes).map(([column, checked]) =>
      'held' in checked
        ? `# Codes of ${column}: held one by one against ${checked.held}`
        : `# Codes of ${column}: NOT CHECKED: ${checked.notHeld}`,
    ),
  ];
  const nameOf = (name: string): string | undefined =>
    header === undefined ? name : sameHeader(name, header);
  const named = new Set<string>();
  for (const [name, spec] of Object.entries(preset.columns)) {
    const { from } = spec;
    const source = 'value' in spec ? undefined : nameOf(typeof from === 'string' ? from : name);
    if (source !== undefined) named.add(source);
    const isThere = 'value' in spec || source !== undefined;
    const line =
      typeof from === 'string'
        ? `${yamlKey(name)}: ${flow({ ...spec, from: source ?? from })}`
        : `${yamlKey(source ?? name)}: ${flow(spec)}`;
    lines.push(isThere ? line : `# the extract has no such column: ${line}`);
  }
  for (const name of header ?? []) {
    if (!named.has(name)) {
      lines.push(`# the preset does not name it, so it is dropped: ${yamlKey(name)}: { treat: drop }`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The header that says what `name` says: in other letters, or as another name of the same identifier. */
function sameHeader(name: string, header: readonly string[]): string | undefined {
  const letters = (one: string): string => headerWords(one).replaceAll(' ', '');
  const same = header.find((one) => letters(one) === letters(name));
  const meant = identifierMeant(name);
  return same ?? (meant === undefined ? undefined : header.find((one) => identifierMeant(one) === meant));
}

/** A preset's columns for an extract with this header. */
export const presetColumns = (preset: Preset, header: readonly string[]): readonly ColumnPlan[] =>
  parseColumns(presetYaml(preset, header), `preset ${preset.id}`);

/** A value as YAML on one line. */
function flow(value: Json): string {
  if (typeof value === 'string')
    return /^[A-Za-z][A-Za-z/-]*$/.test(value) ? yamlKey(value) : JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, of]) => `${/^[a-z][a-z-]*$/.test(key) ? yamlKey(key) : JSON.stringify(key)}: ${flow(of)}`,
  );
  return `{ ${entries.join(', ')} }`;
}
