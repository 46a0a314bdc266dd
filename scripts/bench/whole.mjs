// The whole run under one agreement: four extracts into tokens and events, handed over, linked, every indicator counted,
// and the report. Each step is the one that its command takes, in the workspace of the party that takes it.
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { systemAmbient } from '../../dist/ambient.js';
import { countCatalogue } from '../../dist/analyse/index.js';
import {
  openShare,
  openWorkspace,
  ownPackage,
  receivedHere,
  receivedPackage,
  sealPackage,
} from '../../dist/custody/index.js';
import { ensureDirectory } from '../../dist/files/index.js';
import { shippedIndicators } from '../../dist/indicators/index.js';
import { link } from '../../dist/linkage/index.js';
import { pseudonymise } from '../../dist/pseudonymise/index.js';
import { issueReport, prepare } from '../../dist/report/index.js';
import { AGENCY_IDS } from '../../dist/synthesise/index.js';
import { report } from './measure.mjs';

const MEGABYTES = 2000;
const [folder, population, cores] = process.argv.slice(2);
const threads = Number(cores);
const open = (party) => openWorkspace(join(folder, party), systemAmbient);

/** Seals a package, carries it, and opens it at the other end. */
async function hand(from, path, to) {
  const { file } = await sealPackage(from, path, to);
  const inbox = join(folder, to, 'inbox');
  await ensureDirectory(inbox);
  await cp(file, join(inbox, basename(file)));
  await openShare(await open(to), join(inbox, basename(file)), { replace: false });
}

await report(async () => {
  const steps = {};
  const timed = async (name, work) => {
    const before = process.cpuUsage();
    const done = await work();
    const { user, system } = process.cpuUsage(before);
    steps[name] = (steps[name] ?? 0) + (user + system) / 1e6;
    return done;
  };
  let rows = 0;
  for (const agency of AGENCY_IDS) {
    const workspace = await open(agency);
    const extract = join(population, `${agency}.csv`);
    const made = await timed('pseudonymise', () =>
      pseudonymise(workspace, { extract, replace: false, threads }),
    );
    rows += made.rows;
    await timed('hand over', async () => {
      await hand(workspace, ownPackage(workspace.paths, agency, 'tokens'), 'linkage-unit');
      await hand(workspace, ownPackage(workspace.paths, agency, 'events'), 'analyst');
    });
  }
  const unit = await open('linkage-unit');
  const options = { packages: [], refit: false, threads, memoryMegabytes: MEGABYTES };
  const { quality } = await timed('link', () => link(unit, options));
  await timed('hand over', () => hand(unit, receivedPackage(unit.paths, 'linkage-unit', 'links'), 'analyst'));
  const analyst = await open('analyst');
  const { agreement, ambient, paths } = analyst;
  const context = { agreement, ambient, paths, engine: { threads, memoryMegabytes: MEGABYTES } };
  const counted = await timed('count every indicator', async () =>
    countCatalogue({ ...context, received: await receivedHere(analyst) }, shippedIndicators()),
  );
  await timed('report', async () => {
    await prepare(analyst, {});
    await issueReport(analyst);
  });
  return { rows, localPeople: quality.localPeople, indicators: counted.length, steps };
});
