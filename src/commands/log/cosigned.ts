import { resolve } from 'node:path';
import { Args } from '@oclif/core';
import { takeCosignature } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import type { Cosigned as Taken } from '../../sharelog/index.ts';
import { printable } from '../../terminal/index.ts';

export default class LogCosigned extends BaseCommand {
  static override summary = "Take a partner's cosignature into this share log";
  static override description =
    paragraph(`Checks the answer that a partner's "log witness" wrote and puts it under the checkpoint it is of, the newest or an
older one. From then on that checkpoint holds against this party too.`);
  static override examples = ['<%= config.bin %> <%= command.id %> inbox/cosigned-police-412-by-housing.txt'];
  static override args = {
    file: Args.string({ required: true, description: 'the file that the partner sent' }),
  };

  async run(): Promise<Taken> {
    const { args, flags } = await this.parse(LogCosigned);
    const workspace = await this.openWorkspace(flags);
    const taken = await takeCosignature(workspace, resolve(args.file));
    this.print(printable(`the first ${taken.size} entries are cosigned by ${taken.by.join(', ')}`));
    this.print(
      `next: throughline log verify${this.workspaceWords(workspace.dir)} (whether that is enough partners)`,
    );
    return taken;
  }
}
