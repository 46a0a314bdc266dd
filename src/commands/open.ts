import { Args, Flags } from '@oclif/core';
import { BaseCommand, paragraph } from '../base.ts';
import { type OpenedShare, openShare, type Workspace } from '../custody/index.ts';
import { type Outdated, outdated } from '../release/index.ts';
import { outdatedLines } from '../render/changes.ts';
import { plural } from '../terminal/index.ts';

/** With what has to be counted again, or was released, on what lay here before. */
type Opened = OpenedShare & { readonly outdated?: Outdated };

export default class Open extends BaseCommand {
  static override summary = 'Open a share and file it by its kind';
  static override description =
    paragraph(`Decrypts a sealed share, checks who made it, that their share log announced it, that the agreement lets this
party have it, and every hash in it; files it under work/ and logs the receipt. If anything is wrong, nothing is kept.
A notice that people withdrew is heeded: their record references are taken out of every package here, and out of every
share opened later. The analyst is told which figures rest on what was there before; counted again, they say what changed.`);
  static override examples = [
    '<%= config.bin %> <%= command.id %> inbox/police-tokens-to-linkage-unit-1a2b3c4d.throughline.age',
  ];
  static override args = {
    share: Args.string({ required: true, description: 'the sealed file' }),
  };
  static override flags = {
    replace: Flags.boolean({ summary: 'take the place of an earlier share of the same kind and sender' }),
  };

  async run(): Promise<Opened> {
    const { args, flags } = await this.parse(Open);
    const share = this.pathHere(args.share, flags);
    const workspace = await this.openWorkspace(flags);
    const opened = await openShare(workspace, share, { replace: flags.replace });
    if (opened.notice !== undefined) {
      this.print(`${noticeText(opened.from, opened.notice)}
Announced there as entry ${opened.announced}, done here as entry ${opened.entry}.`);
      return { ...opened, ...(await this.tellOutdated(workspace)) };
    }
    this.print(`Opened ${opened.what} from ${opened.from}: ${opened.filed}
Announced there as entry ${opened.announced}, receipt here as entry ${opened.entry}.`);
    const found = await this.tellOutdated(workspace);
    const next = NEXT[opened.what];
    if (next !== undefined) this.print(`next: ${next(this.workspaceWords(workspace.dir))}`);
    return { ...opened, ...found };
  }

  /** An analyst alone counts; elsewhere nothing rests on what came. */
  private async tellOutdated(workspace: Workspace): Promise<Pick<Opened, 'outdated'>> {
    if (workspace.party.part !== 'analyst') return {};
    const found = await outdated(workspace);
    for (const line of outdatedLines(found, this.workspaceWords(workspace.dir))) this.print(line);
    return { outdated: found };
  }
}

/** What comes after a share of each kind, which goes to one part alone; figures are to be read. */
const NEXT: Partial<Record<OpenedShare['what'], (at: string) => string>> = {
  tokens: (at) => `once the tokens of every agency are here: throughline link${at}`,
  events: (at) => `once the events of every agency and the links are here: throughline overlap${at}`,
  links: (at) => `once the events of every agency are here: throughline overlap${at}`,
};

const noticeText = (from: string, { kind, people, packages }: NonNullable<OpenedShare['notice']>): string =>
  kind === 'withdrawal'
    ? `A notice from ${from}: ${plural(people, 'record reference')} withdrawn, and taken out of ${plural(packages, 'package')} here.
What was linked or counted from them has to be linked and counted again.`
    : `A notice from ${from}: ${plural(people, 'record reference')} may come in again with its next shares.`;
