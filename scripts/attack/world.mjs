/**
 * What is attacked: an invented population, the extracts of four agencies, and the packages that they make of them
 * as the command does, under two agreements over the same people. With it, what only the judge knows: whose each
 * record is.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { columnsOf } from '../../dist/agreement/index.js';
import { systemAmbient } from '../../dist/ambient.js';
import {
  openWorkspace,
  readProjectKey,
  readReferenceSecret,
  referenceHasher,
} from '../../dist/custody/index.js';
import { isRejection, openExtract, readRows } from '../../dist/files/index.js';
import { PartEncoder } from '../../dist/pseudonymise/encode.js';
import { loadScheme, pseudonymise } from '../../dist/pseudonymise/index.js';
import { cellStandardiser } from '../../dist/standardise/index.js';
import { AGENCY_IDS, synthesise } from '../../dist/synthesise/index.js';
import { anotherPartnership, makePartnership } from '../partnership.mjs';
import { plantCanaries } from './canary.mjs';

/** The agreement's id as the population's file has it, and the other one. */
const AGREEMENTS = { first: 'ISA-2026-001', second: 'ISA-2026-002' };

/**
 * @typedef {object} LocalPerson
 * @property {string} agency
 * @property {string} id the agency's own
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
  const extracts = [];
  const persons = await personsOf(join(population, 'truth', 'records.csv'));
  const openBoth = await twoPartnerships(folder, population);
  let project;
  for (const agency of AGENCY_IDS) {
    say(`${agency}: making tokens and events under two agreements`);
    const workspaces = await openBoth(agency);
    const extract = join(population, `${agency}.csv`);
    const plan = columnsOf(workspaces.first.agreement, agency);
    canaries.push(...(await plantCanaries(extract, agency, plan)));
    extracts.push({ agency, path: extract, plan });
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
    extracts,
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

/** Two agreements between the same parties, with the same keys; opens an agency's workspaces under both. */
async function twoPartnerships(folder, population) {
  const [first, second] = ['first', 'second'].map((which) => join(folder, which));
  const text = await makePartnership(first, await readFile(join(population, 'agreement.yaml'), 'utf8'));
  await anotherPartnership(second, first, text.replaceAll(AGREEMENTS.first, AGREEMENTS.second));
  return async (agency) => ({
    first: await openWorkspace(join(first, agency), systemAmbient),
    second: await openWorkspace(join(second, agency), systemAmbient),
  });
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
      id,
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
