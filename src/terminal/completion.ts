/** Completion of commands and flags in a shell, as a script that needs nothing but the shell. */

export const SHELLS = ['bash', 'zsh', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

export interface Completable {
  /** The command's words, e.g. `log verify`. */
  readonly words: string;
  readonly flags: readonly { readonly name: string; readonly options?: readonly string[] }[];
}

/** The script for a shell. Names of commands and flags are plain words, so none of them has to be quoted. */
export function completionScript(shell: Shell, program: string, commands: readonly Completable[]): string {
  return shell === 'powershell' ? powershell(program, commands) : posix(shell, program, commands);
}

/** For every line typed so far, what may follow: the next word of a command, or its flags. */
function following(commands: readonly Completable[]): ReadonlyMap<string, readonly string[]> {
  const next = new Map<string, Set<string>>();
  const put = (typed: string, word: string): void => {
    next.set(typed, (next.get(typed) ?? new Set()).add(word));
  };
  for (const { words, flags } of commands) {
    const parts = words.split(' ');
    for (const [at, part] of parts.entries()) put(parts.slice(0, at).join(' '), part);
    for (const { name } of flags) put(words, `--${name}`);
  }
  return new Map([...next].map(([typed, found]) => [typed, [...found].toSorted()]));
}

/** By command and flag, the words that may stand after it. */
const choices = (commands: readonly Completable[]): (readonly [string, readonly string[]])[] =>
  commands.flatMap(({ words, flags }) =>
    flags.flatMap(({ name, options }) =>
      options === undefined ? [] : [[`${words} --${name}`, options] as const],
    ),
  );

function posix(shell: 'bash' | 'zsh', program: string, commands: readonly Completable[]): string {
  const cases = [
    ...choices(commands).map(([typed, words]) => `    '${typed}') echo '${words.join(' ')}' ;;`),
    ...[...following(commands)].map(([typed, words]) => `    '${typed}') echo '${words.join(' ')}' ;;`),
  ];
  const before = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : '';
  return `# Completion of ${program} for ${shell}.
${before}_${program}_words() {
  case "$1" in
${cases.join('\n')}
  esac
}
_${program}() {
  local typed="" word previous="\${COMP_WORDS[COMP_CWORD-1]}" current="\${COMP_WORDS[COMP_CWORD]}" found
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [ -n "$(_${program}_words "\${typed:+$typed }$word")" ] && typed="\${typed:+$typed }$word"
  done
  found="$(_${program}_words "$typed $previous")"
  [ -n "$found" ] || found="$(_${program}_words "$typed")"
  COMPREPLY=($(compgen -W "$found" -- "$current"))
}
complete -o default -F _${program} ${program}
`;
}

function powershell(program: string, commands: readonly Completable[]): string {
  const entries = [...following(commands), ...choices(commands)].map(
    ([typed, words]) => `    '${typed}' = @(${words.map((word) => `'${word}'`).join(', ')})`,
  );
  return `# Completion of ${program} for PowerShell.
Register-ArgumentCompleter -Native -CommandName ${program} -ScriptBlock {
  param($current, $line, $cursor)
  $words = @{
${entries.join('\n')}
  }
  $all = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($current -ne '' -and $all.Count -gt 0) { $all = @($all | Select-Object -SkipLast 1) }
  $typed = ''
  foreach ($word in $all) {
    $longer = "$typed $word".Trim()
    if ($words.ContainsKey($longer)) { $typed = $longer }
  }
  $last = if ($all.Count -gt 0) { $all[-1] } else { '' }
  $found = if ($words.ContainsKey("$typed $last")) { $words["$typed $last"] } else { $words[$typed] }
  $found | Where-Object { $_ -like "$current*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
