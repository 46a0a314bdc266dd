import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { locateLog, type ProvenGrowth, proveGrowth } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { HOW_CHECKED } from '../../render/proofs.ts';

export default class LogConsistency extends BaseCommand {
  static override summary = 'Prove that the share log only grew between two sizes';
  static override description =
    paragraph(`Writes the proof that the first OLD entries of the log of NEW entries are the ones that stood there when it had
OLD: for somebody who kept the older checkpoint. The file has the form in which a witness is asked
(c2sp.org/tlog-witness) and ends with the newer checkpoint. The log was signed at both sizes or it cannot be proven.
verify-log (in test/interop of our source, written with Go's own packages for such logs) checks it beside a copy of the log:
verify-log VKEY LOG FILE. "log verify" checks the whole of a copy.`);
  static override examples = ['<%= config.bin %> <%= command.id %> 380 412'];
  static override args = {
    old: Args.integer({ required: true, min: 0, description: 'the smaller number of entries' }),
    new: Args.integer({ required: true, min: 0, description: 'the larger number of entries' }),
    dir: Args.directory({
      description: "folder of the log, or of a workspace (default: this workspace's log)",
    }),
  };
  static override flags = {
    out: Flags.string({ default: '.', helpValue: 'DIR', summary: 'folder to write the file into' }),
  };

  async run(): Promise<ProvenGrowth> {
    const { args, flags } = await this.parse(LogConsistency);
    const { folder } = locateLog(args.dir, this.workspacePath(flags));
    const proven = await proveGrowth(folder, args.old, args.new, resolve(flags.out));
    this.print(proven.file);
    this.saySentence(HOW_CHECKED);
    return proven;
  }
}
