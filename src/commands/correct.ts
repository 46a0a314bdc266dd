import { Args } from '@oclif/core';
import { paragraph } from '../base.ts';
import { type HeededFacts, RightsCommand } from '../rights-command.ts';

export default class Correct extends RightsCommand {
  static override summary = "Heed a correction of a person's record, and have earlier shares replaced";
  static override description =
    paragraph(`At the agency whose record it is, once the record has been corrected in its own system. Packages made before can
no longer be sealed: make them again from a new extract and seal them again, and the new share takes the place of the old
one. Lists the shares that hold the person as they were.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --reason "date of birth put right, case 14"',
  ];
  static override args = { reference: Args.string({ description: 'the record reference' }) };
  static override flags = { ...RightsCommand.rightsFlags };

  async run(): Promise<HeededFacts> {
    const { args, flags } = await this.parse(Correct);
    return this.heeded(args.reference, { ...flags, right: 'correction', lift: false });
  }
}
