import { Args } from '@oclif/core';
import { type OpenedEntry, openNames } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { printable } from '../../terminal/index.ts';

export default class LogOpening extends BaseCommand {
  static override summary = 'Show the names and texts that an entry of the share log has digests of';
  static override description =
    paragraph(`Opens what log/disclosures holds of an entry with this party's sealing key, checks it against the digests in the
entry, and shows it: for the lawfulness checks, self-monitoring, integrity and criminal proceedings that such a log may
be used for. That it was looked at is entered into the log first.`);
  static override examples = ['<%= config.bin %> <%= command.id %> 12'];
  static override args = {
    entry: Args.integer({ required: true, min: 0, description: 'number of the entry' }),
  };

  async run(): Promise<OpenedEntry> {
    const { args, flags } = await this.parse(LogOpening);
    const opened = await openNames(await this.openWorkspace(flags), args.entry);
    for (const field of opened.fields) {
      const shown =
        'value' in field
          ? field.value
          : `REDACTED (entry ${field.erased}, on the authority of ${field.authority})`;
      this.print(printable(`${field.field}: ${shown}`));
    }
    if (opened.fields.length === 0) this.say(`entry ${args.entry} has no digest of a name or a text`);
    if (opened.missing > 0) {
      this.print(
        `${opened.missing} more can not be opened: log/disclosures was lost, and the log does not say why`,
      );
      process.exitCode = 1;
    }
    return opened;
  }
}
