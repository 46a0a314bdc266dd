import { Args, Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { approveTrace, viewWorkspace } from '../../custody/index.ts';
import { unusable } from '../../errors.ts';
import { PRIVATE_FILE, writeFileAtomically } from '../../files/index.ts';

export default class TraceApprove extends BaseCommand {
  static override summary = 'Approve, as the second person, that a record reference is traced';
  static override description =
    paragraph(`Signs an approval of one reference, for one reason, for one trace within seven days. Run it yourself, with your
own key, after you have satisfied yourself that the request is lawful: your approval is what the log will show. Needs the
agreement in the workspace, and none of the agency's keys.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --reason "court order 7" --key my-key --out approval.txt',
  ];
  static override args = {
    reference: Args.string({ required: true, description: 'the record reference' }),
  };
  static override flags = {
    reason: Flags.string({ required: true, helpValue: 'TEXT', summary: 'why, without naming the person' }),
    key: Flags.string({ required: true, helpValue: 'DIR', summary: 'folder that "trace key" made' }),
    out: Flags.string({ required: true, helpValue: 'FILE', summary: 'new file for the approval' }),
    agency: Flags.string({ helpValue: 'ID', summary: "the agency (default: this workspace's party)" }),
  };

  async run(): Promise<{ file: string; until: string }> {
    const { args, flags } = await this.parse(TraceApprove);
    const { agreement, partyId } = await viewWorkspace(this.workspacePath(flags));
    const agency = flags.agency ?? partyId;
    if (agency === undefined) {
      throw unusable('USAGE', 'it is not said at which agency', { hint: 'add --agency ID' });
    }
    const approver = { folder: flags.key, ask: this.passphrase(flags) };
    const asked = { agency, reference: args.reference, reason: flags.reason };
    const { bytes, until } = await approveTrace(approver, agreement, asked, this.ambient);
    await writeFileAtomically(flags.out, bytes, { mode: PRIVATE_FILE });
    this.print(`Approved, until ${until.toISOString()}: ${flags.out}
It is good for one trace, with the same reference and the same reason.`);
    return { file: flags.out, until: until.toISOString() };
  }
}
