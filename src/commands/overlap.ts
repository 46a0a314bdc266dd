import { Flags } from '@oclif/core';
import { ROLES } from '../agreement/index.ts';
import { consult, overlap, windowGiven } from '../analyse/index.ts';
import { BaseCommand, paragraph } from '../base.ts';
import {
  control,
  figuresCsv,
  lead,
  remarks,
  type ShownFigures,
  textTables,
  uncontrolled,
} from '../disclose/index.ts';
import { colour, page } from '../terminal/index.ts';

export default class Overlap extends BaseCommand {
  static override summary = 'Count people by exactly which agencies know them';
  static override description =
    paragraph(`Counts distinct people in every combination of agencies. What is shown has passed the agreement's disclosure
control; the exact figures are written to work/figures/overlap and stay there. Needs events and links that have been
opened in this workspace.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace analyst',
    '<%= config.bin %> <%= command.id %> --role victim --from 2025-04-01 --to 2026-03-31 --csv',
  ];
  static override flags = {
    role: Flags.option({ options: ROLES, multiple: true, default: ['victim'] })({
      summary: 'whom to count, by role; can be given several times',
    }),
    from: Flags.string({ helpValue: 'YYYY-MM-DD', summary: 'first day (default: the whole record)' }),
    to: Flags.string({ helpValue: 'YYYY-MM-DD', summary: 'last day, itself counted' }),
    csv: Flags.boolean({ default: false, summary: 'print the figures as CSV' }),
    inside: Flags.boolean({
      default: false,
      summary: 'show the exact figures, which may not leave this workspace',
    }),
  };

  async run(): Promise<ShownFigures & { folder: string }> {
    const { flags } = await this.parse(Overlap);
    const options = {
      roles: flags.role,
      ...windowGiven(flags),
    };
    const workspace = await this.openWorkspace(flags);
    const { figures, folder } = await this.withProgress((onStage) =>
      consult(workspace, {
        action: 'overlap',
        asked: options,
        inside: flags.inside,
        count: (context) => overlap(context, options),
        onStage,
      }),
    );
    const shown = flags.inside ? uncontrolled(figures) : control(figures, workspace.agreement.outputs);
    this.print(flags.csv ? figuresCsv(shown).trimEnd() : described(shown, folder));
    return { ...shown, folder };
  }
}

function described(figures: ShownFigures, folder: string): string {
  return page(
    {
      title: figures.title,
      lead: lead(figures),
      tables: textTables(figures),
      remarks: remarks(figures),
      next: [
        `exact figures: ${folder}`,
        'next: throughline repeats shows who comes again; add --csv for a table to paste',
      ],
    },
    { width: process.stdout.columns ?? 80, palette: colour(process.stdout) },
  );
}
