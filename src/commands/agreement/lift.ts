import { BaseCommand, paragraph } from '../../base.ts';
import { type Lifted, liftSuspensions } from '../../custody/index.ts';
import { liftedText } from '../../render/agreement.ts';

export default class AgreementLift extends BaseCommand {
  static override summary = 'Sign the lifting of a suspension, which takes all parties';
  static override description =
    paragraph(`Adds this party's signature to the lifting of every suspension that stands. Hand the notice to the other parties;
the agreement is in force again where the signatures of all have come together ("agreement receive").`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<{ lifted: readonly Lifted[] }> {
    const { flags } = await this.parse(AgreementLift);
    const lifted = await liftSuspensions(await this.openWorkspace(flags));
    for (const one of lifted) this.print(liftedText(one));
    return { lifted };
  }
}
