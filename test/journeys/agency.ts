/** An agency ready to work: a workspace from a demonstration, and extracts of invented rows for it. */
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PARTIES } from '../../src/demo/index.ts';
import { facts, type RunOptions } from './cli.ts';
import { demonstration } from './demonstration.ts';

/** Stands in every row of {@link Agency.csv}: no person, place or program has it for a name. */
export const CANARY = 'Zzyzxcanary';

export interface Agency {
  /** The demonstration's folder, with every party's workspace in it. */
  readonly demo: string;
  /** A copy of the police's workspace in which nothing has been pseudonymised yet. */
  readonly workspace: (name: string) => string;
  readonly header: readonly string[];
  /** An extract with this many rows, each of a person of their own, as text. */
  readonly csv: (rows: number) => string;
}

/** The workspaces of all parties of a demonstration. */
export const partiesOf = (demo: string): string[] => PARTIES.map((party) => join(demo, party));

/** A small demonstration as its command plays it, in which the analyst has counted. */
export const counted =
  (options: RunOptions) =>
  (folder: string): Promise<unknown> =>
    facts(['demo', '--people', '300', '--no-report', '--out', folder], options);

/** Puts a demonstration under `path` and prepares the police from it. */
export async function policeAgency(
  path: string,
  play: (folder: string) => Promise<unknown> = demonstration,
): Promise<Agency> {
  const demo = join(path, 'northmere');
  await play(demo);
  const extract = readFileSync(join(demo, 'population', 'police.csv'), 'utf8');
  const header = extract.slice(extract.charCodeAt(0) === 0xfeff ? 1 : 0, extract.search(/\r?\n/)).split(',');
  return {
    demo,
    header,
    workspace: (name) => {
      const copy = join(path, name);
      cpSync(join(demo, 'police'), copy, { recursive: true });
      rmSync(join(copy, 'work'), { recursive: true });
      return copy;
    },
    csv: (rows) => {
      const lines = Array.from({ length: rows }, (_, n) => rowOf(header, n).join(','));
      return `${[header.join(','), ...lines].join('\n')}\n`;
    },
  };
}

function rowOf(header: readonly string[], n: number): string[] {
  const cells: Record<string, string> = {
    PERSON_URN: `N${String(n).padStart(8, '0')}`,
    INCIDENT_NO: `NM${String(n).padStart(8, '0')}`,
    ROLE: 'VIC',
    SURNAME: CANARY,
    FORENAME_1: `Forename${n}`,
    DOB: `${String(1 + (n % 28)).padStart(2, '0')}/03/${1940 + (n % 60)}`,
    SEX: 'F',
    INCIDENT_DATE: '02/02/2025',
    OFFENCE: 'Harassment',
    DA_FLAG: 'Y',
  };
  return header.map((name) => cells[name] ?? '');
}

/** Everything under a workspace's `work/`, folders too, sorted; empty where there is none. */
export function workOf(workspace: string): string[] {
  try {
    return readdirSync(join(workspace, 'work'), { recursive: true, encoding: 'utf8' }).sort();
  } catch {
    return [];
  }
}
