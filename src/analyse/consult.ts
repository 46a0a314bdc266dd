/** One consultation of the linked events: permitted, counted, written inside, logged. */
import { attempt, type Details, recordDone, requestPermit } from '../agreement/index.ts';
import type { Workspace } from '../custody/index.ts';
import { type Controlled, controlInside, type Figures } from '../disclose/index.ts';
import type { AnalysisContext } from './linked.ts';
import { writeFigures } from './write.ts';

export interface ConsultOptions {
  /** The command's name, for the log. */
  readonly action: string;
  /** What was asked for, for the log. */
  readonly asked: Details;
  /** Whether the exact figures will be shown and not the controlled ones; the log says so. */
  readonly inside: boolean;
  readonly count: (context: AnalysisContext) => Promise<Figures>;
  readonly onStage?: (stage: string, done: number, of: number) => void;
}

export interface Consulted {
  readonly figures: Figures;
  /** The figures after control, and the audit of what is hidden. */
  readonly controlled: Controlled;
  /** The folder of the exact figures. */
  readonly folder: string;
}

/**
 * Asks for a permit as the analyst, counts, controls, writes the exact figures with their audit to
 * `work/figures/<id>/`, and logs that it was done. No digest of the figures goes into the log: small tables could be guessed from it.
 *
 * Throws what `requestPermit`, the count, `controlInside` and {@link writeFigures} throw.
 */
export async function consult(
  workspace: Workspace,
  { action, asked, inside, count, onStage }: ConsultOptions,
): Promise<Consulted> {
  const permit = await requestPermit(workspace, {
    operation: 'consultation',
    action,
    parts: ['analyst'],
    details: { ...asked, inside },
  });
  return attempt(workspace, [permit], async () => {
    onStage?.('counting', 0, 0);
    const figures = await count(workspace);
    onStage?.('disclosure control', 0, 0);
    const controlled = await controlInside(figures, workspace.agreement.outputs);
    const { path } = await writeFigures(workspace, figures, controlled);
    await recordDone(workspace, permit, { indicator: figures.id, version: figures.version });
    return { figures, controlled, folder: path };
  });
}
