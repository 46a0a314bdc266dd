/** Asking partners to witness this party's share log, and witnessing theirs. Everything goes by file. */
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Agreement, reference } from '../agreement/index.ts';
import { readWitnessKey, type Workspace } from '../custody/index.ts';
import { refused, ThroughlineError, unusable } from '../errors.ts';
import { writeFileAtomically } from '../files/index.ts';
import {
  addCosignatures,
  archivedCheckpoint,
  type Checkpoint,
  type Cosigned,
  isRequest,
  lastCosigned,
  lastSizeCosignedBy,
  makeRequest,
  parseCheckpoint,
  parseRequest,
  parseResponse,
  parseVkey,
  readEntries,
  readPolicy,
  requestBytes,
  responseBytes,
  type Sighting,
  verifierOf,
  WITNESS_KEY,
  type WitnessRequest,
  witnessCheckpoint,
  writePolicy,
} from '../sharelog/index.ts';
import { partyOfOrigin, policyUnder, witnessesOf } from './partners.ts';
import { statedKeys } from './stated-keys.ts';

/** Nothing that a partner sends about its log is longer. */
const LONGEST = 2_000_000;

export interface MadeRequest {
  readonly file: string;
  readonly to: string;
  /** The size that the partner saw last, and the one it is asked to cosign. */
  readonly old: number;
  readonly size: number;
}

/**
 * Writes what asks the party `to` to cosign the newest checkpoint of this party's log, into `outbox/`.
 * `old` is the size that it saw last, by default the largest that it has cosigned.
 *
 * @throws `WITNESS_UNKNOWN` when the agreement names no witness key for it; `WITNESS_SIZES`; the log's errors.
 */
export async function requestWitness(workspace: Workspace, to: string, old?: number): Promise<MadeRequest> {
  const { agreement, party, paths } = workspace;
  const witnesses = witnessesOf(agreement, party.id, await statedKeys(agreement, paths.log));
  const witness = witnesses.find(({ name }) => name === to);
  if (witness === undefined) {
    throw unusable(
      'WITNESS_UNKNOWN',
      `the agreement names no witness key for ${to} in another organisation`,
      {
        hint: `who may witness: ${namesOf(witnesses)}; "throughline log policy FILE" takes in a partner's key`,
      },
    );
  }
  await keepPolicy(workspace);
  const checkpoint = await archivedCheckpoint(paths.log, workspace.log.size);
  const from = old ?? (await lastSizeCosignedBy(paths.log, witness.verifier));
  const request = await makeRequest(paths.log, from, checkpoint);
  const file = join(paths.outbox, `checkpoint-${party.id}-${checkpoint.size}-for-${to}.txt`);
  await writeFileAtomically(file, requestBytes(request), { replace: true });
  return { file, to, old: from, size: checkpoint.size };
}

/**
 * Takes a partner's cosignature into this party's log.
 *
 * @throws `FILE_NOT_READ`, `WITNESS_RESPONSE`, `COSIGNATURE_UNKNOWN`; the log's errors.
 */
export async function takeCosignature(workspace: Workspace, file: string): Promise<Cosigned> {
  const bytes = await smallFile(file);
  const signatures = asGiven(() => parseResponse(bytes), 'WITNESS_RESPONSE', {
    file,
    what: 'a cosignature',
    hint: 'give the file that "throughline log witness" wrote at the partner',
  });
  await keepPolicy(workspace);
  const { agreement, party, paths } = workspace;
  const stated = await statedKeys(agreement, paths.log);
  return addCosignatures(paths.log, signatures, witnessesOf(agreement, party.id, stated));
}

/** What a file was read as. @throws `code` (exit code 2) when it is not that. */
function asGiven<T>(
  read: () => T,
  code: string,
  { file, what, hint }: { readonly file: string; readonly what: string; readonly hint: string },
): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ThroughlineError)) throw error;
    throw unusable(code, `this is not ${what}: ${error.reason}`, { place: { file }, hint });
  }
}

/** The log's policy follows the agreement: whoever it names as a partner may witness, by the key that is known. */
export async function keepPolicy({ agreement, party, paths }: Workspace): Promise<void> {
  const { logs } = await readPolicy(paths.log);
  const stated = await statedKeys(agreement, paths.log);
  await writePolicy(paths.log, policyUnder(agreement, party.id, logs, stated));
}

export interface Witnessing {
  /** The party whose log it is. */
  readonly of: string;
  readonly sighting: Sighting;
  /** The answer for the partner; none after a contradiction. */
  readonly file?: string;
  /** Index of the entry in this party's own log; none when nothing new was seen. */
  readonly entry?: number;
}

/**
 * Looks at a partner's request or checkpoint and cosigns it, or keeps the evidence why not. What was seen is
 * on the disk before anything is answered, and comes into this party's own log.
 *
 * @throws `FILE_NOT_READ`, `WITNESS_REQUEST`; `WITNESS_STRANGER` when the agreement names no log of that name; `WITNESS_SELF`;
 * `WITNESS_MEMORY` when this party's own log says that more was seen before; the errors of `witnessCheckpoint`.
 */
