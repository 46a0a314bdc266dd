/** Opening a share: who sent it, what it is, whether we may have it, and only then filing it. */
import { dirname, join } from 'node:path';
import {
  attempt,
  type Operation,
  recordDone,
  recordRefusal,
  requestPermit,
  SHARE_PARTS,
} from '../agreement/index.ts';
import { refused, ThroughlineError } from '../errors.ts';
import {
  type DataPackage,
  DESCRIPTOR,
  digestOfFile,
  isTable,
  openForWriting,
  PRIVATE_DIRECTORY,
  PRIVATE_FILE,
  readPackage,
  removeLeftovers,
  stageDirectory,
  verifyPackage,
} from '../files/index.ts';
import { unseal } from './age.ts';
import { requireAgreedCells } from './cells.ts';
import { checkIntent } from './intent.ts';
import { isKeyLetter } from './key-letter.ts';
import { NOTICE_FILE } from './notice.ts';
import { openNotice } from './open-notice.ts';
import type { OpenedShare } from './opened.ts';
import { packageMark } from './package-mark.ts';
import { receivedPackage } from './paths.ts';
import { refuseReplay } from './received.ts';
import {
  INTENT_FILE,
  notAShare,
  PROOF_FILE,
  parseShareManifest,
  SHARE_FILE,
  type ShareManifest,
} from './share.ts';
import { type PackedFile, unpackFiles } from './tar.ts';
import { currentWithdrawn, dropFromStage, type Reduced } from './withdrawn.ts';
import type { Workspace } from './workspace.ts';

/**
 * Opens the sealed file at `path` and files its package under `work/`. A package of the same sender and kind
 * that is already there is replaced only with `replace`. Whatever goes wrong, nothing of the share is left,
 * and the refusal is in the share log.
 *
 * @throws `SHARE_NOT_FOUND`, `SHARE_NOT_FOR_US`, `SHARE_DAMAGED`, `SHARE_IS_KEY_LETTER`, `SHARE_CONTENT`, `SHARE_SENDER_KEY`,
 * `SHARE_PROOF`, `SHARE_SUPERSEDED`, `SHARE_DESTROYED`, `SHARE_CELL`; `PERMIT_...`; `OUTPUT_EXISTS`; the errors of reading and verifying a package.
 */
export async function openShare(
  workspace: Workspace,
  path: string,
  options: { readonly replace?: boolean } = {},
): Promise<OpenedShare> {
  const { hash } = await digestOfFile(path);
  try {
    return await fileShare(workspace, path, hash, options.replace ?? false);
  } catch (error) {
    if (error instanceof ThroughlineError && NOT_YET_LOGGED.test(error.code)) {
      await recordRefusal(workspace, 'collection', { action: 'open', reason: error.code, sealed: hash });
    }
    throw error;
  }
}

/** What is sealed, unless it is a key on its way to an agency, which is no share and no damage. */
async function* refuseKeyLetter(plain: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of plain) {
    if (isFirst && isKeyLetter(chunk)) {
      chunk.fill(0);
      throw refused('SHARE_IS_KEY_LETTER', 'this is a letter with a project key, and no share', {
        place: { file },
        hint: 'an agency takes it in with "throughline key receive FILE"; anywhere else, tell its sender',
      });
    }
    isFirst = false;
    yield chunk;
  }
}

/** Refusals that come from the share itself; a permit's own are in the log when they arrive. */
const NOT_YET_LOGGED = /^(?:SHARE|PACKAGE|OUTPUT|LIST)_/;

