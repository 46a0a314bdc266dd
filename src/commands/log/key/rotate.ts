import { type KeyChange, rotateLogKey } from '../../../audit/index.ts';
import { paragraph } from '../../../base.ts';
import { KeyChangeCommand } from '../../../key-change-command.ts';

export default class LogKeyRotate extends KeyChangeCommand {
  static override summary = 'Have another key sign this share log, beside the present one';
  static override description =
    paragraph(`Makes a new key. From the next entry on both keys sign, so that partners who know either can check the log. Write the
new public key into the agreement in the place of the old one; when every party has that agreement, run "log key
retire".`);
  static override examples = ['<%= config.bin %> <%= command.id %> --approver "the data protection officer"'];
  static override flags = KeyChangeCommand.keyChangeFlags;

  async run(): Promise<KeyChange> {
    const { flags } = await this.parse(LogKeyRotate);
    return this.change(flags, rotateLogKey);
  }
}
