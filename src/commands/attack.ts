import { Args, Flags } from '@oclif/core';
import { type AttackOptions, attackFiles, type Findings } from '../attack/index.ts';
import { BaseCommand, paragraph } from '../base.ts';
import { PRESETS } from '../disclose/index.ts';
import { findingsText } from '../render/attack.ts';

export default class Attack extends BaseCommand {
  static override summary = 'Say what could be worked out from published tables';
  static override description =
    paragraph(`Takes tables of counts as CSV, ours or anybody's, in which some counts are hidden (<5, *, c, [c], .., - or
nothing), and works the hidden ones back: from totals and subtotals, percentages, changes, rates, several tables of
the same people, and an earlier release. Prints each with the steps, and how far the rest is narrowed down. Ends
with exit code 1 when something was recovered. Needs no agreement and no workspace, and keeps nothing.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> fixtures/published/hartlepool-sex.csv',
    '<%= config.bin %> <%= command.id %> by-sex.csv by-age.csv --preset local-5 --json',
    '<%= config.bin %> <%= command.id %> april-to-june.csv --earlier april-to-may.csv',
  ];
  static override strict = false;
  static override args = {
    table: Args.string({ required: true, description: 'published tables as CSV, of one release' }),
  };
  static override flags = {
    preset: Flags.option({ options: PRESETS.map(({ id }) => id) })({
      summary: 'the rule by which the tables were controlled: what its marks hide and how it rounds',
    }),
    smallest: Flags.integer({
      helpValue: 'N',
      min: 2,
      summary: 'every mark hides a count under N, and no other count is hidden',
    }),
    rounded: Flags.integer({ helpValue: 'N', min: 1, summary: 'counts are rounded to the nearest N' }),
    zeros: Flags.option({ options: ['hidden', 'shown'] as const })({
      summary: 'whether a mark can hide a nought (default: <5 cannot, * can)',
    }),
    total: Flags.string({
      helpValue: 'LABEL',
      multiple: true,
      summary: 'a row or column that is the sum of its neighbours',
    }),
    people: Flags.boolean({
      default: false,
      summary: 'totals count distinct people, who may be in several rows',
    }),
    distinct: Flags.string({
      helpValue: 'LABEL',
      multiple: true,
      summary: 'this total alone counts distinct people',
    }),
    earlier: Flags.string({
      helpValue: 'FILE',
      multiple: true,
      summary: 'an earlier release of the table, whose people are all in this one',
    }),
    margins: Flags.option({ options: ['auto', 'shared', 'apart'] as const, default: 'auto' })({
      summary: 'whether counts of one name in several tables are the same (auto: where those shown agree)',
    }),
  };

  async run(): Promise<Findings> {
    const { argv, flags } = await this.parse(Attack);
    const options: AttackOptions = {
      margins: flags.margins,
      totals: flags.total ?? [],
      unions: flags.people ? 'all' : (flags.distinct ?? []),
      earlier: flags.earlier ?? [],
      ...(flags.preset === undefined ? {} : { preset: flags.preset }),
      ...(flags.smallest === undefined ? {} : { smallest: flags.smallest }),
      ...(flags.rounded === undefined ? {} : { rounded: flags.rounded }),
      ...(flags.zeros === undefined ? {} : { zeros: flags.zeros }),
    };
    const findings = await this.withProgress((onStage) =>
      attackFiles(argv as string[], { ...options, onStage }),
    );
    this.print(findingsText(findings, process.stdout));
    if (findings.recovered.length > 0) process.exitCode = 1;
    return findings;
  }
}
