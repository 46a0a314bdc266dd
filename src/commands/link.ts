import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand, effortFlags, paragraph } from '../base.ts';
import { unusable } from '../errors.ts';
import {
  type LinkResult,
  link,
  modelWarning,
  type ShownQuality,
  type SparkOptions,
  shownQuality,
  sparkMaster,
  THRESHOLD,
} from '../linkage/index.ts';
import { qualityTable, weightsTable } from '../render/linkage.ts';
import { type StageTime, StageTimes, stageTimesTable } from '../render/stage-times.ts';
import { writeLinkagePage } from '../report/index.ts';
import { wrap } from '../terminal/index.ts';

type Linked = Omit<LinkResult, 'changes' | 'quality'> & {
  readonly quality: ShownQuality;
  /** The page about them, for the linkage unit alone. */
  readonly page: string;
  readonly merges: number;
  readonly splits: number;
  /** With --timings alone, as no two runs take as long. */
  readonly stages?: readonly StageTime[];
};

export default class Link extends BaseCommand {
  static override summary = 'Link the tokens of several agencies into people';
  static override description =
    paragraph(`Finds pairs of records that share tokens, judges each pair by a model of how often one person's records
agree and two people's do by chance, and forms people from them. Writes work/links: record reference to person
id, with a quality band and alternative assignments, in the place of the links that stand: a linkage goes on from
the last one, whose person ids it keeps, so that there is nothing to ask before it is replaced. After a failure the
links before stand. How sure the links are is shown, and written as a page into work/linkage. Refuses where a project
key lies. With --engine spark the pairs are found by a Spark that is there already; docs/spark.md says how to begin and who
can read what there.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace linkage-unit',
    '<%= config.bin %> <%= command.id %> work/tokens/police work/tokens/health --threshold 0.8',
    '<%= config.bin %> <%= command.id %> --engine spark --master spark://spark-1:7077 --spark-folder /mnt/spark',
  ];
  static override strict = false;
  static override args = {
    package: Args.string({ description: 'folders of tokens packages (default: all that have arrived)' }),
  };
  static override flags = {
    ...effortFlags,
    refit: Flags.boolean({
      default: false,
      summary: 'estimate a new model in place of the one that the first linkage made',
    }),
    weights: Flags.boolean({
      default: false,
      summary: 'show what each identifier weighs, and how often it agrees',
    }),
    engine: Flags.option({ options: ['duckdb', 'spark'] as const })({
      default: 'duckdb',
      summary: 'what finds the pairs: duckdb, in this process, or a Spark',
    }),
    master: Flags.custom({
      helpValue: 'URL',
      parse: (text) => Promise.resolve(sparkMaster(text)),
    })({
      summary: "the Spark master, in Spark's own words (default: this machine alone, with --threads cores)",
    }),
    'spark-folder': Flags.directory({
      exists: true,
      helpValue: 'DIR',
      summary: 'a folder that this machine and the cluster see under one path (default: in the workspace)',
    }),
    'spark-home': Flags.directory({
      exists: true,
      helpValue: 'DIR',
      summary: 'the folder of a Spark 3.5 or 4 (default: the spark-sql that the shell finds)',
    }),
    timings: Flags.boolean({
      default: false,
      summary: 'show how long each stage took, and how many records a second',
    }),
    threshold: Flags.custom<number>({
      default: THRESHOLD,
      helpValue: 'P',
      parse: (text) => Promise.resolve(probability(text)),
    })({ summary: 'a pair at least this likely to be one person is a link' }),
  };

  async run(): Promise<Linked> {
    const { argv, flags } = await this.parse(Link);
    const workspace = await this.openWorkspace(flags);
    const times = new StageTimes(() => performance.now());
    const linked = await this.withProgress((onStage) =>
      link(workspace, {
        refit: flags.refit,
        packages: argv as string[],
        ...sparkOf(flags),
        threshold: flags.threshold,
        threads: flags.threads,
        memoryMegabytes: flags.memory,
        onStage: (stage, done, of) => {
          times.enter(stage);
          onStage(stage, done, of);
        },
      }),
    );
    const { changes, ...result } = linked;
    const stages = times.end();
    const merges = changes.filter(({ change }) => change === 'merge').length;
    const quality = shownQuality(result.quality, workspace.agreement.outputs['smallest-count']);
    this.print(qualityTable(quality, result.agencies));
    const warning = modelWarning(result.model);
    if (warning !== undefined) this.print(`\n${wrap(warning, 80).join('\n')}`);
    if (flags.weights) this.print(`\n${weightsTable(result.weights)}`);
    if (flags.timings) this.print(`\n${stageTimesTable(stages, quality.localPeople)}`);
    const file = await writeLinkagePage(workspace, linked);
    this.print(`\nlinks: ${result.folder}`);
    this.print(`how sure they are, as a page: ${file}`);
    for (const step of this.sealSteps(workspace, 'links', result.folder)) this.print(step);
    return {
      ...result,
      quality,
      page: file,
      merges,
      splits: changes.length - merges,
      ...(flags.timings ? { stages } : {}),
    };
  }
}

interface EngineFlags {
  readonly engine: 'duckdb' | 'spark';
  readonly threads: number;
  readonly master: string | undefined;
  readonly 'spark-folder': string | undefined;
  readonly 'spark-home': string | undefined;
}

/** @throws unusable `USAGE` where flags of Spark stand beside another engine */
function sparkOf(flags: EngineFlags): { readonly spark?: SparkOptions } {
  const { engine, threads, master, 'spark-folder': folder, 'spark-home': home } = flags;
  if (engine === 'spark') {
    return {
      spark: {
        master: master ?? `local[${threads}]`,
        ...(folder === undefined ? {} : { folder: resolve(folder) }),
        ...(home === undefined ? {} : { home: resolve(home) }),
      },
    };
  }
  if (master === undefined && folder === undefined && home === undefined) return {};
  throw unusable('USAGE', '--master, --spark-folder and --spark-home are for --engine spark alone', {
    hint: 'add --engine spark, or leave them out',
  });
}

function probability(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw unusable('THRESHOLD', 'the threshold is not a number between 0 and 1', {
    hint: 'give --threshold a number such as 0.8',
  });
}
