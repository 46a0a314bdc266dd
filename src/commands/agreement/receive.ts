import { Args } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { receiveFile, type Taken } from '../../custody/index.ts';
import { takenText } from '../../render/agreement.ts';

export default class AgreementReceive extends BaseCommand {
  static override summary = 'Take in what other parties sent: signed copies, suspensions, liftings';
  static override description =
    paragraph(`From another party's copy of the same wording, its signatures are added to this one; none that stands here is
replaced, and none that does not hold is taken. A suspension takes effect at once; a lifting when all have signed it.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> inbox/agreement-health.yaml inbox/agreement-housing.yaml',
    '<%= config.bin %> <%= command.id %> inbox/suspension-by-health-1a2b3c4d.note',
  ];
  static override strict = false;
  static override args = {
    file: Args.string({ required: true, description: 'one or more files that came from other parties' }),
  };

  async run(): Promise<{ received: readonly Taken[] }> {
    const { argv, flags } = await this.parse(AgreementReceive);
    const received: Taken[] = [];
    const workspace = await this.openWorkspace(flags);
    for (const file of argv as string[]) {
      const taken = await receiveFile(workspace, file);
      received.push(taken);
      this.print(takenText(taken));
    }
    await this.printNext(workspace);
    return { received };
  }
}
