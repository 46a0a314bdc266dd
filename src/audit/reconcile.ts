/**
 * Two-sided reconciliation: every disclosure in one party's log has exactly one receipt in the other's, and
 * the other way round; nothing lies in an outbox that no entry tells of; and what partners saw of a log is
 * what the log shows. It is how a log that is whole is asked whether it is complete.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Agreement } from '../agreement/index.ts';
import { ThroughlineError } from '../errors.ts';
import { digestOfFile, realFileSystem } from '../files/index.ts';
import {
  type EntryFields,
  isRequest,
  type Json,
  parseRequest,
  parseResponse,
  readEntries,
  timeOf,
  verifyLog,
} from '../sharelog/index.ts';
import { agreedFor, claimedOrigin, locateLog, rememberedHead } from './located.ts';
import { partyOfOrigin } from './partners.ts';
import { compareSightings } from './sightings.ts';
import { isStatement } from './stated-keys.ts';

export type ExceptionKind =
  | 'NO LOG'
  | 'NOT WHOLE'
  | 'NO RECEIPT'
  | 'NO DISCLOSURE'
  | 'TWO RECEIPTS'
  | 'UNLOGGED DISCLOSURE'
  | 'FORKED'
  | 'ROLLED BACK';

export interface ReconcileException {
  readonly kind: ExceptionKind;
  /** The party whose log or outbox it was found in. */
  readonly party: string;
  /** The entry that lacks its counterpart. */
  readonly entry?: number;
  readonly file?: string;
  /** One sentence. */
  readonly message: string;
}

export interface Matched {
  readonly from: string;
  readonly disclosed: number;
  readonly to: string;
  readonly received: number;
}

export interface Reconciliation {
  readonly parties: readonly {
    readonly party: string;
    readonly folder: string;
    readonly entries: number;
    readonly whole: boolean;
  }[];
  readonly matched: readonly Matched[];
  /** Disclosures that have no receipt yet and are younger than the time allowed. */
  readonly underWay: readonly {
    readonly party: string;
    readonly entry: number;
    readonly to: string;
    /** The entry of the recipient's log that says that it was refused there, the newest. */
    readonly refused?: number;
  }[];
  /** Disclosures or receipts whose other party's log was not given. */
  readonly unchecked: readonly { readonly party: string; readonly entry: number; readonly other: string }[];
  readonly exceptions: readonly ReconcileException[];
}

export interface ReconcileOptions {
  /** Log folders or workspaces. */
  readonly folders: readonly string[];
  /** Names the parties and their keys. Without it, a party is named by the first part of its log's name. */
  readonly agreement?: Agreement;
  readonly now: Date;
  /** How many days a disclosure may be without its receipt. */
  readonly days: number;
}

/** What one log says was handed over or came in. */
interface Handover {
  readonly party: string;
  readonly entry: number;
  /** The other party. */
  readonly other: string;
  readonly what: string;
  /** Digest of the sealed file. */
  readonly sealed: string;
  readonly at: number;
}

/** By the party that refused and the digest of the sealed file, the newest entry that says so. */
type Refusals = Map<string, number>;
const refusalKey = (party: string, sealed: string): string => `${party} ${sealed}`;

export interface PartyLog {
  readonly party: string;
  readonly folder: string;
  readonly workspace?: string;
}

const DAY = 86_400_000;

