import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../base.ts';
import { grouped } from '../errors.ts';
import { MOST_PEOPLE, type Summary, synthesise } from '../synthesise/index.ts';
import { fileSize, table } from '../terminal/index.ts';

interface SynthesiseResult extends Summary {
  readonly folder: string;
  readonly seed: number;
}

export default class Synthesise extends BaseCommand {
  static override summary = 'Invent a population, as four agencies see it, with its truth';
  static override description =
    paragraph(`Makes a folder with police.csv, health.csv, housing.csv and childrens.csv in the agencies' real shapes and with their
usual faults, an agreement.yaml that fits them, and truth/ with who is who. Nobody in it exists. The number of
people is of those whom at least one agency knows. The same number and seed give the same files, byte for byte.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --people 2000 --out northmere',
    '<%= config.bin %> <%= command.id %> --people 1000000 --seed 7 --out county',
  ];
  static override flags = {
    people: Flags.integer({
      helpValue: 'N',
      max: MOST_PEOPLE,
      min: 1,
      required: true,
      summary: 'how many people',
    }),
    out: Flags.string({ helpValue: 'DIR', required: true, summary: 'the folder to make; it must not exist' }),
    seed: Flags.integer({ default: 1, helpValue: 'S', min: 0, summary: 'another seed, another population' }),
    'bad-rows': Flags.boolean({ summary: 'plant five rows that no reader can use, to see them reported' }),
  };

  async run(): Promise<SynthesiseResult> {
    const { flags } = await this.parse(Synthesise);
    const { people, seed } = flags;
    const folder = resolve(flags.out);
    const summary = await this.withProgress((onStage) =>
      synthesise({
        people,
        seed,
        out: folder,
        badRows: flags['bad-rows'],
        onProgress: (done) => onStage('inventing people', done, people),
      }),
    );
    this.print(described(summary, flags.out));
    return { folder, seed, ...summary };
  }
}

function described({ people, households, rows, files }: Summary, folder: string): string {
  const shown = files.map(({ name, bytes }) => {
    const agency = Object.entries(rows).find(([id]) => name === `${id}.csv`);
    return [name, agency === undefined ? '' : agency[1], fileSize(bytes)];
  });
  return [
    `${grouped(people)} invented people in ${grouped(households)} households lie in ${folder}`,
    '',
    table(['file', 'rows', 'size'], shown),
  ].join('\n');
}
