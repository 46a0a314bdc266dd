import { BaseCommand, paragraph } from '../base.ts';
import { type Examined, examineMachine } from '../intake/index.ts';

const SAID = { good: 'good', look: 'look', bad: 'BAD ' } as const;

export default class Doctor extends BaseCommand {
  static override summary = 'Say what on this machine could get in the way';
  static override description =
    paragraph(`Looks at the version of Node.js, the clock, the workspace folder and the folder for temporary files: whether they are copied
to a cloud, can be written to and have room, and whether the path is one that Windows can take. Changes nothing; a small file is
written and taken away again. Exit code 1 when something will get in the way.`);
  static override examples = ['<%= config.bin %> <%= command.id %> --workspace police'];

  async run(): Promise<{ fit: boolean; examined: readonly Examined[] }> {
    const { flags } = await this.parse(Doctor);
    const examined = await examineMachine({
      folder: this.workspacePath(flags),
      node: process.versions.node,
      platform: process.platform,
      now: this.ambient.now(),
    });
    for (const { what, verdict, found, todo } of examined) {
      this.printSentence(`  ${SAID[verdict]}  `, `${what}: ${found}`);
      if (todo !== undefined) this.printSentence('        to do: ', todo);
    }
    const fit = examined.every(({ verdict }) => verdict !== 'bad');
    this.print(
      fit
        ? '\nNothing on this machine will get in the way.'
        : '\nSomething on this machine will get in the way.',
    );
    if (!fit) process.exitCode = 1;
    return { fit, examined };
  }
}
