import { Flags } from '@oclif/core';
import { ROLES } from '../agreement/index.ts';
import { harm, readWeights } from '../analyse/index.ts';
import { paragraph } from '../base.ts';
import { CountCommand, type Counted } from '../count-command.ts';
import { unusable } from '../errors.ts';

export default class Rfgv extends CountCommand {
  static override summary =
    "Score perpetrators by recency, frequency, gravity and victims, with the partnership's weights";
  static override description =
    paragraph(`Scores people recorded by the police as suspects over two rolling years, 0 to 100, and counts them by
score on the window's last day; of those with a score on its first day it gives the mean on both. No weights are
published anywhere, so none come with the program: a partnership brings its own file, whose digest is printed. What is
shown has passed the agreement's disclosure control; the exact figures are written to work/figures/rfgv and stay there.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --weights weights.yaml --workspace analyst',
    '<%= config.bin %> <%= command.id %> --weights weights.yaml --from 2025-04-01 --to 2026-03-31',
  ];
  static override flags = {
    ...CountCommand.countFlags,
    role: Flags.option({ options: ROLES, multiple: true, default: ['suspect', 'convicted'] })({
      summary: 'whom to count, by role; can be given several times',
    }),
    weights: Flags.string({ helpValue: 'FILE', summary: "the partnership's own weights, in YAML or JSON" }),
  };

  async run(): Promise<Counted> {
    const { flags } = await this.parse(Rfgv);
    if (flags.weights === undefined) {
      throw unusable('RFGV_NO_WEIGHTS', 'there are no weights, and none are published', {
        hint: "give the partnership's own: --weights FILE",
      });
    }
    const weights = await readWeights(flags.weights);
    return this.counted(
      'rfgv',
      (context, options) => harm(context, { ...options, weights }),
      flags,
      { weights: weights.digest },
      'throughline indicators matac-rfgv says what goes into it; add --csv for a table to paste',
    );
  }
}
