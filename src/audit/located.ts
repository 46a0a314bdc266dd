/** Which log a command is about, and what is known of it from elsewhere. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Agreement, readAgreement } from '../agreement/index.ts';
import { workspacePaths } from '../custody/index.ts';
import {
  archivedSizes,
  diskFiles,
  parseCheckpoint,
  parseVkey,
  type VerifyOptions,
} from '../sharelog/index.ts';
import { partyOfOrigin, policyUnder } from './partners.ts';
import { statedKeys } from './stated-keys.ts';

export interface LocatedLog {
  /** The log's folder. */
  readonly folder: string;
  /** The workspace that it lies in, where it lies in one. */
  readonly workspace?: string;
}

/** The log in `dir`, which may be a log's folder or a workspace; without `dir`, that of the workspace. */
export function locateLog(dir: string | undefined, workspace: string): LocatedLog {
  const own = workspacePaths(workspace).log;
  if (dir === undefined || resolve(dir) === own) return { folder: own, workspace };
  const asWorkspace = workspacePaths(resolve(dir)).log;
  const isWorkspace = !existsSync(join(dir, 'checkpoint')) && existsSync(asWorkspace);
  return isWorkspace ? { folder: asWorkspace, workspace: resolve(dir) } : { folder: resolve(dir) };
}

/** The file that remembers the head of a log, outside it. */
export const rememberedHead = ({ workspace }: LocatedLog): string | undefined =>
  workspace === undefined ? undefined : workspacePaths(workspace).head;

/** Whether the folder is the workspace of a party. */
export const isPartyHere = (workspace: string): boolean => existsSync(workspacePaths(workspace).identity);

/** The agreement in a workspace; undefined where it has none. @throws the errors of reading an agreement. */
export async function agreementIn(workspace: string): Promise<Agreement | undefined> {
  const path = workspacePaths(workspace).agreement;
  return existsSync(path) ? readAgreement(path) : undefined;
}

/**
 * What the agreement says of the log in `folder`: the party whose it claims to be, the key it should have, its
 * witnesses, and the key under which that party cosigns others. Nothing when the agreement names no such log.
 */
export async function agreedFor(
  agreement: Agreement | undefined,
  folder: string,
): Promise<Pick<VerifyOptions, 'agreed' | 'trustedVkey' | 'trustedPolicy' | 'ownWitness'>> {
  const origin = agreement === undefined ? undefined : await claimedOrigin(folder);
  if (agreement === undefined || origin === undefined) return {};
  const party = partyOfOrigin(agreement, origin);
  const vkey = party?.keys?.log;
  if (party === undefined || vkey === undefined) return {};
  return {
    agreed: party.id,
    trustedVkey: vkey,
    trustedPolicy: policyUnder(agreement, party.id, [parseVkey(vkey)], await statedKeys(agreement, folder)),
    ...(party.keys?.witness === undefined ? {} : { ownWitness: parseVkey(party.keys.witness) }),
  };
}

/** The name that a log gives itself, without checking that it may. */
export async function claimedOrigin(folder: string): Promise<string | undefined> {
  const [newest] = (await archivedSizes(folder)).slice(-1);
  for (const path of ['checkpoint', ...(newest === undefined ? [] : [`checkpoints/${newest}`])]) {
    try {
      const bytes = await diskFiles.read(join(folder, path), 1_000_000);
      if (bytes !== undefined) return parseCheckpoint(bytes).origin;
    } catch {
      // The next may say it.
    }
  }
  return undefined;
}
