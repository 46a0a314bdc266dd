import { describe, expect, test } from 'vitest';
import {
  isQuorum,
  logOnlyPolicy,
  parsePolicy,
  policyBytes,
  signerFromSeed,
  verifierOf,
  vkeyOf,
  WITNESS_KEY,
} from '../../src/sharelog/index.ts';
import { signer, witness } from './helpers.ts';

const log = vkeyOf(signer);
const keyOf = (n: number): string =>
  vkeyOf(signerFromSeed(`w${n}.example/witness`, new Uint8Array(32).fill(100 + n)), WITNESS_KEY);
const housing = `witness housing ${vkeyOf(witness, WITNESS_KEY)}\n`;
const childrens = `witness childrens ${keyOf(1)}\n`;
const health = `witness health ${keyOf(2)}\n`;
const base = `log ${log}\n`;
const parse = (text: string) => parsePolicy(new TextEncoder().encode(text));
const quorumOf = (text: string, ...signed: string[]): boolean => isQuorum(parse(text), new Set(signed));

describe('a policy', () => {
  test('of a log alone is written and read', () => {
    const policy = logOnlyPolicy(verifierOf(signer));
    const bytes = policyBytes(policy);
    expect(Buffer.from(bytes).toString('utf8')).toBe(`log ${log}\nquorum none\n`);
    expect(parsePolicy(bytes)).toEqual(policy);
    expect(isQuorum(policy, new Set())).toBe(true);
  });

  test('with witnesses and groups is written as it was read', () => {
    const text = `${base}${housing}${childrens}${health}group partners 2 housing childrens health\nquorum partners\n`;
    expect(Buffer.from(policyBytes(parse(text))).toString('utf8')).toBe(text);
  });

  test('needs as many witnesses as its quorum says', () => {
    const three = `${base}${housing}${childrens}${health}`;
    const two = `${three}group partners 2 housing childrens health\nquorum partners\n`;
    expect(quorumOf(two, 'housing')).toBe(false);
    expect(quorumOf(two, 'housing', 'health')).toBe(true);
    expect(quorumOf(`${three}quorum housing\n`, 'health', 'childrens')).toBe(false);
    expect(quorumOf(`${three}quorum housing\n`, 'housing')).toBe(true);
    expect(quorumOf(`${three}group any1 any housing health\nquorum any1\n`, 'health')).toBe(true);
    expect(quorumOf(`${three}group both all housing health\nquorum both\n`, 'health')).toBe(false);
    const nested = `${three}group care any childrens health\ngroup all2 all care housing\nquorum all2\n`;
    expect(quorumOf(nested, 'housing')).toBe(false);
    expect(quorumOf(nested, 'housing', 'childrens')).toBe(true);
  });

  test.each([
    ['a comment', `# who may sign\n${base}quorum none\n`],
    ['an empty line', `${base}\nquorum none\n`],
    ['no quorum', base],
    ['two quorums', `${base}quorum none\nquorum none\n`],
    ['a quorum of nobody', `${base}quorum housing\n`],
    ['a quorum above its group', `${base}${housing}quorum g\ngroup g any housing\n`],
    ['an unknown word', `${base}logs x\nquorum none\n`],
    ['two spaces', `log  ${log}\nquorum none\n`],
    ['a tab', `log\t${log}\nquorum none\n`],
    ['a space at the end', `log ${log} \nquorum none\n`],
    ['a carriage return', `log ${log}\r\nquorum none\n`],
    ['no final newline', `${base}quorum none`],
    ['a web address', `log ${log} https://police.example\nquorum none\n`],
    ['a log key that is a witness key', `log ${vkeyOf(witness, WITNESS_KEY)}\nquorum none\n`],
    ['a witness key that is a log key', `${base}witness housing ${vkeyOf(witness)}\nquorum none\n`],
    ['the log key as a witness', `${base}witness police ${vkeyOf(signer, WITNESS_KEY)}\nquorum none\n`],
    ['a log twice', `${base}${base}quorum none\n`],
    ['a witness twice', `${base}${housing}${housing.replace('housing ', 'other ')}quorum none\n`],
    ['a name twice', `${base}${housing}${childrens.replace('childrens', 'housing')}quorum none\n`],
    ['a witness named none', `${base}${housing.replace('housing ', 'none ')}quorum none\n`],
    ['a group without members', `${base}${housing}group g any\nquorum none\n`],
    ['a group of an unknown member', `${base}${housing}group g any housing police\nquorum none\n`],
    ['a group that asks for none', `${base}${housing}group g 0 housing\nquorum none\n`],
    ['a group that asks for too many', `${base}${housing}group g 2 housing\nquorum none\n`],
    ['a group with a leading zero', `${base}${housing}group g 01 housing\nquorum none\n`],
    ['a member in two groups', `${base}${housing}group g any housing\ngroup h any housing\nquorum g\n`],
    ['a member twice in a group', `${base}${housing}group g 1 housing housing\nquorum g\n`],
  ])('with %s is refused', (_, text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(POLICY|VKEY)$/) }),
    );
  });

  test('says the line', () => {
    expect(() => parse(`${base}quorum housing\n`)).toThrow(
      'policy line 2: the quorum names nothing above it',
    );
  });
});
