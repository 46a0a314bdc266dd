import { Args, Flags } from '@oclif/core';
import { CONTRACT, type ContractTable, checkExample } from '../analyse/index.ts';
import { BaseCommand, paragraph } from '../base.ts';
import { refused } from '../errors.ts';
import { type Catalogue, catalogue, type Entry, findIndicator } from '../indicators/index.ts';
import { cataloguePage, contractPage, indicatorPage, passedOver } from '../render/indicators.ts';
import { indicatorsDocument } from '../render/indicators-document.ts';
import { plural } from '../terminal/index.ts';

interface IndicatorsResult {
  readonly indicators?: readonly Entry[];
  readonly tables?: readonly ContractTable[];
  /** How many worked examples were counted and came out as they say. */
  readonly checked?: number;
  /** The partnership's files that cannot be used. */
  readonly unusable?: readonly {
    readonly file: string | undefined;
    readonly code: string;
    readonly message: string;
  }[];
}

export default class Indicators extends BaseCommand {
  static override summary = 'List the indicators that can be counted, or explain one';
  static override description =
    paragraph(`Lists what throughline count can count, with each indicator's definition, window, denominator, exclusions,
source and query. A partnership adds its own in the folder indicators of its workspace, one YAML file each, named after
its id; --columns says what a query may read, and --check counts every worked example.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> marac-repeat',
    '<%= config.bin %> <%= command.id %> --check --workspace analyst',
  ];
  static override args = { id: Args.string({ description: 'one indicator, in full' }) };
  static override flags = {
    columns: Flags.boolean({ default: false, summary: 'the tables and columns that a query may read' }),
    markdown: Flags.boolean({ default: false, summary: 'the whole catalogue as one document' }),
    check: Flags.boolean({
      default: false,
      summary: 'count the worked example of each, and say what differs',
    }),
  };

  async run(): Promise<IndicatorsResult> {
    const { args, flags } = await this.parse(Indicators);
    if (flags.columns) {
      this.print(contractPage(CONTRACT, process.stdout));
      return { tables: CONTRACT };
    }
    const where = this.workspacePath(flags);
    const { entries, unusable } =
      args.id === undefined ? await catalogue(where) : await this.alone(where, args.id);
    if (flags.check && args.id === undefined) return { checked: await this.check(entries, unusable) };
    for (const error of unusable) this.saySentence(passedOver(error));
    if (flags.check) return { checked: await this.check(entries) };
    const result = {
      indicators: entries,
      unusable: unusable.map(({ place: { file }, code, message }) => ({ file, code, message })),
    };
    if (flags.markdown) {
      this.print(indicatorsDocument(entries, CONTRACT).trimEnd());
      return result;
    }
    const [only] = entries;
    if (args.id !== undefined && only !== undefined) {
      this.print(indicatorPage(only, [`next: throughline count ${only.indicator.id}`], process.stdout));
    } else {
      const next = ['next: throughline indicators ID explains one, throughline count ID counts it'];
      this.print(cataloguePage(entries, next, process.stdout));
    }
    return result;
  }

  private async alone(where: string, id: string): Promise<Catalogue> {
    const { indicator, own, unusable } = await findIndicator(where, id);
    return { entries: [{ indicator, own }], unusable };
  }

  private async check(entries: readonly Entry[], unusable: Catalogue['unusable'] = []): Promise<number> {
    const differing: string[] = [];
    for (const { indicator } of entries) {
      for (const sentence of await checkExample(indicator)) differing.push(`${indicator.id}: ${sentence}`);
    }
    if (differing.length > 0) {
      throw refused('EXAMPLE_DIFFERS', `worked examples come out otherwise: ${differing.join('; ')}`, {
        hint: 'correct the query, or what the example expects, and check again',
      });
    }
    const [wrong] = unusable;
    if (wrong !== undefined) throw wrong;
    this.print(
      `${plural(entries.length, 'worked example')} counted: the figures are those that were expected`,
    );
    return entries.length;
  }
}
