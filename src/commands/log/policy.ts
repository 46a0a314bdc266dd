import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import {
  followPolicy,
  type PolicyChange,
  type Statement,
  stateWitnessKey,
  takeWitnessKey,
} from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { list } from '../../terminal/index.ts';

export default class LogPolicy extends BaseCommand {
  static override summary = 'Say who may witness this share log, and take in a witness key';
  static override description =
    paragraph(`Brings the log's policy in line with the agreement and says whose cosignatures count. For a workspace or an agreement
that is older than witnessing: --own writes a statement of this party's witness key into outbox/ (making the key where
there is none), signed with the key of its share log, which the agreement names; every partner takes it in with "log
policy FILE". An auditor with the agreement can check it in a copy of the log. Where the agreement names a witness key,
that one counts and no statement is needed.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    { description: 'at a partner', command: '<%= config.bin %> <%= command.id %> --own' },
    {
      description: "take the partner's statement in",
      command: '<%= config.bin %> <%= command.id %> inbox/witness-key-housing.txt',
    },
  ];
  static override args = { file: Args.string({ description: "a partner's statement of its witness key" }) };
  static override flags = { own: Flags.boolean({ summary: "state this party's own witness key" }) };

  async run(): Promise<PolicyChange | Statement> {
    const { args, flags } = await this.parse(LogPolicy);
    const workspace = await this.openWorkspace(flags);
    if (flags.own) {
      const stated = await stateWitnessKey(workspace);
      this.print(stated.file);
      this.saySentence('hand it to every partner, for "throughline log policy FILE" there');
      return stated;
    }
    const { file } = args;
    const changed = await (file === undefined
      ? followPolicy(workspace)
      : takeWitnessKey(workspace, resolve(file)));
    const { witnesses, entry } = changed;
    this.printWrapped(
      '',
      witnesses.length === 0
        ? 'nobody may witness this log: the agreement names no witness key of another organisation'
        : `this log may be witnessed by ${list(witnesses)}`,
    );
    if (entry !== undefined) this.say(`entry ${entry} says so`);
    return changed;
  }
}
