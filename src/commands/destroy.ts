import { Args, Flags } from '@oclif/core';
import { BaseCommand, paragraph, recordFlags } from '../base.ts';
import { type Destroyed, destroy } from '../custody/index.ts';

export default class Destroy extends BaseCommand {
  static override summary = 'Destroy a package, a sealed file or the project key, with a certificate';
  static override description =
    paragraph(`Removes what lies in work/, inbox/, outbox/ or release/, or ends the project key, and logs it before and after.
The authority goes into the log only as a salted digest that can be erased ("log erase"), and in words onto the certificate
in certificates/. Whoever saw it done goes into the log in the same way; the certificate has their role and not their name.
A package that was destroyed is not opened again from an old share. Files are overwritten only where the agreement says so,
and disks without moving parts, backups and snapshots can keep their content even then.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> work/tokens/police --authority "retention of 90 days, head of governance"',
    '<%= config.bin %> <%= command.id %> outbox --authority "end of the study" --witnessed-by "A. N. Other" --witness-role "records manager"',
    '<%= config.bin %> <%= command.id %> party/project.key --authority "end of agreement ISA-2026-001"',
  ];
  static override args = {
    path: Args.string({
      required: true,
      description: 'a file or folder in the workspace, from where you are',
    }),
  };
  static override flags = {
    authority: Flags.string({
      required: true,
      helpValue: 'TEXT',
      summary: 'who decided it and why, without naming the person whom the data is about',
    }),
    'witnessed-by': Flags.string({
      helpValue: 'NAME',
      summary: 'who saw it done; in the log only as a salted digest that can be erased',
    }),
    'witness-role': Flags.string({
      dependsOn: ['witnessed-by'],
      helpValue: 'TEXT',
      summary:
        'what whoever saw it done is, such as "records manager", and not their name: stands on the certificate',
    }),
    ...recordFlags,
  };

  async run(): Promise<Destroyed> {
    const { args, flags } = await this.parse(Destroy);
    const { authority, 'witnessed-by': name, 'witness-role': role } = flags;
    const witnessOfDestruction = [name, role].filter((one) => one !== undefined).join(', ');
    const workspace = await this.openWorkspace(flags, name === undefined ? {} : { witnessOfDestruction });
    const witness = name === undefined ? undefined : { role };
    const gone = await destroy(workspace, this.pathHere(args.path, flags), authority, witness);
    this.print(`Destroyed ${gone.what}: ${gone.path}, by ${gone.method}. It is entry ${gone.entry} of the share log.
Certificate: ${gone.certificate}
Backups and snapshots, and a disk without moving parts, may still hold it.`);
    return gone;
  }
}