/** @throws the errors of reading entries of a log; what is wrong with a log is an exception in the result. */
export async function reconcile(options: ReconcileOptions): Promise<Reconciliation> {
  const exceptions: ReconcileException[] = [];
  const logs: PartyLog[] = [];
  const parties: Reconciliation['parties'][number][] = [];
  for (const folder of options.folders) {
    const found = await checkedLog(folder, options, exceptions);
    if (found === undefined) continue;
    logs.push(found.log);
    parties.push(found.shown);
  }
  const sent: Handover[] = [];
  const received: Handover[] = [];
  const refusals: Refusals = new Map();
  const digests = new Map<string, Set<string>>();
  for (const { party, folder } of logs) {
    const told = await readHandovers(folder, party);
    sent.push(...told.sent);
    received.push(...told.received);
    for (const [digest, entry] of told.refused) refusals.set(refusalKey(party, digest), entry);
    digests.set(party, new Set(told.sent.map(({ sealed }) => sealed)));
  }
  const result = match(sent, received, refusals, new Set(logs.map(({ party }) => party)), options);
  exceptions.push(...result.exceptions);
  for (const log of logs) exceptions.push(...(await unlogged(log, digests.get(log.party) ?? new Set())));
  exceptions.push(...(await compareSightings(logs)));
  return { ...result, parties, exceptions };
}

async function checkedLog(
  dir: string,
  { agreement, now }: ReconcileOptions,
  exceptions: ReconcileException[],
): Promise<{ log: PartyLog; shown: Reconciliation['parties'][number] } | undefined> {
  const located = locateLog(resolve(dir), resolve(dir));
  const origin = await claimedOrigin(located.folder);
  if (origin === undefined) {
    exceptions.push({ kind: 'NO LOG', party: dir, message: 'there is no share log here' });
    return undefined;
  }
  const known = agreement === undefined ? undefined : partyOfOrigin(agreement, origin);
  const party = known?.id ?? origin.split(/[./]/)[0]!;
  const head = rememberedHead(located);
  const report = await verifyLog(located.folder, {
    now,
    ...(head === undefined || !existsSync(head) ? {} : { rememberedHead: head }),
    ...(await agreedFor(agreement, located.folder)),
  });
  if (!report.ok) {
    const message = `the log is not whole: run "throughline log verify" on it (${report.findings.length} found)`;
    exceptions.push({ kind: 'NOT WHOLE', party, message });
  }
  const shown = { party, folder: located.folder, entries: report.size, whole: report.ok };
  return { log: { ...located, party }, shown };
}

/** Disclosures and receipts that a log tells of: of shares, and of the project key. */
async function readHandovers(
  folder: string,
  party: string,
): Promise<{ sent: Handover[]; received: Handover[]; refused: Map<string, number> }> {
  const sent: Handover[] = [];
  const received: Handover[] = [];
  const refused = new Map<string, number>();
  /** Digests of what was announced, by the number of the entry: a receipt may name them there alone. */
  const announced = new Map<number, string>();
  try {
    for await (const { fields, index: entry } of readEntries(folder)) {
      const { type, phase } = fields;
      const details = record(fields.details);
      const { intent, from, to } = details;
      const flow = record(details.flow);
      const sealed = text(details.sealed) ?? (typeof intent === 'number' ? announced.get(intent) : undefined);
      if (sealed === undefined) continue;
      if (phase === 'intent') announced.set(entry, sealed);
      if (type === 'denial' && fields.op === 'collection') refused.set(sealed, entry);
      if (phase !== 'done') continue;
      const made = (other: Json | undefined, what: Json | undefined): Handover[] =>
        typeof other === 'string'
          ? [{ party, entry, other, what: text(what) ?? 'data', sealed, at: timeOf(fields) ?? 0 }]
          : [];
      if (type === 'disclosure') sent.push(...made(flow.to, flow.what));
      else if (type === 'collection') received.push(...made(flow.from, flow.what));
      else if (type === 'key.send') sent.push(...made(to, 'the project key'));
      else if (type === 'key.receive') received.push(...made(from, 'the project key'));
    }
  } catch (error) {
    // That the log is not whole is an exception already; what could be read of it still counts.
    if (!(error instanceof ThroughlineError)) throw error;
  }
  return { sent, received, refused };
}

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function match(
  sent: readonly Handover[],
  received: readonly Handover[],
  refusals: Refusals,
  present: ReadonlySet<string>,
  { now, days }: ReconcileOptions,
): Omit<Reconciliation, 'parties'> {
  const matched: Matched[] = [];
  const underWay: Reconciliation['underWay'][number][] = [];
  const unchecked: Reconciliation['unchecked'][number][] = [];
  const exceptions: ReconcileException[] = [];
  const key = (from: string, to: string, sealed: string): string => [from, to, sealed].join(' ');
  const receipts = new Map<string, Handover[]>();
  for (const one of received) {
    const name = key(one.other, one.party, one.sealed);
    receipts.set(name, [...(receipts.get(name) ?? []), one]);
  }
  const answered = new Set<string>();
  for (const { party, entry, other, what, sealed, at } of sent) {
    const name = key(party, other, sealed);
    const [receipt, ...more] = receipts.get(name) ?? [];
    answered.add(name);
    if (receipt !== undefined) {
      matched.push({ from: party, disclosed: entry, to: other, received: receipt.entry });
      for (const again of more) {
        const message = `${other} took in ${what} of ${party} more than once: first in entry ${receipt.entry}`;
        exceptions.push({ kind: 'TWO RECEIPTS', party: other, entry: again.entry, message });
      }
      continue;
    }
    const refused = refusals.get(refusalKey(other, sealed));
    if (!present.has(other)) unchecked.push({ party, entry, other });
    else if (now.getTime() - at <= days * DAY) {
      underWay.push({ party, entry, to: other, ...(refused === undefined ? {} : { refused }) });
    } else {
      const answer =
        refused === undefined ? 'has no receipt of it' : `says in entry ${refused} that it was refused there`;
      const message = `${party} disclosed ${what} to ${other}, whose log ${answer}`;
      exceptions.push({ kind: 'NO RECEIPT', party, entry, message });
    }
  }
  for (const [name, [first]] of receipts) {
    if (answered.has(name) || first === undefined) continue;
    const { party, entry, other, what } = first;
    if (!present.has(other)) unchecked.push({ party, entry, other });
    else {
      const message = `${party} took in ${what} of ${other}, whose log has no such disclosure`;
      exceptions.push({ kind: 'NO DISCLOSURE', party, entry, message });
    }
  }
  return { matched, underWay, unchecked, exceptions };
}

