import { join } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { type Kept, keptHere } from '../../custody/index.ts';
import { table } from '../../terminal/index.ts';

export default class RetentionDue extends BaseCommand {
  static override summary = 'List what has been here longer than the agreement lets it be kept';
  static override description =
    paragraph(`Looks at packages in work/, sealed files in inbox/ and outbox/, the project key and its shares, and compares the
days since each was made or opened (by the share log, else by the date of the file) with the agreement's retention. What a run
that was killed has left behind is due at once; the next run of its kind removes it too. Extracts and the log are for you to
look after. Exit code 1 when something is due.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> --workspace police',
    '<%= config.bin %> <%= command.id %> --all',
  ];
  static override flags = {
    all: Flags.boolean({ summary: 'list what is not yet due, and what has no term, too' }),
  };

  async run(): Promise<{ due: number; kept: readonly Kept[] }> {
    const { flags } = await this.parse(RetentionDue);
    const all = await keptHere(await this.openWorkspace(flags));
    const due = all.filter(({ isDue }) => isDue);
    const kept = flags.all ? all : due;
    if (kept.length > 0) {
      const rows = kept.map((one) => rowOf(one, flags.workspace));
      this.print(table(['what', 'where', 'since', 'days', 'due', 'destroyed by'], rows));
    }
    this.print(
      due.length === 0
        ? 'Nothing here is due to be destroyed.'
        : '\nnext: throughline destroy PATH --authority TEXT',
    );
    if (due.length > 0) process.exitCode = 1;
    return { due: due.length, kept };
  }
}

const day = (date: Date): string => date.toISOString().slice(0, 10);

const rowOf = ({ kind, form, path, since, by, days, due, destroyedBy }: Kept, workspace: string) => [
  kind === undefined ? form : form === 'sealed file' ? `${kind}, sealed` : kind,
  join(workspace, path),
  `${day(since)}${by === 'log' ? '' : ' (file)'}`,
  days ?? 'none agreed',
  due === undefined ? '' : day(due),
  destroyedBy?.replace('-', ' '),
];
