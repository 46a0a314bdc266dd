import { type ClauseStatus, reference, standingClauses } from '../../agreement/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { ownLogKey, viewWorkspace } from '../../custody/index.ts';

interface AgreementCheck {
  readonly agreement: { readonly id: string; readonly version: number; readonly digest: string };
  readonly inForce: boolean;
  readonly clauses: readonly ClauseStatus[];
}

export default class AgreementCheckCommand extends BaseCommand {
  static override summary = 'Say whether the agreement is valid and in force';
  static override description =
    paragraph(`Reads agreement.yaml, names every mistake in it by line and column, and says for each condition that does not
depend on what is asked for whether it holds now, or with a question mark that it cannot be told in this workspace.
Exit code 1 when one does not hold, 2 when the file cannot be used.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<AgreementCheck> {
    const { flags } = await this.parse(AgreementCheckCommand);
    const dir = this.workspacePath(flags);
    const view = await viewWorkspace(dir);
    const clauses = standingClauses({ ...view, ownLogKey: await ownLogKey(dir) }, this.ambient.now());
    const inForce = clauses.every(({ holds, told }) => holds || !told);
    const { id, version, digest } = reference(view.agreement);
    this.print(`Agreement ${id}, version ${version}, digest ${digest}\n`);
    for (const { words, holds, told, reason, hint } of clauses) {
      const answer = told ? 'NO ' : '?  ';
      this.print(
        holds ? `  yes  ${words}` : `  ${answer}  ${words}:\n       ${reason}\n       hint: ${hint}`,
      );
    }
    const asFarAs = clauses.every(({ told }) => told) ? '' : ', as far as can be told in this workspace';
    this.print(
      inForce
        ? `\nThe agreement is in force${asFarAs}.`
        : '\nThe agreement is NOT in force: it permits nothing.',
    );
    if (!inForce) process.exitCode = 1;
    return { agreement: { id, version, digest }, inForce, clauses };
  }
}
