// Everything up to the first day of work, for measurements: keys, the project key at every agency, everybody's signature.
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { systemAmbient } from '../dist/ambient.js';
import { createParty, newProjectKey, openWorkspace } from '../dist/custody/index.js';
import { completedAgreement, PARTIES, signEverywhere } from '../dist/demo/index.js';
import { ensureDirectory, ensurePrivateDirectory } from '../dist/files/index.js';
import { AGENCY_IDS } from '../dist/synthesise/index.js';

const KEYS = ['id.json', 'log.key', 'sealing.key', 'reference.key'];
const workspaces = (folder) => PARTIES.map((party) => join(folder, party));
const keyFile = (folder, agency) => join(folder, agency, 'party', 'project.key');

/**
 * Makes a workspace for each party under `folder`.
 * @param {string} text the invented agreement as it stands before it is completed
 * @returns the agreement's text, completed and not yet signed
 */
export async function makePartnership(folder, text) {
  const keys = [];
  for (const party of PARTIES) {
    await ensureDirectory(join(folder, party));
    keys.push(await createParty(join(folder, party), party, systemAmbient));
  }
  const completed = (check) => completedAgreement(text, keys, systemAmbient.now(), check);
  await signEverywhere(completed(), workspaces(folder));
  const [first, ...others] = AGENCY_IDS;
  const check = await newProjectKey(await openWorkspace(join(folder, first), systemAmbient));
  for (const agency of others) await cp(keyFile(folder, first), keyFile(folder, agency));
  await signEverywhere(completed(check), workspaces(folder));
  return completed(check);
}

/** The same parties with the same keys in other workspaces, under another agreement that all have signed. */
export async function anotherPartnership(folder, from, text) {
  for (const party of PARTIES) {
    await ensurePrivateDirectory(join(folder, party, 'party'));
    const names = AGENCY_IDS.includes(party) ? [...KEYS, 'project.key'] : KEYS;
    for (const name of names) await cp(join(from, party, 'party', name), join(folder, party, 'party', name));
  }
  await signEverywhere(text, workspaces(folder));
}
