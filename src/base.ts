/** What every command shares: `--json`, `--workspace`, and how an error reaches the user. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { Args, Command, Flags } from '@oclif/core';
import { type Agreement, combinationSentences, outlook, type ShareKind } from './agreement/index.ts';
import { type Ambient, systemAmbient } from './ambient.ts';
import {
  Keyring,
  newPassphrase,
  openWorkspace,
  readPassphrase,
  viewWorkspace,
  type Workspace,
  workspacePaths,
} from './custody/index.ts';
import { ThroughlineError, unusable } from './errors.ts';
import { DELIMITERS, type Delimiter, ENCODINGS, type IntakeOptions } from './files/index.ts';
import { misuse } from './misuse.ts';
import type { PersonalValues } from './sharelog/index.ts';
import { askSecret, canAsk, hang, printable, type Stages, stages } from './terminal/index.ts';

/** The flags that say where, and how to unlock the keys there. */
export interface WorkspaceFlags {
  readonly workspace: string;
  readonly 'passphrase-file'?: string | undefined;
  readonly 'passphrase-fd'?: number | undefined;
}

export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = {
    workspace: Flags.directory({
      char: 'w',
      default: '.',
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
      summary: "this party's workspace folder (default: here)",
    }),
    'passphrase-file': Flags.string({
      exclusive: ['passphrase-fd'],
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
      summary:
        'file with the passphrase of the private keys: 12 characters or more, for this account alone (mode 600; default: ask, where they are locked)',
    }),
    'passphrase-fd': Flags.integer({
      helpGroup: 'GLOBAL',
      helpValue: 'N',
      min: 0,
      summary: 'open descriptor to read the passphrase from',
    }),
  };

  protected readonly ambient: Ambient = systemAmbient;
  private combined: readonly string[] = [];

  /** The workspace as an absolute path. */
  protected workspacePath(flags: { workspace: string }): string {
    return resolve(flags.workspace);
  }

  /**
   * A path as it was given, from where the user stands.
   *
   * @throws `PATH_IN_WORKSPACE` (exit code 2) when it leads nowhere, and does from the workspace
   */
  protected pathHere(path: string, flags: { workspace: string }): string {
    const inside = resolve(flags.workspace, path);
    if (existsSync(path) || !existsSync(inside)) return path;
    throw unusable('PATH_IN_WORKSPACE', 'there is nothing of this name here', {
      place: { file: path },
      hint: `paths are from where you stand: did you mean ${asWord(relative('', inside))}?`,
    });
  }

  /** ` --workspace DIR` for a command to copy; nothing where that is the current folder. */
  protected workspaceWords(dir: string): string {
    const where = relative('', dir);
    return where === '' ? '' : ` --workspace ${asWord(where)}`;
  }

  /** What this party has to do next under its agreement, by what lies in the workspace now. */
  protected async printNext({ dir, ownLogKey }: Workspace): Promise<void> {
    const { next } = outlook({ ...(await viewWorkspace(dir)), ownLogKey }, this.ambient.now());
    for (const step of next) this.printWrapped('next: ', step);
  }

  /** Opens this party's workspace: what every command of a party starts with. */
  protected async openWorkspace(
    flags: WorkspaceFlags & RecordFlags & { csv?: boolean },
    personal: PersonalValues = {},
  ): Promise<Workspace> {
    const caseReference = flags['case-reference'];
    const named = { ...(caseReference === undefined ? {} : { caseReference }), ...personal };
    const dir = this.workspacePath(flags);
    const workspace = await openWorkspace(dir, this.ambient, this.passphrase(flags), named);
    this.sayCombined(workspace.agreement, flags.csv ?? false);
    return workspace;
  }

  /**
   * Says, before anything else is said, where one organisation plays several parts. A table that a program will
   * read stays a table: then it goes to stderr.
   */
  protected sayCombined(agreement: Agreement, aside = false): void {
    if (this.combined.length > 0) return;
    this.combined = combinationSentences(agreement);
    for (const sentence of this.combined) {
      if (aside) this.say(`${sentence}\n`);
      else this.print(`${sentence}\n`);
    }
  }

  /** Under `--json` too, the facts begin with it. */
  protected override toSuccessJson(result: unknown): unknown {
    const facts: unknown = super.toSuccessJson(result);
    if (this.combined.length === 0 || typeof facts !== 'object') return facts;
    return { combinedParts: this.combined, ...facts };
  }

  /** The keys of the party in the workspace, without opening its share log. */
  protected keyring(flags: WorkspaceFlags): Keyring {
    return new Keyring(workspacePaths(this.workspacePath(flags)).lock, this.passphrase(flags));
  }

  /** How to come by the passphrase of locked keys; undefined where there is neither a flag nor a terminal. */
  protected passphrase(flags: WorkspaceFlags): (() => Promise<string>) | undefined {
    const source = flags['passphrase-file'] ?? flags['passphrase-fd'];
    if (source !== undefined) return () => readPassphrase(source);
    return canAsk() ? () => answered('Passphrase: ') : undefined;
  }

  /**
   * A passphrase for keys that are about to be made: from a flag, or asked for twice on a terminal, where an
   * empty answer leaves them open.
   */
  protected async passphraseForNew(flags: WorkspaceFlags): Promise<string | undefined> {
    const source = flags['passphrase-file'] ?? flags['passphrase-fd'];
    if (source === undefined && (!canAsk() || this.jsonEnabled())) return undefined;
    return this.chosen(source, 'Passphrase for the private keys (empty for none): ');
  }

  /** A passphrase in the place of another, from a file, a descriptor, or asked for twice on a terminal. */
  protected async newPassphrase(source: string | number | undefined): Promise<string> {
    const given =
      source !== undefined || canAsk() ? await this.chosen(source, 'New passphrase: ') : undefined;
    if (given !== undefined) return given;
    throw unusable('PASSPHRASE_MISSING', 'no new passphrase was given', {
      hint: 'give --new-passphrase-file FILE, or --remove to leave the keys open',
    });
  }

  /** Undefined for an empty answer on a terminal. */
  private async chosen(source: string | number | undefined, question: string): Promise<string | undefined> {
    if (source !== undefined) return newPassphrase(await readPassphrase(source));
    const first = await answered(question);
    if (first === '') return undefined;
    const passphrase = newPassphrase(first);
    if ((await answered('The same again: ')) === first) return passphrase;
    throw unusable('PASSPHRASE_DIFFERS', 'the two passphrases are not the same', {
      hint: 'nothing was changed: run the command again',
    });
  }

  /** For everybody whom the agreement sends a package to, the command that seals it, ready to be copied. */
  protected sealSteps({ agreement, party, dir }: Workspace, what: ShareKind, folder: string): string[] {
    const recipients = new Set(
      agreement.flows.flatMap((flow) => (flow.from === party.id && flow.what === what ? [flow.to] : [])),
    );
    return [...recipients].map(
      (to) => `next: throughline seal ${asWord(relative('', folder))} --to ${to}${this.workspaceWords(dir)}`,
    );
  }

  /**
   * Runs long work with progress on a terminal, taking the line away whatever happens. Control-C ends the program as it
   * always does, after `stopped` was said, if it is given.
   */
  protected async withProgress<T>(
    work: (onStage: Stages['update']) => Promise<T>,
    stopped?: () => string,
  ): Promise<T> {
    const shown = stages(this.jsonEnabled() ? { enabled: false } : {});
    const stop = (): void => {
      shown.end();
      if (stopped !== undefined) this.saySentence(`throughline: ${stopped()}`);
      process.kill(process.pid, 'SIGINT');
    };
    if (stopped !== undefined) process.once('SIGINT', stop);
    try {
      return await work((stage, done, of) => shown.update(stage, done, of));
    } finally {
      process.off('SIGINT', stop);
      shown.end();
    }
  }

  /** Facts go to stdout only when no script is reading JSON from it. */
  protected print(text: string): void {
    if (!this.jsonEnabled()) process.stdout.write(`${text}\n`);
  }

  /**
   * A sentence of any length after `lead`: on a terminal broken where it has to be, elsewhere one line. Nothing in it
   * steers the terminal.
   */
  protected printSentence(lead: string, sentence: string): void {
    const { isTTY, columns } = process.stdout;
    const text = printable(sentence);
    this.print(isTTY && columns > 0 ? hang(lead, text, columns).join('\n') : lead + text);
  }

  /** Like {@link printSentence}, for a report to read: elsewhere too in lines of at most 80 columns. */
  protected printWrapped(lead: string, sentence: string): void {
    const { isTTY, columns } = process.stdout;
    this.print(hang(lead, printable(sentence), isTTY && columns > 0 ? columns : 80).join('\n'));
  }

  /** Messages beside the result: to stderr, and never under `--json`. */
  protected say(text: string): void {
    if (!this.jsonEnabled()) process.stderr.write(`${text}\n`);
  }

  /** A message of any length: on a terminal broken where it has to be. */
  protected saySentence(sentence: string): void {
    const { isTTY, columns } = process.stderr;
    const text = printable(sentence);
    this.say(isTTY && columns > 0 ? hang('', text, columns).join('\n') : text);
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<void> {
    const shown = withWaysOut(presentable(error), Object.keys(this.ctor.flags ?? {}));
    process.exitCode = shown.exitCode;
    if (this.jsonEnabled()) {
      const { code, exitCode, message, hint, place } = shown;
      process.stdout.write(
        `${JSON.stringify({ error: { code, exitCode, message, hint, place } }, null, 2)}\n`,
      );
      return;
    }
    process.stderr.write(`throughline: ${harmless(shown.message)}\n  hint: ${harmless(shown.hint)}\n`);
  }
}

