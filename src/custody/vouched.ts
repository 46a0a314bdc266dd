/**
 * The packages that this party's own share log vouches for, by the digest of their descriptor: made here, taken in
 * here, or what those became when people were taken out of them. A package that somebody else wrote into `work/`,
 * or changed there, has a digest that the log does not know, however well its own descriptor fits it.
 */
import { recordRefusal } from '../agreement/index.ts';
import { refused } from '../errors.ts';
import type { DataPackage } from '../files/index.ts';
import { readEntries } from '../sharelog/index.ts';
import { loggedList } from './logged-list.ts';
import { isRecord, listOf } from './shape.ts';
import { currentWithdrawn, refuseWithdrawn, type Withdrawn } from './withdrawn.ts';
import type { Workspace } from './workspace.ts';

/** What the log says of a digest. */
interface Named {
  /** Index of the entry that announced the making, or of the receipt. */
  readonly at: number;
  /** Whether the log has another in its place since: made or sent anew, or the same less some rows. */
  readonly isOld: boolean;
}

interface Vouched {
  readonly made: Shelf;
  readonly received: Shelf;
  /** Index of the last entry that took up somebody's request, or began to; -1 where there is none. */
  readonly request: number;
}

/** One package of each kind and sender, the last, and the digests of those before it. */
class Shelf {
  readonly #named = new Map<string, Named>();
  /** The digest of the last, by kind and sender. */
  readonly #last = new Map<string, string>();

  put(place: string, digest: string, at: number): void {
    const before = this.#last.get(place);
    if (before !== undefined) this.#age(before);
    this.#named.set(digest, { at, isOld: false });
    this.#last.set(place, digest);
  }

