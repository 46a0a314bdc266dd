import { Args } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { createParty, type PartyKeys } from '../../custody/index.ts';
import { publicHalves } from '../../render/agreement.ts';

export default class PartyNew extends BaseCommand {
  static override summary = "Make this party's keys and print the public halves";
  static override description =
    paragraph(`Makes the folder party/ in the workspace: the key that signs this party's share log, the key under which
it cosigns partners' logs, the key that shares are sealed to, and a secret of its own. They stay here; the public halves go into the agreement. At a terminal it
asks for a passphrase to lock them with (an empty one leaves them open); every command that needs them then asks for it,
or takes it from --passphrase-file. Where nothing can be asked and no flag gives one, they stay open, and it says so.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> police --workspace police',
    '<%= config.bin %> <%= command.id %> police --workspace police --passphrase-file FILE',
  ];
  static override args = {
    id: Args.string({ required: true, description: "this party's id in the agreement, e.g. police" }),
  };

  async run(): Promise<PartyKeys & { readonly isLocked: boolean }> {
    const { args, flags } = await this.parse(PartyNew);
    const passphrase = await this.passphraseForNew(flags);
    const dir = this.workspacePath(flags);
    const keys = await createParty(dir, args.id, this.ambient, passphrase);
    const isLocked = passphrase !== undefined;
    this.print(
      `The keys of ${keys.id} are made, in party/. These are their public halves:\n\n${publicHalves(keys)}\n`,
    );
    this.print(
      `next: write "keys" into agreement.yaml under the entry of ${keys.id} that stands there, indented like its other lines; then throughline agreement check${this.workspaceWords(dir)}`,
    );
    if (!isLocked)
      this.print(
        `The keys are NOT LOCKED: whoever can read party/ can sign and open as ${keys.id}.\nnext: throughline party passphrase${this.workspaceWords(dir)}, at a terminal, locks them`,
      );
    this.say('Keep a copy of party/ in a safe place: without it this party cannot go on.');
    return { ...keys, isLocked };
  }
}
