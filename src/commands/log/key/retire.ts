import { type KeyChange, retireLogKey } from '../../../audit/index.ts';
import { paragraph } from '../../../base.ts';
import { KeyChangeCommand } from '../../../key-change-command.ts';

export default class LogKeyRetire extends KeyChangeCommand {
  static override summary = 'End the use of the older key of this share log';
  static override description =
    paragraph(`After "log key rotate", and once the agreement names the new key: the new key alone signs from here on, and the private
half of the old one is gone.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --approver "the data protection officer"'];
  static override flags = KeyChangeCommand.keyChangeFlags;

  async run(): Promise<KeyChange> {
    const { flags } = await this.parse(LogKeyRetire);
    return this.change(flags, retireLogKey);
  }
}
