import { describeAgreement, type Section } from '../../agreement/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { viewWorkspace } from '../../custody/index.ts';
import { wrap } from '../../terminal/index.ts';

const WIDTH = 80;

export default class AgreementShow extends BaseCommand {
  static override summary = 'Show the agreement in plain words';
  static override description = paragraph(
    `Who takes part, what goes from whom to whom, what happens to each column, and what may leave as a number.`,
  );
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<{ sections: readonly Section[] }> {
    const { flags } = await this.parse(AgreementShow);
    const { agreement } = await viewWorkspace(this.workspacePath(flags));
    const sections = describeAgreement(agreement);
    for (const [index, { heading, lines }] of sections.entries()) {
      this.print(`${index === 0 ? '' : '\n'}${wrap(heading, WIDTH).join('\n')}`);
      for (const line of lines)
        this.print(
          wrap(line, WIDTH - 4)
            .map(indented)
            .join('\n'),
        );
    }
    return { sections };
  }
}

const indented = (line: string, index: number): string => (index === 0 ? `  - ${line}` : `    ${line}`);
