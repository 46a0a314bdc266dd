/**
 * A certificate of destruction: a page to hand over, with the log entry that it rests on and the proof that the
 * entry is in the log, so that whoever has this party's log key can check it without us.
 */
import { join } from 'node:path';
import { reference } from '../agreement/index.ts';
import { PRIVATE_DIRECTORY, stageDirectory, writeFileAtomically } from '../files/index.ts';
import { type Appended, makeProof, readEntries } from '../sharelog/index.ts';
import type { Workspace } from './workspace.ts';

export interface Certificate {
  readonly what: string;
  readonly path: string;
  readonly packages: readonly string[];
  readonly shares: readonly string[];
  readonly files: number;
  readonly method: 'deletion' | 'overwriting';
  readonly authority: string;
  readonly witness: Witness | undefined;
  readonly at: Date;
}

/** Somebody who saw a destruction done, whose name the log has as a salted digest alone. */
export interface Witness {
  /** What they are, which the certificate says in place of who. */
  readonly role: string | undefined;
}

const METHOD_WORDS = {
  deletion:
    'The files were deleted. They were not overwritten, and a disk, a backup or a snapshot can keep what was in them.',
  overwriting:
    'The files were overwritten once and deleted. A disk without moving parts, a backup or a snapshot can keep what was in them all the same.',
};

/** Writes `certificates/erasure-ENTRY/`, and returns that folder. */
export async function writeCertificate(
  workspace: Workspace,
  facts: Certificate,
  { index, checkpoint }: Appended,
): Promise<string> {
  const { log, paths } = workspace;
  const folder = join(paths.certificates, `erasure-${index}`);
  const stage = await stageDirectory(folder, { mode: PRIVATE_DIRECTORY });
  try {
    for await (const { bytes } of readEntries(log.folder, { from: index, to: index + 1 })) {
      await writeFileAtomically(join(stage.path, 'entry.json'), bytes);
    }
    const proof = await makeProof(log.folder, index, new TextEncoder().encode(checkpoint));
    await writeFileAtomically(join(stage.path, 'entry.tlog-proof'), proof);
    await writeFileAtomically(join(stage.path, 'certificate.txt'), page(workspace, facts, index));
    await stage.commit();
    return folder;
  } finally {
    await stage.abandon();
  }
}

function page({ agreement, log, party, ownLogKey }: Workspace, facts: Certificate, entry: number): string {
  const { id, version, digest } = reference(agreement);
  const digests = [
    ...facts.packages.map((one) => `package ${one}`),
    ...facts.shares.map((one) => `sealed share ${one}`),
  ];
  return `CERTIFICATE OF DESTRUCTION

By:            ${party.name} (${party.id})
Agreement:     ${id}, version ${version}, digest ${digest}
When:          ${facts.at.toISOString()}
What:          ${facts.what} (${facts.files} ${facts.files === 1 ? 'file' : 'files'})
Where it lay:  ${facts.path}
${digests.map((one) => `               ${one}\n`).join('')}Authority:     ${facts.authority}
Witness:       ${witnessWords(facts.witness, entry)}

${METHOD_WORDS[facts.method]}

This stands as entry ${entry} in the share log ${log.origin}. entry.json is that
entry, and entry.tlog-proof (c2sp.org/tlog-proof) proves that it is in the log,
under the key
${ownLogKey}
`;
}

/** The name stays out of a page that is handed round: who has to know it asks the party, which can open the digest. */
const witnessWords = (witness: Witness | undefined, entry: number): string =>
  witness === undefined
    ? 'none is recorded'
    : `${witness.role ?? 'somebody whose role was not given'}; who it was stands in entry ${entry}
               as a salted digest, which this party can open`;
