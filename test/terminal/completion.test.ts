import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { completionScript } from '../../src/terminal/index.ts';

const COMMANDS = [
  { words: 'log show', flags: [{ name: 'json' }, { name: 'from' }] },
  { words: 'log key rotate', flags: [{ name: 'json' }] },
  { words: 'log key', flags: [{ name: 'help' }] },
  { words: 'link', flags: [{ name: 'engine', options: ['duckdb', 'spark'] }, { name: 'memory' }] },
];

/** What bash offers after the words typed; the last is being typed. */
function offered(...typed: string[]): string[] {
  const words = ['throughline', ...typed].map((word) => `'${word}'`).join(' ');
  const script = `${completionScript('bash', 'throughline', COMMANDS)}
COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _throughline; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean).toSorted();
}

test.each<[string[], string[]]>([
  [[''], ['link', 'log']],
  [['lo'], ['log']],
  [
    ['log', ''],
    ['key', 'show'],
  ],
  [
    ['log', 'key', ''],
    ['--help', 'rotate'],
  ],
  [
    ['log', 'show', '--'],
    ['--from', '--json'],
  ],
  [
    ['link', '--engine', ''],
    ['duckdb', 'spark'],
  ],
  [['link', 'a file', '--m'], ['--memory']],
  [
    ['nonsense', ''],
    ['link', 'log'],
  ],
])('bash offers after %j: %j', (typed, found) => {
  expect(offered(...typed)).toEqual(found);
});

test('PowerShell gets the same words', () => {
  const script = completionScript('powershell', 'throughline', COMMANDS);
  expect(script).toContain("    'log' = @('key', 'show')");
  expect(script).toContain("    'link --engine' = @('duckdb', 'spark')");
});
