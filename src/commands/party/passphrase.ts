import { Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { changePassphrase, type Relocked } from '../../custody/index.ts';

const WORDS = { set: 'locked with it from now on', changed: 'locked with the new one', removed: 'open' };

export default class PartyPassphrase extends BaseCommand {
  static override summary = "Set, change or remove the passphrase of this party's private keys";
  static override description =
    paragraph(`At a terminal it asks for the old passphrase, where there is one, and twice for the new one; a script gives
them in files or open descriptors. The keys themselves stay the same. Older copies of party/, backups among them, still open
by what they were locked with, and a disk may keep keys that lay open. The log says that it was done, and nothing of the
passphrase.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace police',
    '<%= config.bin %> <%= command.id %> --passphrase-file OLD --new-passphrase-file NEW',
    '<%= config.bin %> <%= command.id %> --remove',
  ];
  static override flags = {
    'new-passphrase-file': Flags.string({
      exclusive: ['new-passphrase-fd', 'remove'],
      helpValue: 'FILE',
      summary: 'file with the new passphrase (default: ask)',
    }),
    'new-passphrase-fd': Flags.integer({
      exclusive: ['remove'],
      helpValue: 'N',
      min: 0,
      summary: 'open descriptor to read the new passphrase from',
    }),
    remove: Flags.boolean({ summary: 'leave the keys open: for a disk that is encrypted itself' }),
  };

  async run(): Promise<Relocked> {
    const { flags } = await this.parse(PartyPassphrase);
    const workspace = await this.openWorkspace(flags);
    const source = flags['new-passphrase-file'] ?? flags['new-passphrase-fd'];
    const next = flags.remove ? undefined : await this.newPassphrase(source);
    const relocked = await changePassphrase(workspace, next);
    this.print(`The private keys in party/ are ${WORDS[relocked.change]}. It is entry ${relocked.entry} of the share log.
Keep a new copy of party/ in a safe place; older ones open as before.`);
    return relocked;
  }
}
