import { Flags } from '@oclif/core';
import { type KeyChange, revokeLogKey } from '../../../audit/index.ts';
import { paragraph } from '../../../base.ts';
import { KeyChangeCommand } from '../../../key-change-command.ts';

export default class LogKeyRevoke extends KeyChangeCommand {
  static override summary = 'Declare the key of this share log unsafe, and sign with another';
  static override description =
    paragraph(`For a key that may have been copied. A new key signs from here on. What the old one signed counts only up to the last
size that partners witnessed, since whoever has it could have signed anything after. Tell every party and the auditor
the new key by another way than this log.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --approver "the data protection officer"'];
  static override flags = {
    ...KeyChangeCommand.keyChangeFlags,
    'last-good': Flags.integer({
      helpValue: 'N',
      min: 0,
      summary: 'entries up to which the old key counts (default: as many as partners witnessed)',
    }),
  };

  async run(): Promise<KeyChange> {
    const { flags } = await this.parse(LogKeyRevoke);
    const lastGood = flags['last-good'];
    return this.change(flags, (options) =>
      revokeLogKey({ ...options, ...(lastGood === undefined ? {} : { lastGood }) }),
    );
  }
}
