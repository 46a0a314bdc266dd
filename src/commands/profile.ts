import { Flags } from '@oclif/core';
import { type ColumnPlan, columnsOf, parseColumns, readColumns } from '../agreement/index.ts';
import { BaseCommand, extractAgain, extractArg, extractFlags, intakeOptions, paragraph } from '../base.ts';
import { viewWorkspace } from '../custody/index.ts';
import { ThroughlineError, unusable } from '../errors.ts';
import { type Extract, openIntake, writeFileAtomically } from '../files/index.ts';
import {
  type Finding,
  findingsOf,
  loadPreset,
  PRESETS,
  type Profile,
  presetColumns,
  presetYaml,
  profileExtract,
  type Suggestion,
  suggestColumns,
  suggestedYaml,
} from '../intake/index.ts';
import { profilePage, profileSteps, profileText, type ShownProfile } from '../render/profile.ts';

interface Profiled extends Profile {
  /** Where what is known of the columns comes from. */
  readonly columnsFrom: ShownProfile['columnsFrom'];
  readonly findings: readonly Finding[];
  readonly suggestions?: readonly Suggestion[];
  readonly page?: string;
  /** What to do next, in order. */
  readonly next?: readonly string[];
}

interface Known {
  readonly from: Profiled['columnsFrom'];
  readonly plan: readonly ColumnPlan[];
  readonly scheme?: string;
  readonly window?: { readonly from?: string; readonly to?: string };
}

export default class ProfileCommand extends BaseCommand {
  static override summary = 'Say what is in an extract and what is wrong with it, before anything is shared';
  static override description =
    paragraph(`Rows, people and dates; for every column how full it is, what its cells look like, and how many break the rule of their
use; who can never be linked and what would mend it; identifiers left in by mistake. Counts are exact, since they stay
here, and no value is ever shown. What each column is comes from the agreement of the workspace, a file of columns or a preset; without any of them it is proposed
from headers and from what cells look like. --suggest prints that proposal as a columns section to edit. Reads CSV (also packed
with gzip), Excel and Parquet, writes nothing but the page that you ask for, and needs no agreement.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> police.csv --workspace police',
    '<%= config.bin %> <%= command.id %> referrals.xlsx --sheet Referrals --header-row 3 --html profile.html',
    '<%= config.bin %> <%= command.id %> referrals.xlsx --suggest > columns.yaml',
    '<%= config.bin %> <%= command.id %> attendances.csv --preset emergency-care --suggest > columns.yaml',
  ];
  static override args = extractArg;
  static override flags = {
    agency: Flags.string({
      helpValue: 'ID',
      summary: "whose columns of the agreement (default: this workspace's party)",
      exclusive: ['columns', 'preset'],
    }),
    columns: Flags.string({
      helpValue: 'FILE',
      summary: 'what each column is, in the form of an agreement, in place of the agreement',
      exclusive: ['agency', 'preset'],
    }),
    ...extractFlags,
    preset: Flags.option({ options: PRESETS })({
      summary:
        'what each column is, by a preset for usual exports; with --suggest printed under the names of the file',
      exclusive: ['agency', 'columns'],
    }),
    suggest: Flags.boolean({
      summary: 'print a columns section proposed from the file, and nothing else',
      exclusive: ['html'],
    }),
    html: Flags.string({ helpValue: 'FILE', summary: 'write a page for a browser in place of text' }),
    replace: Flags.boolean({ default: false, summary: 'take the place of an earlier page' }),
  };

  async run(): Promise<Profiled> {
    const { args, flags } = await this.parse(ProfileCommand);
    const now = this.ambient.now();
    const today = now.toISOString().slice(0, 10);
    const extract = await openIntake(args.extract, intakeOptions(flags));
    if (flags.suggest && flags.preset !== undefined) {
      const text = presetYaml(loadPreset(flags.preset), extract.header);
      this.print(text.trimEnd());
      const plan = parseColumns(text, flags.preset);
      const profile = await profileExtract(extract, { plan, today });
      return { ...profile, columnsFrom: 'preset', findings: findingsOf(profile, today) };
    }
    if (flags.suggest) {
      const profile = await profileExtract(extract, { today });
      const suggestions = suggestColumns(profile.columns);
      this.print(suggestedYaml(suggestions, extract.name).trimEnd());
      return { ...profile, columnsFrom: 'suggestion', findings: findingsOf(profile, today), suggestions };
    }
    const known = (await this.knownColumns(flags, extract)) ?? (await suggested(extract, today));
    const { plan, scheme, window } = known;
    const profile = await profileExtract(extract, {
      plan,
      today,
      ...(scheme === undefined ? {} : { scheme }),
      ...(window === undefined ? {} : { window }),
    });
    const findings = findingsOf(profile, today, window);
    const shown = { profile, findings, columnsFrom: known.from };
    const next = profileSteps(shown, {
      extract: extractAgain(args.extract, flags),
      workspace: this.workspaceWords(this.workspacePath(flags)),
      preset: flags.preset,
    });
    const result: Profiled = { ...profile, columnsFrom: known.from, findings, next };
    if (flags.html === undefined) {
      this.print(profileText(shown, next, process.stdout.columns));
      return result;
    }
    const madeAt = `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    await writeFileAtomically(flags.html, profilePage(shown, madeAt), { replace: flags.replace });
    this.print(`The page: ${flags.html}`);
    return { ...result, page: flags.html };
  }

  /** From --columns or the workspace's agreement; undefined where there is neither. */
  private async knownColumns(
    flags: {
      readonly agency?: string | undefined;
      readonly columns?: string | undefined;
      readonly preset?: string | undefined;
      readonly workspace: string;
    },
    { header }: Extract,
  ): Promise<Known | undefined> {
    if (flags.columns !== undefined) return { from: 'file', plan: await readColumns(flags.columns) };
    if (flags.preset !== undefined) {
      return { from: 'preset', plan: presetColumns(loadPreset(flags.preset), header) };
    }
    const view = await viewWorkspace(this.workspacePath(flags)).catch((error: unknown) => {
      if (flags.agency === undefined && error instanceof ThroughlineError && error.code === 'NO_AGREEMENT')
        return undefined;
      throw error;
    });
    const agency = flags.agency ?? view?.partyId;
    if (view === undefined || agency === undefined) return undefined;
    const { agreement } = view;
    const plan = columnsOf(agreement, agency);
    if (plan.length === 0) {
      throw unusable('NO_COLUMNS', `the agreement gives no columns to ${agency}`, {
        hint: 'name the agency with --agency, or give a file of columns with --columns',
      });
    }
    const flows = agreement.flows.filter(({ from, what }) => from === agency && what === 'events');
    const from = flows
      .flatMap((flow) => flow['events-from'] ?? [])
      .toSorted()
      .at(-1);
    const to = flows.flatMap((flow) => flow['events-to'] ?? []).toSorted()[0];
    return {
      from: 'agreement',
      plan,
      scheme: agreement.linkage.scheme,
      window: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    };
  }
}

/** What the file itself suggests, as far as it is sure or likely. */
async function suggested(extract: Extract, today: string): Promise<Known> {
  const { columns } = await profileExtract(extract, { today });
  const text = suggestedYaml(suggestColumns(columns), extract.name);
  const hasAny = text.split('\n').some((line) => line !== '' && !line.startsWith('#'));
  return { from: 'suggestion', plan: hasAny ? parseColumns(text, 'the proposed columns') : [] };
}
