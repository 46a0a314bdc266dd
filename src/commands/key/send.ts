import { Args } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { type SentKey, sendProjectKey } from '../../custody/index.ts';

export default class KeySend extends BaseCommand {
  static override summary = 'Seal the project key to another agency';
  static override description = paragraph(
    `Writes a file to outbox/ that the named agency alone can open. Refused for a linkage unit, an analyst or an auditor.`,
  );
  static override examples = ['<%= config.bin %> <%= command.id %> health --workspace police'];
  static override args = {
    party: Args.string({ required: true, description: "the agency's id in the agreement" }),
  };

  async run(): Promise<SentKey> {
    const { args, flags } = await this.parse(KeySend);
    const workspace = await this.openWorkspace(flags);
    const sent = await sendProjectKey(workspace, args.party);
    this.print(`Sealed to ${sent.to}: ${sent.file}
Check value of the key: ${sent.keyCheck} (compare it with theirs by telephone)
next: hand this file over; there: throughline key receive FILE`);
    return sent;
  }
}
