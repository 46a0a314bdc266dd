import { resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { locateLog, type ProvenEntry, proveEntry } from '../../audit/index.ts';
import { BaseCommand, paragraph } from '../../base.ts';
import { HOW_CHECKED } from '../../render/proofs.ts';

export default class LogProve extends BaseCommand {
  static override summary = 'Prove that an entry is in the share log, to somebody who has only its key';
  static override description =
    paragraph(`Writes two files: the entry as it was logged, byte for byte, and its proof (c2sp.org/tlog-proof) under the newest
checkpoint with every cosignature it has. Together with the log's public key they need no log and no program of ours:
what reads c2sp.org/tlog-proof checks them. With a copy of the log, so does verify-log (in test/interop of our source,
written with Go's own packages for such logs): verify-log VKEY LOG PROOF. No command of ours checks a proof without a log;
"log verify" checks the whole of a copy.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> 12',
    '<%= config.bin %> <%= command.id %> 12 received/police-log --out evidence',
  ];
  static override args = {
    entry: Args.integer({ required: true, min: 0, description: 'number of the entry' }),
    dir: Args.directory({
      description: "folder of the log, or of a workspace (default: this workspace's log)",
    }),
  };
  static override flags = {
    out: Flags.string({ default: '.', helpValue: 'DIR', summary: 'folder to write the two files into' }),
  };

  async run(): Promise<ProvenEntry> {
    const { args, flags } = await this.parse(LogProve);
    const { folder } = locateLog(args.dir, this.workspacePath(flags));
    const proven = await proveEntry(folder, args.entry, resolve(flags.out));
    this.print(`${proven.file}\n${proven.proof}`);
    this.say(`entry ${args.entry} is in the tree of ${proven.size} entries that the log signed`);
    this.saySentence(HOW_CHECKED);
    return proven;
  }
}
