import { Args, Flags } from '@oclif/core';
import { type ErasedName, eraseName } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { PERSONAL_FIELDS } from '../../sharelog/index.ts';

export default class LogErase extends BaseCommand {
  static override summary = 'Erase a name or a text from the share log, the log staying whole';
  static override description =
    paragraph(`An entry holds no name, no reason and no record reference but a salted digest of it; what opens the digest lies
apart, in log/disclosures. This deletes it: the entry, its proofs and every checkpoint stay valid, and nobody can find the
text again, not even by trying texts. The log says that it was erased and on whose authority. Copies of log/disclosures elsewhere, such as
backups, have to be erased there.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> 12 operator --authority DPO-2026-14',
    '<%= config.bin %> <%= command.id %> 31 reference --authority DPO-2026-15',
  ];
  static override args = {
    entry: Args.integer({ required: true, min: 0, description: 'number of the entry' }),
    field: Args.string({ required: true, options: [...PERSONAL_FIELDS], description: 'which field of it' }),
  };
  static override flags = {
    authority: Flags.string({
      required: true,
      helpValue: 'REFERENCE',
      summary: 'reference of the decision; stands in the log in clear, so no name',
    }),
    reason: Flags.string({ helpValue: 'TEXT', summary: 'why; only its digest comes into the entry' }),
  };

  async run(): Promise<ErasedName> {
    const { args, flags } = await this.parse(LogErase);
    const field = PERSONAL_FIELDS.find((known) => known === args.field)!;
    const erased = await eraseName(await this.openWorkspace(flags), args.entry, field, {
      authority: flags.authority,
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    });
    this.print(`the ${field} of entry ${args.entry} is erased: entry ${erased.erasure} says so`);
    return erased;
  }
}
