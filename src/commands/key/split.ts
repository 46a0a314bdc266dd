import { Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { type SplitKey, splitProjectKey } from '../../custody/index.ts';

export default class KeySplit extends BaseCommand {
  static override summary = 'Split the project key among custodians';
  static override description =
    paragraph(`Writes one file for each custodian. Enough of them together rebuild the key ("key combine"); fewer tell nothing
about it. Hand each file to its custodian by a way of its own, and remove it here: whoever holds enough of them holds the
key.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --shares 5 --threshold 3 --workspace police',
    '<%= config.bin %> <%= command.id %> --shares 3 --threshold 2 --out key-shares',
  ];
  static override flags = {
    shares: Flags.integer({ required: true, helpValue: 'N', summary: 'how many custodians there are' }),
    threshold: Flags.integer({ required: true, helpValue: 'K', summary: 'how many of them are needed' }),
    custodians: Flags.string({
      helpValue: 'NAMES',
      summary: 'who they are; in the log only as a salted digest that can be erased',
    }),
    out: Flags.string({ helpValue: 'DIR', summary: 'new folder for the files (default: party/key-shares)' }),
  };

  async run(): Promise<SplitKey> {
    const { flags } = await this.parse(KeySplit);
    const { custodians } = flags;
    const workspace = await this.openWorkspace(flags, custodians === undefined ? {} : { custodians });
    const folder = flags.out ?? workspace.paths.keyShares;
    const made = await splitProjectKey(workspace, {
      shares: flags.shares,
      threshold: flags.threshold,
      folder,
    });
    this.print(`The project key ${made.keyCheck} is split into ${made.shares} shares, any ${made.threshold} of which rebuild it:
${made.files.map((file) => `  ${file}`).join('\n')}
THEY MUST LEAVE THIS MACHINE: hand each to one custodian, each by a way of its own, then remove it here
(throughline destroy PATH --authority TEXT). Together here they are the key, in clear.`);
    return made;
  }
}
