import { Args, Flags } from '@oclif/core';
import { BaseCommand, effortFlags, paragraph } from '../base.ts';
import { type LinkageQuality, type LinkResult, link, THRESHOLD } from '../linkage/index.ts';
import { list, plural, table } from '../terminal/index.ts';

/** Counts below it are not shown, as everywhere outside work/. */
const shownCount = (count: number, smallest: number): number | string =>
  count > 0 && count < smallest ? '[c]' : count;

export default class Link extends BaseCommand {
  static override summary = 'Link the tokens of several agencies into people';
  static override description =
    paragraph(`Finds pairs of records that share tokens, judges each pair by a model of how often one person's records
agree and two people's do by chance, and forms people from them. Writes work/links: record reference to person
id, with a quality band and alternative assignments. Person ids that stand from the last linkage are kept.
Refuses where a project key lies.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace linkage-unit',
    '<%= config.bin %> <%= command.id %> work/tokens/police work/tokens/health --threshold 0.8',
  ];
  static override strict = false;
  static override args = {
    package: Args.string({ description: 'folders of tokens packages (default: all that have arrived)' }),
  };
  static override flags = {
    ...effortFlags,
    threshold: Flags.custom<number>({
      default: THRESHOLD,
      helpValue: 'P',
      parse: (text) => Promise.resolve(probability(text)),
    })({ summary: 'a pair at least this likely to be one person is a link' }),
  };

  async run(): Promise<Omit<LinkResult, 'changes'> & { merges: number; splits: number }> {
    const { argv, flags } = await this.parse(Link);
    const workspace = await this.openWorkspace(flags);
    const { changes, ...result } = await this.withProgress((onStage) =>
      link(workspace, {
        packages: argv as string[],
        threshold: flags.threshold,
        threads: flags.threads,
        memoryMegabytes: flags.memory,
        onStage,
      }),
    );
    const merges = changes.filter(({ change }) => change === 'merge').length;
    this.print(described(result.quality, result.agencies, workspace.agreement.outputs['smallest-count']));
    this.print(`\nlinks: ${result.folder}\nnext: throughline seal work/links --to PARTY`);
    return { ...result, merges, splits: changes.length - merges };
  }
}

function probability(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new Error('the threshold is a number between 0 and 1, such as 0.8');
}

function described(quality: LinkageQuality, agencies: readonly string[], smallest: number): string {
  const shown = (count: number): number | string => shownCount(count, smallest);
  const pairs = quality.agencyPairs.map(({ left, right, links, expectedPrecision, expectedRecall }) => [
    left === right ? `${left}, known twice` : `${left} and ${right}`,
    shown(links),
    links < smallest ? '[c]' : percent(expectedPrecision),
    links < smallest ? '[c]' : percent(expectedRecall),
  ]);
  const notes = [
    "expected precision and recall are the model's own; matches that share no token are beyond what it can see",
    ...(quality.setAside.length > 0
      ? [
          `set aside, being shared by too many people: ${list(quality.setAside.map(({ matchKey, tokens }) => `${matchKey} (${plural(tokens, 'token')})`))}`,
        ]
      : []),
  ];
  return [
    `${plural(quality.localPeople, 'local person', 'local people')} of ${list(agencies)} are ${plural(quality.people, 'person', 'people')}`,
    '',
    table(
      [
        'agencies',
        { title: 'links', align: 'right' },
        { title: 'expected precision', align: 'right' },
        { title: 'expected recall', align: 'right' },
      ],
      pairs,
      { notes },
    ),
  ].join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
