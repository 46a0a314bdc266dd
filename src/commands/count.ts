import { Args, Flags } from '@oclif/core';
import { ROLES } from '../agreement/index.ts';
import { countIndicator, PERIODS, readBenchmarks, readPopulation } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { CountCommand, type Counted } from '../count-command.ts';
import { findIndicator } from '../indicators/index.ts';
import { passedOver } from '../render/indicators.ts';

export default class Count extends CountCommand {
  static override summary = 'Count one indicator of the catalogue as a table';
  static override description =
    paragraph(`Counts one indicator over the linked events: broken down by one or two columns, by period, against a
population or a benchmark. Shares leave out what is not known, and how complete the breakdown is stands beside it.
Financial years run from April to March. A population file is a CSV with a column population, and beside it any of the
columns that the indicator is broken down by, in which "all" is everybody; a benchmark file has columns measure, name and
value. What is shown has passed the agreement's disclosure control; the exact figures are written to work/figures/ID and
stay there. Needs events and links that have been opened in this workspace.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> marac-repeat --workspace analyst',
    '<%= config.bin %> <%= command.id %> child-contacts --period quarter --from 2025-04-01 --to 2026-03-31',
    '<%= config.bin %> <%= command.id %> demographic-share --by ethnic_group --population people.csv --csv',
  ];
  static override args = { indicator: Args.string({ description: 'its id', required: true }) };
  static override flags = {
    ...CountCommand.countFlags,
    role: Flags.option({ options: ROLES, multiple: true })({
      summary:
        'whom to count, by role; can be given several times (default: whom its definition names, see "throughline indicators ID")',
    }),
    by: Flags.string({
      multiple: true,
      helpValue: 'COLUMN',
      summary:
        'break it down by this column; can be given twice (default: the columns that its definition names)',
    }),
    total: Flags.boolean({ default: false, exclusive: ['by'], summary: 'do not break it down' }),
    period: Flags.option({ options: PERIODS })({
      summary:
        'count each financial year, quarter or month of the window, and the change from one to the next',
    }),
    before: Flags.boolean({
      default: false,
      exclusive: ['period'],
      summary: 'count the window of the same length before as well, and the change',
    }),
    population: Flags.string({ helpValue: 'FILE', summary: 'CSV of populations, for rates' }),
    benchmark: Flags.string({ helpValue: 'FILE', summary: 'CSV of figures to hold against' }),
  };

  async run(): Promise<Counted> {
    const { args, flags } = await this.parse(Count);
    const { indicator, unusable } = await findIndicator(this.workspacePath(flags), args.indicator);
    for (const error of unusable) this.saySentence(passedOver(error));
    const population = flags.population === undefined ? undefined : await readPopulation(flags.population);
    const benchmarks = flags.benchmark === undefined ? undefined : await readBenchmarks(flags.benchmark);
    return this.counted(
      'count',
      (context, options) =>
        countIndicator(context, indicator, { ...options, ...given({ population, benchmarks }) }),
      { ...flags, role: flags.role ?? indicator.roles },
      {
        indicator: indicator.id,
        ...given({ by: flags.total ? [] : flags.by, period: flags.period }),
        before: flags.before,
      },
      `throughline indicators ${indicator.id} explains it; add --csv for a table to paste`,
    );
  }
}

/** Only what is there. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