/** Files in an outbox whose digest stands in no entry of that party's log. */
async function unlogged(
  { party, workspace }: PartyLog,
  digests: ReadonlySet<string>,
): Promise<ReconcileException[]> {
  if (workspace === undefined) return [];
  const found: ReconcileException[] = [];
  for (const path of await filesUnder(join(workspace, 'outbox'))) {
    const file = join(workspace, 'outbox', path);
    const { hash } = await digestOfFile(file);
    if (digests.has(hash) || (await isAboutLogs(file))) continue;
    const message = `${path} lies in the outbox of ${party}, and no entry tells of it`;
    found.push({ kind: 'UNLOGGED DISCLOSURE', party, file: path, message });
  }
  return found;
}

/** Requests to witnesses, their answers and statements of their keys hold nothing but hashes, keys and signatures. */
async function isAboutLogs(file: string): Promise<boolean> {
  const facts = await realFileSystem.inspect(file);
  if (facts?.kind !== 'file' || !file.endsWith('.txt')) return false;
  try {
    const bytes = await readFile(file);
    if (isRequest(bytes)) parseRequest(bytes);
    else if (basename(file).startsWith('witness-key-')) return isStatement(bytes);
    else parseResponse(bytes);
    return true;
  } catch {
    return false;
  }
}

async function filesUnder(folder: string, under = ''): Promise<string[]> {
  const at = join(folder, under);
  if ((await realFileSystem.inspect(at).catch(() => undefined))?.kind !== 'directory') return [];
  const found: string[] = [];
  for (const name of [...(await realFileSystem.list(at))].sort()) {
    const path = under === '' ? name : `${under}/${name}`;
    const kind = (await realFileSystem.inspect(join(folder, path)))?.kind;
    if (kind === 'directory') found.push(...(await filesUnder(folder, path)));
    else found.push(path);
  }
  return found;
}

const record = (value: Json | undefined): EntryFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as EntryFields) : {};
