/** One release: checked together with everything before, written whole or not at all, in the ledger and the log. */
import { join } from 'node:path';
import {
  attempt,
  type Permit,
  recordDone,
  recordRefusal,
  reference,
  requestPermit,
} from '../agreement/index.ts';
import { countAgain, type Draft, readFigures } from '../analyse/index.ts';
import { TOOL, type Workspace } from '../custody/index.ts';
import {
  type Change,
  figuresCsv,
  type KnownCount,
  noiseDigest,
  type Rule,
  remarks,
  ruleOf,
  type ShownFigures,
} from '../disclose/index.ts';
import { refused } from '../errors.ts';
import { openForWriting, type Stage, stageDirectory, type TableField, writePackage } from '../files/index.ts';
import {
  type Ledger,
  type LedgerEntry,
  numberOf,
  readLedger,
  shownAs,
  stageEntry,
  withdrawEntry,
} from './ledger.ts';
import { settle } from './settle.ts';

export interface ReleaseOptions {
  /** What others have published. */
  readonly known?: readonly KnownCount[];
  /** Hide what else has to be hidden, where that makes it safe. */
  readonly withhold?: boolean;
  readonly onStage?: (stage: string, done: number, of: number) => void;
}

export type Released =
  | {
      readonly status: 'released' | 'released before';
      /** The folder under `release/`. */
      readonly folder: string;
      readonly shown: ShownFigures;
      /** What was hidden beyond what the figures hide by themselves. */
      readonly withheld: readonly string[];
    }
  | {
      readonly status: 'unsafe';
      /** How counts could be worked out, with the figures: for inside the workspace only. */
      readonly equations: readonly string[];
      /** Undefined where nothing that is hidden would help. */
      readonly change: readonly Change[] | undefined;
    };

/** The rules that a refusal names in the log. */
const RULE = 'safe-together';
const ONE_METHOD = 'one-method';

/**
 * Releases the figures in the folder `path`. A refusal is in the log by its rule; the equations come back for the
 * terminal alone.
 *
 * @throws `FIGURES_INVALID` where the figures do not have the noise that the agreement wants; `RELEASE_METHOD` (exit code 1) where what was released before has other noise, or none; as `readFigures`, `readLedger`, `checkTogether` and `requestPermit` do; the write errors of `files`
 */
export async function release(
  workspace: Workspace,
  path: string,
  { known = [], withhold = false, onStage }: ReleaseOptions = {},
): Promise<Released> {
  const { draft } = await readFigures(path, workspace.agreement);
  const ledger = await readLedger(workspace);
  const rule = ruleOf(workspace.agreement.outputs);
  onStage?.('checking together with earlier releases', 0, 0);
  const before = ledger.entries.find((entry) => isSame(entry, draft));
  if (before !== undefined) {
    const folder = await putAgain(workspace, before, ledger.unfinished.get(before.name));
    return { status: 'released before', folder, shown: shownAs(before), withheld: [] };
  }
  if (draft.figures.noise?.digest !== noiseDigest(rule)) throw countAgain(path);
  await requireOneMethod(workspace, ledger, draft);
  const name = `${numberOf(ledger.entries.length + 1)}-${draft.figures.id}`;
  const entry: LedgerEntry = { ...draft, name, rule, ...(known.length === 0 ? {} : { known }) };
  const settled = await settle(ledger.entries, entry, { withhold });
  if (settled.status === 'safe') return write(workspace, ledger, settled.entry, settled.change);
  const { equations, change } = settled;
  await recordRefusal(workspace, 'disclosure', detailsOf(draft), RULE);
  return { status: 'unsafe', equations, change };
}

/**
 * Noise protects as long as it is the same everywhere: an exact count beside it, or the same count with noise from another
 * table or secret, tells how much of it is noise.
 */
async function requireOneMethod(workspace: Workspace, { entries }: Ledger, draft: Draft): Promise<void> {
  const noise = JSON.stringify(draft.figures.noise ?? null);
  if (entries.every(({ figures }) => JSON.stringify(figures.noise ?? null) === noise)) return;
  await recordRefusal(workspace, 'disclosure', detailsOf(draft), ONE_METHOD);
  throw refused(
    'RELEASE_METHOD',
    'what was released before has other noise than these figures, or only one of them has any',
    {
      hint: "keep to the method, the perturbation table and the analyst's keys (party/reference.key) of the first release; another method needs an agreement of its own",
    },
  );
}

