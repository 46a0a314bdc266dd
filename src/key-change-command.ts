/** What the commands that change the key of a share log have in common: who agreed, why, and how the change is told. */
import { Flags } from '@oclif/core';
import type { KeyChange, KeyChangeOptions } from './audit/index.ts';
import { BaseCommand, type WorkspaceFlags } from './base.ts';
import { isPartyId } from './custody/index.ts';
import { unusable } from './errors.ts';

interface KeyChangeFlags extends WorkspaceFlags {
  readonly approver: string | undefined;
  readonly 'approver-role': string | undefined;
  readonly reason: string | undefined;
}

export abstract class KeyChangeCommand extends BaseCommand {
  static keyChangeFlags = {
    approver: Flags.string({
      helpValue: 'NAME',
      summary: 'who agreed to it; only a digest comes into the log',
    }),
    'approver-role': Flags.string({
      helpValue: 'ROLE',
      summary: 'what that person is, e.g. data-protection-officer; in clear, so no name',
    }),
    reason: Flags.string({ helpValue: 'TEXT', summary: 'why; only a digest comes into the log' }),
  };

  /** Has the change made, and says which key gave way to which. */
  protected async change<T extends KeyChange>(
    flags: KeyChangeFlags,
    make: (options: KeyChangeOptions) => Promise<T>,
  ): Promise<T> {
    const { approver, reason, 'approver-role': approverRole } = flags;
    if (approverRole !== undefined && !isPartyId(approverRole)) {
      throw unusable('APPROVER_ROLE', 'a role is small letters, digits and single hyphens', {
        hint: 'say what the person is, such as data-protection-officer, and give the name with --approver',
      });
    }
    const changed = await make({
      dir: this.workspacePath(flags),
      ambient: this.ambient,
      keys: this.keyring(flags),
      ...(approverRole === undefined ? {} : { approverRole }),
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
