/** The invented agreement, completed with the parties' public keys and put in force from today. */
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
  for (const { id, log, witness, sealing } of keys) {
    const at = parties.findIndex((party) => party.id === id);
    document.setIn(['parties', at, 'keys'], { log, witness, sealing });
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
 * The text of an agreement with the signatures of the parties whose workspaces these are, as if each had signed its
 * copy and handed it on: for tests and measurements that begin where the agreement stands. No log knows of it.
 */
export async function signedBy(text: string, folders: readonly string[]): Promise<string> {
  const agreement = parseAgreement(text, 'agreement.yaml');
  const signatures = await Promise.all(
    folders.map(async (folder) =>
      makeSignature(agreement, await readPartyId(folder), await readSigner(workspacePaths(folder))),
    ),
  );
  return withSignatures(text, signatures, 'agreement.yaml');
}

/** {@link signedBy}, put into all those workspaces. */
export async function signEverywhere(text: string, folders: readonly string[]): Promise<void> {
  const signed = await signedBy(text, folders);
  for (const folder of folders) {
    await writeFileAtomically(workspacePaths(folder).agreement, signed, { replace: true });
  }
}
