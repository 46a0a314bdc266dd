/** Stating this party's witness key to its partners, and taking in theirs, where the agreement names none. */
import { join } from 'node:path';
import { readWitnessKey, type Workspace, witnessName } from '../custody/index.ts';
import { refused } from '../errors.ts';
import { writeFileAtomically } from '../files/index.ts';
import {
  generateSignerKey,
  noteBytes,
  signerFromText,
  signNote,
  vkeyOf,
  vkeyText,
  WITNESS_KEY,
} from '../sharelog/index.ts';
import { witnessesOf } from './partners.ts';
import { readStatement, statedKeys, statementPath, TITLE } from './stated-keys.ts';
import { isaOf, keepPolicy, smallFile } from './witness.ts';

export interface PolicyChange {
  /** The parties that may witness this log. */
  readonly witnesses: readonly string[];
  /** The entry that says what changed; none when nothing did. */
  readonly entry?: number;
}

/** Brings the log's policy in line with the agreement and the statements taken in. */
export async function followPolicy(workspace: Workspace): Promise<PolicyChange> {
  const { agreement, party, paths } = workspace;
  await keepPolicy(workspace);
  const witnesses = witnessesOf(agreement, party.id, await statedKeys(agreement, paths.log));
  return { witnesses: witnesses.map(({ name }) => name) };
}

/**
 * Takes in a partner's statement of its witness key: it counts for this log's policy from now on.
 *
 * @throws `FILE_NOT_READ`, `NOTE`; `WITNESS_KEY_STATEMENT` (exit code 1) unless the party's log key signed it;
 * `WITNESS_KEY_AGREED` when the agreement names another.
 */
export async function takeWitnessKey(workspace: Workspace, file: string): Promise<PolicyChange> {
  const { agreement, party, paths, log } = workspace;
  const bytes = await smallFile(file);
  const { party: from, verifier } = readStatement(agreement, bytes);
  const agreed = agreement.parties.find(({ id }) => id === from)?.keys?.witness;
  if (agreed !== undefined) {
    if (agreed === vkeyText(verifier)) return followPolicy(workspace);
    throw refused('WITNESS_KEY_AGREED', `the agreement names another witness key of ${from}, which counts`, {
      hint: 'have the agreement changed, or ask the party which key is right by another way than this file',
    });
  }
  const [appended] = await log.append([
    {
      type: 'key.receive',
      org: party.id,
      actorRole: party.part,
      isa: isaOf(agreement),
      details: { what: 'witness key', from, key: vkeyText(verifier) },
    },
  ]);
  // After its entry: no statement counts that the log does not tell of.
  await writeFileAtomically(statementPath(paths.log, from), bytes, { replace: true });
  return { ...(await followPolicy(workspace)), entry: appended!.index };
}

export interface Statement {
  readonly file: string;
  readonly key: string;
  /** The entry that says that the key was made; none where the party had one. */
  readonly entry?: number;
}

/**
 * Writes this party's statement of its witness key into `outbox/`, for every partner. A party that was made before there
 * were witness keys gets one.
 */
export async function stateWitnessKey(workspace: Workspace): Promise<Statement> {
  const { agreement, party, paths, keys, ambient, log, signer } = workspace;
  let entry: number | undefined;
  if ((await keys.read(paths.witnessKey, 'witness')) === undefined) {
    if (party.keys?.witness !== undefined) await readWitnessKey(paths, keys);
    const text = generateSignerKey(witnessName(party.id), ambient);
    const details = { what: 'witness key', key: vkeyOf(signerFromText(text), WITNESS_KEY) };
    const common = { org: party.id, actorRole: party.part, isa: isaOf(agreement) };
    const [appended] = await log.append([{ type: 'key.create', ...common, details }]);
    await keys.write(paths.witnessKey, 'witness', text);
    entry = appended!.index;
  }
  const key = vkeyOf(await readWitnessKey(paths, keys), WITNESS_KEY);
  const file = join(paths.outbox, `witness-key-${party.id}.txt`);
  const note = signNote(`${TITLE}\n${party.id}\n${key}\n`, signer);
  await writeFileAtomically(file, noteBytes(note), { replace: true });
  return { file, key, ...(entry === undefined ? {} : { entry }) };
}
