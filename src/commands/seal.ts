import { Args, Flags } from '@oclif/core';
import { BaseCommand, paragraph, recordFlags } from '../base.ts';
import { type SealedShare, sealPackage } from '../custody/index.ts';
import { fileSize } from '../terminal/index.ts';

export default class Seal extends BaseCommand {
  static override summary = 'Seal a package to the party that the agreement sends it to';
  static override description =
    paragraph(`Checks the package and the agreement, announces the disclosure in the share log, and writes a sealed file to
outbox/ that the recipient alone can open.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> police/work/police/tokens --to linkage-unit --workspace police',
  ];
  static override args = {
    package: Args.string({ required: true, description: "the package's folder, from where you are" }),
  };
  static override flags = {
    to: Flags.string({ required: true, helpValue: 'PARTY', summary: "the recipient's id in the agreement" }),
    'recipient-person': Flags.string({
      helpValue: 'NAME',
      summary: 'who there will take it; in the log only as a salted digest that can be erased',
    }),
    reason: Flags.string({ helpValue: 'TEXT', summary: 'why, beyond the purpose; likewise a digest' }),
    ...recordFlags,
  };

  async run(): Promise<SealedShare> {
    const { args, flags } = await this.parse(Seal);
    const { reason, 'recipient-person': recipientPerson } = flags;
    const folder = this.pathHere(args.package, flags);
    const workspace = await this.openWorkspace(flags, {
      ...(reason === undefined ? {} : { reason }),
      ...(recipientPerson === undefined ? {} : { recipientPerson }),
    });
    const share = await sealPackage(workspace, folder, flags.to);
    this.print(`Sealed ${share.what} to ${share.to}: ${share.file} (${fileSize(share.bytes)})
Announced in this party's share log as entry ${share.entry}.
next: hand this file over; there: throughline open FILE`);
    return share;
  }
}
