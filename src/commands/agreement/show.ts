import { Flags } from '@oclif/core';
import {
  combinationSentences,
  describeAgreement,
  type Section,
  standingClauses,
  standingSuspensions,
} from '../../agreement/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { ownLogKey, viewWorkspace } from '../../custody/index.ts';
import { writeFileAtomically } from '../../files/index.ts';
import { suspensionLines } from '../../render/agreement.ts';
import { agreementPage } from '../../render/agreement-page.ts';
import { printable, wrap } from '../../terminal/index.ts';

const WIDTH = 80;

export default class AgreementShow extends BaseCommand {
  static override summary = 'Show the agreement in plain words';
  static override description =
    paragraph(`Who takes part and has signed, by which law, what goes from whom to whom, what happens to each column, and
what may leave as a number. With --html as one page to read, print and sign off, which loads nothing from anywhere.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace police',
    '<%= config.bin %> <%= command.id %> --html agreement.html --workspace police',
  ];
  static override flags = {
    html: Flags.string({ helpValue: 'FILE', summary: 'write a page for a browser in place of text' }),
    replace: Flags.boolean({ default: false, summary: 'take the place of an earlier page' }),
  };

  async run(): Promise<{ sections: readonly Section[]; page?: string }> {
    const { flags } = await this.parse(AgreementShow);
    const dir = this.workspacePath(flags);
    const view = await viewWorkspace(dir);
    const { agreement } = view;
    this.sayCombined(agreement);
    const sections = describeAgreement(agreement);
    if (flags.html !== undefined) {
      const now = this.ambient.now();
      const ownKey = await ownLogKey(dir, this.passphrase(flags));
      const clauses = standingClauses({ ...view, ownLogKey: ownKey }, now).filter(({ holds }) => !holds);
      const reasons = (told: boolean) =>
        clauses.flatMap((clause) => (clause.told === told ? (clause.reason ?? []) : []));
      const madeAt = `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
      const page = agreementPage(agreement, {
        first: combinationSentences(agreement),
        failing: reasons(true),
        untold: reasons(false),
        madeAt,
      });
      await writeFileAtomically(flags.html, page, { replace: flags.replace });
      this.print(`The page: ${flags.html}`);
      return { sections, page: flags.html };
    }
    const suspended = suspensionLines(standingSuspensions(agreement, view.surroundings.notices));
    for (const line of suspended) this.printSentence('', `${line}: it permits nothing until this is lifted.`);
    if (suspended.length > 0) this.print('');
    for (const [index, { heading, lines }] of sections.entries()) {
      this.print(`${index === 0 ? '' : '\n'}${wrap(printable(heading), WIDTH).join('\n')}`);
      for (const line of lines)
        this.print(
          wrap(printable(line), WIDTH - 4)
            .map(indented)
            .join('\n'),
        );
    }
    return { sections };
  }
}

const indented = (line: string, index: number): string => (index === 0 ? `  - ${line}` : `    ${line}`);
