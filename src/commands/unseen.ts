import { Flags } from '@oclif/core';
import { consult, readHistories, unseen, unseenTables, windowGiven } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { type ChangesFound, CountCommand } from '../count-command.ts';
import {
  type ControlledEstimate,
  controlEstimate,
  type ShownFigures,
  uncontrolled,
  uncontrolledEstimate,
} from '../disclose/index.ts';
import { assumptionsOf, estimateUnseen, type Unseen as Found } from '../estimate/index.ts';
import { type UnseenTold, unseenPage } from '../render/unseen.ts';
import { Random } from '../synthesise/index.ts';

const { csv: _csv, ...countFlags } = CountCommand.countFlags;

type Told = ChangesFound &
  Pick<Found, 'verdict' | 'reasons' | 'lists' | 'method' | 'samples'> &
  Partial<ControlledEstimate> & {
    readonly seed: number;
    readonly assumptions: readonly string[];
    /** Models, estimates without one list and exact numbers: inside the workspace, or of a file. */
    readonly exact?: Found;
    readonly figures?: ShownFigures;
    readonly folder?: string;
  };

export default class Unseen extends CountCommand {
  static override summary = 'Estimate how many people no agency knows, and say whether to publish it';
  static override description =
    paragraph(`Estimates from who is known to which agencies how many people are known to none (multiple-systems
estimation), and says first whether the estimate may be published, with caution, or not at all, and why. What is shown
is rounded so that it tells no small count, and stands beside the list table under the agreement's disclosure control;
models, estimates without single lists and exact figures are written to work/figures/unseen and stay there. With --table
it works on counts from elsewhere and needs no workspace. The same seed gives the same interval.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace analyst --from 2025-04-01 --to 2026-03-31',
    '<%= config.bin %> <%= command.id %> --lists police,health,housing --missed-links 4 --inside',
    '<%= config.bin %> <%= command.id %> --table counts.csv --bootstrap 2000 --seed 7',
  ];
  static override flags = {
    ...countFlags,
    lists: Flags.string({
      delimiter: ',',
      multiple: true,
      helpValue: 'AGENCY,AGENCY',
      summary: 'agencies to take as lists (default: every one that knows somebody)',
    }),
    bootstrap: Flags.integer({
      default: 1000,
      min: 100,
      max: 100_000,
      helpValue: 'N',
      summary: 'samples to draw again for the interval',
    }),
    seed: Flags.integer({ default: 1, min: 0, helpValue: 'N', summary: 'where chance begins' }),
    'missed-links': Flags.integer({
      min: 0,
      max: 90,
      helpValue: 'PERCENT',
      summary: 'share of true links that linkage missed, as a rehearsal measured it: corrects the estimate',
    }),
    table: Flags.file({
      exclusive: ['lists', 'from', 'to', 'role', 'inside'],
      helpValue: 'FILE.csv',
      summary: 'counts from elsewhere: a column of 0 and 1 for each list, and one called count',
    }),
  };

  async run(): Promise<Told> {
    const { flags } = await this.parse(Unseen);
    const random = Random.from(flags.seed);
    const missed = flags['missed-links'];
    const options = {
      samples: flags.bootstrap,
      chance: () => random.fraction(),
      ...(missed === undefined ? {} : { missed: missed / 100 }),
    };
    const { table } = flags;
    if (table !== undefined) {
      const histories = await readHistories(table);
      const found = await this.withProgress(async (onStage) =>
        estimateUnseen(histories, { ...options, onStage }),
      );
      return this.tell(flags.seed, { found, shown: uncontrolledEstimate(found), whole: true, next: [] });
    }
    const given = {
      roles: flags.role,
      ...windowGiven(flags),
      ...(flags.lists === undefined ? {} : { lists: flags.lists }),
    };
    const workspace = await this.openWorkspace(flags);
    const consulted = await this.withProgress((onStage) =>
      consult(workspace, {
        action: 'unseen',
        asked: { ...given, samples: flags.bootstrap, seed: flags.seed, missed: missed ?? 'unknown' },
        inside: flags.inside,
        count: (context) => unseen(context, { ...given, ...options, onStage }),
        beside: unseenTables,
        onStage,
      }),
    );
    const { figures, controlled, folder } = consulted;
    const { unseen: found } = figures;
    const { inside } = flags;
    const told = this.tell(
      flags.seed,
      {
        found,
        shown: inside ? uncontrolledEstimate(found) : controlEstimate(found),
        whole: inside,
        figures: inside ? uncontrolled(figures) : controlled.shown,
        next: [
          `exact figures: ${folder}`,
          'next: read the assumptions with somebody who knows how the agencies come to know people; docs/unseen.md',
        ],
      },
      folder,
    );
    return { ...told, ...(await this.tellChanges(workspace, consulted, flags)) };
  }

  private tell(seed: number, told: UnseenTold, folder?: string): Told {
    this.print(unseenPage(told, process.stdout));
    const { found, shown, whole, figures } = told;
    const { verdict, reasons, lists, method, samples } = found;
    return {
      ...{
        verdict,
        reasons,
        ...shown,
        lists,
        method,
        samples,
        seed,
        assumptions: assumptionsOf(lists.length),
      },
      ...(whole ? { exact: found } : {}),
      ...(figures === undefined ? {} : { figures }),
      ...(folder === undefined ? {} : { folder }),
    };
  }
}