async function fileShare(
  workspace: Workspace,
  path: string,
  sealed: string,
  replace: boolean,
): Promise<OpenedShare> {
  const { paths, agreement, keys } = workspace;
  const hint = 'restore it from your backup: without it no share to this party can be opened';
  const plain = unseal(path, await keys.require(paths.sealingKey, 'sealing', hint));
  const files = unpackFiles(refuseKeyLetter(plain, path), path);
  try {
    const head = await smallFile(files, SHARE_FILE, NOTICE_FILE);
    const intent = await smallFile(files, INTENT_FILE);
    const proof = await smallFile(files, PROOF_FILE);
    if (head.name === NOTICE_FILE) {
      if ((await files.next()).done !== true) throw notAShare();
      const parts = { notice: head.bytes, intent: intent.bytes, proof: proof.bytes };
      return await openNotice(workspace, parts, sealed);
    }
    const manifest = parseShareManifest(head.bytes);
    const { from, what, descriptor } = manifest;
    const permit = await requestPermit(workspace, operationFor(workspace, manifest, sealed));
    return await attempt(workspace, [permit], async () => {
      const announced = checkIntent(agreement, manifest, intent.bytes, proof.bytes);
      await refuseReplay(workspace, manifest, announced);
      const filed = receivedPackage(paths, from, what);
      const withdrawn = await currentWithdrawn(workspace);
      await removeLeftovers(dirname(filed));
      const stage = await stageDirectory(filed, { replace, mode: PRIVATE_DIRECTORY });
      try {
        const names: string[] = [];
        for await (const file of files) names.push(await store(stage.path, file));
        await requireAgreedCells(
          await checkPackage(stage.path, names, manifest),
          manifest,
          agreement,
          workspace.ambient.now(),
        );
        const reduced = await dropFromStage(stage.path, withdrawn);
        const receipt = { descriptor, sealed, announced, ...noted(reduced) };
        // A package without its receipt in the log is not kept, and does not take the place of one that has it.
        const done = await stage.commitOnce(() => recordDone(workspace, permit, receipt));
        return { from, what, filed, descriptor, sealed, announced, entry: done.index };
      } finally {
        await stage.abandon();
      }
    });
  } finally {
    await files.return(undefined);
  }
}

/** The package as it was filed, where it had to lose rows of people who withdrew. */
const noted = (reduced: Reduced | undefined) =>
  reduced === undefined ? {} : { reduced: [`${reduced.before} ${reduced.after}`] };

function operationFor(workspace: Workspace, manifest: ShareManifest, sealed: string): Operation {
  const { from, to, what, agreement, descriptor } = manifest;
  if (to !== workspace.party.id) throw notForUs();
  return {
    operation: 'collection',
    action: 'open',
    parts: SHARE_PARTS[what].to,
    flow: { from, to, what },
    madeUnder: agreement,
    details: { descriptor, sealed },
  };
}

/** Longest file of a share's head that is read into memory. */
const SMALL = 1 << 21;

/** The next file of the share, which has to have one of these names. */
async function smallFile(
  files: AsyncGenerator<PackedFile>,
  ...names: readonly string[]
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const next = await files.next();
  if (next.done === true || !names.includes(next.value.name) || next.value.size > SMALL) throw notAShare();
  const { name, content } = next.value;
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return { name, bytes: Buffer.concat(chunks) };
}

/** Writes one file of the package; the share's head has been read, so only package files may follow. */
async function store(folder: string, { name, content }: PackedFile): Promise<string> {
  if (name !== DESCRIPTOR && !isTable(name)) throw notAShare();
  const writer = await openForWriting(join(folder, name), { mode: PRIVATE_FILE });
  try {
    for await (const chunk of content) await writer.write(chunk);
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  await writer.end();
  return name;
}

/** The package has to be the one announced, whole, with nothing beside it. */
async function checkPackage(
  folder: string,
  names: readonly string[],
  manifest: ShareManifest,
): Promise<DataPackage> {
  if (!names.includes(DESCRIPTOR)) throw notAShare();
  const pkg = await readPackage(folder);
  const { what, agency, madeUnder } = packageMark(pkg);
  const expected = [DESCRIPTOR, ...pkg.resources.map(({ file }) => file)];
  const same =
    pkg.digest === manifest.descriptor &&
    what === manifest.what &&
    (agency === undefined || agency === manifest.from) &&
    madeUnder.digest === manifest.agreement.digest &&
    names.toSorted().join('/') === expected.toSorted().join('/');
  if (!same) {
    throw refused('SHARE_CONTENT', 'the package in this share is not the one that its sender announced', {
      hint: 'do not use this share: ask its sender what happened',
    });
  }
  await verifyPackage(pkg);
  return pkg;
}

const notForUs = () =>
  refused('SHARE_NOT_FOR_US', 'this share was made for another party', {
    hint: 'ask its sender for one made for this party',
  });