const detailsOf = ({ figures: { id, version } }: Draft) => ({
  action: 'release',
  what: 'figures',
  indicator: id,
  version,
});

const isSame = (entry: LedgerEntry, { figures, tables }: Draft): boolean =>
  JSON.stringify([entry.figures, entry.tables]) === JSON.stringify([figures, tables]);

/**
 * The ledger comes first, then the share log hears of it, and only then is anything written that could be seen: what was
 * perhaps seen is in both.
 */
async function write(
  workspace: Workspace,
  ledger: Ledger,
  entry: LedgerEntry,
  change: readonly Change[],
): Promise<Released> {
  const { stage, digest } = await stageEntry(workspace, ledger, entry);
  try {
    await stage.commit();
    const permit = await announce(workspace, entry, digest).catch(async (error: unknown) => {
      await withdrawEntry(workspace, ledger.entries.length + 1, digest);
      throw error;
    });
    const folder = await putAsAnnounced(workspace, entry, digest, permit);
    return { status: 'released', folder, shown: shownAs(entry), withheld: change.map(({ label }) => label) };
  } finally {
    await stage.abandon();
  }
}

/** Writes a release that is in the ledger once more. Where it failed or was killed before, the log hears that it is done now. */
async function putAgain(
  workspace: Workspace,
  entry: LedgerEntry,
  unfinished: string | undefined,
): Promise<string> {
  if (unfinished === undefined) return put(workspace, entry);
  return putAsAnnounced(workspace, entry, unfinished, await announce(workspace, entry, unfinished));
}

/** Tells the share log of an entry of the ledger, by its digest. */
const announce = (workspace: Workspace, entry: LedgerEntry, digest: string): Promise<Permit> =>
  requestPermit(workspace, {
    operation: 'disclosure',
    action: 'release',
    parts: ['analyst'],
    details: announcedAs(entry, digest),
  });

const announcedAs = ({ name, figures }: LedgerEntry, digest: string) => ({
  what: 'figures',
  indicator: figures.id,
  version: figures.version,
  release: name,
  ledger: digest,
});

/** Writes the release, and then the share log hears that it was done, or that it failed. */
const putAsAnnounced = (
  workspace: Workspace,
  entry: LedgerEntry,
  digest: string,
  permit: Permit,
): Promise<string> =>
  attempt(workspace, [permit], async () => {
    const folder = await put(workspace, entry);
    await recordDone(workspace, permit, announcedAs(entry, digest));
    return folder;
  });

/** Writes what the entry shows, in place of what may lie there. */
async function put(workspace: Workspace, entry: LedgerEntry): Promise<string> {
  const target = join(workspace.paths.release, entry.name);
  const stage = await stageDirectory(target, { replace: true });
  try {
    await fill(workspace, stage, entry);
    await stage.commit();
    return target;
  } finally {
    await stage.abandon();
  }
}

async function fill(workspace: Workspace, stage: Stage, entry: LedgerEntry): Promise<void> {
  const shown = shownAs(entry);
  const csv = figuresCsv(shown);
  const writer = await openForWriting(join(stage.path, 'figures.csv'));
  await writer.write(csv);
  const written = await writer.end();
  const header = csv.slice(0, csv.indexOf('\n')).split(',');
  await writePackage(stage.path, {
    name: entry.name,
    title: shown.title,
    description: shown.definition,
    resources: [
      {
        name: 'figures',
        file: 'figures.csv',
        ...written,
        fields: header.map((column): TableField => ({ name: column, type: 'any' })),
      },
    ],
    throughline: {
      kind: 'release',
      agreement: reference(workspace.agreement),
      tool: TOOL,
      indicator: { id: shown.id, version: shown.version },
      unit: shown.unit,
      window: { ...shown.window },
      preset: (entry.rule satisfies Rule).preset,
      ...(entry.figures.noise === undefined ? {} : { noise: { ...entry.figures.noise } }),
      remarks: remarks(shown, 'released'),
    },
  });
}
