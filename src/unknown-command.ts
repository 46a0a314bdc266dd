/** What the library calls where there is no such command. */
import type { Hook } from '@oclif/core';

const unknownCommand: Hook.CommandNotFound = ({ argv = [] }) => {
  const message = 'there is no such command';
  const hint = '"throughline --help" lists the commands';
  if (argv.includes('--json')) {
    const error = { code: 'USAGE', exitCode: 2, message, hint, place: {} };
    process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
  } else {
    process.stderr.write(`throughline: ${message}\n  hint: ${hint}\n`);
  }
  process.exit(2);
};

export default unknownCommand;