  /** A package that lost rows here goes by another digest since. */
  replace(pair: string): void {
    const [before = '', after = ''] = pair.split(' ');
    const named = this.#named.get(before);
    const [place] = [...this.#last].find(([, digest]) => digest === before) ?? [];
    if (named !== undefined && place !== undefined) this.put(place, after, named.at);
  }

  destroy(digest: string): void {
    this.#named.delete(digest);
    for (const [place, last] of this.#last) if (last === digest) this.#last.delete(place);
  }

  find(digest: string): Named | undefined {
    return this.#named.get(digest);
  }

  /** The last of each place, in order of the places. */
  current(): [place: string, digest: string][] {
    return [...this.#last].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  #age(digest: string): void {
    const named = this.#named.get(digest);
    if (named !== undefined) this.#named.set(digest, { ...named, isOld: true });
  }
}

async function readVouched({ log }: Pick<Workspace, 'log'>): Promise<Vouched> {
  const made = new Shelf();
  const received = new Shelf();
  let request = -1;
  for await (const { index, fields } of readEntries(log.folder)) {
    if (!isRecord(fields.details)) continue;
    const { action, package: own, descriptor, intent, reduced, packages, flow } = fields.details;
    // One that was begun may be on the list already.
    if (fields.type === 'alteration' && (action === 'object' || action === 'correct')) request = index;
    if (fields.phase !== 'done') continue;
    const { from, what } = isRecord(flow) ? flow : {};
    const place = JSON.stringify([what, from]);
    const isMaking = fields.type === 'alteration' || fields.type === 'combination';
    // Whoever was on the list when the making began has been left out.
    if (isMaking && typeof own === 'string')
      made.put(JSON.stringify([what]), own, typeof intent === 'number' ? intent : index);
    if (fields.type === 'collection' && typeof descriptor === 'string')
      received.put(place, descriptor, index);
    for (const shelf of [made, received]) {
      for (const pair of listOf(reduced)) shelf.replace(pair);
      if (fields.type === 'erasure') for (const digest of listOf(packages)) shelf.destroy(digest);
    }
  }
  return { made, received, request };
}

/**
 * Refuses to let a package leave that no run of this party made, that another was made in place of, in which is
 * somebody who was withdrawn, or that was made before somebody's request was taken up, and not again since: they may
 * be in it.
 *
 * @throws `PACKAGE_NOT_MADE_HERE` (logged), `REQUEST_UNFINISHED`, `PACKAGE_BEFORE_REQUEST`, `PACKAGE_SUPERSEDED`,
 * `PACKAGE_WITHDRAWN` (exit code 1); `LIST_...`
 */
export async function requireMadeHere(workspace: Workspace, pkg: DataPackage): Promise<void> {
  const { path, digest } = pkg;
  await refuseUnfinished(workspace);
  const withdrawn = await currentWithdrawn(workspace);
  const { made, request } = await readVouched(workspace);
  const named = made.find(digest);
  if (named === undefined) {
    const reason = 'PACKAGE_NOT_MADE_HERE';
    // Without the digest: the log would let a guess at what was put in be tested.
    await recordRefusal(workspace, 'disclosure', { action: 'seal', reason });
    throw refused(reason, "this party's share log has no entry that it was made as it now is", {
      place: { file: path },
      hint: 'make the package again with throughline, which logs what it makes; unless a run was killed just as it put the package in place, ask who wrote into this folder',
    });
  }
  if (named.at < request) {
    throw refused(
      'PACKAGE_BEFORE_REQUEST',
      "this package was made before a person's objection or correction was taken up",
      {
        hint: 'make it again from the extract as it is now: throughline pseudonymise EXTRACT --replace',
      },
    );
  }
  if (named.isOld) throw superseded(path, 'seal the one that was made last, or make it again');
  await refuseWithdrawn(withdrawn, pkg);
}

async function refuseUnfinished(workspace: Workspace): Promise<void> {
  const [first] = (await loggedList(workspace, 'rights')).begun;
  if (first === undefined) return;
  throw refused(
    'REQUEST_UNFINISHED',
    `a person's request was begun (entry ${first.entry} of the share log) and not carried out to its end`,
    {
      hint: `run the same "throughline object" or "throughline correct" again, for the same people; "throughline log opening ${first.entry}" says for whom and why`,
    },
  );
}

const superseded = (file: string, hint: string) =>
  refused('PACKAGE_SUPERSEDED', "this party's share log has a later one in the place of this package", {
    place: { file },
    hint,
  });

/** What was taken in here and may be used. */
export interface Received {
  readonly packages: Pick<Shelf, 'find'>;
  /** Who may not be in it. */
  readonly withdrawn: Withdrawn;
}

/** @throws as `currentWithdrawn` */
export async function receivedHere(workspace: Workspace): Promise<Received> {
  const withdrawn = await currentWithdrawn(workspace);
  return { packages: (await readVouched(workspace)).received, withdrawn };
}

/**
 * @throws `PACKAGE_NOT_RECEIVED` (exit code 1) for a package that is not as it was taken in; `PACKAGE_SUPERSEDED` for one
 * that another took the place of; `PACKAGE_WITHDRAWN` where somebody is in it who was withdrawn
 */
export async function requireReceived({ packages, withdrawn }: Received, pkg: DataPackage): Promise<void> {
  const { path, digest } = pkg;
  const named = packages.find(digest);
  if (named === undefined) {
    throw refused('PACKAGE_NOT_RECEIVED', "this is not what this party's share log says was taken in", {
      place: { file: path },
      hint: 'ask who wrote into this folder; then open the share again (throughline open FILE --replace), or ask its sender for it',
    });
  }
  if (named.isOld) {
    const hint = 'open the latest share of its sender again: throughline open FILE --replace';
    throw superseded(path, hint);
  }
  await refuseWithdrawn(withdrawn, pkg);
}

/** What counts rest on: the packages of events and links, and the notices that were heeded. */
export interface Basis {
  readonly packages: readonly {
    readonly what: string;
    readonly from: string;
    /** Of the package's descriptor. */
    readonly digest: string;
  }[];
  /** Digests, in order. */
  readonly notices: readonly string[];
}

/** What a count here rests on now, as this party's log has it. */
export async function basisHere(workspace: Pick<Workspace, 'log'>): Promise<Basis> {
  const { received } = await readVouched(workspace);
  const packages = received.current().flatMap(([place, digest]) => {
    const [what, from] = JSON.parse(place) as [unknown, unknown];
    return what === 'events' || what === 'links' ? [{ what, from: String(from), digest }] : [];
  });
  return { packages, notices: (await loggedList(workspace, 'withdrawn')).notices };
}
