import { Args, Flags } from '@oclif/core';
import { type MadeRequest, requestWitness } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';

export default class LogRequest extends BaseCommand {
  static override summary = 'Ask a partner to witness this share log';
  static override description =
    paragraph(`Writes a file into outbox/ with the newest checkpoint and the proof that it continues what the partner saw last.
Hand it over as you hand over shares. The partner runs "log witness" on it and sends back a file for "log cosigned".
The file holds hashes and signatures, and nothing of what the entries say.`);
  static override examples = ['<%= config.bin %> <%= command.id %> housing'];
  static override args = {
    party: Args.string({ required: true, description: 'the party that is to witness, by its id' }),
  };
  static override flags = {
    old: Flags.integer({
      helpValue: 'N',
      min: 0,
      summary: 'the size that the partner saw last (default: the largest it has cosigned)',
    }),
  };

  async run(): Promise<MadeRequest> {
    const { args, flags } = await this.parse(LogRequest);
    const made = await requestWitness(await this.openWorkspace(flags), args.party, flags.old);
    this.print(made.file);
    this.say(
      `asks ${made.to} to cosign ${made.size} entries, from the ${made.old} it saw last; send it there`,
    );
    return made;
  }
}
