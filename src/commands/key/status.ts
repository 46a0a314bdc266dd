import { BaseCommand, paragraph } from '../../base.ts';
import { type KeyStatus, openWorkspace, projectKeyStatus } from '../../custody/index.ts';

export default class KeyStatusCommand extends BaseCommand {
  static override summary = 'Say whether this workspace holds the agreed project key';
  static override description =
    paragraph(`Shows the key's check value and never the key, and who should hold it. Exit code 1 when the key here is not the
one that the agreement names.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<KeyStatus> {
    const { flags } = await this.parse(KeyStatusCommand);
    const status = await projectKeyStatus(await openWorkspace(this.workspacePath(flags), this.ambient));
    this.print(`Project key here:      ${status.keyCheck ?? 'none'}
In the agreement:      ${status.agreed ?? 'none yet'}
Standing:              ${status.standing}
Should be held by:     ${status.holders.join(', ')}`);
    if (status.standing === 'NOT the agreed key' || status.standing === 'MUST NOT be here')
      process.exitCode = 1;
    return status;
  }
}
