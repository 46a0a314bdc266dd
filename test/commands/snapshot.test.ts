/**
 * The commands that scripts rely on: names, arguments and flags, held to a committed copy. A command or flag
 * that goes, or gets another name, breaks somebody's script: CHANGELOG.md has to say so.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandHelp, Config } from '@oclif/core';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = join(ROOT, 'test', 'commands', 'snapshot.json');
/** What to do when it fails; a failing test shows its name. */
const WHEN_MEANT = 'npm run build && npx vitest run test/commands --update';

type Loadable = Awaited<ReturnType<typeof Config.load>>['commands'][number];

let config: Config;
let commands: readonly Loadable[];
beforeAll(async () => {
  config = await Config.load({ root: ROOT });
  const { commands: found } = config;
  commands = found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
});

/** Facts on one line, those that do not hold left out: `file, required, one of utf-8 utf-16le`. */
const line = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== false).join(', ');

const oneOf = (options: readonly string[] | undefined): string | undefined =>
  options === undefined ? undefined : `one of ${options.join(' | ')}`;

/** A default, unless it is worked out from this machine. */
function standing(flag: {
  readonly default?: unknown;
  readonly noCacheDefault?: boolean;
}): string | undefined {
  if (flag.noCacheDefault === true) return 'default from this machine';
  const { default: value } = flag;
  return value === undefined || typeof value === 'function' ? undefined : `default ${JSON.stringify(value)}`;
}

const described = ({ args, flags, strict, aliases, hidden }: Loadable) => ({
  ...(aliases.length > 0 ? { aliases: aliases.join(' ') } : {}),
  ...(hidden ? { hidden: true } : {}),
  ...(!strict ? { 'more arguments': 'allowed' } : {}),
  args: Object.fromEntries(
    Object.entries(args).map(([name, arg]) => [
      name,
      line(arg.required === true ? 'required' : 'optional', oneOf(arg.options), standing(arg)),
    ]),
  ),
  flags: Object.fromEntries(
    Object.entries(flags)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, flag]) => [name, describedFlag(flag)]),
  ),
});

const describedFlag = (flag: Loadable['flags'][string]): string =>
  line(
    flag.type === 'boolean' ? 'switch' : 'value',
    flag.char && `-${flag.char}`,
    flag.required === true && 'required',
    flag.type === 'option' && flag.multiple === true && 'can be repeated',
    flag.type === 'option' && oneOf(flag.options),
    flag.type === 'boolean' && flag.allowNo && `--no-${flag.name}`,
    flag.hidden && 'hidden',
    standing(flag),
  );

test(`are what the committed copy says (when a change is meant: ${WHEN_MEANT})`, async () => {
  const now = Object.fromEntries(
    commands.map((command) => [command.id.replaceAll(':', ' '), described(command)]),
  );
  await expect(`${JSON.stringify(now, null, 2)}\n`).toMatchFileSnapshot(FILE);
});

describe('every command', () => {
  test('takes --json and --workspace', () => {
    const without = commands.filter(({ flags }) => flags.json === undefined || flags.workspace === undefined);
    expect(without.map(({ id }) => id)).toEqual([]);
  });

  test('shows its usage without a choice of nothing', () => {
    const usage = commands.map((command) =>
      new CommandHelp(command, config, { maxWidth: 10_000 }).generate(),
    );
    expect(usage.join('\n')).toContain('[--suggest | --html FILE]');
    expect(usage.filter((text) => /\| *[|\])]/.test(text))).toEqual([]);
  });

  test('says what it does, with an example, and never offers to force', () => {
    const silent = commands.filter(
      ({ summary, description, examples }) =>
        (summary ?? '') === '' || (description ?? '') === '' || (examples ?? []).length === 0,
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
    expect(commands.filter(({ flags }) => 'force' in flags).map(({ id }) => id)).toEqual([]);
  });
});