export async function witnessPartner(workspace: Workspace, file: string): Promise<Witnessing> {
  const { agreement, party, paths, ambient } = workspace;
  const request = await readRequest(workspace, file);
  const { origin } = request.checkpoint;
  const partner = partyOfOrigin(agreement, origin);
  if (partner?.keys?.log === undefined) {
    throw refused('WITNESS_STRANGER', 'the agreement names no party whose share log is called that', {
      hint: 'check that the file comes from a party of this agreement, and that its log key is in it',
    });
  }
  if (partner.id === party.id) {
    throw unusable('WITNESS_SELF', 'this is the share log of this very party, which cannot witness itself', {
      hint: 'send the file to a partner',
    });
  }
  const logged = await compareWithLog(workspace, origin);
  const sighting = await witnessCheckpoint(request, {
    folder: paths.log,
    logKeys: [parseVkey(partner.keys.log)],
    witness: await readWitnessKey(paths, workspace.keys),
    now: ambient.now(),
  });
  const entry = isLogged(sighting, logged)
    ? {}
    : { entry: await enter(workspace, partner.id, sighting, logged) };
  if (!('cosignature' in sighting)) return { of: partner.id, sighting, ...entry };
  const answer = join(paths.outbox, `cosigned-${partner.id}-${sighting.checkpoint.size}-by-${party.id}.txt`);
  await writeFileAtomically(answer, responseBytes([sighting.cosignature]), { replace: true });
  return { of: partner.id, sighting, file: answer, ...entry };
}

/** A request as it is, or a checkpoint alone, which can only repeat what was seen or be the first. */
async function readRequest(workspace: Workspace, file: string): Promise<WitnessRequest> {
  const bytes = await smallFile(file);
  const { checkpoint, request } = asGiven(
    () => {
      const whole = isRequest(bytes) ? parseRequest(bytes) : undefined;
      return { checkpoint: whole?.checkpoint ?? parseCheckpoint(bytes), request: whole };
    },
    'WITNESS_REQUEST',
    {
      file,
      what: 'a checkpoint request, nor a checkpoint',
      hint: 'give the file that "throughline log request" wrote at the partner; if it is that, ask for it again',
    },
  );
  if (request !== undefined) return request;
  const seen = await lastSeen(workspace, checkpoint);
  if (seen !== undefined && checkpoint.size > seen.size) {
    throw unusable(
      'WITNESS_NO_PROOF',
      'the checkpoint comes without the proof that it continues the last one',
      {
        hint: `have its owner send a request instead: "throughline log request PARTY --old ${seen.size}"`,
      },
    );
  }
  return { old: seen?.size ?? 0, hashes: [], checkpoint };
}

const lastSeen = async (
  { paths, keys }: Workspace,
  { origin }: Checkpoint,
): Promise<Checkpoint | undefined> =>
  lastCosigned(paths.log, origin, verifierOf(await readWitnessKey(paths, keys), WITNESS_KEY));

/** What was seen before is in the log already, unless the command was interrupted on the way to it. */
const isLogged = ({ result, checkpoint }: Sighting, logged: number): boolean =>
  result === 'same' && logged >= checkpoint.size;

/**
 * What this party's own log says it saw must still be known, or a partner could have it forgotten. Returns the
 * size that it says.
 */
async function compareWithLog({ paths, keys, log }: Workspace, origin: string): Promise<number> {
  const seen = await lastCosigned(
    log.folder,
    origin,
    verifierOf(await readWitnessKey(paths, keys), WITNESS_KEY),
  );
  let logged = 0;
  for await (const { fields } of readEntries(log.folder)) {
    const { type, details } = fields;
    if (type !== 'witness.seen' || typeof details !== 'object' || details === null || !('log' in details))
      continue;
    const { log: name, size, result } = details;
    const isSeen = name === origin && typeof size === 'number' && (result === 'first' || result === 'grown');
    if (isSeen) logged = Math.max(logged, size);
  }
  if ((seen?.size ?? 0) >= logged) return logged;
  throw refused(
    'WITNESS_MEMORY',
    `what was seen of that log is lost: this party's log says ${logged} entries`,
    {
      hint: 'restore log/witness from a copy; without it a partner could show an older log unseen',
      place: { file: 'log/witness' },
    },
  );
}

async function enter(
  workspace: Workspace,
  partner: string,
  sighting: Sighting,
  logged: number,
): Promise<number> {
  const { agreement, party, log } = workspace;
  const { checkpoint } = sighting;
  const known = logged === 0 ? 'first' : 'grown';
  const { result, previous } = sighting.result === 'same' ? { result: known, previous: logged } : sighting;
  const [appended] = await log.append([
    {
      type: 'witness.seen',
      org: party.id,
      actorRole: party.part,
      isa: isaOf(agreement),
      details: {
        of: partner,
        log: checkpoint.origin,
        size: checkpoint.size,
        root: Buffer.from(checkpoint.root).toString('base64'),
        previous,
        result,
        ...('evidence' in sighting
          ? { evidence: relative(log.folder, sighting.evidence).replaceAll('\\', '/') }
          : {}),
      },
    },
  ]);
  return appended!.index;
}

/** The agreement as an entry names it. */
export function isaOf(agreement: Agreement): { id: string; version: number; sha256: string } {
  const { digest, ...named } = reference(agreement);
  return { ...named, sha256: digest };
}

const namesOf = (witnesses: readonly { readonly name: string }[]): string =>
  witnesses.length === 0 ? 'nobody yet' : witnesses.map(({ name }) => name).join(', ');

/** @throws `FILE_NOT_READ` when there is none, or it is too long to be what was asked for. */
export async function smallFile(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size <= LONGEST) return await readFile(file);
  } catch {
    // Said below.
  }
  throw unusable('FILE_NOT_READ', 'there is no such file, or it cannot be read', {
    place: { file },
    hint: 'check the name of the file and that you may read it',
  });
}
