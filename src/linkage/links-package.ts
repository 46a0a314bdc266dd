/** The links package: record reference to person id, with the quality report and what changed since the links before. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPermit, type Permit } from '../agreement/index.ts';
import { type Hmac256, receivedPackage, type WorkspacePaths } from '../custody/index.ts';
import { fault, systemCode, unusable } from '../errors.ts';
import {
  csvLine,
  type DataPackage,
  isRejection,
  type Json,
  openExtract,
  openForWriting,
  readPackage,
  readRows,
  type TableField,
  verifyPackage,
  writePackage,
} from '../files/index.ts';
import type { ReferenceList } from './engines/engine.ts';
import { LargeMap, type Lookup } from './large-map.ts';
import type { ModelMark } from './model-file.ts';
import type { Change } from './person-ids.ts';
import type { Band } from './quality.ts';

export interface LinksTable {
  readonly agency: readonly string[];
  readonly reference: ReferenceList;
  readonly person: readonly string[];
  readonly band: readonly Band[];
  /** For each draw, the clusters of people in doubt, as the smallest position in each. */
  readonly draws: readonly ReadonlyMap<number, number>[];
  readonly draw: number;
}

/** Which model the links were made under. */
export type LinksModel = ModelMark & { readonly digest?: string };

const string = (name: string, description: string): TableField => ({ name, type: 'string', description });

/**
 * Writes links.csv, in order of agency and reference, changes.csv and the descriptor, into a stage. A draw is
 * empty where it comes out as assigned.
 */
export async function writeLinksPackage(
  permit: Permit,
  folder: string,
  links: LinksTable,
  changes: readonly Change[],
  report: { readonly quality: object; readonly weights: object; readonly model: LinksModel },
  hasher: Hmac256,
): Promise<string> {
  if (!isPermit(permit) || permit.operation.flow?.what !== 'links') {
    throw fault('PERMIT_MISSING', 'no permit was given for links', {
      hint: 'nothing was written; please report this line, which holds no personal value',
    });
  }
  const drawNames = Array.from({ length: links.draw }, (_, draw) => `draw_${draw + 1}`);
  const file = await openForWriting(join(folder, 'links.csv'));
  await file.write(csvLine(['agency', 'reference', 'person', 'band', ...drawNames]));
  const drawn = drawnIds(links, hasher);
  for (const [position, person] of links.person.entries()) {
    const draws = drawn.map((ids) => ids.get(position) ?? '');
    await file.write(
      `${links.agency[position]},${links.reference.at(position)},${person},${links.band[position]},${draws.join(',')}\n`,
    );
  }
  const written = await file.end();
  const changesFile = await openForWriting(join(folder, 'changes.csv'));
  await changesFile.write(csvLine(['change', 'person', 'before']));
  for (const { change, person, before } of changes)
    await changesFile.write(`${change},${person},${before}\n`);
  const changesWritten = await changesFile.end();
  const { digest } = await writePackage(folder, {
    name: 'links',
    title: 'Links: record reference to person id',
    description:
      'draw_1 to draw_20 are alternative assignments drawn from the model; empty where as assigned',
    resources: [
      {
        name: 'links',
        file: 'links.csv',
        ...written,
        fields: [
          string('agency', 'who made the record reference'),
          string('reference', 'record reference'),
          string('person', 'person id, under this agreement only'),
          string(
            'band',
            'how surely the record belongs with the others of the person: alone, high, fair or low',
          ),
          ...drawNames.map((name) => string(name, 'person id in this draw, where it differs')),
        ],
      },
      {
        name: 'changes',
        file: 'changes.csv',
        ...changesWritten,
        fields: [
          string('change', 'merge or split'),
          string('person', 'the id that stands now'),
          string('before', 'the id that stood before'),
        ],
      },
    ],
    throughline: { kind: 'links', agreement: permit.agreement, ...report } as unknown as {
      [name: string]: Json;
    },
  });
  return digest;
}

/** Ids of the drawn clusters that are not as assigned, by position. */
function drawnIds({ draws, person, reference }: LinksTable, hasher: Hmac256): ReadonlyMap<number, string>[] {
  const utf8 = new TextEncoder();
  return draws.map((draw) => {
    const members = new Map<number, number[]>();
    for (const [position, label] of draw) {
      const known = members.get(label);
      if (known) known.push(position);
      else members.set(label, [position]);
    }
    const sizeOf = new Map<string, number>();
    for (const position of draw.keys())
      sizeOf.set(person[position]!, (sizeOf.get(person[position]!) ?? 0) + 1);
    const ids = new Map<number, string>();
    for (const positions of members.values()) {
      const assigned = new Set(positions.map((position) => person[position]!));
      if (assigned.size === 1 && sizeOf.get([...assigned][0]!) === positions.length) continue;
      const id = hasher.reference(utf8.encode(`draw ${reference.at(Math.min(...positions))}`));
      for (const position of positions) ids.set(position, id);
    }
    return ids;
  });
}

const PERSON_ID = /^[0-9a-f]{32}$/;

/**
 * The person id by `agency reference` in the links that stand, none where there are none yet.
 *
 * @throws `LINKS_MISSHAPEN`, and what reading and verifying a package throws: links that were damaged are not passed over
 */
export async function linksBefore(paths: WorkspacePaths): Promise<Lookup<string, string>> {
  const before = new LargeMap<string, string>();
  const pkg = await standing(paths);
  if (pkg === undefined) return before;
  await verifyPackage(pkg);
  const extract = await openExtract(join(pkg.path, 'links.csv'));
  for await (const row of readRows(extract, { mayBeEmpty: true })) {
    if (isRejection(row)) continue;
    const [agency, reference, person] = row.cells;
    // What stood there would go on into the next links, and to the analyst.
    if (!PERSON_ID.test(person!)) {
      throw unusable('LINKS_MISSHAPEN', 'not an id of 32 small hexadecimal digits', {
        place: { file: join('links', 'links.csv'), row: row.row, column: 'person' },
        hint: 'ask who wrote into work/links; restore it from your backup, or remove it and link anew, when person ids may change',
      });
    }
    before.set(`${agency} ${reference}`, person!);
  }
  return before;
}

/**
 * The digest of the model that the links which stand were made under.
 *
 * @throws what reading a package throws
 */
export async function modelOfLinks(paths: WorkspacePaths): Promise<string | undefined> {
  const pkg = await standing(paths);
  return ((pkg?.throughline.model ?? {}) as Partial<LinksModel>).digest;
}

async function standing(paths: WorkspacePaths): Promise<DataPackage | undefined> {
  const folder = receivedPackage(paths, '', 'links');
  const stands = await lstat(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  return stands === undefined ? undefined : readPackage(folder);
}
