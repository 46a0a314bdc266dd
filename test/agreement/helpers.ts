/** The example agreement, in the pieces that tests need. */
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { Agreement } from '../../src/agreement/index.ts';
import { checkAgreement } from '../../src/agreement/read.ts';
import { parseYaml } from '../../src/agreement/yaml.ts';
import { ThroughlineError } from '../../src/errors.ts';

export const EXAMPLE = new URL('./example.yaml', import.meta.url);
export const EXAMPLE_TEXT = await readFile(EXAMPLE, 'utf8');

/** The example with texts replaced, each of which has to stand in it exactly once. */
export function exampleWith(...changes: readonly (readonly [find: string, replace: string])[]): string {
  let text = EXAMPLE_TEXT;
  for (const [find, replace] of changes) {
    expect(text.split(find).length - 1, `times that "${find}" stands in the example`).toBe(1);
    text = text.replace(find, () => replace);
  }
  return text;
}

export const agreementFrom = (text: string): Agreement => checkAgreement(parseYaml(text, 'agreement.yaml'));

/** The error of ours that a function throws, also asynchronously; fails when it throws none. */
export async function errorOf(run: () => unknown): Promise<ThroughlineError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ThroughlineError) return error;
    throw error;
  }
  return expect.fail('nothing was thrown');
}

/** What is wrong with an agreement, as lines of `line:column sentence`. */
export async function problemsOf(text: string): Promise<string[]> {
  const error = await errorOf(() => agreementFrom(text));
  expect(error.code).toBe('YAML_INVALID');
  expect(error.exitCode).toBe(2);
  const lines = error.message.split('\n');
  return (lines.length === 1 ? lines : lines.slice(1)).map((line) =>
    line.trim().replace(/^(?:agreement\.yaml )?line (\d+) column (\d+): /, '$1:$2 '),
  );
}
