import { BaseCommand, paragraph } from '../../base.ts';
import { type SignedAgreement, signAgreement } from '../../custody/index.ts';
import { signatureLines } from '../../render/agreement.ts';

export default class AgreementSign extends BaseCommand {
  static override summary = "Sign this party's copy of the agreement";
  static override description =
    paragraph(`Signs what agreement.yaml says, whatever its layout, with this party's key, and writes the signature at its end.
Refused where the agreement is a draft, lacks keys or law, has expired, or names another key for this party. Signing
again changes nothing. Hand the signed copy to every other party; each takes it in with "agreement receive".`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<SignedAgreement> {
    const { flags } = await this.parse(AgreementSign);
    const signed = await signAgreement(await this.openWorkspace(flags));
    const { id, version, digest } = signed.agreement;
    this.print(`${signed.already ? 'Signed before, nothing changed' : 'Signed'}: ${id}, version ${version}
Digest of what is signed: ${digest}

${signatureLines(signed.signatures).join('\n')}
`);
    this.print(
      signed.complete
        ? 'Every party has signed.'
        : 'next: hand this agreement.yaml to the other parties, and take theirs in with "throughline agreement receive"',
    );
    return signed;
  }
}
