/** What on a machine could get in the way of the work: looked at, never changed, told in sentences. */

import { open, readdir, rename, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { systemCode } from '../errors.ts';
import { type TemporaryFolder, temporaryFolder } from '../files/index.ts';

export interface Examined {
  readonly what: string;
  /** `good`, `look` (may matter), `bad` (will get in the way). */
  readonly verdict: 'good' | 'look' | 'bad';
  readonly found: string;
  /** The next step, where there is one. */
  readonly todo?: string;
}

export interface MachineFacts {
  /** The folder that is or will be the workspace. */
  readonly folder: string;
  /** `process.versions.node` */
  readonly node: string;
  readonly platform: NodeJS.Platform;
  readonly now: Date;
}

/** Names of folders that clouds copy away. */
const SYNCED =
  /(?:^|[\\/])(?:OneDrive|Dropbox|Google ?Drive|My Drive|iCloud ?Drive|Box Sync|Nextcloud|SharePoint)[^\\/]*(?:[\\/]|$)/i;
/** Names that Windows keeps for devices, whatever follows the point. */
const RESERVED = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?$/i;
const LEAST_NODE = [20, 19] as const;
const LONGEST_PATH = 180;
const GIB = 1024 ** 3;
/** Deepest name that the tool puts below a workspace, in characters. */
const DEEPEST = 70;

/** Looks at everything, in the order in which it is best mended. */
export async function examineMachine(facts: MachineFacts): Promise<readonly Examined[]> {
  return [
    nodeVersion(facts.node),
    clock(facts.now),
    ...(await folder('the workspace', facts.folder, facts.platform)),
    ...(await folder('the folder for temporary files', tmpdir(), facts.platform)),
    ...pathOf(facts),
    permissions(facts.platform),
  ];
}

function nodeVersion(node: string): Examined {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [least, leastMinor] = LEAST_NODE;
  const isNew = major > least || (major === least && minor >= leastMinor);
  return isNew
    ? { what: 'Node.js', verdict: 'good', found: `version ${node}` }
    : {
        what: 'Node.js',
        verdict: 'bad',
        found: `version ${node} is older than ${least}.${leastMinor}`,
        todo: 'use the portable folder, which brings its own, or have a newer one installed',
      };
}

/** A clock that is wrong by hours is seen by a file's time alone; one that is wrong by years, by itself. */
function clock(now: Date): Examined {
  const year = now.getUTCFullYear();
  return year < 2026 || year > 2100
    ? {
        what: 'the clock',
        verdict: 'bad',
        found: `it says ${year}`,
        todo: 'set the clock: agreements are in force by the second, and the share log refuses to go back in time',
      }
    : {
        what: 'the clock',
        verdict: 'good',
        found: `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC: hold it against a clock that you trust`,
      };
}

async function folder(what: string, path: string, platform: NodeJS.Platform): Promise<Examined[]> {
  const there = await nearest(path);
  const found: Examined[] = [];
  if (SYNCED.test(path)) {
    found.push({
      what,
      verdict: 'bad',
      found: 'it lies in a folder that is copied to a cloud',
      todo: 'use a folder on the machine itself or on a drive that your organisation approved: keys and extracts would leave with it',
    });
  }
  if (platform === 'win32' && /^(?:\\\\|\/\/)/.test(path)) {
    found.push({
      what,
      verdict: 'look',
      found: 'it lies on a network drive',
      todo: 'a file may appear later than it was written; use a drive of the machine where you can',
    });
  }
  found.push(await written(what, there), await space(what, there));
  return found;
}

/** The folder, or the nearest above it that there is. */
async function nearest(path: string): Promise<string> {
  for (let at = path; ; at = join(at, '..')) {
    if (
      await stat(at).then(
        (facts) => facts.isDirectory(),
        () => false,
      )
    )
      return at;
    if (join(at, '..') === at) return at;
  }
}

/** Tries what every write of the tool does: a file beside, flushed, renamed over another that is open. */
async function written(what: string, path: string): Promise<Examined> {
  let trial: TemporaryFolder | undefined;
  try {
    trial = await temporaryFolder('throughline-doctor-', path);
    const [old, fresh] = [join(trial.path, 'old'), join(trial.path, 'new')];
    await writeFile(old, 'a');
    await writeFile(fresh, 'b');
    const handle = await open(old, 'r');
    try {
      await rename(fresh, old);
    } finally {
      await handle.close();
    }
    const isCaseless = (await stat(join(trial.path, 'OLD')).catch(() => undefined)) !== undefined;
    const names = await readdir(trial.path);
    if (names.length !== 1) throw new Error('a renamed file is there twice');
    return {
      what,
      verdict: 'good',
      found: `files can be written and renamed${isCaseless ? '; capitals make no difference in names' : ''}`,
    };
  } catch (error) {
    return {
      what,
      verdict: 'bad',
      found: `a file cannot be written and renamed there (${systemCode(error) ?? 'it did not work'})`,
      todo: 'ask for write permission, or choose another folder with --workspace',
    };
  } finally {
    await trial?.remove().catch(() => undefined);
  }
}

async function space(what: string, path: string): Promise<Examined> {
  const free = await statfs(path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
  if (free === undefined) return { what, verdict: 'look', found: 'how much room there is cannot be told' };
  const gib = (free / GIB).toFixed(1);
  return free < GIB
    ? {
        what,
        verdict: 'look',
        found: `${gib} GiB free`,
        todo: 'a million rows take some 2 GiB while they are worked on: make room',
      }
    : { what, verdict: 'good', found: `${gib} GiB free` };
}

function pathOf({ folder: path, platform }: MachineFacts): Examined[] {
  const what = 'the path of the workspace';
  const found: Examined[] = [];
  const reserved = path.split(/[\\/]/).find((name) => RESERVED.test(name));
  if (reserved !== undefined) {
    found.push({
      what,
      verdict: platform === 'win32' ? 'bad' : 'look',
      found: 'a folder in it has a name that Windows keeps for devices',
      todo: 'give it another name',
    });
  }
  if (path.length > LONGEST_PATH) {
    found.push({
      what,
      verdict: 'look',
      found: `${path.length} characters long; names below it take ${DEEPEST} more, and Windows may stop at 260`,
      todo: 'choose a folder nearer the root of the drive',
    });
  }
  return found.length > 0
    ? found
    : [
        {
          what,
          verdict: 'good',
          found: path.includes(' ') ? `fits, spaces and all (parts are divided by ${sep})` : 'fits',
        },
      ];
}

const permissions = (platform: NodeJS.Platform): Examined =>
  platform === 'win32'
    ? {
        what: 'who may read files',
        verdict: 'look',
        found: 'on Windows that is set by access control lists, which the tool leaves as they are',
        todo: 'in the properties of the folder party, under Security, leave only yourself and those who run this',
      }
    : {
        what: 'who may read files',
        verdict: 'good',
        found: 'private files and folders are made for this account alone',
      };
