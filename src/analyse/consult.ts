/** One consultation of the linked events: permitted, counted, written inside, logged. */
import { attempt, type Details, recordDone, requestPermit } from '../agreement/index.ts';
import {
  basisHere,
  type RecordKeys,
  readRecordKeys,
  receivedHere,
  type Workspace,
  withLots,
} from '../custody/index.ts';
import { type Controlled, controlInside, type Figures } from '../disclose/index.ts';
import { ThroughlineError } from '../errors.ts';
import { band } from '../sharelog/index.ts';
import { type Changes, changesSince, isSameBasis, isSameQuestion } from './changes.ts';
import { countsOf, type Draft, readFigures } from './draft.ts';
import type { AnalysisContext } from './linked.ts';
import { draftOf, figuresFolder, type InsideTable, writeFigures } from './write.ts';

export interface ConsultOptions<Counted extends Figures = Figures> {
  /** The command's name, for the log. */
  readonly action: string;
  /** What was asked for, for the log. */
  readonly asked: Details;
  /** Whether the exact figures will be shown and not the controlled ones; the log says so. */
  readonly inside: boolean;
  readonly count: (context: AnalysisContext) => Promise<Counted>;
  /** Further tables to keep beside the exact figures. */
  readonly beside?: (figures: Counted) => readonly InsideTable[];
  readonly onStage?: (stage: string, done: number, of: number) => void;
}

export interface Consulted<Counted extends Figures = Figures> {
  readonly figures: Counted;
  /** The figures after control, and the audit of what is hidden. */
  readonly controlled: Controlled;
  /** The folder of the exact figures. */
  readonly folder: string;
  readonly draft: Draft;
  /** What changed since the same was counted from other packages, where it was: exact where `inside`, else as shown. */
  readonly changes?: Changes;
}

/**
 * Asks for a permit as the analyst, counts, controls, writes the exact figures with their audit to
 * `work/figures/<id>/`, and logs that it was done, with the digest of a package that has a salt, as small tables
 * could be guessed from any other.
 *
 * Throws what `requestPermit`, the count, `withLots`, `controlInside` and {@link writeFigures} throw.
 */
export async function consult<Counted extends Figures>(
  workspace: Workspace,
  { action, asked, inside, count, beside, onStage }: ConsultOptions<Counted>,
): Promise<Consulted<Counted>> {
  const permit = await requestPermit(workspace, {
    operation: 'consultation',
    action,
    parts: ['analyst'],
    details: { ...asked, inside },
  });
  return attempt(workspace, [permit], async () => {
    onStage?.('counting', 0, 0);
    const received = await receivedHere(workspace);
    const { figures, controlled } = await withRecordKeys(workspace, async (recordKeys) => {
      const counted = await count({
        ...workspace,
        received,
        ...(recordKeys === undefined ? {} : { recordKeys }),
      });
      onStage?.('disclosure control', 0, 0);
      return {
        figures: counted,
        controlled: await withLots(workspace, (lots) =>
          controlInside(counted, workspace.agreement.outputs, lots, recordKeys),
        ),
      };
    });
    const counted = { asked: { action, ...asked }, basis: await basisHere(workspace) };
    const draft = draftOf(controlled, counted);
    const { rule } = controlled;
    const earlier = await countedBefore(workspace, draft);
    const changes =
      earlier === undefined ? undefined : changesSince({ draft: earlier, rule }, { draft, rule }, { inside });
    const salt = Buffer.from(workspace.ambient.random(16)).toString('base64url');
    const { path, digest } = await writeFigures(workspace, figures, {
      controlled,
      salt,
      beside: beside?.(figures) ?? [],
      counted,
      before: earlier !== undefined && changes?.status === 'compared' ? countsOf(earlier) : undefined,
    });
    await recordDone(workspace, permit, {
      package: digest,
      indicator: figures.id,
      version: figures.version,
      output: inside ? 'exact figures, shown inside the workspace' : 'controlled figures',
      smallestCount: workspace.agreement.outputs['smallest-count'],
      rows: band(figures.rows.length),
    });
    return { figures, controlled, folder: path, draft, ...(changes === undefined ? {} : { changes }) };
  });
}

/**
 * The last count of this indicator from other packages. Whoever counts the same twice is told twice what changed: a
 * count from the same packages hands on what it was held against.
 */
async function countedBefore({ paths, agreement }: Workspace, draft: Draft): Promise<Draft | undefined> {
  try {
    const waiting = await readFigures(figuresFolder(paths, draft.figures.id), agreement);
    const { basis } = waiting.draft;
    if (basis === undefined) return undefined;
    if (!isSameBasis(basis, draft.basis!)) return waiting.draft;
    return isSameQuestion(waiting.draft, draft) ? waiting.before : undefined;
  } catch (error) {
    // There are none, or none that can be used under this agreement: there is nothing to hold these against.
    if (error instanceof ThroughlineError) return undefined;
    throw error;
  }
}

/** Gives `work` the keys that noise is drawn from, where the agreement wants noise. */
async function withRecordKeys<T>(
  workspace: Workspace,
  work: (keys: RecordKeys | undefined) => Promise<T>,
): Promise<T> {
  if (workspace.agreement.outputs.method !== 'cell-key') return work(undefined);
  const keys = await readRecordKeys(workspace);
  try {
    return await work(keys);
  } finally {
    keys.destroy();
  }
}
