import { BaseCommand, paragraph } from '../../base.ts';
import { type RetiredKey, retireProjectKey } from '../../custody/index.ts';

export default class KeyRetire extends BaseCommand {
  static override summary = 'End the use of the project key in this workspace';
  static override description =
    paragraph(`Overwrites and removes the key's file, logs that its use has ended, and never takes that key in again. No further
tokens can be made with it here. Every agency does this for itself, and custodians destroy their shares. Backups, and disks
without moving parts, can keep a copy: destroy those by their own means.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<RetiredKey> {
    const { flags } = await this.parse(KeyRetire);
    const ended = await retireProjectKey(await this.openWorkspace(flags));
    this.print(`The project key ${ended.keyCheck} is retired: its file is overwritten and removed.
Backups and custodians' shares of it have to be destroyed too.`);
    return ended;
  }
}
