/** The example agreement, in the pieces that tests need. */
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { type Agreement, makeSignature, type Surroundings } from '../../src/agreement/index.ts';
import { checkAgreement } from '../../src/agreement/read.ts';
import { parseYaml } from '../../src/agreement/yaml.ts';
import { ThroughlineError } from '../../src/errors.ts';
import { type LogSigner, signerFromSeed, vkeyOf } from '../../src/sharelog/index.ts';

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

/** The parties of the example, each with a signing key of its own. */
export const PARTIES = ['police', 'health', 'linkage-unit', 'analyst', 'auditor'];
export const signerOf = (party: string): LogSigner =>
  signerFromSeed(
    `${party}.throughline.example/sharelog`,
    new Uint8Array(32).fill(PARTIES.indexOf(party) + 1),
  );
export const sealingKeyOf = (party: string): string =>
  `age1${'q'.repeat(57)}${'pzry9'[PARTIES.indexOf(party)] ?? 'x'}`;
const keysOf = (party: string): string =>
  `\n    keys: { log: ${vkeyOf(signerOf(party))}, sealing: ${sealingKeyOf(party)} }`;

/** The example completed: the keys of every party in it, and the project key's check value. */
export function keyedWith(...changes: readonly (readonly [find: string, replace: string])[]): string {
  let text = EXAMPLE_TEXT.replace('  residual', '  key-check: "0123456789abcdef"\n  residual');
  let at = 0;
  text = text.replaceAll(/^ {4}contact: .*$/gm, (line) => {
    at += 1;
    return `${line}${keysOf(PARTIES[at - 1]!)}`;
  });
  for (const [find, replace] of changes) {
    expect(text.split(find).length - 1, `times that "${find}" stands in the example`).toBe(1);
    text = text.replace(find, () => replace);
  }
  return text;
}

/** An agreement that these parties, by default all, have signed as it stands. */
export function signedFrom(text: string, by: readonly string[] = PARTIES): Agreement {
  const agreement = agreementFrom(text);
  return { ...agreement, signatures: by.map((party) => makeSignature(agreement, party, signerOf(party))) };
}

/** Nothing beside the agreement that could refuse. */
export const NOTHING_AROUND: Surroundings = {
  notices: [],
  lost: [],
  strayKeys: [],
  otherWordings: [],
  log: { fault: undefined, lastEntryAt: undefined },
};

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