async function answered(question: string): Promise<string> {
  const answer = await askSecret(question);
  if (answer !== undefined) return answer;
  throw unusable('PASSPHRASE_UNREADABLE', 'the terminal was closed before a passphrase was given', {
    hint: 'run the command again',
  });
}

/** A path as one word of a command to copy, in any shell. */
export const asWord = (path: string): string => (/[\s&()']/.test(path) ? `"${path}"` : path);

/** A paragraph of help written over several lines; the screen breaks it where it must. */
export const paragraph = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();

/** Flags of commands that may be run on account of a case; what they say comes into every entry that they make. */
export const recordFlags = {
  'case-reference': Flags.string({
    helpValue: 'REF',
    summary: 'case that this is done for; in the log only as a salted digest that can be erased',
  }),
};

interface RecordFlags {
  readonly 'case-reference'?: string | undefined;
}

/** Flags of commands that work hard. */
export const effortFlags = {
  threads: Flags.integer({
    default: availableParallelism(),
    helpValue: 'N',
    min: 1,
    max: 64,
    summary: 'processor cores to use (default: all)',
    noCacheDefault: true,
  }),
  memory: Flags.integer({
    default: 2000,
    helpValue: 'MB',
    min: 200,
    summary: 'memory that linking may use before it spills to disk',
  }),
};

/** Characters between columns by names that a shell passes on as they are. */
const DELIMITER_NAMES: ReadonlyMap<string, Delimiter> = new Map([
  ['comma', ','],
  ['semicolon', ';'],
  ['tab', '\t'],
  ['pipe', '|'],
]);

function delimiterGiven(given: string): Delimiter {
  const found = DELIMITER_NAMES.get(given) ?? DELIMITERS.find((known) => known === given);
  if (found !== undefined) return found;
  throw unusable('USAGE', '--delimiter names no character that may stand between columns', {
    hint: `give one of: ${[...DELIMITER_NAMES.keys()].join(', ')}`,
  });
}

/** The extract that a command reads. */
export const extractArg = {
  extract: Args.string({
    required: true,
    description: 'the extract: CSV, also packed with gzip, Excel or Parquet',
  }),
};

/** Flags of commands that read an extract. */
export const extractFlags = {
  encoding: Flags.option({ options: ENCODINGS })({
    summary: 'how the file is encoded (default: recognised)',
  }),
  delimiter: Flags.string({
    helpValue: [...DELIMITER_NAMES.keys()].join('|'),
    summary: 'what stands between columns, by its name or as it is (default: recognised)',
  }),
  sheet: Flags.string({
    helpValue: 'NAME',
    summary:
      'the sheet of an Excel workbook, by its name or its number from the left (default: the only one)',
  }),
  'header-row': Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 1000,
    summary: 'the row of the column headers (default: the first that is not blank)',
  }),
};

