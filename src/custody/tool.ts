/** This program, as log entries and packages name it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file: { version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** Name and version of the program, and the version of Node that runs it. */
export const TOOL = { tool: 'throughline', version: file.version, node: process.versions.node };

let digest: string | undefined;

/**
 * `sha256:` digest of the program's own files as they lie there now: of `<hex of the file> <path>` lines in the order of
 * their paths, so that the programs `find`, `sort` and `sha256sum` can make it too. One build gives one digest anywhere.
 */
export function buildDigest(): string {
  if (digest !== undefined) return digest;
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const sum = createHash('sha256');
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/\.(?:c?js|ts|json|yaml|csv)$/.test(path) || path.endsWith('.d.ts')) continue;
    const own = createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex');
    sum.update(`${own}  ${path.replaceAll('\\', '/')}\n`);
  }
  digest = `sha256:${sum.digest('hex')}`;
  return digest;
}
