import { Args, Flags } from '@oclif/core';
import { BaseCommand, extractFlags, intakeOptions, paragraph, recordFlags } from '../../base.ts';
import { grouped } from '../../errors.ts';
import { type Traced, trace } from '../../pseudonymise/index.ts';
import { list } from '../../terminal/index.ts';

export default class Trace extends BaseCommand {
  static override summary = 'Find the rows that a record reference stands for, at its own agency';
  static override description =
    paragraph(`For a reference that the agency is lawfully asked about. Prints the numbers of the rows in the extract, for you to
look up in your own system, and nothing of what they hold. Needs a reason, and the approval of a second person whose key the
agreement names ("trace key", "trace approve"), in the same words. The consultation is logged before anything is shown; the
log has the reason and the reference only as salted digests. Nobody else can do this: it needs the agency's own secret.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> 0f1e2d3c4b5a69788796a5b4c3d2e1f0 police.csv --reason "court order 7" --approval approval.txt',
  ];
  static override args = {
    reference: Args.string({ required: true, description: 'the record reference' }),
    extract: Args.string({ required: true, description: 'the extract that the packages were made from' }),
  };
  static override flags = {
    reason: Flags.string({
      required: true,
      helpValue: 'TEXT',
      summary: 'why, in the same words as in the approval',
    }),
    approval: Flags.string({
      required: true,
      helpValue: 'FILE',
      summary: 'file that "trace approve" made',
    }),
    ...extractFlags,
    ...recordFlags,
  };

  async run(): Promise<Traced> {
    const { args, flags } = await this.parse(Trace);
    const traced = await trace(await this.openWorkspace(flags), {
      ...args,
      reason: flags.reason,
      approval: flags.approval,
      ...intakeOptions(flags),
    });
    this.print(
      traced.rows.length === 0
        ? `No row of ${traced.file} has this reference.`
        : `${traced.file}: row ${list(traced.rows.map(grouped))}, as a spreadsheet counts them: the header is a row too`,
    );
    this.print(`Approved by: ${traced.approver}. It is entry ${traced.entry} of the share log.`);
    return traced;
  }
}