/** What {@link extractFlags} say. Throws `USAGE` where they name no delimiter. */
export const intakeOptions = (flags: {
  readonly encoding?: IntakeOptions['encoding'];
  readonly delimiter?: string | undefined;
  readonly sheet?: string | undefined;
  readonly 'header-row'?: number | undefined;
}): IntakeOptions => ({
  ...(flags.encoding === undefined ? {} : { encoding: flags.encoding }),
  ...(flags.delimiter === undefined ? {} : { delimiter: delimiterGiven(flags.delimiter) }),
  ...(flags.sheet === undefined ? {} : { sheet: flags.sheet }),
  ...(flags['header-row'] === undefined ? {} : { headerRow: flags['header-row'] }),
});

/** An extract as it was named, with the flags by which it was read, for a command to copy. */
export function extractAgain(extract: string, flags: Parameters<typeof intakeOptions>[0]): string {
  const { encoding, delimiter, sheet, 'header-row': headerRow } = flags;
  const [name = delimiter] = [...DELIMITER_NAMES].find(([, character]) => character === delimiter) ?? [];
  return [
    asWord(extract),
    ...(encoding === undefined ? [] : [`--encoding ${encoding}`]),
    ...(name === undefined ? [] : [`--delimiter ${name}`]),
    ...(sheet === undefined ? [] : [`--sheet ${asWord(sheet)}`]),
    ...(headerRow === undefined ? [] : [`--header-row ${headerRow}`]),
  ].join(' ');
}

