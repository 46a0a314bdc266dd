/** An agency at work in tests: the police of the example agreement, with a project key and an extract. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newProjectKey, ownPackage, type Workspace } from '../../src/custody/index.ts';
import { type Pseudonymised, type PseudonymiseOptions, pseudonymise } from '../../src/pseudonymise/index.ts';
import { makeWorld, type World } from '../custody/world.ts';
import { csvOf, scratch } from './helpers.ts';

export const POLICE_HEADER = [
  ...['PERSON_URN', 'SURNAME', 'FORENAME', 'DOB', 'PC', 'INCIDENT_DATE', 'ROLE', 'OFFENCE', 'INCIDENT_NO'],
  ...['OTHER_URN', 'MARAC', 'NOTES', 'PROT'],
];

/** A row of the police's extract; what is not said is an ordinary row of an invented person. */
export function policeRow(said: Readonly<Record<string, string>> = {}): string[] {
  const ordinary: Record<string, string> = {
    PERSON_URN: 'P1',
    SURNAME: 'Quill',
    FORENAME: 'Maria',
    DOB: '23/11/1987',
    PC: 'ZE3 9JZ',
    INCIDENT_DATE: '05/04/2025',
    ROLE: 'VIC',
    OFFENCE: 'assault',
    INCIDENT_NO: 'NM/25/1',
    OTHER_URN: '',
    MARAC: 'N',
    NOTES: 'seen at home',
    PROT: '',
  };
  for (const name of Object.keys(said)) if (!(name in ordinary)) throw new Error(`no column ${name}`);
  return POLICE_HEADER.map((name) => said[name] ?? ordinary[name]!);
}

export const policeCsv = (...rows: readonly Readonly<Record<string, string>>[]): string =>
  csvOf(rows.map(policeRow), POLICE_HEADER);

/** Five people: one of them protected, one only in a row that is rejected. */
export const PEOPLE = policeCsv(
  { PERSON_URN: 'P1', OTHER_URN: 'P2' },
  { PERSON_URN: 'P2', OTHER_URN: 'P1', SURNAME: 'Moss', FORENAME: 'Ivan', ROLE: 'SUS' },
  { PERSON_URN: 'P1', INCIDENT_DATE: '01/01/2020' },
  { PERSON_URN: 'P3', INCIDENT_DATE: 'soon' },
  { PERSON_URN: 'P4', SURNAME: 'Hale', PROT: 'Y' },
  { PERSON_URN: 'P4', SURNAME: 'Hale' },
  {
    PERSON_URN: 'P5',
    SURNAME: 'Okafor',
    FORENAME: 'Ada',
    MARAC: 'Y',
    DOB: '01/01/1900',
    OFFENCE: 'threat, "loud"',
  },
);

/** A world in which the police hold the project key. */
export async function worldWithKey(): Promise<World> {
  const world = await makeWorld();
  const check = await newProjectKey(await world.open('police'));
  await world.amend('residual-encodings', `key-check: "${check}"\n  residual-encodings`);
  return world;
}

export async function fileOf(content: string | Uint8Array, name = 'police.csv'): Promise<string> {
  const path = join(await scratch(), name);
  await writeFile(path, content);
  return path;
}

/** Pseudonymises an extract in the workspace of the police. */
export async function police(
  world: World,
  content: string | Uint8Array,
  options: Partial<PseudonymiseOptions> & { readonly at?: string } = {},
): Promise<Pseudonymised> {
  const { at, ...rest } = options;
  const extract = await fileOf(content);
  return pseudonymise(await world.open('police', at), { extract, replace: false, threads: 1, ...rest });
}

export const packageFolder = (workspace: Workspace, what: 'tokens' | 'events'): string =>
  ownPackage(workspace.paths, workspace.party.id, what);
