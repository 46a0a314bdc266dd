import { Args } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { receiveProjectKey } from '../../custody/index.ts';

export default class KeyReceive extends BaseCommand {
  static override summary = 'Take in the project key that another agency sent';
  static override description =
    paragraph(`Opens a file made by "key send" and keeps the key in party/. Refused when the key is not the one that the
agreement names, or when this workspace holds a key already.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> inbox/project-key-for-health.age --workspace health',
  ];
  static override args = {
    file: Args.file({ required: true, description: 'the sealed file' }),
  };

  async run(): Promise<{ from: string; keyCheck: string }> {
    const { args, flags } = await this.parse(KeyReceive);
    const workspace = await this.openWorkspace(flags);
    const received = await receiveProjectKey(workspace, args.file);
    this.print(`The project key from ${received.from} is kept in party/.
Its check value: ${received.keyCheck} (compare it with theirs by telephone)`);
    await this.printNext(workspace);
    return received;
  }
}
