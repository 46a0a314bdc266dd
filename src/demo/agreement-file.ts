/** The invented agreement, completed with the parties' public keys and put in force from today. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { makeSignature, parseAgreement, withSignatures } from '../agreement/index.ts';
import { type PartyKeys, readPartyId, readSigner, workspacePaths } from '../custody/index.ts';
import { writeFileAtomically } from '../files/index.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Days from the start of the demonstration until review and until the end. */
const REVIEW_DAYS = 300;
const LAST_DAYS = 365;

/** The agreement's text with public keys and dates filled in, comments kept. Without a check value it is still a draft. */
export function completedAgreement(
  text: string,
  keys: readonly PartyKeys[],
  now: Date,
  keyCheck?: string,
): string {
  const document = parseDocument(text);
  const parties = (document.toJS() as { parties: { id: string }[] }).parties;
  for (const { id, log, sealing } of keys) {
    document.setIn(['parties', parties.findIndex((party) => party.id === id), 'keys'], { log, sealing });
  }
  document.setIn(['about', 'status'], keyCheck === undefined ? 'draft' : 'active');
  document.setIn(['about', 'effective'], `${day(now, 0)}T00:00:00Z`);
  document.setIn(['about', 'review'], day(now, REVIEW_DAYS));
  document.setIn(['about', 'expires'], `${day(now, LAST_DAYS)}T23:59:59Z`);
  if (keyCheck !== undefined) document.setIn(['linkage', 'key-check'], keyCheck);
  return document.toString({ lineWidth: 0 });
}

const day = (now: Date, days: number): string =>
  new Date(now.getTime() + days * DAY).toISOString().slice(0, 10);

/**
 * Puts an agreement into the workspaces of all its parties with everybody's signature under it, as if each had
 * signed and handed its copy on: for tests and measurements that begin where the agreement stands. No log knows of it.
 */
export async function signEverywhere(text: string, folders: readonly string[]): Promise<string> {
  const agreement = parseAgreement(text, 'agreement.yaml');
  const signatures = await Promise.all(
    folders.map(async (folder) =>
      makeSignature(agreement, await readPartyId(folder), await readSigner(workspacePaths(folder))),
    ),
  );
  const signed = withSignatures(text, signatures, 'agreement.yaml');
  for (const folder of folders) {
    await writeFileAtomically(join(folder, 'agreement.yaml'), signed, { replace: true });
  }
  return signed;
}

/** {@link signEverywhere} for an agreement that was edited in one of the workspaces, the first. */
export const signAnew = async (folders: readonly string[]): Promise<string> =>
  signEverywhere(await readFile(join(folders[0]!, 'agreement.yaml'), 'utf8'), folders);
