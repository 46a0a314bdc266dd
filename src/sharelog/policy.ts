/**
 * Trust policies: c2sp.org/tlog-policy, the plain-text file that says whose signatures a checkpoint needs.
 *
 *     log <vkey>
 *     witness housing <vkey>
 *     group partners 1 housing ...          or `any`, `all`
 *     quorum partners                       or a witness, or `none`
 *
 * The subset read here has no web addresses, comments or empty lines, and one space between words, so that a
 * changed byte is noticed. No key may stand on two lines, whatever their part.
 */
import { type ThroughlineError, unusable } from '../errors.ts';
import { equal, fromDecimal, fromUtf8, utf8 } from './bytes.ts';
import { LOG_KEY, parseVkey, type Verifier, vkeyText, WITNESS_KEY } from './keys.ts';

export const MAX_POLICY_BYTES = 100_000;

export interface Witness {
  /** Its name inside the policy: the organisation. */
  readonly name: string;
  readonly verifier: Verifier;
}

export interface Group {
  readonly name: string;
  /** How many members must have witnessed, 1 to their number. */
  readonly threshold: number;
  readonly members: readonly string[];
}

export interface Policy {
  readonly logs: readonly Verifier[];
  readonly witnesses: readonly Witness[];
  readonly groups: readonly Group[];
  /** The name of a witness or group, or `none`. */
  readonly quorum: string;
}

/** The policy of a log that no partner witnesses yet. */
export const logOnlyPolicy = (log: Verifier): Policy => ({
  logs: [log],
  witnesses: [],
  groups: [],
  quorum: 'none',
});

export function policyBytes(policy: Policy): Uint8Array {
  const lines = [
    ...policy.logs.map((log) => `log ${vkeyText(log)}`),
    ...policy.witnesses.map((witness) => `witness ${witness.name} ${vkeyText(witness.verifier)}`),
    ...policy.groups.map(({ name, threshold, members }) => `group ${name} ${threshold} ${members.join(' ')}`),
    `quorum ${policy.quorum}`,
  ];
  return utf8(lines.map((line) => `${line}\n`).join(''));
}

/** @throws POLICY, VKEY naming the line. */
export function parsePolicy(bytes: Uint8Array): Policy {
  const text = fromUtf8(bytes);
  if (text === undefined || !text.endsWith('\n')) throw wrong('the file is not text ending in a newline');
  const logs: Verifier[] = [];
  const witnesses: Witness[] = [];
  const groups: Group[] = [];
  let quorum: string | undefined;
  const defined = new Set<string>();
  const placed = new Set<string>();
  for (const [index, line] of text.slice(0, -1).split('\n').entries()) {
    const at = index + 1;
    const words = line.split(' ');
    if (words.some((word) => !/^[^\s\p{Cc}]+$/u.test(word))) {
      throw wrong('the line is not words with one space between them', at);
    }
    const [kind, ...rest] = words;
    if (kind === 'log' && rest.length === 1) {
      logs.push(key(rest[0]!, LOG_KEY, at));
    } else if (kind === 'witness' && rest.length === 2) {
      define(rest[0]!, defined, at);
      witnesses.push({ name: rest[0]!, verifier: key(rest[1]!, WITNESS_KEY, at) });
    } else if (kind === 'group' && rest.length >= 3) {
      groups.push(group(rest, defined, placed, at));
    } else if (kind === 'quorum' && rest.length === 1 && quorum === undefined) {
      quorum = rest[0]!;
      if (quorum !== 'none' && !defined.has(quorum)) throw wrong('the quorum names nothing above it', at);
    } else {
      throw wrong('the line is not a log, witness, group or single quorum line', at);
    }
  }
  if (quorum === undefined) throw wrong('there is no quorum line');
  refuseSharedKeys([...logs, ...witnesses.map((witness) => witness.verifier)]);
  return { logs, witnesses, groups, quorum };
}

/** Whether the witnesses named (by their names inside the policy) make up its quorum. */
export function isQuorum(policy: Policy, signed: ReadonlySet<string>): boolean {
  return policy.quorum === 'none' || hasSigned(policy, policy.quorum, signed);
}

/** Whether a witness has signed, or enough members of a group have. */
export function hasSigned(policy: Policy, name: string, signed: ReadonlySet<string>): boolean {
  const named = policy.groups.find((candidate) => candidate.name === name);
  if (named === undefined) return signed.has(name);
  return named.members.filter((member) => hasSigned(policy, member, signed)).length >= named.threshold;
}

function key(text: string, type: typeof LOG_KEY | typeof WITNESS_KEY, line: number): Verifier {
  const verifier = parseVkey(text);
  if (verifier.type === type) return verifier;
  throw wrong(type === LOG_KEY ? 'the key is not a log key' : 'the key is not a witness key', line);
}

function define(name: string, defined: Set<string>, line: number): void {
  if (['all', 'any', 'none'].includes(name) || defined.has(name)) throw wrong('the name is taken', line);
  defined.add(name);
}

function group(words: readonly string[], defined: Set<string>, placed: Set<string>, line: number): Group {
  const [name, rule, ...members] = words;
  const threshold = rule === 'any' ? 1 : rule === 'all' ? members.length : fromDecimal(rule!);
  if (threshold === undefined || threshold < 1 || threshold > members.length) {
    throw wrong('the group asks for more members than it has, or for none', line);
  }
  for (const member of members) {
    if (!defined.has(member)) throw wrong('the group names a member that no line above defines', line);
    if (placed.has(member)) throw wrong('the group names a member that is in a group already', line);
    placed.add(member);
  }
  define(name!, defined, line);
  return { name: name!, threshold, members };
}

/** One key in two parts would let one party count twice, or sign a cosignature as a log. */
function refuseSharedKeys(verifiers: readonly Verifier[]): void {
  for (const [index, verifier] of verifiers.entries()) {
    const others = verifiers.slice(index + 1);
    if (others.some((other) => equal(other.publicKey, verifier.publicKey))) {
      throw wrong('one key stands on two lines');
    }
    if (others.some((other) => other.name === verifier.name && equal(other.keyId, verifier.keyId))) {
      throw wrong('two keys have the same name and key id');
    }
  }
}

const wrong = (reason: string, line?: number): ThroughlineError =>
  unusable('POLICY', reason, {
    hint: 'restore the policy file from a copy',
    place: { file: 'policy', ...(line === undefined ? {} : { line }) },
  });
