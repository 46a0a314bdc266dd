import { Flags } from '@oclif/core';
import { type KeyChange, retireLogKey } from '../../../audit/index.ts';
import { BaseCommand, paragraph } from '../../../base.ts';

export default class LogKeyRetire extends BaseCommand {
  static override summary = 'End the use of the older key of this share log';
  static override description =
    paragraph(`After "log key rotate", and once the agreement names the new key: the new key alone signs from here on, and the private
half of the old one is gone.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --approver "the data protection officer"'];
  static override flags = {
    approver: Flags.string({
      helpValue: 'NAME',
      summary: 'who agreed to it; only a digest comes into the log',
    }),
    reason: Flags.string({ helpValue: 'TEXT', summary: 'why; only a digest comes into the log' }),
  };

  async run(): Promise<KeyChange> {
    const { flags } = await this.parse(LogKeyRetire);
    const { approver, reason } = flags;
    const changed = await retireLogKey({
      dir: this.workspacePath(flags),
      ambient: this.ambient,
      keys: this.keyring(flags),
      personal: {
        ...(approver === undefined ? {} : { approver }),
        ...(reason === undefined ? {} : { reason }),
      },
    });
    this.print(`old: ${changed.old}
new: ${changed.new}`);
    this.say(`entry ${changed.entry} says so`);
    return changed;
  }
}
