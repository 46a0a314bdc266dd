import { type ClauseStatus, reference, standingClauses } from '../../agreement/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { viewWorkspace } from '../../custody/index.ts';

interface AgreementCheck {
  readonly agreement: { readonly id: string; readonly version: number; readonly digest: string };
  readonly inForce: boolean;
  readonly clauses: readonly ClauseStatus[];
}

export default class AgreementCheckCommand extends BaseCommand {
  static override summary = 'Say whether the agreement is valid and in force';
  static override description =
    paragraph(`Reads agreement.yaml, names every mistake in it by line and column, and says for each condition that does not
depend on what is asked for whether it holds now. Exit code 1 when one does not, 2 when the file cannot be used.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<AgreementCheck> {
    const { flags } = await this.parse(AgreementCheckCommand);
    const view = await viewWorkspace(this.workspacePath(flags));
    const clauses = standingClauses(view, this.ambient.now());
    const inForce = clauses.every(({ holds }) => holds);
    const { id, version, digest } = reference(view.agreement);
    this.print(`Agreement ${id}, version ${version}, digest ${digest}\n`);
    for (const { words, holds, reason, hint } of clauses) {
      this.print(holds ? `  yes  ${words}` : `  NO   ${words}:\n       ${reason}\n       hint: ${hint}`);
    }
    this.print(
      inForce ? '\nThe agreement is in force.' : '\nThe agreement is NOT in force: it permits nothing.',
    );
    if (!inForce) process.exitCode = 1;
    return { agreement: { id, version, digest }, inForce, clauses };
  }
}
