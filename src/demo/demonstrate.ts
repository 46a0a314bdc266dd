/**
 * Plays the whole story: an invented population, four agencies, a linkage unit, an analyst and an auditor.
 * Every step is the one that its command takes, in the workspace of the party that takes it.
 */
import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Ambient } from '../ambient.ts';
import { agreedFor } from '../audit/index.ts';
import {
  createParty,
  newProjectKey,
  openShare,
  openWorkspace,
  ownPackage,
  type PartyKeys,
  receivedPackage,
  receiveFile,
  receiveProjectKey,
  sealPackage,
  sendProjectKey,
  signAgreement,
  type Workspace,
} from '../custody/index.ts';
import { unusable } from '../errors.ts';
import { ensureDirectory, writeFileAtomically } from '../files/index.ts';
import { type LinkResult, link } from '../linkage/index.ts';
import { pseudonymise } from '../pseudonymise/index.ts';
import { writeLinkagePage } from '../report/index.ts';
import { type LogReport, verifyLog } from '../sharelog/index.ts';
import { AGENCY_IDS, synthesise } from '../synthesise/index.ts';
import { completedAgreement } from './agreement-file.ts';
import { residentsCsv } from './residents.ts';
import { witnessEachOther } from './witnessing.ts';

export const PARTIES = [...AGENCY_IDS, 'linkage-unit', 'analyst', 'auditor'] as const;

export interface DemoOptions {
  readonly people: number;
  readonly seed: number;
  /** The folder to make; it must not exist. */
  readonly out: string;
  readonly threads: number;
  readonly memoryMegabytes: number;
  readonly ambient: Ambient;
  /** Told what happens, a sentence at a time. */
  readonly tell: (sentence: string) => void;
  readonly onStage?: (stage: string, done: number, of: number) => void;
}

/** What the auditor found in each party's share log. */
export type AuditedLogs = readonly { readonly party: string; readonly report: LogReport }[];

/**
 * The story up to the point where the analyst may count.
 *
 * @throws `OUTPUT_EXISTS` where `out` exists, and whatever a step throws
 */
export async function demonstrate(options: DemoOptions): Promise<LinkResult> {
  refuseEarlier(options.out);
  await invent(options);
  await agree(options);
  for (const agency of AGENCY_IDS) await hashAndSeal(options, agency);
  const result = await linkAndSeal(options);
  await witnessEachOther({ ...options, parties: PARTIES, witnesses: AGENCY_IDS });
  options.tell("the agencies have witnessed each other's share logs, and those of the others");
  return result;
}

function refuseEarlier(out: string): void {
  if (!existsSync(join(out, 'population'))) return;
  throw unusable('OUTPUT_EXISTS', 'a demonstration lies here already', {
    place: { file: out },
    hint: `remove the folder ${basename(out)}`,
  });
}

const open = ({ out, ambient }: DemoOptions, party: string): Promise<Workspace> =>
  openWorkspace(join(out, party), ambient);

async function invent({ out, people, seed, tell, onStage }: DemoOptions): Promise<void> {
  tell('inventing a population, and what four agencies know of it');
  await synthesise({
    people,
    seed,
    out: join(out, 'population'),
    badRows: true,
    onProgress: (done) => onStage?.('inventing people', done, people),
  });
  await writeFileAtomically(residentsFile(out), residentsCsv());
}

/** How many people live in the invented area, for the analyst to hold groups against. */
export const residentsFile = (out: string): string => join(out, 'population', 'residents.csv');

/** Keys, the agreement, and the project key from one agency to the others. */
async function agree(options: DemoOptions): Promise<void> {
  const { out, ambient, tell } = options;
  const keys: PartyKeys[] = [];
  for (const party of PARTIES) {
    await ensureDirectory(join(out, party));
    keys.push(await createParty(join(out, party), party, ambient));
  }
  tell('each party has made its own keys; only their public halves go into the agreement');
  const text = await readFile(join(out, 'population', 'agreement.yaml'), 'utf8');
  const first = 'police';
  await shareAgreement(out, completedAgreement(text, keys, ambient.now()));
  const keyCheck = await newProjectKey(await open(options, first));
  await shareAgreement(out, completedAgreement(text, keys, ambient.now(), keyCheck));
  tell(`${first} has made the project key, and the agreement names its check value`);
  await everybodySigns(options);
  for (const agency of AGENCY_IDS.filter((id) => id !== first)) {
    const sent = await sendProjectKey(await open(options, first), agency);
    await receiveProjectKey(await open(options, agency), await carry(out, sent.file, agency));
  }
  tell(`${first} has sealed the project key to the other agencies; the linkage unit never holds it`);
}

