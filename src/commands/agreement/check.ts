import {
  type ClauseStatus,
  outlook,
  type PartySignature,
  reference,
  remarksOn,
  signatureStates,
} from '../../agreement/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { ownLogKey, viewWorkspace } from '../../custody/index.ts';
import { signatureLines, suspensionLines } from '../../render/agreement.ts';
import { KEY_SHARES_HERE } from '../../render/key-shares.ts';

interface AgreementCheck {
  readonly agreement: { readonly id: string; readonly version: number; readonly digest: string };
  readonly inForce: boolean;
  readonly signatures: readonly PartySignature[];
  readonly suspensions: readonly { readonly by: string; readonly at: string; readonly reason: string }[];
  readonly clauses: readonly ClauseStatus[];
  /** What the agreement leaves out that may be missed. */
  readonly remarks: readonly string[];
  /** What this party has to do next, in order. */
  readonly next: readonly string[];
  /** Whether custodians' shares of the project key still lie where they were made. */
  readonly keySharesHere: boolean;
}

export default class AgreementCheckCommand extends BaseCommand {
  static override summary = 'Say whether the agreement is valid and in force';
  static override description =
    paragraph(`Reads agreement.yaml, names every mistake in it by line and column, says who has signed what, and for each condition
that does not depend on what is asked for whether it holds now, or with a question mark that it cannot be told in this
workspace; then what to do next. Exit code 1 when one does not hold, 2 when the file cannot be used.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<AgreementCheck> {
    const { flags } = await this.parse(AgreementCheckCommand);
    const dir = this.workspacePath(flags);
    const view = await viewWorkspace(dir);
    this.sayCombined(view.agreement);
    const ownKey = await ownLogKey(dir, this.passphrase(flags));
    const now = this.ambient.now();
    const { clauses, inForce, suspensions: standing, next } = outlook({ ...view, ownLogKey: ownKey }, now);
    const { id, version, digest } = reference(view.agreement);
    const signatures = signatureStates(view.agreement);
    const suspensions = standing.map(({ suspension: { body } }) => ({
      by: body.party,
      at: body.at,
      reason: body.reason,
    }));
    const remarks = remarksOn(view.agreement);
    this.print(`Agreement ${id}, version ${version}\n  digest ${digest}\n`);
    this.print(`Who has signed this wording:\n${signatureLines(signatures).join('\n')}
A key is trusted because the agreement names it and all the others signed that.\n`);
    for (const line of suspensionLines(standing)) this.printWrapped('', line);
    if (standing.length > 0) this.print('');
    for (const { words, holds, told, reason, hint } of clauses) {
      this.printWrapped(holds ? '  yes  ' : told ? '  NO   ' : '  ?    ', holds ? words : `${words}:`);
      if (holds) continue;
      this.printWrapped('       ', reason ?? '');
      this.printWrapped('       ', `hint: ${hint ?? ''}`);
    }
    const asFarAs = clauses.every(({ told }) => told) ? '' : ', as far as can be told in this workspace';
    this.print(
      inForce
        ? `\nThe agreement is in force${asFarAs}.`
        : '\nThe agreement is NOT in force: it permits nothing.',
    );
    if (view.keySharesHere) this.print(`\n${KEY_SHARES_HERE}`);
    for (const remark of remarks) this.printWrapped('note: ', remark);
    for (const step of next) this.printWrapped('next: ', step);
    if (!inForce) process.exitCode = 1;
    const { keySharesHere } = view;
    return {
      agreement: { id, version, digest },
      inForce,
      signatures,
      suspensions,
      clauses,
      remarks,
      next,
      keySharesHere,
    };
  }
}
