/** Shares made by hand, to hold against the code that opens them: right in all but what a test changes. */
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { reference } from '../../src/agreement/index.ts';
import { seal } from '../../src/custody/age.ts';
import type { Workspace } from '../../src/custody/index.ts';
import { type ShareManifest, shareManifestBytes } from '../../src/custody/share.ts';
import { digestOfFile, readPackage } from '../../src/files/index.ts';
import { makeProof, readEntries } from '../../src/sharelog/index.ts';

export type Member = readonly [
  name: string,
  content: string | Uint8Array,
  type?: 'file' | 'symlink' | 'directory',
];

/** Announces a share in the sender's log without asking anybody, as a forger inside an agency could. */
export async function announce(
  sender: Workspace,
  manifest: Pick<ShareManifest, 'to' | 'what' | 'descriptor'>,
): Promise<{ intent: Uint8Array; proof: Uint8Array }> {
  const { id, version, digest } = reference(sender.agreement);
  const [entry] = await sender.log.append([
    {
      type: 'disclosure',
      phase: 'intent',
      org: sender.party.id,
      actorRole: 'agency',
      isa: { id, version, sha256: digest },
      details: {
        descriptor: manifest.descriptor,
        flow: { from: sender.party.id, to: manifest.to, what: manifest.what },
      },
    },
  ]);
  const { index, checkpoint } = entry!;
  const proof = await makeProof(sender.log.folder, index, new TextEncoder().encode(checkpoint));
  for await (const { bytes } of readEntries(sender.log.folder, { from: index }))
    return { intent: bytes, proof };
  throw new Error('the entry just written is not there');
}

/** The members of a sound share of the package in `folder`. */
export async function members(sender: Workspace, folder: string, to: string): Promise<Member[]> {
  const pkg = await readPackage(folder);
  const what = pkg.throughline.kind as ShareManifest['what'];
  const manifest: ShareManifest = {
    throughline: 1,
    from: sender.party.id,
    to,
    what,
    agreement: reference(sender.agreement),
    descriptor: pkg.digest,
  };
  const { intent, proof } = await announce(sender, manifest);
  return [
    ['share.json', shareManifestBytes(manifest)],
    ['intent.json', intent],
    ['intent.tlog-proof', proof],
    ['datapackage.json', await readFile(join(folder, 'datapackage.json'))],
    [`${what}.csv`, await readFile(join(folder, `${what}.csv`))],
  ];
}

/** Seals members, in their order and whatever they are, to a recipient. */
export async function sealMembers(path: string, list: readonly Member[], recipient: string): Promise<string> {
  const tar = pack();
  for (const [name, content, type = 'file'] of list) {
    if (type === 'file') tar.entry({ name, type, mtime: new Date(0) }, Buffer.from(content));
    else tar.entry({ name, type, mtime: new Date(0), linkname: '/etc/hostname' });
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  await pipeline(seal(Readable.from(chunks), recipient), createWriteStream(path));
  return path;
}

/** Changes a package's table and mends its descriptor, as anybody could who may write there. */
export async function mended(path: string, kind: string, find: RegExp, put: string): Promise<void> {
  const file = join(path, `${kind}.csv`);
  const before = await readPackage(path);
  await writeFile(file, (await readFile(file, 'utf8')).replace(find, put));
  const { hash, bytes } = await digestOfFile(file);
  const [resource] = before.resources;
  const descriptor = join(path, 'datapackage.json');
  const text = (await readFile(descriptor, 'utf8'))
    .replace(resource!.hash, hash)
    .replace(`"bytes": ${resource!.bytes}`, `"bytes": ${bytes}`);
  await writeFile(descriptor, text);
}
