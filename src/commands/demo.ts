import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { ALL_PEOPLE, consult, journeys, overlap, readPopulation, repeats } from '../analyse/index.ts';
import { BaseCommand, effortFlags, paragraph } from '../base.ts';
import { openWorkspace, type Workspace } from '../custody/index.ts';
import { type AuditedLogs, auditLogs, type DemoOptions, demonstrate, residentsFile } from '../demo/index.ts';
import type { ShownFigures } from '../disclose/index.ts';
import { grouped } from '../errors.ts';
import type { LinkResult } from '../linkage/index.ts';
import { figuresPage } from '../render/figures.ts';
import { issueReport, prepare } from '../report/index.ts';
import { duration, hang } from '../terminal/index.ts';

const COUNTS = { overlap, journeys, repeats };
const ACTIONS = ['overlap', 'journeys', 'repeats'] as const;
/** As these commands ask without options, so that what they count later is held against the demonstration's figures. */
const ROLES = ['victim'];
const ASKED = {
  overlap: { roles: ROLES },
  journeys: { roles: ROLES, collapse: true, level: 'agency', steps: 5 },
  repeats: { roles: ROLES, lenses: false },
};

interface DemoResult {
  readonly people: number;
  readonly localPeople: number;
  readonly folder: string;
  readonly logs: readonly { readonly party: string; readonly whole: boolean; readonly entries: number }[];
  readonly figures: readonly ShownFigures[];
  /** The report, unless none was wanted. */
  readonly report?: string;
  readonly seconds: number;
}

export default class Demo extends BaseCommand {
  static override summary = 'Play the whole story on this machine with invented people';
  static override description =
    paragraph(`Four invented agencies, a linkage unit, an analyst and an auditor, each in a workspace of its own under --out. The
agencies turn their extracts into tokens and events, the linkage unit links the tokens, the analyst counts journeys,
repeats and overlaps, releases what is safe and writes the report, and the auditor checks every share log. What happens is
told as it happens.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --people 10000 --out northmere',
  ];
  static override flags = {
    ...effortFlags,
    people: Flags.integer({
      default: 2000,
      helpValue: 'N',
      max: 1_000_000,
      min: 100,
      summary: 'how many invented people',
    }),
    out: Flags.string({ default: 'throughline-demo', helpValue: 'DIR', summary: 'the folder to make' }),
    report: Flags.boolean({
      allowNo: true,
      default: true,
      summary: 'let the analyst release figures and write the report; --no-report is quicker',
    }),
    seed: Flags.integer({ default: 1, helpValue: 'S', min: 0, summary: 'another seed, another population' }),
  };

  async run(): Promise<DemoResult> {
    const { flags } = await this.parse(Demo);
    const started = performance.now();
    const out = resolve(flags.out);
    let step = 0;
    const tell = (sentence: string): void => {
      step += 1;
      this.print(hang(`${String(step).padStart(2)}. `, sentence, process.stdout.columns ?? 80).join('\n'));
    };
    const story: DemoOptions = {
      people: flags.people,
      seed: flags.seed,
      out,
      threads: flags.threads,
      memoryMegabytes: flags.memory,
      ambient: this.ambient,
      tell,
    };
    const link = await this.withProgress((onStage) => demonstrate({ ...story, onStage }));
    const analyst = await openWorkspace(resolve(out, 'analyst'), this.ambient);
    const figures = flags.report ? await this.prepared(analyst, out) : await this.counted(analyst);
    tell(`the analyst counted${victims(figures)}; what may be shown has passed disclosure control`);
    const report = flags.report ? await issueReport(analyst) : undefined;
    if (report !== undefined) {
      tell(
        'the analyst released these and what else a report has a place for, each set checked together with those before, and wrote the report; its digest is in the share log',
      );
    }
    const logs = await auditLogs(story);
    const seconds = (performance.now() - started) / 1000;
    for (const shown of figures) {
      const last = flags.report ? 'released' : 'draft';
      const stand = shown === figures.at(-1) ? last : 'unsaid';
      this.print(`\n${figuresPage(shown, [], process.stdout, stand)}`);
    }
    this.print(`\n${whereNext(flags.out, seconds, report !== undefined)}`);
    return {
      ...summary(link, logs, out),
      figures,
      ...(report === undefined ? {} : { report: report.file }),
      seconds,
    };
  }

  /** Counts and releases all that a report has a place for; what is shown is a part of it. */
  private async prepared(analyst: Workspace, out: string): Promise<readonly ShownFigures[]> {
    const population = await readPopulation(residentsFile(out));
    const prepared = await this.withProgress((onStage) => prepare(analyst, { population, onStage }));
    return ACTIONS.flatMap((wanted) => prepared.find(({ id }) => id === wanted)?.shown ?? []);
  }

  private async counted(analyst: Workspace): Promise<readonly ShownFigures[]> {
    const figures: ShownFigures[] = [];
    for (const action of ACTIONS) {
      const asked = { action, asked: ASKED[action], inside: false, count: COUNTS[action] };
      figures.push((await consult(analyst, asked)).controlled.shown);
    }
    return figures;
  }
}

/** How many of all that were found the tables are about, where that may be shown. */
function victims([overlapped]: readonly ShownFigures[]): string {
  const people = overlapped?.rows.find(({ key }) => key[0] === ALL_PEOPLE)?.values.people;
  return typeof people === 'number'
    ? `: ${grouped(people)} of these people are known as victims in the window`
    : '';
}

const whereNext = (
  out: string,
  seconds: number,
  hasReport: boolean,
): string => `Everything lies in ${out}, and took ${duration(seconds * 1000)}:
  population/    what the agencies started from, the truth, the agreement as it
                 was before keys and dates were filled in, and residents.csv,
                 how many people live there, to hold groups against
  police/ health/ housing/ childrens/
                 the agencies' workspaces: keys, packages, share log
  linkage-unit/  tokens in, links out: no names, no key; how sure they are in
                 work/linkage/QUALITY.html
  analyst/       events and links; exact figures in work/figures${hasReport ? ', and in\n                 release what may leave' : ''}
  auditor/       a copy of every share log, in received

${
  hasReport
    ? `Open this in a browser:
  ${out}/analyst/release/REPORT.html
Verify the log that has its digest:
  npx throughline log verify --workspace ${out}/analyst

`
    : ''
}Try next:
  npx throughline log show --workspace ${out}/police
  npx throughline log verify --workspace ${out}/police
  npx throughline agreement show --workspace ${out}/analyst
  npx throughline repeats --workspace ${out}/analyst --role suspect
  npx throughline journeys --workspace ${out}/analyst --csv`;

function summary({ quality }: LinkResult, logs: AuditedLogs, folder: string) {
  return {
    people: quality.people,
    localPeople: quality.localPeople,
    folder,
    logs: logs.map(({ party, report }) => ({ party, whole: report.ok, entries: report.size })),
  };
}
