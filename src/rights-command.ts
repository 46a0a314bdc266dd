/** What the commands share that heed a person's request: whom it is about, and what came of it. */
import { Flags } from '@oclif/core';
import { BaseCommand, recordFlags, type WorkspaceFlags } from './base.ts';
import { type Heeded, heed, type Right, requireText, restoreRights } from './custody/index.ts';
import { unusable } from './errors.ts';
import { readIds, referencesOf } from './pseudonymise/index.ts';
import { plural } from './terminal/index.ts';

interface Asked extends WorkspaceFlags {
  readonly right: Right;
  readonly reason: string;
  readonly people: string | undefined;
  readonly lift: boolean;
}

/** All but the references, which nobody needs on a screen again. */
export type HeededFacts = Heeded & { readonly right: Right };

export interface Restored {
  readonly people: number;
  /** Index of the entry in this party's share log. */
  readonly entry: number;
}

export abstract class RightsCommand extends BaseCommand {
  static rightsFlags = {
    people: Flags.string({
      helpValue: 'FILE',
      summary: 'file of local person ids, one a line, in place of a record reference',
    }),
    reason: Flags.string({
      required: true,
      helpValue: 'TEXT',
      summary: 'what was decided and why, without naming the person; in the log only as a salted digest',
    }),
    ...recordFlags,
  };

  /** Has the list of requests made anew. */
  protected async restored(
    reference: string | undefined,
    asked: WorkspaceFlags & { readonly reason: string },
  ): Promise<Restored> {
    const reason = requireText('--reason', asked.reason);
    if (reference !== undefined) throw misused('--restore is about all requests, so it takes no reference');
    const made = await restoreRights(await this.openWorkspace(asked), reason);
    this.print(`The list is made anew, with ${plural(made.people, 'person', 'people')} in it. It is entry ${made.entry} of the share log.
Packages made before cannot be sealed any more.
${this.againStep(this.workspacePath(asked))}`);
    return made;
  }

  private againStep(dir: string): string {
    return `next: throughline pseudonymise EXTRACT --replace${this.workspaceWords(dir)}, and seal the packages again: none made before can be`;
  }

  protected async heeded(reference: string | undefined, asked: Asked): Promise<HeededFacts> {
    const { right, people, lift } = asked;
    const reason = requireText('--reason', asked.reason);
    if ((reference === undefined) === (people === undefined))
      throw misused('give either a record reference or --people FILE');
    const workspace = await this.openWorkspace(asked);
    const references =
      people === undefined ? [reference!] : await referencesOf(workspace, await readIds(people), people);
    const done = await heed(workspace, { right, references, reason, lift });
    const lines = [
      ...recordedLines(done, right, lift),
      ...(right === 'correction' ? correctionLines(done) : withheldLines(done, lift)),
      ...(done.entry === undefined ? [] : [this.againStep(workspace.dir)]),
    ];
    this.print(lines.join('\n'));
    const isSure = (done.absent ?? 0) === 0 && done.untold.every(({ isTold }) => isTold);
    if (!isSure) process.exitCode = 1;
    return { ...done, right };
  }
}

const misused = (what: string) =>
  unusable('USAGE', what, { hint: 'add --help to see how this command is used' });

function recordedLines(
  { people, standing, absent, entry, intent }: Heeded,
  right: Right,
  lift: boolean,
): string[] {
  const who = (count: number) => plural(count, 'person', 'people');
  const lines: string[] = [];
  if (entry !== undefined) {
    const done = lift ? 'Lifted' : 'Recorded';
    lines.push(
      `${done}: ${right}, for ${who(people)}. It is entry ${entry} of the share log; for whom and why opens from entry ${intent}.`,
    );
  }
  if (standing > 0)
    lines.push(`For ${who(standing)} this ${right} already stands: it was not recorded again.`);
  if (absent !== undefined && absent > 0) {
    lines.push(
      `NOT FOUND: ${absent} of ${plural(people, 'id')} is in no package made here: check spelling and capitals, since a wrong id keeps nobody out.`,
      'A person who is protected, or in no extract so far, is in none either; the request is recorded all the same.',
      ...(right === 'correction'
        ? []
        : ['If it was wrong: run this again with --lift, and once more with the right id.']),
    );
  } else if (absent === undefined && people > 0 && !lift) {
    lines.push(
      'No package lies here to hold the ids against: "throughline pseudonymise" says whether a request met no row.',
    );
  }
  return lines;
}

function correctionLines({ earlier }: Heeded): string[] {
  const shares = earlier.map(({ what, to, entry }) => `  ${what} to ${to} (entry ${entry})`);
  return shares.length === 0 ? [] : ['Shares that hold the record as it was, to be replaced:', ...shares];
}

const withheldLines = (done: Heeded, lift: boolean): string[] => [
  ...outcomeHere(done, lift),
  ...toldElsewhere(done, lift),
];

/** What becomes of the people in what this agency makes. */
function outcomeHere({ people, standing, absent = 0 }: Heeded, lift: boolean): string[] {
  const found = people + standing - absent;
  if (found === 0) return [];
  const them = absent > 0 ? 'whoever of them was found' : found === 1 ? 'this person' : 'these people';
  return [
    lift
      ? `Here: what is made from now on has ${them} in it again, unless another request keeps them out.`
      : `Here: nothing that is made from now on has ${them} in it, and no package made before the request can be sealed.`,
  ];
}

/** What becomes of them in what other parties hold. */
const toldElsewhere = ({ notices, untold, earlier }: Heeded, lift: boolean): string[] => [
  ...(earlier.length === 0
    ? ['Elsewhere: no tokens and no events were ever sealed to another party, so nobody has to be told.']
    : []),
  ...(notices.length === 0
    ? []
    : [
        `Elsewhere: ${lift ? 'each of these parties goes on leaving them out' : 'each of these parties goes on holding them'} until it has opened its notice. Hand these over; there: throughline open FILE`,
        ...notices.map(({ file, to }) => `  ${file} (to ${to})`),
      ]),
  ...untold.map(({ to, reason, isTold, file }) =>
    isTold
      ? `Made before: this very notice to ${to} lies in ${file}. Hand it over, if that was not done yet.`
      : `NOT told: ${to}, because ${reason}. ${lift ? 'Tell it another way.' : AGAIN}`,
  ),
];

const AGAIN =
  'Once that is mended, run this same command again, which makes the notice. If it cannot be mended, tell it another way.';
