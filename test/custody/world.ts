/** A small invented world for tests: workspaces with keys, one agreement that names them, packages to share. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import { type Agreement, readAgreement, reference } from '../../src/agreement/index.ts';
import type { Ambient } from '../../src/ambient.ts';
import { createParty, openWorkspace, type PartyKeys, type Workspace } from '../../src/custody/index.ts';
import { signEverywhere } from '../../src/demo/index.ts';
import { type DataPackage, digestOfFile, type TableField, writePackage } from '../../src/files/index.ts';
import { readEntries } from '../../src/sharelog/index.ts';

const EXAMPLE = new URL('../agreement/example.yaml', import.meta.url);

/** Chance that is the same in every run, and a clock that stands still. */
export function fixedAmbient(at = '2026-06-01T12:00:00Z', seed = 'seed'): Ambient {
  let count = 0;
  return {
    now: () => new Date(at),
    random(length) {
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; i += 32) {
        count += 1;
        bytes.set(
          createHash('sha256')
            .update(`${seed} ${count}`)
            .digest()
            .subarray(0, length - i),
          i,
        );
      }
      return bytes;
    },
  };
}

export interface World {
  readonly dir: string;
  readonly keys: ReadonlyMap<string, PartyKeys>;
  /** Opens a party's workspace, at the given time. */
  open(party: string, at?: string): Promise<Workspace>;
  /** The folder of a party's workspace. */
  of(party: string): string;
  /** Rewrites the agreement in every workspace by replacing a text that stands there so often, and has everybody sign that. */
  amend(find: string, replace: string, times?: number): Promise<void>;
  /** Takes everybody's signature away. */
  unsign(): Promise<void>;
  agreement(): Promise<Agreement>;
  /** Everything in a party's share log. */
  entries(party: string): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
}

const PARTIES = ['police', 'health', 'linkage-unit', 'analyst', 'auditor'];

/** The workspaces of parties under `dir`. */
const foldersIn = async (dir: string): Promise<string[]> =>
  (await readdir(dir))
    .sort()
    .map((id) => join(dir, id))
    .filter((folder) => existsSync(join(folder, 'party', 'id.json')));

/** A workspace for each party of the example agreement, with the agreement naming all their keys. */
async function makeTemplate(): Promise<{ dir: string; keys: ReadonlyMap<string, PartyKeys>; text: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'throughline-world-'));
  const keys = new Map<string, PartyKeys>();
  for (const id of PARTIES) {
    await mkdir(join(dir, id));
    keys.set(id, await createParty(join(dir, id), id, fixedAmbient(undefined, id)));
  }
  const text = withKeys(await readFile(EXAMPLE, 'utf8'), keys);
  await signEverywhere(text, await foldersIn(dir));
  return { dir, keys, text };
}

let template: ReturnType<typeof makeTemplate> | undefined;

/** A world of one's own: a copy, because making keys takes longer than a test should. */
export async function makeWorld(): Promise<World> {
  template ??= makeTemplate();
  const { dir: original, keys, text: unsigned } = await template;
  const dir = await mkdtemp(join(tmpdir(), 'throughline-world-'));
  await cp(original, dir, { recursive: true });
  let text = unsigned;
  const of = (party: string) => join(dir, party);
  return {
    dir,
    keys,
    of,
    open: (party, at) => openWorkspace(of(party), fixedAmbient(at, `${party} at work`)),
    async amend(find, replace, times = 1) {
      const found = text.split(find);
      if (found.length !== times + 1) {
        throw new Error(`"${find}" stands in the agreement ${found.length - 1} times`);
      }
      text = found.join(replace);
      await signEverywhere(text, await foldersIn(dir));
    },
    async unsign() {
      await Promise.all(
        (await foldersIn(dir)).map((folder) => writeFile(join(folder, 'agreement.yaml'), text)),
      );
    },
    agreement: () => readAgreement(join(of('police'), 'agreement.yaml')),
    async entries(party) {
      const found = [];
      for await (const { fields } of readEntries(join(of(party), 'log'))) found.push(fields);
      return found;
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

function withKeys(text: string, keys: ReadonlyMap<string, PartyKeys>): string {
  const doc = parseDocument(text);
  const parties = doc.get('parties');
  if (!isSeq(parties)) throw new Error('the example has no parties');
  for (const party of parties.items) {
    if (!isMap(party)) continue;
    const own = keys.get(String(party.get('id')));
    if (own !== undefined)
      party.set('keys', doc.createNode({ log: own.log, witness: own.witness, sealing: own.sealing }));
  }
  return doc.toString({ lineWidth: 0 });
}

export interface PackageSpec {
  readonly kind: string;
  readonly agency?: string;
  readonly fields: readonly string[];
  readonly rows: readonly string[];
}

export const TOKENS: PackageSpec = {
  kind: 'tokens',
  agency: 'police',
  fields: ['reference', 'surname.exact+date-of-birth.full', 'presence'],
  rows: ['00112233445566778899aabbccddeeff,0123456789abcdef,3', 'ffeeddccbbaa99887766554433221100,,1'],
};

export const EVENTS: PackageSpec = {
  kind: 'events',
  agency: 'police',
  fields: ['reference', 'date', 'type', 'role', 'marac-referral', 'case'],
  rows: ['00112233445566778899aabbccddeeff,2025-05-01,assault,victim,yes,ffeeddccbbaa99887766554433221100'],
};

/** Writes a package into the new folder `path`, made under the world's agreement unless said otherwise. */
export async function makePackage(
  agreement: Agreement,
  path: string,
  spec: PackageSpec,
  more: Record<string, string> = {},
): Promise<DataPackage> {
  const { kind, agency, fields, rows } = spec;
  await mkdir(path, { recursive: true });
  const file = `${kind}.csv`;
  await writeFile(join(path, file), `${[fields.join(','), ...rows].join('\n')}\n`);
  const digest = await digestOfFile(join(path, file));
  return writePackage(path, {
    name: kind,
    title: kind,
    resources: [
      { name: kind, file, ...digest, fields: fields.map((name): TableField => ({ name, type: 'string' })) },
    ],
    throughline: {
      kind,
      ...(agency === undefined ? {} : { agency }),
      agreement: reference(agreement),
      ...more,
    },
  });
}

/** Has a party's log say, once, that it made a package, or took it in, as a run of its own would. */
export async function logged(
  workspace: Workspace,
  { digest, throughline }: Pick<DataPackage, 'digest' | 'throughline'>,
  what: 'made' | 'received' = 'made',
): Promise<void> {
  const { id, version, digest: sha256 } = reference(workspace.agreement);
  for await (const { fields } of readEntries(workspace.log.folder)) {
    if ((fields.details as { package?: string } | undefined)?.package === digest) return;
  }
  const making = throughline.kind === 'links' ? 'combination' : 'alteration';
  await workspace.log.append([
    {
      type: what === 'received' ? 'collection' : making,
      phase: 'done',
      org: workspace.party.id,
      actorRole: workspace.party.part,
      isa: { id, version, sha256 },
      details: {
        flow: { from: throughline.agency ?? 'linkage-unit', what: throughline.kind ?? null },
        ...(what === 'received' ? { descriptor: digest } : { package: digest }),
      },
    },
  ]);
}

/** As {@link makePackage}, by a run that the log of `party` knows of. */
export async function makeLogged(
  world: World,
  path: string,
  spec: PackageSpec,
  { party = 'police', ...more }: Record<string, string> = {},
): Promise<DataPackage> {
  const pkg = await makePackage(await world.agreement(), path, spec, more);
  await logged(await world.open(party), pkg);
  return pkg;
}
