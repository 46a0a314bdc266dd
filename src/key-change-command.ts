/** What the commands that change the key of a share log have in common: who agreed, why, and how the change is told. */
import { Flags } from '@oclif/core';
import type { KeyChange, KeyChangeOptions } from './audit/index.ts';
import { BaseCommand, type WorkspaceFlags } from './base.ts';

interface KeyChangeFlags extends WorkspaceFlags {
  readonly approver: string | undefined;
  readonly reason: string | undefined;
}

export abstract class KeyChangeCommand extends BaseCommand {
  static keyChangeFlags = {
    approver: Flags.string({
      helpValue: 'NAME',
      summary: 'who agreed to it; only a digest comes into the log',
    }),
    reason: Flags.string({ helpValue: 'TEXT', summary: 'why; only a digest comes into the log' }),
  };

  /** Has the change made, and says which key gave way to which. */
  protected async change<T extends KeyChange>(
    flags: KeyChangeFlags,
    make: (options: KeyChangeOptions) => Promise<T>,
  ): Promise<T> {
    const { approver, reason } = flags;
    const changed = await make({
      dir: this.workspacePath(flags),
      ambient: this.ambient,
      keys: this.keyring(flags),
      personal: {
        ...(approver === undefined ? {} : { approver }),
        ...(reason === undefined ? {} : { reason }),
      },
    });
    this.print(`old: ${changed.old}\nnew: ${changed.new}`);
    this.say(`entry ${changed.entry} says so`);
    return changed;
  }
}
