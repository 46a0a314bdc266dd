import { Args, Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { createApprover, viewWorkspace } from '../../custody/index.ts';

export default class TraceKey extends BaseCommand {
  static override summary = 'Make the key of somebody who may approve a trace';
  static override description =
    paragraph(`For the second person, on a medium of their own that the first person does not have: whoever holds both can trace
alone. Prints the public half, which goes into the agreement under keys.approvers of the agency, so that every party signs
for who may approve. At a terminal it asks for a passphrase.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> caldicott-guardian --out my-key --agency health',
  ];
  static override args = {
    name: Args.string({ required: true, description: 'what the approver is at the agency, not who' }),
  };
  static override flags = {
    out: Flags.string({ required: true, helpValue: 'DIR', summary: 'new folder for the key' }),
    agency: Flags.string({ helpValue: 'ID', summary: "the agency (default: this workspace's party)" }),
  };

  async run(): Promise<{ folder: string; approver: string }> {
    const { args, flags } = await this.parse(TraceKey);
    const agency = flags.agency ?? (await viewWorkspace(this.workspacePath(flags))).partyId ?? '';
    const passphrase = await this.passphraseForNew(flags);
    const approver = await createApprover(flags.out, { agency, name: args.name }, this.ambient, passphrase);
    this.print(`The key is made, in ${flags.out}. Write its public half into the agreement:

  - id: ${agency}
    keys:
      approvers:
        - ${approver}`);
    return { folder: flags.out, approver };
  }
}
