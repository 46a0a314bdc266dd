import { BaseCommand, paragraph } from '../../base.ts';
import { newProjectKey } from '../../custody/index.ts';

export default class KeyNew extends BaseCommand {
  static override summary = 'Make the project key, at one agency';
  static override description =
    paragraph(`Makes the secret under which all agencies turn identifiers into tokens. One agency makes it and sends it to the
others; the linkage unit, the analyst and the auditor never hold it. The check value goes into the agreement.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<{ keyCheck: string }> {
    const { flags } = await this.parse(KeyNew);
    const workspace = await this.openWorkspace(flags);
    const keyCheck = await newProjectKey(workspace);
    this.print(`The project key is made. Write its check value into the agreement, under linkage:

  key-check: "${keyCheck}"`);
    return { keyCheck };
  }
}
