import { BaseCommand, paragraph } from '../../base.ts';
import { type KeyStatus, projectKeyStatus } from '../../custody/index.ts';
import { KEY_SHARES_HERE } from '../../render/index.ts';

export default class KeyStatusCommand extends BaseCommand {
  static override summary = 'Say whether this workspace holds the agreed project key';
  static override description =
    paragraph(`Shows the key's check value and never the key, who should hold it, and its
epoch: which key of this workspace it is. Exit code 1 when the key here is not the
one that the agreement names.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<KeyStatus> {
    const { flags } = await this.parse(KeyStatusCommand);
    const status = await projectKeyStatus(await this.openWorkspace(flags));
    this.print(`Project key here:      ${status.keyCheck ?? 'none'}
In the agreement:      ${status.agreed ?? 'none yet'}
Standing:              ${status.standing}
Epoch:                 ${status.epoch}${status.retired.map(({ keyCheck, at }) => `\nRetired:               ${keyCheck} on ${at.slice(0, 10)}`).join('')}
Should be held by:     ${status.holders.join(', ')}`);
    if (status.sharesHere) this.print(KEY_SHARES_HERE);
    if (status.standing === 'NOT the agreed key' || status.standing === 'MUST NOT be here')
      process.exitCode = 1;
    return status;
  }
}
