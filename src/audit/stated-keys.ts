/**
 * Witness keys that the agreement does not name, because it is older than witnessing: each is vouched for by the key that
 * signs its party's share log, which the agreement does name. A statement is a signed note (c2sp.org/signed-note),
 *
 *     throughline witness key v1
 *     <id of the party>
 *     <its witness key>
 *
 * and lies in `log/witness-keys/<id>.txt` at whoever took it in, so that an auditor with the agreement and a copy of the
 * log can check it too. Where the agreement names a key of the party, that one counts and no other.
 */
import { join } from 'node:path';
import type { Agreement } from '../agreement/index.ts';
import { isPartyId } from '../custody/index.ts';
import { refused, ThroughlineError, unusable } from '../errors.ts';
import {
  diskFiles,
  isSignedBy,
  parseNote,
  parseVkey,
  signaturesBy,
  type Verifier,
  WITNESS_KEY,
} from '../sharelog/index.ts';

export const TITLE = 'throughline witness key v1';
const LONGEST = 10_000;

export interface StatedKey {
  readonly party: string;
  readonly verifier: Verifier;
}

/** The keys stated by files beside the log in `folder`, those that do not hold left out. */
export async function statedKeys(agreement: Agreement, folder: string): Promise<StatedKey[]> {
  const found: StatedKey[] = [];
  for (const { id, keys } of agreement.parties) {
    if (keys?.witness !== undefined) continue;
    const bytes = await diskFiles.read(statementPath(folder, id), LONGEST).catch(() => undefined);
    if (bytes === undefined) continue;
    try {
      const stated = readStatement(agreement, bytes);
      if (stated.party === id) found.push(stated);
    } catch (error) {
      if (!(error instanceof ThroughlineError)) throw error;
    }
  }
  return found;
}

/** Whether the bytes are a statement by their form: it holds the name of a party and a key, and nothing else. */
export function isStatement(bytes: Uint8Array): boolean {
  const { text, signatures } = parseNote(bytes);
  return signatures.length === 1 && partsOf(text) !== undefined;
}

function partsOf(text: string): { readonly id: string; readonly verifier: Verifier } | undefined {
  const [title, id = '', key = '', end, ...more] = text.split('\n');
  if (title !== TITLE || !isPartyId(id) || end !== '' || more.length > 0) return undefined;
  return { id, verifier: parseVkey(key) };
}

/** @throws `NOTE`, `VKEY`, `WITNESS_KEY_STATEMENT`. */
export function readStatement(agreement: Agreement, bytes: Uint8Array): StatedKey {
  const { text, signatures } = parseNote(bytes);
  const parts = partsOf(text);
  const logKey = agreement.parties.find((party) => party.id === parts?.id)?.keys?.log;
  if (parts === undefined || logKey === undefined) {
    throw unusable(
      'WITNESS_KEY_STATEMENT',
      'the file does not state the witness key of a party of this agreement',
      { hint: 'give the file that "throughline log policy --own" wrote at the partner' },
    );
  }
  const { id, verifier } = parts;
  const log = parseVkey(logKey);
  const signed = new TextEncoder().encode(text);
  const isSigned = signaturesBy({ text, signatures }, log).some((signature) =>
    isSignedBy(log.publicKey, signed, signature.bytes),
  );
  if (isSigned && verifier.type === WITNESS_KEY) return { party: id, verifier };
  throw refused('WITNESS_KEY_STATEMENT', `the log key of ${id} did not sign this witness key`, {
    hint: 'do not use the file: ask the party for it again',
  });
}

export const statementPath = (folder: string, party: string): string =>
  join(folder, 'witness-keys', `${party}.txt`);
