import { Args, Flags } from '@oclif/core';
import { paragraph } from '../base.ts';
import { isLeftOut, RIGHTS } from '../custody/index.ts';
import { type HeededFacts, type Restored, RightsCommand } from '../rights-command.ts';

export default class ObjectCommand extends RightsCommand {
  static override summary = "Heed a person's objection, restriction or erasure";
  static override description =
    paragraph(`At the agency whose record it is. Everything made and sealed later leaves the person out, and packages made
before can no longer be sealed. A notice for each party that was sent tokens or events goes into outbox/: hand it over, and
"throughline open" there takes the person out of what they hold. Figures that were released are not called back. The request
needs no agreement in force; the log holds it without saying who. A person's own request for access is answered from your
own records, never from linked data.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --reason "case 12, data protection officer"',
    '<%= config.bin %> <%= command.id %> --people local-ids.txt --as restriction --reason "case 13"',
    '<%= config.bin %> <%= command.id %> --restore --reason "the disk broke"',
  ];
  static override args = { reference: Args.string({ description: 'the record reference' }) };
  static override flags = {
    ...RightsCommand.rightsFlags,
    as: Flags.option({ options: RIGHTS.filter((right) => isLeftOut({ right })) })({
      default: 'objection',
      summary: 'what the person asked for',
    }),
    lift: Flags.boolean({ summary: 'end it: the person is in what is made from now on' }),
    restore: Flags.boolean({
      exclusive: ['people', 'lift'],
      summary: 'make the list of all requests anew from what the share log can open, where it was lost',
    }),
  };

  async run(): Promise<HeededFacts | Restored> {
    const { args, flags } = await this.parse(ObjectCommand);
    if (flags.restore) return this.restored(args.reference, flags);
    return this.heeded(args.reference, { ...flags, right: flags.as });
  }
}
