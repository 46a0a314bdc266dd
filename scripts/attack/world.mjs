/**
 * What is attacked: an invented population, the extracts of four agencies, and the packages that they make of them
 * as the command does, under two agreements over the same people. With it, what only the judge knows: whose each
 * record is.
 */
import { createReadStream } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { columnsOf } from '../../dist/agreement/index.js';
import { systemAmbient } from '../../dist/ambient.js';
import {
  createParty,
  newProjectKey,
  openWorkspace,
  readProjectKey,
  readReferenceSecret,
  referenceHasher,
} from '../../dist/custody/index.js';
import { completedAgreement } from '../../dist/demo/agreement-file.js';
import {
  ensureDirectory,
  ensurePrivateDirectory,
  isRejection,
  openExtract,
  readRows,
} from '../../dist/files/index.js';
import { PartEncoder } from '../../dist/pseudonymise/encode.js';
import { loadScheme, pseudonymise } from '../../dist/pseudonymise/index.js';
import { cellStandardiser } from '../../dist/standardise/index.js';
import { AGENCY_IDS, synthesise } from '../../dist/synthesise/index.js';
import { plantCanaries } from './canary.mjs';

/** The agreement's id as the population's file has it, and the other one. */
const AGREEMENTS = { first: 'ISA-2026-001', second: 'ISA-2026-002' };

const KEYS = ['id.json', 'log.key', 'sealing.key', 'reference.key', 'project.key'];

/**
 * @typedef {object} LocalPerson
 * @property {string} agency
 * @property {number} row of the first row about them in the extract
 * @property {number} person their number in the register, from 0; -1 for a planted one
 * @property {{ first: string, second: string }} references under either agreement
 */

/**
 * @param {{ people: number, seed: number, folder: string, threads: number, say: (text: string) => void }} options
 */
export async function makeWorld({ people, seed, folder, threads, say }) {
  const population = join(folder, 'population');
  say(`inventing ${people} people`);
  await synthesise({ people, seed, out: population });
  const canaries = [];
  const packages = { first: [], second: [] };
  const locals = [];
  const persons = await personsOf(join(population, 'truth', 'records.csv'));
  let project;
  for (const agency of AGENCY_IDS) {
    say(`${agency}: making tokens and events under two agreements`);
    const workspaces = await workspacesOf(agency, folder);
    const extract = join(population, `${agency}.csv`);
    canaries.push(...(await plantCanaries(extract, agency, columnsOf(workspaces.first.agreement, agency))));
    for (const which of ['first', 'second']) {
      await pseudonymise(workspaces[which], { extract, replace: false, threads });
      packages[which].push(packageOf(workspaces[which], agency));
    }
    locals.push(...(await localsOf(agency, extract, workspaces, persons)));
    project ??= await readProjectKey(workspaces.first);
  }
  return {
    folder,
    people,
    seed,
    packages,
    locals,
    canaries,
    project,
    agreement: AGREEMENTS.first,
    scheme: schemeHere(),
  };
}

const schemeHere = () => loadScheme('standard-1');

const packageOf = ({ paths }, agency) => ({
  agency,
  file: join(paths.work, agency, 'tokens', 'tokens.csv'),
  events: join(paths.work, agency, 'events', 'events.csv'),
});

/** An agency's workspaces, one for each agreement, with the same keys in both. */
async function workspacesOf(agency, folder) {
  const [first, second] = ['first', 'second'].map((which) => join(folder, which, agency));
  const project = join(folder, 'first', AGENCY_IDS[0], 'party', 'project.key');
  await ensureDirectory(first);
  const keys = [await createParty(first, agency, systemAmbient)];
  const text = await readFile(join(folder, 'population', 'agreement.yaml'), 'utf8');
  const write = (to, id, check) =>
    writeFile(
      join(to, 'agreement.yaml'),
      completedAgreement(text, keys, systemAmbient.now(), check).replaceAll(AGREEMENTS.first, id),
    );
  await write(first, AGREEMENTS.first);
  if (agency === AGENCY_IDS[0]) {
    const check = await newProjectKey(await openWorkspace(first, systemAmbient));
    await writeFile(join(folder, 'key-check'), check);
  } else await cp(project, join(first, 'party', 'project.key'));
  const check = await readFile(join(folder, 'key-check'), 'utf8');
  await write(first, AGREEMENTS.first, check);
  await ensurePrivateDirectory(join(second, 'party'));
  for (const key of KEYS) await cp(join(first, 'party', key), join(second, 'party', key));
  await write(second, AGREEMENTS.second, check);
  return {
    first: await openWorkspace(first, systemAmbient),
    second: await openWorkspace(second, systemAmbient),
  };
}

/** The truth: agency and local id to the person's number. */
async function personsOf(file) {
  const persons = new Map();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [agency, id, person] = line.split(',');
    if (agency !== 'agency') persons.set(`${agency} ${id}`, Number(person.slice(1)) - 1);
  }
  return persons;
}

/** @returns {Promise<LocalPerson[]>} in the order of the extract */
async function localsOf(agency, file, workspaces, persons) {
  const extract = await openExtract(file);
  const plan = columnsOf(workspaces.first.agreement, agency);
  const { source } = plan.find(({ as }) => as.identifier === 'local-person-id');
  const place = extract.header.indexOf(source);
  const references = {
    first: await referencer(workspaces.first),
    second: await referencer(workspaces.second),
  };
  const locals = new Map();
  for await (const row of readRows(extract)) {
    if (isRejection(row) || locals.has(row.cells[place])) continue;
    const id = row.cells[place];
    locals.set(id, {
      agency,
      row: row.row,
      person: persons.get(`${agency} ${id}`) ?? -1,
      references: { first: references.first(id), second: references.second(id) },
    });
  }
  return [...locals.values()];
}

/** From a local id to its record reference, as the written rule has it. */
async function referencer(workspace) {
  const secret = await readReferenceSecret(workspace);
  const hasher = referenceHasher(secret, workspace.agreement.about.id, 'person');
  const standardise = cellStandardiser({ identifier: 'local-person-id' }, new Date(0));
  const encoder = new PartEncoder();
  return (id) => {
    encoder.start();
    encoder.add('id');
    encoder.add(standardise(id).values[0].exact);
    return hasher.reference(encoder.bytes());
  };
}