/** Each party signs its own copy; then every copy goes to everybody else. */
async function everybodySigns(options: DemoOptions): Promise<void> {
  const { out, tell } = options;
  for (const party of PARTIES) await signAgreement(await open(options, party));
  for (const party of PARTIES) {
    const workspace = await open(options, party);
    for (const other of PARTIES.filter((id) => id !== party)) {
      await receiveFile(workspace, join(out, other, 'agreement.yaml'));
    }
  }
  tell('every party has signed this exact wording and holds the signatures of all; now work may begin');
}

async function shareAgreement(out: string, text: string): Promise<void> {
  for (const party of PARTIES)
    await writeFileAtomically(join(out, party, 'agreement.yaml'), text, { replace: true });
}

/** Somebody takes a sealed file from one party's outbox to another's inbox. */
async function carry(out: string, file: string, to: string): Promise<string> {
  const arrived = join(out, to, 'inbox', basename(file));
  await ensureDirectory(join(out, to, 'inbox'));
  await cp(file, arrived);
  return arrived;
}

async function hashAndSeal(options: DemoOptions, agency: string): Promise<void> {
  const { out, threads, tell, onStage } = options;
  const workspace = await open(options, agency);
  const made = await pseudonymise(workspace, {
    extract: join(out, 'population', `${agency}.csv`),
    replace: false,
    threads,
    onProgress: (stage, done, of) => onStage?.(`${agency}: ${stage}`, done, of),
  });
  tell(
    `${agency} turned ${made.rows} rows into tokens of ${made.people} people and ${made.events} events` +
      (made.rejected.length > 0 ? `, rejecting ${made.rejected.length} by number` : ''),
  );
  await hand(options, workspace, ownPackage(workspace.paths, agency, 'tokens'), 'linkage-unit');
  await hand(options, workspace, ownPackage(workspace.paths, agency, 'events'), 'analyst');
}

/** Seals a package, carries it, and opens it at the other end. */
async function hand(options: DemoOptions, from: Workspace, folder: string, to: string): Promise<void> {
  const share = await sealPackage(from, folder, to);
  await openShare(await open(options, to), await carry(options.out, share.file, to), { replace: false });
  options.tell(`${from.party.id} sealed its ${share.what} to the ${to}, which opened and logged them`);
}

async function linkAndSeal(options: DemoOptions): Promise<LinkResult> {
  const workspace = await open(options, 'linkage-unit');
  const result = await link(workspace, {
    packages: [],
    refit: false,
    threads: options.threads,
    memoryMegabytes: options.memoryMegabytes,
    ...(options.onStage === undefined ? {} : { onStage: options.onStage }),
  });
  await writeLinkagePage(workspace, result);
  options.tell(
    `the linkage unit found ${result.quality.people} people behind ${result.quality.localPeople} local ones, without learning who anybody is`,
  );
  await hand(options, workspace, receivedPackage(workspace.paths, 'linkage-unit', 'links'), 'analyst');
  return result;
}

/**
 * The end of the story: the agencies witness what the analyst has entered since, and the auditor receives a copy of every log
 * and checks each with the key that the agreement names. Whatever a step throws.
 */
export async function auditLogs(options: DemoOptions): Promise<AuditedLogs> {
  const { out, ambient } = options;
  await witnessEachOther({ ...options, parties: ['analyst'], witnesses: AGENCY_IDS });
  const auditor = await open(options, 'auditor');
  const logs: AuditedLogs[number][] = [];
  for (const { id } of auditor.agreement.parties) {
    const copy = join(out, 'auditor', 'received', id);
    await cp(join(out, id, 'log'), copy, { recursive: true });
    const report = await verifyLog(copy, {
      now: ambient.now(),
      ...(await agreedFor(auditor.agreement, copy)),
    });
    logs.push({ party: id, report });
  }
  options.tell(
    "the agencies witnessed the analyst's share log once more; the auditor checked a copy of every log, to the last byte",
  );
  return logs;
}
