import { Args } from '@oclif/core';
import { BaseCommand, paragraph } from '../base.ts';
import { completionScript, SHELLS, type Shell } from '../terminal/index.ts';

export default class Completion extends BaseCommand {
  static override summary = 'Print a script by which your shell completes commands and flags';
  static override description =
    paragraph(`The script needs nothing but the shell, and changes nothing by itself: have your shell read it when it starts, as the
examples do, once the program is called throughline on your path.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> bash >> ~/.bashrc',
    '<%= config.bin %> <%= command.id %> zsh >> ~/.zshrc',
    '<%= config.bin %> <%= command.id %> powershell >> $PROFILE',
  ];
  static override args = {
    shell: Args.string({ required: true, options: [...SHELLS], description: 'the shell' }),
  };

  async run(): Promise<{ shell: Shell; script: string }> {
    const { args } = await this.parse(Completion);
    const shell = args.shell as Shell;
    const commands = this.config.commands
      .filter(({ hidden }) => !hidden)
      .map(({ id, flags }) => ({
        words: id.replaceAll(':', ' '),
        flags: Object.values(flags).map((flag) => ({
          name: flag.name,
          ...(flag.type === 'option' && flag.options !== undefined ? { options: flag.options } : {}),
        })),
      }));
    const script = completionScript(shell, this.config.bin, commands);
    this.print(script.trimEnd());
    return { shell, script };
  }
}
