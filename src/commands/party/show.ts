import { BaseCommand, paragraph } from '../../base.ts';
import { type PartyKeys, readPartyKeys } from '../../custody/index.ts';
import { publicHalves } from '../../render/agreement.ts';

export default class PartyShow extends BaseCommand {
  static override summary = "Print the public halves of this party's keys again";
  static override description =
    paragraph(`As "party new" printed them, for the agreement or for another party to compare with it by telephone. What
is secret stays in party/.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<PartyKeys> {
    const { flags } = await this.parse(PartyShow);
    const keys = await readPartyKeys(this.workspacePath(flags), this.passphrase(flags));
    this.print(publicHalves(keys));
    return keys;
  }
}
