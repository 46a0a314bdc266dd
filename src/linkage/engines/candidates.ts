/**
 * What every engine shares: tokens are read, checked and numbered here, and the pairs that an engine found are read back.
 * References never go to an engine, which knows people by their numbers.
 */
import type { Scheme } from '../../pseudonymise/index.ts';
import { STRONG_NUMBERS } from '../../standardise/index.ts';
import {
  type CandidatePairs,
  type CandidatePattern,
  type Candidates,
  type EngineOptions,
  type LinkageEngine,
  type LocalPeople,
  References,
  type SetAside,
  type TokenSource,
  TokensByPerson,
} from './engine.ts';
import { WORD } from './plan.ts';
import { inSession, type Session } from './session.ts';
import { misshapen } from './shape.ts';
import * as sql from './tokens-sql.ts';

/** Leaves the results of the plan as tables or views of the session, which holds `numbered` and `people`. */
export type Pairing = (session: Session, matchKeys: number, options: EngineOptions) => Promise<void>;

export const linkageEngine = (pair: Pairing): LinkageEngine => ({
  candidates: (sources, scheme, options) =>
    inSession(options, async (session) => {
      const names = scheme.matchKeys.map((key) => key.name);
      options.onStage?.('reading tokens', 0, names.length);
      await readTokens(session, sources, scheme);
      await pair(session, names.length, options);
      options.onStage?.('reading pairs', names.length, names.length);
      return await readCandidates(session, scheme);
    }),
});

async function readTokens(session: Session, sources: readonly TokenSource[], scheme: Scheme): Promise<void> {
  for (const source of sources) {
    if ((await session.numbers(sql.misshapenCells(source)))[0] !== 0) throw await misshapen(source.file);
  }
  await session.run(sql.people(sources, scheme), sql.numberedRows(sources, scheme));
}

async function readCandidates(session: Session, scheme: Scheme): Promise<Candidates> {
  const people = await readPeople(session);
  const patterns = await readPatterns(session);
  const pairs = await readPairs(session, patterns);
  return {
    people,
    patterns,
    pairs,
    setAside: await readSetAside(session, scheme),
    strong: await readStrong(session, scheme),
    unpaired: unpaired(people, pairs),
    withoutTokens: (await session.numbers(sql.WITHOUT_TOKENS))[0]!,
  };
}

async function readPeople(session: Session): Promise<LocalPeople> {
  const [count] = await session.numbers('SELECT count(*) FROM people');
  const agency = new Uint8Array(count!);
  const reference = new References(count!);
  for await (const [people, agencies, references] of session.columns(sql.READ_PEOPLE)) {
    (people as number[]).forEach((person, row) => {
      agency[person] = agencies![row] as number;
      reference.set(person, references![row] as string);
    });
  }
  return { count: count!, agency, reference };
}

async function readPatterns(session: Session): Promise<CandidatePattern[]> {
  const patterns: CandidatePattern[] = [];
  for await (const [left, right, presence, low, high, pairs] of session.columns(sql.READ_PATTERNS)) {
    left!.forEach((_, row) => {
      patterns.push({
        left: left![row] as number,
        right: right![row] as number,
        presence: Number(presence![row]),
        agreeing: (low![row] as bigint) | ((high![row] as bigint) << BigInt(WORD)),
        pairs: pairs![row] as number,
      });
    });
  }
  return patterns;
}

async function readPairs(session: Session, patterns: readonly CandidatePattern[]): Promise<CandidatePairs> {
  const total = patterns.reduce((sum, { pairs }) => sum + pairs, 0);
  const pairs = {
    left: new Int32Array(total),
    right: new Int32Array(total),
    pattern: new Int32Array(total),
  };
  let at = 0;
  for await (const [left, right, pattern] of session.columns(sql.READ_PAIRS)) {
    pairs.left.set(left as number[], at);
    pairs.right.set(right as number[], at);
    pairs.pattern.set(pattern as number[], at);
    at += left!.length;
  }
  return pairs;
}

async function readSetAside(session: Session, { matchKeys }: Scheme): Promise<SetAside[]> {
  const setAside: SetAside[] = [];
  for await (const [key, tokens, people, most] of session.columns(sql.READ_SET_ASIDE)) {
    key!.forEach((_, row) => {
      setAside.push({
        matchKey: matchKeys[key![row] as number]!.name,
        tokens: tokens![row] as number,
        people: people![row] as number,
        most: most![row] as number,
      });
    });
  }
  return setAside;
}

async function readStrong(session: Session, scheme: Scheme): Promise<TokensByPerson[]> {
  const strong: TokensByPerson[] = [];
  for (const [key, { parts }] of scheme.matchKeys.entries()) {
    if (parts.length > 1 || !(STRONG_NUMBERS as readonly string[]).includes(parts[0]!.identifier)) continue;
    await session.run(sql.strongTokens(key));
    const [total] = await session.numbers('SELECT count(*) FROM strong');
    const tokens = new TokensByPerson(new Int32Array(total!), new Int32Array(total!));
    let at = 0;
    for await (const [people, values] of session.columns(sql.READ_STRONG)) {
      tokens.people.set(people as number[], at);
      tokens.tokens.set(values as number[], at);
      at += people!.length;
    }
    strong.push(tokens);
  }
  return strong;
}

function unpaired({ count }: LocalPeople, { left, right }: CandidatePairs): number {
  const paired = new Uint8Array(count);
  for (const person of left) paired[person] = 1;
  for (const person of right) paired[person] = 1;
  return paired.reduce((sum, isPaired) => sum - isPaired, count);
}
