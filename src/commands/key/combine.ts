import { Args } from '@oclif/core';
import { BaseCommand, paragraph } from '../../base.ts';
import { combineProjectKey } from '../../custody/index.ts';

export default class KeyCombine extends BaseCommand {
  static override summary = "Rebuild the project key from custodians' shares";
  static override description =
    paragraph(`Takes files made by "key split", as many as they say are needed, and keeps the key in party/. Shares that are
too few, damaged, repeated, altered or of different splittings are refused, and no wrong key is ever kept.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> share-1.txt share-4.txt share-5.txt --workspace police',
  ];
  static override strict = false;
  static override args = {
    file: Args.string({ required: true, description: "custodians' shares, in any order" }),
  };

  async run(): Promise<{ keyCheck: string }> {
    const { argv, flags } = await this.parse(KeyCombine);
    const keyCheck = await combineProjectKey(await this.openWorkspace(flags), argv as string[]);
    this.print(`The project key is rebuilt and kept in party/.
Its check value: ${keyCheck}`);
    return { keyCheck };
  }
}
