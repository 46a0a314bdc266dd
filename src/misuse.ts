/** A command that was used wrongly, told without what was typed, which could be somebody's name, unless that is a path. */
import { Errors } from '@oclif/core';
import { ThroughlineError, unusable } from './errors.ts';

/** What the library's messages quote, and what stands in its place. */
const QUOTING: readonly (readonly [RegExp, string])[] = [
  [/Missing required flag ([a-z-]+)/g, '--$1 is missing'],
  [/^Unexpected arguments?: [\s\S]*$/, 'there is an argument too many'],
  [/^Nonexistent flags?: [\s\S]*$/, 'there is a flag that this command does not have'],
  [/^Expected (--[a-z-]+)=[\s\S]* to be one of: ([^:]*)$/, '$1 is not one of: $2'],
  [/^Expected [\s\S]* to be one of: ([^:]*)$/, 'an argument is not one of: $1'],
  [/^(?:Parsing (--[a-z-]+)\s+)?Expected an integer but received: [\s\S]*$/, '$1 needs a whole number'],
  [
    /^(?:Parsing (--[a-z-]+)\s+)?Expected an integer (.*) but received: [\s\S]*$/,
    '$1 needs a whole number $2',
  ],
  [/(--[a-z-]+)=[\s\S]*? (cannot also be provided when using --[a-z-]+)(?:=[^\s]*)?/g, '$1 $2'],
];

/** The error as one of ours, or undefined where it does not come from how a command was used. */
export function misuse(error: Error): ThroughlineError | undefined {
  if (error instanceof ThroughlineError) return undefined;
  const missing = missingArguments(error.message);
  if (missing.length > 0)
    return told(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`);
  const text = onOneLine(error.message);
  const folder = noFolder(text);
  if (folder !== undefined) return folder;
  const said = QUOTING.reduce((before, [form, put]) => before.replace(form, put), text).trim();
  if (!(error instanceof Errors.CLIError) && said === text) return undefined;
  const words = said.startsWith('needs ') ? `an argument ${said}` : said;
  return told(words);
}

const told = (words: string): ThroughlineError =>
  unusable('USAGE', words, { hint: 'add --help to see how this command is used' });

/** A flag that names a folder which is not there, or something else that is. */
function noFolder(text: string): ThroughlineError | undefined {
  const form = /^Parsing (--[a-z-]+) (?:No directory found at (.+)|(.+) exists but is not a directory)$/;
  const [, flag, missing, other] = form.exec(text) ?? [];
  const file = missing ?? other;
  if (file === undefined) return undefined;
  const reason = other === undefined ? 'there is no such directory' : 'this is no directory';
  return unusable('USAGE', reason, {
    hint: `give ${flag} a directory that is there`,
    place: { file },
  });
}

/** The arguments that are missing, as help shows them; the library lists each on a line, with what it is. */
function missingArguments(message: string): string[] {
  if (!/^Missing \d+ required args?:/.test(message)) return [];
  const names = message.split('\n').flatMap((line) => /^([a-z-]+)(?:\s|$)/.exec(line)?.[1] ?? []);
  return names.map((name) => name.toUpperCase());
}

/** The library spreads its message over lines, of several faults one each under a heading. */
function onOneLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('See more help'));
  const isList = /^The following errors? occurred:$/.test(lines[0] ?? '');
  return isList ? lines.slice(1).join('; ') : lines.join(' ');
}
