import { relative } from 'node:path';
import { Flags } from '@oclif/core';
import { asWord, BaseCommand, paragraph } from '../../base.ts';
import { type Kept, keptHere } from '../../custody/index.ts';
import { keptLines } from '../../render/kept.ts';
import { printable } from '../../terminal/index.ts';

export default class RetentionDue extends BaseCommand {
  static override summary = 'List what has been here longer than the agreement lets it be kept';
  static override description =
    paragraph(`Looks at packages in work/, what lies in inbox/ and outbox/, the project key and its shares, and compares the
days since each was made or opened (by the share log, else by the date of the file) with the agreement's retention. Paths are
from the workspace's folder. A file that does not say what it holds has the shortest term of all. What a run that was killed
has left behind is due at once; the next run of its kind removes it too. Extracts and the log are for you to look after. Exit
code 1 when something is due.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace police',
    '<%= config.bin %> <%= command.id %> --all',
  ];
  static override flags = {
    all: Flags.boolean({ summary: 'list what is not yet due, and what has no term, too' }),
  };

  async run(): Promise<{ due: number; kept: readonly Kept[] }> {
    const { flags } = await this.parse(RetentionDue);
    const workspace = await this.openWorkspace(flags);
    const all = await keptHere(workspace);
    const due = all.filter(({ isDue }) => isDue);
    const kept = flags.all ? all : due;
    for (const one of kept) {
      const [path, facts] = keptLines(one);
      this.print(printable(path));
      this.printWrapped('  ', facts);
    }
    if (kept.length > 0) this.print('');
    this.print(due.length === 0 ? 'Nothing here is due to be destroyed.' : nextStep(workspace.dir));
    if (due.length > 0) process.exitCode = 1;
    return { due: due.length, kept };
  }
}

/** Paths of commands are from where the reader stands. */
function nextStep(dir: string): string {
  const here = relative('', dir);
  const [path, rest] = here === '' ? ['PATH', ''] : [`${here}/PATH`, ` --workspace ${asWord(here)}`];
  return `next: throughline destroy ${asWord(path)} --authority TEXT${rest}`;
}