/** Turns anything thrown into an error whose text carries no value from a file. */
function presentable(error: Error & { exitCode?: number }): ThroughlineError {
  if (error instanceof ThroughlineError) return asThrown(error);
  const misused = misuse(error);
  if (misused !== undefined) return misused;
  // Lines of the stack alone: the message before them may quote a file.
  const frame = error.stack?.split('\n').find((line) => /^ {4}at /.test(line) && /[\\/]dist[\\/]/.test(line));
  const where = frame?.replace(/^.*dist[\\/]/, '').replace(/\)$/, '') ?? 'unknown place';
  return new ThroughlineError(3, 'INTERNAL', `an internal fault (${error.name} at ${where})`, {
    hint: 'nothing was written; please report this line, which holds no personal value',
  });
}

/** The library puts words of its own around the message of an error that the value of a flag raised. */
const asThrown = ({ exitCode, code, reason, hint, place }: ThroughlineError): ThroughlineError =>
  new ThroughlineError(exitCode, code, reason, { hint, place });

/** Where something of an output's name is there, a command may have a flag for that. */
function withWaysOut(error: ThroughlineError, flags: readonly string[]): ThroughlineError {
  if (error.code !== 'OUTPUT_EXISTS') return error;
  const ways = [
    ...(flags.includes('replace') ? ['add --replace to take its place'] : []),
    ...(flags.includes('out') ? ['give --out another name'] : []),
  ];
  const hint = [error.hint, ...ways].join(', or ');
  return new ThroughlineError(error.exitCode, error.code, error.reason, { hint, place: error.place });
}

/** Line by line, since the mistakes in an agreement are told one a line. */
const harmless = (text: string): string => text.split('\n').map(printable).join('\n');
