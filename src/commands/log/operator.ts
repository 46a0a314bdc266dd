import { Args, Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { readPartyId, readSettings, setOperator, workspacePaths } from '../../custody/index.ts';

export interface LogOperatorResult {
  /** Whether entries name whoever is at work. */
  readonly set: boolean;
}

export default class LogOperator extends BaseCommand {
  static override summary = 'Set who is at work, for the entries of the share log';
  static override description =
    paragraph(`From then on every entry holds a salted digest of this name or staff number; what opens it lies apart, sealed to
this party's own sealing key. Nobody is named unless this is set. Kept in party/settings.json.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> "staff number 4711"',
    { description: 'name nobody again', command: '<%= config.bin %> <%= command.id %> --none' },
  ];
  static override args = {
    name: Args.string({ description: 'name or staff number (default: only say whether one is set)' }),
  };
  static override flags = {
    none: Flags.boolean({ summary: 'name nobody' }),
  };

  async run(): Promise<LogOperatorResult> {
    const { args, flags } = await this.parse(LogOperator);
    const workspace = this.workspacePath(flags);
    await readPartyId(workspace);
    const { settings } = workspacePaths(workspace);
    if (flags.none) await setOperator(settings, undefined);
    else if (args.name !== undefined) await setOperator(settings, args.name);
    const set = (await readSettings(settings)).operator !== undefined;
    this.print(set ? 'entries name whoever is at work, as a digest' : 'entries name nobody');
    return { set };
  }
}
