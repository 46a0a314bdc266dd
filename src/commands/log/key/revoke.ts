import { Flags } from '@oclif/core';
import { type KeyChange, revokeLogKey } from '../../../audit/index.ts';
import { BaseCommand, paragraph } from '../../../base.ts';

export default class LogKeyRevoke extends BaseCommand {
  static override summary = 'Declare the key of this share log unsafe, and sign with another';
  static override description =
    paragraph(`For a key that may have been copied. A new key signs from here on. What the old one signed counts only up to the last
size that partners witnessed, since whoever has it could have signed anything after. Tell every party and the auditor
the new key by another way than this log.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --approver "the data protection officer"'];
  static override flags = {
    approver: Flags.string({
      helpValue: 'NAME',
      summary: 'who agreed to it; only a digest comes into the log',
    }),
    reason: Flags.string({ helpValue: 'TEXT', summary: 'why; only a digest comes into the log' }),
    'last-good': Flags.integer({
      helpValue: 'N',
      min: 0,
      summary: 'entries up to which the old key counts (default: as many as partners witnessed)',
    }),
  };

  async run(): Promise<KeyChange> {
    const { flags } = await this.parse(LogKeyRevoke);
    const { approver, reason } = flags;
    const changed = await revokeLogKey({
      dir: this.workspacePath(flags),
      ambient: this.ambient,
      keys: this.keyring(flags),
      personal: {
        ...(approver === undefined ? {} : { approver }),
        ...(reason === undefined ? {} : { reason }),
      },
      ...(flags['last-good'] === undefined ? {} : { lastGood: flags['last-good'] }),
    });
    this.print(`old: ${changed.old}
new: ${changed.new}`);
    this.say(`entry ${changed.entry} says so`);
    return changed;
  }
}
