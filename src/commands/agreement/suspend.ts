import { Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { type Suspended, suspendAgreement } from '../../custody/index.ts';

export default class AgreementSuspend extends BaseCommand {
  static override summary = 'Suspend the agreement at once, as any one party may alone';
  static override description =
    paragraph(`Nothing is permitted here from now on, and nothing at the other parties as soon as they take the notice in with
"agreement receive". Lifting it takes the signatures of all ("agreement lift").`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --reason "data breach under investigation" --workspace police',
  ];
  static override flags = {
    reason: Flags.string({
      required: true,
      helpValue: 'TEXT',
      summary: 'why, in one line for all parties, naming no person',
    }),
  };

  async run(): Promise<Suspended> {
    const { flags } = await this.parse(AgreementSuspend);
    const suspended = await suspendAgreement(await this.openWorkspace(flags), flags.reason);
    this.print(`${suspended.already ? 'Suspended before' : 'Suspended'}, at ${suspended.at}: nothing is permitted here until it is lifted.
next: hand ${suspended.file} to every other party, and tell them by telephone`);
    return suspended;
  }
}
