import { Flags } from '@oclif/core';
import { type KeyChange, rotateLogKey } from '../../../audit/index.ts';
import { BaseCommand, paragraph } from '../../../base.ts';

export default class LogKeyRotate extends BaseCommand {
  static override summary = 'Have another key sign this share log, beside the present one';
  static override description =
    paragraph(`Makes a new key. From the next entry on both keys sign, so that partners who know either can check the log. Write the
new public key into the agreement in the place of the old one; when every party has that agreement, run "log key
retire".`);
  static override examples = ['<%= config.bin %> <%= command.id %> --approver "the data protection officer"'];
  static override flags = {
    approver: Flags.string({
      helpValue: 'NAME',
      summary: 'who agreed to it; only a digest comes into the log',
    }),
    reason: Flags.string({ helpValue: 'TEXT', summary: 'why; only a digest comes into the log' }),
  };

  async run(): Promise<KeyChange> {
    const { flags } = await this.parse(LogKeyRotate);
    const { approver, reason } = flags;
    const changed = await rotateLogKey({
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
