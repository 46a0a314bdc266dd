import { Args, Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../base.ts';
import { refused } from '../errors.ts';
import { readKnown, release } from '../release/index.ts';
import { figuresPage } from '../render/figures.ts';

interface ReleaseResult {
  readonly status: 'released' | 'released before';
  readonly folder: string;
  /** Counts that were hidden beyond what the figures hide by themselves. */
  readonly withheld: readonly string[];
}

export default class Release extends BaseCommand {
  static override summary = 'Let figures out, once they are safe together with everything released before';
  static override description =
    paragraph(`Checks figures together with every earlier release under the agreement: longer and shorter windows, this or that
role and both, nested areas, counts that changed. Safe figures are written to release/ and set down in the ledger and
the share log. Unsafe ones are refused, with the sum that would give somebody away and the smallest change that would
make them safe; both are told on this terminal alone.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> analyst/work/figures/overlap --workspace analyst',
    '<%= config.bin %> <%= command.id %> analyst/work/figures/overlap --workspace analyst --withhold',
  ];
  static override args = {
    dir: Args.directory({ required: true, description: 'the folder of figures that a count command named' }),
  };
  static override flags = {
    known: Flags.string({
      helpValue: 'FILE',
      multiple: true,
      summary: 'CSV of counts that others have published; can be given several times',
    }),
    withhold: Flags.boolean({
      default: false,
      summary: 'hide what else has to be hidden, and release the rest',
    }),
  };

  async run(): Promise<ReleaseResult> {
    const { args, flags } = await this.parse(Release);
    const known = (await Promise.all((flags.known ?? []).map((file) => readKnown(file)))).flat();
    const workspace = await this.openWorkspace(flags);
    const done = await this.withProgress((onStage) =>
      release(workspace, args.dir, { known, withhold: flags.withhold, onStage }),
    );
    if (done.status === 'unsafe') {
      this.tellUnsafe(
        done.equations,
        done.change?.map(({ label }) => label),
      );
      throw refused(
        'RELEASE_UNSAFE',
        'together with what was released before, these figures would give hidden counts away',
        {
          hint:
            done.change === undefined
              ? 'do not release them: hiding more of them would not help; count larger groups or fewer steps, or leave out the table that the sums name'
              : 'add --withhold to hide what else has to be hidden, and release the rest',
        },
      );
    }
    const { status, folder, shown, withheld } = done;
    const lines =
      status === 'released'
        ? [
            ...withheld.map((label) => `withheld: ${label}`),
            `released: ${folder}`,
            'it is in the ledger and the share log; every later release is checked together with it',
          ]
        : [`released before: ${folder}`, 'nothing new was released'];
    this.print(figuresPage(shown, lines, process.stdout, 'released'));
    return { status, folder, withheld };
  }

  private tellUnsafe(equations: readonly string[], change: readonly string[] | undefined): void {
    this.print('NOT RELEASED. What follows tells hidden figures and may not leave this workspace.\n');
    for (const sentence of equations) this.printSentence('  ', sentence);
    this.print('');
    if (change === undefined) return;
    this.print('The smallest change that makes it safe is to hide as well:');
    for (const label of change) this.printSentence('  ', label);
  }
}
