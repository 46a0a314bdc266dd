/** Sealing a data package to another party, with the permit and the log entries that go with it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  attempt,
  type Operation,
  type Permit,
  recordDone,
  requestPermit,
  SHARE_PARTS,
  type ShareKind,
} from '../agreement/index.ts';
import { refused, unusable } from '../errors.ts';
import { type DataPackage, DESCRIPTOR, readPackage, verifyPackage } from '../files/index.ts';
import { recipientOf, seal } from './age.ts';
import { announcement, inMemory, sha256 } from './announcement.ts';
import { refuseExisting, takeBack, writeStream } from './outbox.ts';
import { packageMark } from './package-mark.ts';
import { SHARE_FILE, type ShareManifest, shareFileName, shareManifestBytes } from './share.ts';
import { type PackedFile, packFiles } from './tar.ts';
import { requireMadeHere } from './vouched.ts';
import type { Workspace } from './workspace.ts';

export interface SealedShare {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly what: ShareKind;
  /** `sha256:` digests of the package's descriptor and of the sealed file. */
  readonly descriptor: string;
  readonly sealed: string;
  readonly bytes: number;
  /** Index of the entry in this party's share log that announced it. */
  readonly entry: number;
}

/**
 * Seals the package in the folder `path` to the party `to`, into `outbox/`. The intent is in the share log
 * before the file gets its name, and the sealed file's digest after.
 *
 * @throws the errors of reading and verifying a package; `PACKAGE_KIND`, `PACKAGE_NO_AGREEMENT`,
 * `PACKAGE_OTHER_PARTY`; `FIGURES_NOT_CONTROLLED`; `PACKAGE_NOT_MADE_HERE`, `PACKAGE_BEFORE_REQUEST`; `PERMIT_...`; `OUTPUT_EXISTS` when this very share was sealed before.
 */
export async function sealPackage(workspace: Workspace, path: string, to: string): Promise<SealedShare> {
  const { paths, party, agreement } = workspace;
  const pkg = await readPackage(path);
  const { what, agency, madeUnder } = packageMark(pkg);
  if (agency !== undefined && agency !== party.id) {
    throw refused('PACKAGE_OTHER_PARTY', 'this package was made by another party', {
      place: { file: path },
      hint: 'seal only packages that this party made itself',
    });
  }
  if (what === 'figures') {
    throw refused('FIGURES_NOT_CONTROLLED', 'these are exact figures, which never leave the workspace', {
      place: { file: path },
      hint: 'pass on what the counting command shows, which has gone through disclosure control',
    });
  }
  const manifest: ShareManifest = {
    throughline: 1,
    from: party.id,
    to,
    what,
    agreement: madeUnder,
    descriptor: pkg.digest,
  };
  const file = join(paths.outbox, shareFileName(manifest));
  await verifyPackage(pkg);
  await requireMadeHere(workspace, pkg);
  // One made under another wording is no share to hand over: its permit is refused below.
  if (madeUnder.digest === agreement.digest) await refuseExisting(file);
  const recipient = (await recipientOf(agreement, to)) ?? '';
  const permit = await requestPermit(workspace, operationFor(workspace, pkg, manifest, recipient));
  const sealed = await attempt(workspace, [permit], async () => {
    const packed = packFiles(contents(workspace, pkg, manifest, permit));
    const { hash, bytes } = await writeStream(file, seal(packed, recipient));
    try {
      await recordDone(workspace, permit, { file: basename(file), sealed: hash, bytes });
    } catch (error) {
      await takeBack(file);
      throw error;
    }
    return { hash, bytes };
  });
  const entry = permit.entry.index;
  return {
    file,
    from: party.id,
    to,
    what,
    descriptor: pkg.digest,
    sealed: sealed.hash,
    bytes: sealed.bytes,
    entry,
  };
}

function operationFor(
  { agreement: current, ambient }: Workspace,
  pkg: DataPackage,
  manifest: ShareManifest,
  recipient: string,
): Operation {
  const { to, what, agreement, descriptor } = manifest;
  const { keyCheck } = pkg.throughline;
  const days = current.retention.find(({ kind }) => kind === what)?.days;
  const columns = pkg.resources.flatMap((resource) => resource.fields.map((field) => field.name));
  return {
    operation: 'disclosure',
    action: 'seal',
    parts: [SHARE_PARTS[what].from],
    flow: { to, what },
    recipient: { id: to, parts: SHARE_PARTS[what].to },
    madeUnder: agreement,
    ...(what === 'events' ? { leaving: columns } : {}),
    ...(typeof keyCheck === 'string' ? { keyCheck } : {}),
    details: {
      descriptor,
      manifest: sha256(shareManifestBytes(manifest)),
      fields: columns,
      recipientKey: sha256(Buffer.from(recipient)),
      transport: 'sealed file',
      ...(typeof keyCheck === 'string' ? { keyCheck } : {}),
      ...(days === undefined ? {} : { retainUntil: dayAfter(ambient.now(), days) }),
    },
  };
}

/** `YYYY-MM-DD` */
const dayAfter = (now: Date, days: number): string =>
  new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);

/** The files of a share, in the order in which they are opened. */
async function* contents(
  { log }: Workspace,
  pkg: DataPackage,
  manifest: ShareManifest,
  permit: Permit,
): AsyncGenerator<PackedFile> {
  yield inMemory(SHARE_FILE, shareManifestBytes(manifest));
  yield* announcement(log, permit);
  yield inMemory(DESCRIPTOR, await descriptorBytes(pkg));
  for (const { file, bytes, hash } of pkg.resources) {
    yield { name: file, size: bytes, content: unchanged(join(pkg.path, file), hash) };
  }
}

async function descriptorBytes(pkg: DataPackage): Promise<Uint8Array> {
  const file = join(pkg.path, DESCRIPTOR);
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined || sha256(bytes) !== pkg.digest) throw changed(file);
  return bytes;
}

/** A file's content, which has to be the same as when it was verified. */
async function* unchanged(file: string, hash: string): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256');
  const chunks: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1 << 18 });
  for await (const chunk of chunks) {
    digest.update(chunk);
    yield chunk;
  }
  if (`sha256:${digest.digest('hex')}` !== hash) throw changed(file);
}

const changed = (file: string) =>
  unusable('PACKAGE_ALTERED', 'the package changed while it was being sealed', {
    place: { file },
    hint: 'let nothing else write to the package, and seal it again',
  });
