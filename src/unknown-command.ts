/** What the library calls where there is no such command. */
import type { Hook } from '@oclif/core';
import { nearest } from './terminal/index.ts';

const unknownCommand: Hook.CommandNotFound = ({ id, argv = [], config }) => {
  const message = 'there is no such command';
  const meant = meantBy(id.split(':'), config.commandIDs);
  const like = meant === undefined ? '' : `did you mean "throughline ${meant}"? `;
  const hint = `${like}"throughline --help" lists the commands`;
  if (argv.includes('--json')) {
    const error = { code: 'USAGE', exitCode: 2, message, hint, place: {} };
    process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
  } else {
    process.stderr.write(`throughline: ${message}\n  hint: ${hint}\n`);
  }
  process.exit(2);
};

/** The command most like the words that were typed, as far as they may be one: the rest are what it was given. */
function meantBy(words: readonly string[], ids: readonly string[]): string | undefined {
  const commands = ids.map((id) => id.replaceAll(':', ' '));
  const lengths = [3, 2, 1].filter((length) => length <= words.length);
  return lengths
    .map((length) =>
      nearest(
        words.slice(0, length).join(' '),
        commands.filter((command) => command.split(' ').length === length),
      ),
    )
    .find((command) => command !== undefined);
}

export default unknownCommand;
