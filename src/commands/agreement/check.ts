import {
  type ClauseStatus,
  type PartySignature,
  reference,
  signatureStates,
  standingClauses,
  standingSuspensions,
} from '../../agreement/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { ownLogKey, viewWorkspace } from '../../custody/index.ts';
import { KEY_SHARES_HERE, signatureLines } from '../../render/index.ts';

interface AgreementCheck {
  readonly agreement: { readonly id: string; readonly version: number; readonly digest: string };
  readonly inForce: boolean;
  readonly signatures: readonly PartySignature[];
  readonly suspensions: readonly { readonly by: string; readonly at: string; readonly reason: string }[];
  readonly clauses: readonly ClauseStatus[];
  /** Whether custodians' shares of the project key still lie where they were made. */
  readonly keySharesHere: boolean;
}

export default class AgreementCheckCommand extends BaseCommand {
  static override summary = 'Say whether the agreement is valid and in force';
  static override description =
    paragraph(`Reads agreement.yaml, names every mistake in it by line and column, says who has signed what, and for each condition
that does not depend on what is asked for whether it holds now, or with a question mark that it cannot be told in this
workspace. Exit code 1 when one does not hold, 2 when the file cannot be used.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<AgreementCheck> {
    const { flags } = await this.parse(AgreementCheckCommand);
    const dir = this.workspacePath(flags);
    const view = await viewWorkspace(dir);
    this.sayCombined(view.agreement);
    const ownKey = await ownLogKey(dir, this.passphrase(flags));
    const clauses = standingClauses({ ...view, ownLogKey: ownKey }, this.ambient.now());
    const inForce = clauses.every(({ holds, told }) => holds || !told);
    const { id, version, digest } = reference(view.agreement);
    const signatures = signatureStates(view.agreement);
    const suspensions = standingSuspensions(view.agreement, view.surroundings.notices).map(
      ({ suspension: { body } }) => ({ by: body.party, at: body.at, reason: body.reason }),
    );
    this.print(`Agreement ${id}, version ${version}, digest ${digest}\n`);
    this.print(`Who has signed this wording:\n${signatureLines(signatures).join('\n')}
A key is trusted because the agreement names it and all the others signed that.\n`);
    for (const { by, at, reason } of suspensions) {
      this.print(`SUSPENDED by ${by} at ${at}: ${reason}\n`);
    }
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
    if (view.keySharesHere) this.print(`\n${KEY_SHARES_HERE}`);
    if (!inForce) process.exitCode = 1;
    const { keySharesHere } = view;
    return { agreement: { id, version, digest }, inForce, signatures, suspensions, clauses, keySharesHere };
  }
}
