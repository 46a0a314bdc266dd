/** What the commands that count over linked events share: whom, when, and how figures are shown. */
import { Flags } from '@oclif/core';
import { ROLES, type Role } from './agreement/index.ts';
import {
  type AnalysisContext,
  type Changes,
  type Consulted,
  type CountOptions,
  consult,
  windowGiven,
} from './analyse/index.ts';
import { BaseCommand, type WorkspaceFlags } from './base.ts';
import type { Workspace } from './custody/index.ts';
import {
  type AuditLine,
  type Figures,
  figuresCsv,
  type ShownFigures,
  uncontrolled,
} from './disclose/index.ts';
import { type ReleasedBefore, releasedBefore } from './release/index.ts';
import { changesPage, changesSentence } from './render/changes.ts';
import { auditLines, figuresPage } from './render/figures.ts';

interface CountFlags extends WorkspaceFlags {
  readonly role: readonly Role[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly csv: boolean;
  readonly inside: boolean;
}

/** What changed since shares were replaced, where they were. */
export interface ChangesFound {
  readonly changes?: Changes;
  /** Releases of the same that rest on other packages; null where the ledger cannot be relied on. */
  readonly released?: readonly ReleasedBefore[] | null;
}

export type Counted = ShownFigures &
  ChangesFound & {
    readonly folder: string;
    /** What each hidden count could be taken for; with `--inside` alone. */
    readonly audit?: readonly AuditLine[];
  };

/** What commands about steps from agency to agency share. */
export const stepFlags = {
  'by-type': Flags.boolean({ default: false, summary: 'a step is an agency with the type of event' }),
  gap: Flags.integer({
    min: 1,
    helpValue: 'DAYS',
    summary: 'bridge no more days than this in which nothing was recorded (default: any)',
  }),
  start: Flags.string({
    helpValue: 'STEP',
    summary: 'begin with the first presentation to this agency, or of this "agency: type"',
  }),
  end: Flags.string({
    helpValue: 'STEP',
    summary: 'end with the first such presentation after the beginning',
  }),
};

interface StepFlags {
  readonly 'by-type': boolean;
  readonly gap: number | undefined;
  readonly start: string | undefined;
  readonly end: string | undefined;
}

export const stepOptions = ({ 'by-type': byType, gap, start, end }: StepFlags) => ({
  level: byType ? ('type' as const) : ('agency' as const),
  ...(gap === undefined ? {} : { gap }),
  ...(start === undefined ? {} : { start }),
  ...(end === undefined ? {} : { end }),
});

/** What a table to paste does not say of itself. */
const DRAFT =
  'a draft, controlled by itself: what was released before may tell what it hides; paste from release/ once "throughline release" has checked it';
const EXACT = 'exact figures, not controlled: for inside this workspace alone';

export abstract class CountCommand extends BaseCommand {
  static countFlags = {
    role: Flags.option({ options: ROLES, multiple: true, default: ['victim'] })({
      summary: 'whom to count, by role; can be given several times',
    }),
    from: Flags.string({
      helpValue: 'YYYY-MM-DD',
      summary: 'first day (default: the window of the definition, which stands above the tables)',
    }),
    to: Flags.string({ helpValue: 'YYYY-MM-DD', summary: 'last day, itself counted' }),
    csv: Flags.boolean({ default: false, summary: 'print the figures as CSV' }),
    inside: Flags.boolean({
      default: false,
      summary: 'show the exact figures, which may not leave this workspace',
    }),
  };

  /**
   * Counts, writes the exact figures inside the workspace, and prints what may be shown.
   *
   * @param more options of this indicator alone
   * @param next what the reader could do now
   */
  protected async counted<Options extends CountOptions>(
    action: string,
    count: (context: AnalysisContext, options: Options) => Promise<Figures>,
    flags: CountFlags,
    more: Omit<Options, keyof CountOptions>,
    next: string,
  ): Promise<Counted> {
    const options = { roles: flags.role, ...more, ...windowGiven(flags) } as Options;
    const workspace = await this.openWorkspace(flags);
    const consulted = await this.withProgress((onStage) =>
      consult(workspace, {
        action,
        asked: Object.fromEntries(Object.entries(options)),
        inside: flags.inside,
        count: (context) => count(context, options),
        onStage,
      }),
    );
    const { figures, controlled, folder } = consulted;
    const shown = flags.inside ? uncontrolled(figures) : controlled.shown;
    const lines = [
      ...(flags.inside ? auditLines(controlled) : []),
      `exact figures: ${folder}`,
      `next: ${next}`,
      `to let them out: throughline release ${folder}`,
    ];
    this.print(flags.csv ? figuresCsv(shown).trimEnd() : figuresPage(shown, lines, process.stdout));
    if (flags.csv) this.saySentence(flags.inside ? EXACT : DRAFT);
    const found = await this.tellChanges(workspace, consulted, flags);
    return { ...shown, folder, ...found, ...(flags.inside ? { audit: controlled.selection.audit } : {}) };
  }

  /** Says what is shown otherwise than before a share was replaced; beside a table for a program, on stderr. */
  protected async tellChanges(
    workspace: Workspace,
    { draft, changes }: Pick<Consulted, 'draft' | 'changes'>,
    { inside, csv = false }: { readonly inside: boolean; readonly csv?: boolean },
  ): Promise<ChangesFound> {
    const released = await releasedBefore(workspace, draft);
    const told = { ...(changes === undefined ? {} : { changes }), released, inside };
    const text = csv ? changesSentence(told) : changesPage(told, process.stdout);
    if (text !== undefined && csv) this.saySentence(text);
    else if (text !== undefined) this.print(`\n${text}`);
    return {
      ...(changes === undefined ? {} : { changes }),
      ...(released?.length === 0 ? {} : { released }),
    };
  }
}
